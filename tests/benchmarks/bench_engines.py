"""Time, tasks and memory of a stage of very many steps that do nothing, without Prefect and with it.

    python -m tests.benchmarks.bench_engines [STEPS] [local|prefect]

Prefect keeps its database in PREFECT_HOME and starts a temporary server, whose start is not counted; its own memory is not that
of the process that gives out the work, which is printed.
"""

from __future__ import annotations

import importlib
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from flows.engine import Call, LocalEngine, Pool
from flows.progress import Progress
from pipeline.store.step import Step
from pipeline.store.store import Name
from pipeline.store.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flows.engine import Engine

_USUAL = 300_000


@dataclass(frozen=True)
class Nothing(Step[int]):
    """A step that writes nothing; it declares as many inputs as annotating a shard does."""

    STAGE: ClassVar = "nothing"
    number: int

    @property
    def owner(self) -> str:
        """No source."""
        return "niemand"

    @property
    def label(self) -> str:
        """The number."""
        return f"{self.number:06d}"

    def run(self, workspace: Workspace) -> int:
        """Return the number."""
        del workspace
        return self.number


def _carry_out(engine: Engine, workspace: Workspace, steps: int) -> None:
    """Carry out the steps and print what that took."""
    inputs = {Name(f"documents/niemand/{n}.parquet"): "0" * 32 for n in range(2)}
    total = ended = 0

    def told(_place: int, outcomes: list[object]) -> None:
        nonlocal total, ended
        total += sum(outcome.result for outcome in outcomes)  # type: ignore[attr-defined]
        ended += 1

    def calls() -> Iterator[Call[int]]:
        return (Call([Nothing(number)], workspace, [inputs]) for number in range(steps))

    started = time.perf_counter()
    engine.map("nothing", steps, calls(), told)
    seconds = time.perf_counter() - started
    if (ended, total) != (steps, steps * (steps - 1) // 2):
        sys.exit(f"{ended} of {steps} steps ended")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{steps} steps: {seconds:.1f} s, {seconds / steps * 1e6:.0f} µs each, peak {peak:.0f} MiB", flush=True)


def without_prefect(steps: int, workspace: Workspace) -> None:
    """Measure a pool of two processes."""
    with Pool(2) as pool:
        _carry_out(LocalEngine(pool, Progress(quiet=True, workers=2)), workspace, steps)


def with_prefect(steps: int, workspace: Workspace) -> None:
    """Measure the same pool behind Prefect tasks, and count these."""
    from flows.prefect_flow import PrefectEngine, flow  # noqa: PLC0415  only where it is measured
    from flows.runners import one_server, runner  # noqa: PLC0415

    get_client = importlib.import_module("prefect").get_client  # after the settings that the flow's module makes
    with one_server():

        @flow(name="measure", task_runner=runner("local", 2, None))
        def measure() -> None:
            with Pool(2) as pool:
                _carry_out(PrefectEngine(pool, Progress(quiet=True, workers=2)), workspace, steps)

        with get_client(sync_client=True) as client:
            before = _task_runs(client)
            measure()
            print(f"{_task_runs(client) - before} task runs")


def _task_runs(client: object) -> int:
    """Return how many task runs the server knows."""
    answer = client._client.post("/task_runs/count", json={})  # type: ignore[attr-defined]
    return int(answer.json())


def main(steps: int = _USUAL, which: str = "") -> None:
    """Measure without Prefect, with it, or both."""
    ways: dict[str, Callable[[int, Workspace], None]] = {"local": without_prefect, "prefect": with_prefect}
    with tempfile.TemporaryDirectory() as folder:
        for name, measure in ways.items():
            if which in {"", name}:
                print(name)
                measure(steps, open_workspace(Path(folder) / name))


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:2]), *sys.argv[2:3])
