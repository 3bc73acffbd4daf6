"""What a run freezes at its start, so that a later rerun gives the same release."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.manifest import Collection
    from pipeline.store.workspace import Workspace

FIRST_VERSION: Final = "0.1.0"
PARTIAL: Final = "-partial"
"""What the version of a release of some of the sources ends in."""


@dataclass(frozen=True)
class Frozen:
    """The version of the release, and the date on which terms and copyright are judged (ISO 8601)."""

    version: str
    as_of: str


def freeze(
    collection: Collection, workspace: Workspace, version: str | None, *, is_partial: bool = False
) -> tuple[Frozen, bool]:
    """Return what the run is bound to, and whether an earlier run of it was interrupted; notes that it has begun.

    The date is the collection's `as_of`; without one, the day of the first run in this workspace.  A run of some sources
    only gets a version of its own, unless one was asked for: it must not take the place of the whole release.
    """
    path = workspace.state(collection.name)
    state = workspace.store.read_json(path) or {}
    chosen = version or (collection.version or FIRST_VERSION) + (PARTIAL if is_partial else "")
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    as_of = collection.as_of.isoformat() if collection.as_of else state.get("as_of", today)
    interrupted = bool(state.get("running"))
    workspace.store.write_json(path, {"version": chosen, "as_of": as_of, "running": True})
    return Frozen(chosen, as_of), interrupted


def finished(collection: Collection, workspace: Workspace, frozen: Frozen) -> None:
    """Note that the run ended with a release."""
    state = {"version": frozen.version, "as_of": frozen.as_of, "running": False}
    workspace.store.write_json(workspace.state(collection.name), state)
