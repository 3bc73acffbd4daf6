"""The pass over documents without objections, best first, that removes duplicates and cuts repeated passages.

In the recipe's order of preference, each document is removed if it is similar to one already kept; else the passages
that occur in one already kept are cut from it.  If its rules then remove it, it counts as emptied: it removes no
duplicate, and no passage is cut because it has it.  So a passage is cut only where a kept document keeps it, and the
result for a document depends only on better ones.  The pass is done in rounds over all documents: a round is final for
every document of which all better ones are decided, so the rounds end with the same result as document by document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import polars as pl
import pyarrow as pa

from filters import repeats
from pipeline.decide import cuts, quality
from pipeline.decide.preference import renditions_of
from pipeline.decontaminate import contamination
from pipeline.similarity import repeated_passages
from pipeline.similarity.passages import losing, stretches
from pipeline.similarity.survivors import choose
from pipeline.store.files import key as key_of
from pipeline.store.rows import SCHEMA
from pipeline.store.schemas import frame_of
from pipeline.store.shard import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.manifest.load import LoadedCollection, LoadedSource
    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

    Losers = dict[int, npt.NDArray[np.int64]]
    Flags = npt.NDArray[np.bool_]

T = TypeVar("T")


@dataclass(frozen=True)
class Walked:
    """The duplicates with their survivors, and a decision for every document that loses so much that its rules remove it."""

    removed: pl.DataFrame
    emptied: pl.DataFrame


def walk(
    collection: LoadedCollection,
    workspace: Workspace,
    shards: Mapping[str, Sequence[Shard]],
    ranked: pl.DataFrame,
    edges: pa.Table,
    out: Name | None,
) -> Walked:
    """Return what the pass removes of `ranked` (best first, without other objections).

    What is left of documents that lose passages is written to `out`, one table per shard; without `out`, nowhere.
    """
    threshold = collection.recipe.duplicates.threshold
    if out is not None:
        workspace.store.delete_folder(out)
    ids, renditions = ranked["id"], renditions_of(ranked)
    asked = collection.recipe.repeated_passages
    if asked is None:
        return Walked(choose(ids.to_arrow(), edges, threshold, (), renditions), pl.DataFrame(schema=SCHEMA))
    room = _Room(collection, workspace, in_order(shards), out, asked.tokens)
    numbers = _numbers_of(workspace, room.shards, ranked)
    parts = [workspace.store.local(name) for name in repeated_passages.runs(workspace, collection.manifest.name)]
    rank = np.full(room.count, -1, np.int64)
    rank[numbers] = np.arange(len(ids))

    def judge(kept: Flags, judged: Flags) -> dict[str, pl.DataFrame]:
        is_kept, is_judged = np.zeros(room.count, bool), np.zeros(room.count, bool)
        is_kept[numbers], is_judged[numbers] = kept, judged
        return room.judge(_losers(parts, rank, is_kept, is_judged, asked.tokens))

    removed, emptied = settle(ids.to_list(), edges, threshold, judge, renditions)
    return Walked(
        removed, pl.concat([pl.DataFrame(schema=SCHEMA), *(emptied[document_id] for document_id in sorted(emptied))])
    )


def settle(
    ids: Sequence[str],
    edges: pa.Table,
    threshold: float,
    judge: Callable[[Flags, Flags], dict[str, T]],
    renditions: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, dict[str, T]]:
    """Return the duplicates to remove of `ids` (best first), and the documents that `judge` found emptied.

    `judge(kept, judged)`, shapes (ids,), returns those of the judged that lose so much to better, kept ones that they
    are emptied.  It is called in rounds until nothing changes; the module's docstring says why that ends.
    """
    emptied: dict[str, T] = {}
    named = pl.Series("id", ids, dtype=pl.String)
    while True:
        removed = choose(named.to_arrow(), edges, threshold, list(emptied), renditions)
        judged = ~named.is_in(removed["id"].implode())
        kept = judged & ~named.is_in(list(emptied))
        now_emptied = judge(kept.to_numpy(), judged.to_numpy())
        if now_emptied.keys() == emptied.keys():
            return removed, now_emptied
        emptied = now_emptied


def _numbers_of(workspace: Workspace, shards: Sequence[Shard], ranked: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Return the number over all shards of each ranked document."""
    columns = [workspace.store.read_table(shard.documents(workspace), ["id"]) for shard in shards]
    frame = frame_of(pa.concat_tables(columns))
    joined = ranked.select("id").join(frame.with_row_index("number"), on="id", how="left", maintain_order="left")
    return joined["number"].to_numpy().astype(np.int64)


