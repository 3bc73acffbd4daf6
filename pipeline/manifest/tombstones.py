"""Tombstones of earlier takedowns: hashes that keep a text out although the document or file of the demand no longer exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.manifest import Takedown, Takedowns
from pipeline.manifest.yaml_file import load_model
from pipeline.store.ids import order_of
from pipeline.store.store import Name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.store.workspace import Workspace

NAME: Final = Name("tombstones.json")
AUTHORS: Final = Name("tombstone-authors.json")
"""For each hash with which a release shows an author's demand, the hash of the demand itself; kept in the workspace only."""


@dataclass(frozen=True)
class Tombstones:
    """`always` apply whatever is demanded now: erased texts, and demands of the release on which this one is built.

    `earlier` are those of lower versions of the same collection; they apply as long as their demand exists.
    `authors` are the hashes among them that are of names.
    """

    always: tuple[Takedown, ...] = ()
    earlier: tuple[Takedown, ...] = ()
    authors: frozenset[str] = frozenset()


def tombstones(workspace: Workspace, collection: str, version: str | None = None, on: Path | None = None) -> Tombstones:
    """Return the tombstones that apply to a version, or of all versions; `on` is the release on which it is built."""
    built_on = _of_release(on) if on else []
    lower = [
        path
        for path in workspace.release_folders(collection)
        if version is None or order_of(path.name) < order_of(version)
    ]
    earlier = [
        takedown for path in sorted(lower, key=lambda path: order_of(path.name)) for takedown in _of_release(path)
    ]
    known = workspace.store.read_json(AUTHORS) or {}
    always = [_named(takedown, known) for takedown in (*erased(workspace), *built_on)]
    return Tombstones(tuple(always), tuple(_named(takedown, known) for takedown in earlier), frozenset(known.values()))


def _named(takedown: Takedown, known: Mapping[str, str]) -> Takedown:
    """Return a tombstone with the hash of its demand, if the workspace knows the author it was about."""
    if takedown.hash is None or takedown.hash not in known:
        return takedown
    return takedown.model_copy(update={"hash": known[takedown.hash]})


def remember(workspace: Workspace, authors: dict[str, str]) -> None:
    """Add the hashes with which authors' demands are shown, each with the hash of the demand, to those of the workspace."""
    known = workspace.store.read_json(AUTHORS) or {}
    if not authors.items() <= known.items():
        workspace.store.write_json(AUTHORS, dict(sorted((known | authors).items())))


def _of_release(release: Path) -> list[Takedown]:
    path = release / "inputs" / "takedowns.yaml"
    return [*load_model(path, Takedowns).takedowns] if path.is_file() else []


def erased(workspace: Workspace) -> list[Takedown]:
    """Return the tombstones of texts erased from the workspace."""
    return [Takedown.model_validate(takedown) for takedown in workspace.store.read_json(NAME) or []]


def bury(workspace: Workspace, demands: Sequence[dict[str, Any]]) -> None:
    """Add the tombstones of fulfilled demands (in the form of a release) to those of the workspace."""
    known = {demand["hash"]: demand for demand in workspace.store.read_json(NAME) or []}
    for demand in demands:
        before = known.get(demand["hash"], {"texts": []})
        known[demand["hash"]] = demand | {"texts": _union(before["texts"], demand.get("texts", []))}
    workspace.store.write_json(NAME, [known[hash_] for hash_ in sorted(known)])


def _union(*lists: Iterable[str]) -> list[str]:
    return sorted({value for values in lists for value in values})
