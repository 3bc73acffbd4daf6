"""Demands for deletion that concern no document, with what they may have meant: the ids, addresses or authors nearest to them."""

from __future__ import annotations

import heapq
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from pipeline.decide.demands import path_of
from pipeline.store.former_ids import names_of
from pipeline.store.shard import cleaned_quarantine, shards_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.manifest import Takedown
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

SHOWN: Final = 3
LEAST_ALIKE: Final = 0.4
"""Share of threes of letters that two names have in common, from which on one may have been meant by the other."""


@dataclass(frozen=True)
class Unheeded:
    """A demand that concerns no document: what to say of it, and whether it is explained by a source or document left out."""

    line: str
    is_explained: bool


def unheeded(collection: LoadedCollection, workspace: Workspace) -> list[Unheeded]:
    """Return the demands of a collection that concern no document, once it is decided."""
    outcomes = workspace.store.read_json(path_of(workspace, collection.manifest.name)) or []
    demands = collection.takedowns.takedowns
    silent = [demands[place] for outcome in outcomes if not outcome["documents"] for place in outcome["places"]]
    return [_explained(demand, collection, workspace) for demand in silent]


def _explained(demand: Takedown, collection: LoadedCollection, workspace: Workspace) -> Unheeded:
    begin = f"takedowns: nothing is known by {_named(demand)}, demanded on {demand.date}"
    read = [
        source.id for source in collection.sources if workspace.store.exists(workspace.read(source.id) / "read.json")
    ]
    source = (demand.id or "").partition("/")[0]
    if source in {loaded.id for loaded in collection.sources} - set(read):
        return Unheeded(f"{begin}: {source} was not read", is_explained=True)
    if demand.id and source in read and demand.id in _set_aside(workspace, source):
        return Unheeded(f"{begin}: it is quarantined, and in no release", is_explained=True)
    value = demand.id or demand.url or demand.author
    shards = [shard for name in ([source] if source in read else read) for shard in shards_of(workspace, name)]
    near = nearest(value, _known(demand, shards, workspace), f"{source}/" if source in read else "") if value else []
    return Unheeded(f"{begin}; nearest: {', '.join(near)}" if near else begin, is_explained=False)


def _named(demand: Takedown) -> str:
    given = demand.model_dump(exclude={"date", "reason", "near_copies", "texts"}, exclude_none=True)
    return ", ".join(f"{kind} {value!r}" for kind, value in given.items())


def _set_aside(workspace: Workspace, source: str) -> set[str]:
    """Return the names of all quarantined documents of a source."""
    tables = [workspace.read(source) / "quarantine.parquet"]
    tables += [cleaned_quarantine(workspace, shard) for shard in shards_of(workspace, source)]
    there = [name for name in tables if workspace.store.exists(name)]
    ids = (document for name in there for document in workspace.store.read_table(name, ["id"])["id"].to_pylist())
    return {name for document in ids for name in names_of(document)}


def _known(demand: Takedown, shards: Iterable[Shard], workspace: Workspace) -> Iterator[str]:
    """Yield what documents have of the kind that a demand names."""
    column = "id" if demand.id else "url" if demand.url else "authors"
    for shard in shards:
        for value in workspace.store.read_table(shard.documents(workspace), [column])[column].to_pylist():
            yield from value if isinstance(value, list) else [value] if value else []


def nearest(wanted: str, known: Iterable[str], prefix: str = "") -> list[str]:
    """Return the names that are most alike to the wanted one, at most three, best first; by their threes of letters (Dice).

    What all of them begin with, the `prefix`, does not count.
    """
    own = _threes(wanted.removeprefix(prefix))
    scored = ((_alike(own, _threes(name.removeprefix(prefix))), name) for name in set(known))
    best = heapq.nsmallest(SHOWN, ((-score, name) for score, name in scored if score >= LEAST_ALIKE))
    return [name for _score, name in best]


def _alike(own: set[str], other: set[str]) -> float:
    return 2 * len(own & other) / (len(own) + len(other))


def _threes(name: str) -> set[str]:
    plain = f"  {unicodedata.normalize('NFKC', unquote(name)).casefold()} "
    return {plain[start : start + 3] for start in range(len(plain) - 2)}
