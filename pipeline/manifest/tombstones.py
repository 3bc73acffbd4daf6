"""What earlier demands left behind: hashes by which a text stays out, though the document or the file demanded by is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.manifest import Takedown, Takedowns
from pipeline.manifest.yaml_file import load_model
from pipeline.store.store import Name
from pipeline.store.versions import order_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.store.workspace import Workspace

NAME: Final = Name("tombstones.json")
AUTHORS: Final = Name("tombstone-authors.json")
"""For each mark by which a release shows an author's demand the hash of the demand: it stays in the workspace."""


@dataclass(frozen=True)
class Tombstones:
    """`always` stand whatever is demanded now: texts erased, and demands of the release that is built on.

    `earlier` are those of lower versions of the same collection; they count as long as their demand stands.
    `authors` are the hashes among them that are of names.
    """

    always: tuple[Takedown, ...] = ()
    earlier: tuple[Takedown, ...] = ()
    authors: frozenset[str] = frozenset()


def tombstones(workspace: Workspace, collection: str, version: str | None = None, on: Path | None = None) -> Tombstones:
    """Return the tombstones that the run of a version must heed, or of every version; `on` is the release it is built on."""
    built_on = _of_release(on) if on else []
    lower = [
        path
        for path in workspace.release_folders(collection)
        if version is None or order_of(path.name) < order_of(version)
    ]
    earlier = [one for path in sorted(lower, key=lambda path: order_of(path.name)) for one in _of_release(path)]
    known = workspace.store.read_json(AUTHORS) or {}
    always = [_named(one, known) for one in (*erased(workspace), *built_on)]
    return Tombstones(tuple(always), tuple(_named(one, known) for one in earlier), frozenset(known.values()))


def _named(one: Takedown, known: Mapping[str, str]) -> Takedown:
    """Return a tombstone under the hash of its demand, where the workspace knows which author's it was."""
    return one.model_copy(update={"hash": known[one.hash]}) if one.hash and one.hash in known else one


def remember(workspace: Workspace, authors: dict[str, str]) -> None:
    """Add the marks by which authors' demands are shown, each with the demand's hash, to those of the workspace."""
    known = workspace.store.read_json(AUTHORS) or {}
    if not authors.items() <= known.items():
        workspace.store.write_json(AUTHORS, dict(sorted((known | authors).items())))


def _of_release(release: Path) -> list[Takedown]:
    path = release / "inputs" / "takedowns.yaml"
    return [*load_model(path, Takedowns).takedowns] if path.is_file() else []


def erased(workspace: Workspace) -> list[Takedown]:
    """Return the tombstones of what was erased from the workspace."""
    return [Takedown.model_validate(one) for one in workspace.store.read_json(NAME) or []]


def bury(workspace: Workspace, demands: Sequence[dict[str, Any]]) -> None:
    """Add the tombstones of demands carried out (as a release shows them) to those of the workspace."""
    known = {one["hash"]: one for one in workspace.store.read_json(NAME) or []}
    for one in demands:
        before = known.get(one["hash"], {"texts": []})
        known[one["hash"]] = one | {"texts": _union(before["texts"], one.get("texts", []))}
    workspace.store.write_json(NAME, [known[one] for one in sorted(known)])


def _union(*lists: Iterable[str]) -> list[str]:
    return sorted({value for one in lists for value in one})
