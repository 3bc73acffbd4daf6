"""What every publishing target shares: the release as it is sent, the plan of calls, and how a plan is carried out.

A target looks at what is there already (reading only) and answers with a plan.  `--dry-run` shows the plan; publishing
carries out the very same steps.  What was done is never noted on this machine: a broken publication is resumed by asking
the target what it has, so that it can be continued from anywhere and published twice is published once.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path  # noqa: TC003  dataclass fields
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, runtime_checkable

from gemeingut.errors import PlaceError, TransferError
from pipeline.manifest import Collection
from pipeline.manifest.yaml_file import load_model
from pipeline.portals.client import token
from pipeline.release_files.facts import ReleaseError, ReleaseFacts, read_facts
from pipeline.release_files.timings import FILE as TIMINGS
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Access = Literal["internal", "gated", "public"]
"""Who may read: people of the house, people who asked, everybody."""

Listed = dict[str, Any]
"""A file as a target lists it: `name`, and what the target says of it."""

STAGES: Final[tuple[Access, ...]] = ("internal", "gated", "public")
RESUME: Final = "the same command goes on from here"
NOTICES: Final = ("withdrawn.jsonl", "withdrawn.atom", "withdrawn.html")
"""The notice board of a collection at a target: what was withdrawn, for programs, for readers of feeds, for people."""
NEVER_CHANGED: Final = "a published version is never changed: publish under a new version"


class PublishError(TransferError, RuntimeError):
    """A release cannot be published there; the message says what to do."""


@dataclass(frozen=True)
class Parcel:
    """A release as it is sent: its folder, its facts, and the SHA-256 of every file, SHA256SUMS itself included."""

    folder: Path
    facts: ReleaseFacts
    sums: dict[str, str]

    @property
    def name(self) -> str:
        """Return the collection's name."""
        return self.facts.name

    @property
    def version(self) -> str:
        """Return the release's version."""
        return self.facts.version

    @property
    def label(self) -> str:
        """Return name and version, as a person reads them."""
        return f"{self.name} {self.version}"

    @property
    def access(self) -> Access:
        """Return the stage of access that the collection states."""
        return self.facts.access

    @cached_property
    def collection(self) -> Collection:
        """Return the collection's manifest that the release was built from."""
        return load_model(self.folder / "inputs" / "collection.yaml", Collection)

    @cached_property
    def with_timings(self) -> dict[str, str]:
        """Return the SHA-256 of every file and of timings.json, which another build of the same release has otherwise."""
        path = self.folder / TIMINGS
        return self.sums | ({TIMINGS: files.sha256_of(path)} if path.is_file() else {})

    def size(self, name: str) -> int:
        """Return the bytes of one file."""
        return (self.folder / name).stat().st_size


@dataclass(frozen=True)
class Step:
    """One step of a publication: the calls as they are shown, never with a secret, and the function that makes them."""

    calls: tuple[str, ...]
    do: Callable[[], object]


@dataclass(frozen=True)
class Plan:
    """What a publication would do: where the release will be found, what was asked, the steps, and the last check.

    `sent` and `there` name the files that the steps send and those that the target has already.  `changed` says in what a
    version that was published differs from the release by now; the steps put it back, and are carried out only if asked for.
    """

    address: str
    steps: tuple[Step, ...]
    check: Callable[[], None]
    sent: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    changed: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return every call, those that only read first."""
        return [*self.asked, *(call for step in self.steps for call in step.calls)]


class NotThereError(PlaceError, RuntimeError):
    """There is no published release at the place named."""


class Origin(Protocol):
    """Where a release was published: its single files, and the archives that hold the others."""

    @property
    def archives(self) -> tuple[str, ...]:
        """Return the archives that are there."""

    def blocks(self, name: str) -> contextlib.AbstractContextManager[Iterable[bytes] | None]:
        """Return the bytes of one file in blocks, or None if it is not there."""


@runtime_checkable
class Described(Protocol):
    """An origin that says more of a release than its files do: a title, a licence, notes."""

    def changed(self, parcel: Parcel) -> list[str]:
        """Return what it says or holds that is not of the release that was fetched from it."""


@dataclass(frozen=True)
class Nowhere:
    """A place at which nothing lies."""

    archives: tuple[str, ...] = ()

    @contextlib.contextmanager
    def blocks(self, _name: str) -> Iterator[None]:
        """Yield None, whatever is asked for."""
        yield None


@dataclass(frozen=True)
class Published:
    """A version that a target holds: its address as `verify` takes it, who may read it, and its files."""

    version: str
    address: str
    access: Access
    origin: Origin


class Target(Protocol):
    """A place where releases are published."""

    def plan(self, parcel: Parcel, access: Access) -> Plan:
        """Return what has to be done there; raise PublishError if it cannot be."""

    def published(self, name: str) -> list[Published]:
        """Return the versions of a collection that are published there, the lowest first."""

    def board(self, name: str) -> Origin:
        """Return where the notices of a collection are, of what was withdrawn there."""


def read_notice(origin: Origin) -> bytes:
    """Return the lines of a notice board; nothing if there is none."""
    with origin.blocks(NOTICES[0]) as blocks:
        return b"" if blocks is None else b"".join(blocks)


def differences(address: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return in what a published version differs from the release: these files of it are others, missing, or too many.

    Raises PublishError if it is another release under the same version: neither its checksums nor its facts are the same.
    """
    if names and {"SHA256SUMS", "release.json"} <= set(names):
        raise PublishError(f"{address}: {names[0]} is not the file of this release; {NEVER_CHANGED}")
    return tuple(f"{address}: {name} is not the file of this release" for name in names)


def sorted_out(listed: Iterable[Listed], is_whole: Callable[[Listed], bool]) -> tuple[set[str], list[Listed]]:
    """Return the names of the files that a target lists and that are whole, and the others, which are not of the release.

    A second file of the same name is one of the others.
    """
    there, stale = set[str](), list[Listed]()
    for entry in listed:
        if entry["name"] not in there and is_whole(entry):
            there.add(entry["name"])
        else:
            stale.append(entry)
    return there, stale


def open_parcel(folder: Path) -> Parcel:
    """Return a release folder as it is sent; raise PublishError if it is none."""
    try:
        facts = read_facts(folder)
    except ReleaseError as error:
        raise PublishError(str(error)) from error
    path = folder / "SHA256SUMS"
    if not path.is_file():
        raise PublishError(f"{folder}: no SHA256SUMS there; run the collection again")
    lines = path.read_text(encoding="utf-8").splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    return Parcel(folder, facts, sums | {"SHA256SUMS": files.sha256_of(path)})


def carry_out(plan: Plan, say: Callable[[str], None], *, repair: bool = False) -> None:
    """Make the calls of a plan in order, say each, and check at the end what has arrived.

    Raises PublishError if they would put back what somebody changed, and nobody asked for that.
    """
    if plan.changed and not repair:
        raise PublishError(f"{plan.changed[0]}; {NEVER_CHANGED}")
    for step in plan.steps:
        for call in step.calls:
            say(call)
        step.do()
    plan.check()


def secret(name: str, *, purpose: str) -> str:
    """Return a token from the environment; raise PublishError that says what it is for if it is not set."""
    value = token(name)
    if not value:
        raise PublishError(f"{name} is not set; {purpose}")
    return value


def address_of(name: str, default: str) -> str:
    """Return the address of a service: that in the environment, where it is set, for an installation of one's own."""
    return os.environ.get(name, default).rstrip("/")
