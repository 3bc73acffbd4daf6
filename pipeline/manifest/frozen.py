"""Version and date that a run freezes at its start, so that a later rerun gives the same release.

A module of its own: it reads no manifest and writes the state of a workspace.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.manifest import Collection
    from pipeline.store.workspace import Workspace

FIRST_VERSION: Final = "0.1.0"
PARTIAL: Final = "-partial"
"""Suffix of the version of a release with only some of the sources."""


@dataclass(frozen=True)
class Frozen:
    """The version of the release, and the date on which terms and copyright are judged (ISO 8601)."""

    version: str
    as_of: str


def freeze(
    collection: Collection, workspace: Workspace, version: str | None, *, is_partial: bool = False
) -> tuple[Frozen, bool]:
    """Return version and date of the run, and whether an earlier run was interrupted; record that the run has begun.

    The date is the collection's `as_of`; without one, the day of the first run in this workspace.  A run of only some sources
    has a version of its own, unless a version is given: it must not replace the whole release.
    """
    path = workspace.state(collection.name)
    state = workspace.store.read_sealed(path) or {}
    chosen = version or (collection.version or FIRST_VERSION) + (PARTIAL if is_partial else "")
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    as_of = collection.as_of.isoformat() if collection.as_of else state.get("as_of", today)
    interrupted = bool(state.get("running"))
    workspace.store.write_sealed(path, {"version": chosen, "as_of": as_of, "running": True})
    return Frozen(chosen, as_of), interrupted


def finished(collection: Collection, workspace: Workspace, frozen: Frozen) -> None:
    """Record that the run ended with a release."""
    state = {"version": frozen.version, "as_of": frozen.as_of, "running": False}
    workspace.store.write_sealed(workspace.state(collection.name), state)
