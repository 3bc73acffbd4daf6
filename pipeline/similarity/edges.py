"""Edges: which documents are the same and which resemble each other, over all documents read, whatever the recipe.

Exact duplicates are collapsed to one representative, the smallest id, and joined to it by edges of kind `exact`; the
representative's `near` edges stand for its group.  Every near edge is verified: its similarity is the Jaccard similarity
of the stored shingle hashes, not an estimate.  Nothing depends on the order of the files or of the documents in them.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gemeingut.errors import GemeingutError
from pipeline.similarity import candidates, comparison, grouping, increment, partitions, prints
from pipeline.similarity.bands import EDGE_FLOOR, PLANNED, Bands, check
from pipeline.similarity.partitions import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from pipeline.similarity.candidates import Groups
    from pipeline.similarity.comparison import Near
    from pipeline.similarity.increment import Earlier

SCHEMA: Final = pa.schema(
    [
        pa.field("a", pa.string(), nullable=False),  # the smaller id
        pa.field("b", pa.string(), nullable=False),
        pa.field("similarity", pa.float32(), nullable=False),  # Jaccard of the shingles; 1 where exact
        pa.field("kind", pa.string(), nullable=False),  # exact | near | estimated, by signatures alone
    ]
)
"""One row per edge, ascending by (a, b)."""

_LEAST_MEMORY: Final = 1 << 24
_ROWS: Final = 1 << 16


class EdgeError(GemeingutError, ValueError):
    """The memory allowed is too little, or two different documents have one id."""


@dataclass(frozen=True, slots=True)
class EdgeReport:
    """What was found, and what was skipped.

    `hot_*` count buckets larger than the cap: how many over all bands, their members, and the pairs not compared there
    (a pair may have been compared in another band).  `recall_at_*` is the probability that a pair of that similarity
    becomes a candidate.
    """

    documents: int
    without_words: int
    exact_groups: int
    exact_edges: int
    candidates: int
    near_edges: int
    hot_buckets: int
    hot_members: int
    hot_pairs_not_compared: int
    bands: int
    rows: int
    floor: float
    recall_at_floor: float
    recall_at_threshold: float


def find_edges(  # noqa: PLR0913  each is a choice of its own
    shards: Sequence[Path],
    out: Path,
    *,
    threshold: float,
    floor: float = EDGE_FLOOR,
    bands: int = PLANNED.bands,
    rows: int = PLANNED.rows,
    memory_bytes: int = 1 << 30,
    before: Earlier | None = None,
    is_verified: bool = True,
) -> EdgeReport:
    """Write the edges (SCHEMA) of all documents of the files of fingerprints to `out` and return what was found.

    Near edges of a Jaccard similarity of at least `floor` are written; pairs at `threshold`, the least similarity at
    which documents are going to be removed, must become candidates with a probability of 0.99.  Working files are in
    the folder of `out`.  `memory_bytes` bounds what is held of pairs and shingles; 40 bytes per document come on top.
    Pairs known to `before`, an index of an earlier state, are not compared again; the edges are the same, and
    `candidates` then counts the pairs verified now.  Unless `is_verified`, similarities are the share of agreeing
    signature values, and edges of kind `estimated`: quicker, but with a standard error of 0.04 at 0.8.  Raises BandError
    if bands, rows, threshold and floor do not fit, PrintsError for files that are no fingerprints or were made
    differently, EdgeError for less than 16 MiB of memory or one id for two documents.
    """
    shape = Bands(bands, rows)
    check(shape, int(prints.made_alike(shards)["fingerprint.permutations"]), threshold, floor)
    _check_memory(memory_bytes)
    plan = divided([prints.rows(path) for path in shards], shape, floor, is_verified, memory_bytes)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".edges-", dir=out.parent) as name:
        folder = Path(name)
        _find(shards, plan, folder, before)
        pairs = [comparison.write_pairs(plan, band, part, folder, folder) for band, part in plan.parts_of_keys()]
        for number, group in enumerate(plan.groups):
            comparison.write_shelf(shards[group.start : group.end], plan, number, folder, folder)
        every = range(comparison.pair_parts(folder))
        compared = comparison.write_near(plan, every, folder, folder)
        return gather(shards, plan, [every], folder, out, threshold, compared, [hot for _, hot in pairs])


def divided(
    rows: Sequence[int],
    shape: Bands,
    floor: float,
    is_verified: bool,  # noqa: FBT001
    memory_bytes: int = 1 << 30,
) -> Plan:
    """Return how files of fingerprints of so many rows each are compared."""
    parts = partitions.shares(sum(rows), partitions.TEXTS), partitions.shares(sum(rows), partitions.KEYS)
    return Plan(partitions.divide(rows), *parts, shape, floor, is_verified, memory_bytes)


def _find(shards: Sequence[Path], plan: Plan, folder: Path, before: Earlier | None) -> None:
    """Write keys, exact groups, and what is known of them."""
    for number, group in enumerate(plan.groups):
        grouping.write_keys(shards[group.start : group.end], plan, number, folder)
    for part in range(plan.texts):
        grouping.number_texts(plan, part, folder, folder)
    join(plan, folder, folder, before)


def join(plan: Plan, folder: Path, out: Path, before: Earlier | None) -> None:
    """Write the exact groups of all documents, and what an earlier index knows of them if it can be used."""
    grouping.join_groups(plan, folder, out)
    known = increment.known(before, grouping.open_groups(out)) if before else None
    if known:
        increment.save_known(known, out)


def gather(  # noqa: PLR0913, PLR0917  what all phases gave
    shards: Sequence[Path],
    plan: Plan,
    every: Sequence[range],
    folder: Path,
    out: Path,
    threshold: float,
    compared: int,
    skipped: Sequence[candidates.Hot],
) -> EdgeReport:
    """Write the edges of all documents from what the phases left in `folder`, and return the report."""
    groups = grouping.open_groups(folder)
    near = comparison.read_near(plan, every, folder)
    table = _named(shards, groups, near, "near" if plan.is_verified else "estimated")
    _write(table, out)
    hot = candidates.Hot()
    for other in skipped:
        hot.add(other)
    return EdgeReport(
        candidates=compared,
        **_counted(groups, len(table), len(near[0])),
        **_passed_over(hot, plan.shape, plan.floor, threshold),
    )


def _check_memory(memory_bytes: int) -> None:
    if memory_bytes < _LEAST_MEMORY:
        raise EdgeError(f"{memory_bytes} bytes of memory are too little; needed are at least {_LEAST_MEMORY}")


def _write(table: pa.Table, out: Path) -> None:
    partial = out.with_name(out.name + ".partial")
    pq.write_table(table, partial, compression="zstd")
    partial.replace(out)


def _counted(groups: Groups, edges: int, near_edges: int) -> dict[str, Any]:
    """Return the part of the report that says what was found."""
    return {
        "documents": len(groups.codes),
        "without_words": int((groups.sizes[groups.codes] == 0).sum()),
        "exact_groups": len(np.unique(groups.codes[groups.members])),
        "exact_edges": edges - near_edges,
        "near_edges": near_edges,
    }


def _passed_over(hot: candidates.Hot, shape: Bands, floor: float, threshold: float) -> dict[str, Any]:
    """Return the part of the report that says what was skipped, and what may have been missed."""
    return {
        "hot_buckets": hot.buckets,
        "hot_members": hot.members,
        "hot_pairs_not_compared": hot.pairs,
        "bands": shape.bands,
        "rows": shape.rows,
        "floor": floor,
        "recall_at_floor": shape.recall(floor),
        "recall_at_threshold": shape.recall(threshold),
    }


def _named(shards: Sequence[Path], groups: Groups, near: Near, kind: str) -> pa.Table:
    """Return the edges with ids for codes: near ones between the smallest ids of two groups, exact ones within a group."""
    codes_a, codes_b = candidates.codes_of(near[0])
    wanted = np.zeros(len(groups.codes), bool)
    wanted[groups.members] = True
    wanted[groups.first[codes_a]] = wanted[groups.first[codes_b]] = True
    rows = np.flatnonzero(wanted)
    ids = _ids(shards, wanted)
    order = pc.sort_indices(ids).to_numpy().astype(np.int64)
    codes = groups.codes[rows][order]
    _, first = np.unique(codes, return_index=True)
    smallest = np.zeros(len(groups.first), np.int64)
    smallest[codes[first]] = order[first]
    others = np.delete(order, first)
    a = np.concatenate([smallest[groups.codes[rows][others]], smallest[codes_a]])
    b = np.concatenate([others, smallest[codes_b]])
    similarity = np.concatenate([np.ones(len(others), np.float32), near[1]])
    kinds = pa.DictionaryArray.from_arrays(
        pa.array((np.arange(len(a)) >= len(others)).astype(np.int8)), ["exact", kind]
    )
    return _sorted(ids, a, b, similarity, kinds)


def _sorted(
    ids: pa.Array, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], similarity: npt.NDArray[Any], kinds: pa.Array
) -> pa.Table:
    """Return the edges with the smaller id first, ascending; raise EdgeError where both ends have one id."""
    rank = np.empty(len(ids), np.int64)
    rank[pc.sort_indices(ids).to_numpy()] = np.arange(len(ids))
    low = np.where(rank[a] < rank[b], a, b)
    high = np.where(rank[a] < rank[b], b, a)
    order = np.lexsort((rank[high], rank[low]))
    left, right = ids.take(pa.array(low[order])), ids.take(pa.array(high[order]))
    same = pc.filter(left, pc.equal(left, right))
    if len(same):
        raise EdgeError(f"the id {same[0].as_py()!r} stands for two documents; ids must be unique over all files")
    columns = [left, right, pa.array(similarity[order]), kinds.take(pa.array(order)).cast(pa.string())]
    return pa.Table.from_arrays(
        [column.cast(field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def _ids(shards: Sequence[Path], wanted: npt.NDArray[np.bool_]) -> pa.Array:
    """Return the ids of the wanted rows, in the order of the rows."""
    parts: Iterator[pa.Array] = (
        values.filter(pa.array(wanted[first : first + len(values)])).cast(pa.large_string())
        for first, values in prints.batches(shards, "id", _ROWS)
    )
    return pa.chunked_array(list(parts), pa.large_string()).combine_chunks()