def _losers(
    parts: Sequence[Path],
    rank: npt.NDArray[np.int64],
    is_kept: npt.NDArray[np.bool_],
    is_judged: npt.NDArray[np.bool_],
    tokens: int,
) -> Losers:
    """Return the stretches (first token, token after the last) that each judged document loses, by its number."""
    lost = losing(parts, np.where(is_judged, rank, -1), is_kept)
    documents, lost_stretches = stretches(lost, tokens)
    numbers, first = np.unique(documents, return_index=True)
    return dict(zip(numbers.tolist(), np.split(lost_stretches, first[1:]) if len(numbers) else [], strict=True))


@dataclass
class _Room:
    """The documents by number, and the last result of each shard, reused while it loses the same passages."""

    collection: LoadedCollection
    workspace: Workspace
    shards: list[Shard]
    out: Name | None
    tokens: int
    before: dict[Shard, tuple[str, dict[str, pl.DataFrame]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sizes = [self.workspace.store.rows(shard.documents(self.workspace)) for shard in self.shards]
        self.firsts = np.cumsum([0, *sizes])
        self.count = int(self.firsts[-1])
        self.sources = {source.id: source for source in self.collection.sources}

    def judge(self, losers: Losers) -> dict[str, pl.DataFrame]:
        """Cut the passages and return, by id, the rules that documents break without them."""
        numbers = np.array(sorted(losers), np.int64)
        emptied: dict[str, pl.DataFrame] = {}
        for place, shard in enumerate(self.shards):
            first, after = int(self.firsts[place]), int(self.firsts[place + 1])
            own = numbers[np.searchsorted(numbers, first) : np.searchsorted(numbers, after)].tolist()
            emptied |= self._judged(shard, {number - first: losers[number] for number in own})
        return emptied

    def _judged(self, shard: Shard, losers: Losers) -> dict[str, pl.DataFrame]:
        digest = key_of([[row, lost.tolist()] for row, lost in losers.items()])
        if self.before.get(shard, ("", {}))[0] != digest:
            self.before[shard] = digest, self._cut(shard, losers)
        return self.before[shard][1]

    def _cut(self, shard: Shard, losers: Losers) -> dict[str, pl.DataFrame]:
        recipe, name = self.collection.recipe, self.collection.manifest.name
        source = self.sources[shard.source]
        chosen, default = cuts.actions(recipe.pii, source.manifest)
        others = contamination.removals(self.workspace, name, shard, self.collection.decontamination)
        texts = cuts.texts_of(self.workspace, shard, pa.array(list(losers), pa.int64()))
        rows: list[dict[str, Any]] = []
        for (document_id, text, personal), lost in zip(texts, losers.values(), strict=True):
            gone = repeats.removals(text, lost, self.tokens)
            if gone:
                gone += cuts.whole(text, others.get(document_id, ()))
                rows.append(
                    cuts.cut_document(document_id, text, personal, gone, chosen, default, cuts.mark_of(source.manifest))
                )
        table = cuts.table_of(self.workspace, shard, rows)
        if self.out is not None:
            self.workspace.store.write_table(self.out / shard.source / f"{shard.name}.parquet", table)
        return _broken(table, source, self.collection)


def _broken(table: pa.Table, source: LoadedSource, collection: LoadedCollection) -> dict[str, pl.DataFrame]:
    rows = quality.after_cuts(table, source.manifest, collection.recipe, collection.own)
    return {str(document_id): part for (document_id,), part in rows.group_by("id", maintain_order=True)}
