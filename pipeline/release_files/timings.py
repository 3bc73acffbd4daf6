"""`timings.json`: how long a build took, with how much memory, on which machine; two builds of a release differ in this file only.

It is therefore not in SHA256SUMS and is not published.  `verify` accepts it as the only unlisted file, and checks that it holds
what is described here and nothing else.

The energy is estimated, not measured, by the method of Green Algorithms (Lannelongue, Grealey and Inouye, 2021, Advanced
Science 8:2100707, equation 1): time × (cores × power per core × usage + memory × power per GB) × efficiency of the data
centre.  Full usage is assumed, so that the estimate is too high rather than too low for such a machine.
"""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.release_files.facts import ReleaseFacts, read_facts, write_facts
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE: Final = "timings.json"
WATT_PER_CORE: Final = 12.0  # their value where the processor is not known
WATT_PER_GB: Final = 0.3725
EFFICIENCY: Final = 1.67  # power usage effectiveness, their worldwide mean
SECONDS_PER_HOUR: Final = 3600
MIB_PER_GB: Final = 1e9 / (1 << 20)
METHOD: Final = (
    "Estimated, not measured: Green Algorithms (Lannelongue et al., 2021), "
    f"time × (processes × {WATT_PER_CORE} W + memory × {WATT_PER_GB} W per GB) × {EFFICIENCY}; "
    "processor unknown, full load assumed."
)

Short = Annotated[str, StringConstraints(max_length=100)]
Stage = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,30}$")]


class Machine(BaseModel):
    """The machine of the process that wrote the release."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: Short
    architecture: Short
    processors: int = Field(ge=1)
    python: Short

    @classmethod
    def here(cls) -> Self:
        """Return this machine."""
        system, architecture = platform.system(), platform.machine()
        return cls(
            system=system, architecture=architecture, processors=os.cpu_count() or 1, python=platform.python_version()
        )


class Timings(BaseModel):
    """Seconds by stage, counting only what this build did anew; processes, peak memory of all of them, and energy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: dict[Stage, Annotated[float, Field(ge=0)]]
    workers: int = Field(ge=1)
    memory_mib: int = Field(ge=0)
    machine: Machine | None
    watt_hours: float = Field(ge=0)
    watt_hours_method: Annotated[str, StringConstraints(max_length=500)]


def timings(seconds: Mapping[str, float], memory_mib: int, workers: int, machine: Machine | None) -> Timings:
    """Return the timings of a build, with the estimate of its energy."""
    energy = round(watt_hours(sum(seconds.values()), memory_mib, workers), 4)
    return Timings(
        seconds=dict(seconds),
        workers=workers,
        memory_mib=memory_mib,
        machine=machine,
        watt_hours=energy,
        watt_hours_method=METHOD,
    )


def watt_hours(seconds: float, memory_mib: float, workers: int) -> float:
    """Return the estimate of the energy in watt-hours, for the seconds of all stages together."""
    power = workers * WATT_PER_CORE + memory_mib / MIB_PER_GB * WATT_PER_GB
    return seconds / SECONDS_PER_HOUR * power * EFFICIENCY


def write_timings(release: Path, content: Timings) -> None:
    """Write timings.json, whole or not at all."""
    files.write_json(release / FILE, content.model_dump(mode="json"))


def move_timings(release: Path) -> ReleaseFacts:
    """Return the facts of a release; timings that earlier versions kept among them are moved to a file of their own."""
    facts = read_facts(release)
    old = (facts.model_extra or {}).get("timings")
    if old is None:
        return facts
    write_timings(release, timings(old["seconds"], old["memory_mib"], old.get("workers", 1), machine=None))
    rest = {key: value for key, value in facts.as_json().items() if key != "timings"}
    write_facts(release, ReleaseFacts.model_validate(rest))
    return read_facts(release)


def timings_faults(release: Path) -> Iterator[str]:
    """Yield what is wrong with timings.json; nothing where there is none, as in a release that was published."""
    path = release / FILE
    if not path.is_file():
        return
    try:
        Timings.model_validate_json(path.read_bytes())
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            key = ".".join(str(part) for part in fault["loc"])
            yield f"{FILE}: {f'{key}: ' if key else ''}{fault['msg']}"
