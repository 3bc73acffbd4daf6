"""Which of several similar documents stays: the greedy walk over the recipe's order of preference.

The otherwise kept documents are walked from best to worst, and each one that is similar to a document already kept is
removed.  So every removed document names a survivor that is kept, no two kept documents share an edge at or above the
threshold, and a document that is not in the order (refused for another reason) removes nothing.

Similarity is an edge, or follows from two edges: 1 - Jaccard is a metric (Levandowsky and Winter 1971), so documents
that resemble a third one by s and t resemble each other by at least s + t - 1.  That closes the gap which capped
buckets leave, where the members of a large family were compared with a few of their number only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from gemeingut.errors import GemeingutError
from pipeline.similarity import graph_kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

REMOVED: Final = {
    "id": pl.String,
    "survivor": pl.String,
    "similarity": pl.Float64,
    "kind": pl.String,  # exact | near
    "is_estimated": pl.Boolean,  # by signatures alone
    "is_direct": pl.Boolean,  # False where the similarity is the lower bound that follows from two edges
}
"""One row per duplicate to remove, in the order of preference: the kept document that it resembles, and how much."""

_EXACT: Final = 2
_NEAR: Final = 1


class SurvivorError(GemeingutError, ValueError):
    """The order of preference names a document twice, or the threshold is no similarity."""


def choose(
    ranked_ids: Sequence[str] | pa.Array, edges: pa.Table, threshold: float, hollow: Sequence[str] = ()
) -> pl.DataFrame:
    """Return the documents to remove as duplicates, schema REMOVED, in the order of `ranked_ids` (best first).

    `edges` has the columns `a`, `b` (ids), `similarity` (float32) and `kind` (exact, near, or estimated: by signatures
    alone); edges of kind exact join their ends whatever the threshold.  The order of its rows does not matter.
    `hollow` documents, which leave for another reason, are removed as duplicates too, but no other is removed for them.
    Raises SurvivorError if an id occurs twice or the threshold is not in (0, 1].
    """
    if not 0.0 < threshold <= 1.0:
        raise SurvivorError(f"threshold {threshold!r} is not a similarity: needed is 0 < threshold <= 1")
    ranked = ranked_ids if isinstance(ranked_ids, pa.Array) else pa.array(ranked_ids, pa.string())
    if pl.Series(pl.from_arrow(ranked)).n_unique() != len(ranked):
        raise SurvivorError("the order of preference names a document twice")
    known, places, a, b = _coded(ranked, edges)
    is_hollow = pc.is_in(known, pa.array(hollow, known.type)).to_numpy(zero_copy_only=False)
    survivor, similarity, fate = _walk(len(known), places, a, b, edges, threshold, is_hollow)
    gone = np.flatnonzero(fate)
    return pl.DataFrame(
        {
            "id": pl.from_arrow(known.take(pa.array(places[gone]))),
            "survivor": pl.from_arrow(known.take(pa.array(survivor[gone]))),
            "similarity": similarity[gone],
            "kind": np.where(fate[gone] == _EXACT, "exact", "near"),
            "is_estimated": (fate[gone] != _EXACT) & _is_estimated(edges),
            "is_direct": fate[gone] >= _NEAR,
        },
        schema=REMOVED,
    )


def clusters(
    ranked: pa.Array, edges: pa.Table
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return for each document the number of what all edges join it to, and of its exact group; -1 where it has none.

    `edges` are those by which two documents count as one text, as `joining` gives them.
    """
    known, places, a, b = _coded(ranked, edges)
    exact = pc.equal(edges.column("kind"), "exact").to_numpy().astype(bool)
    is_inside = pc.is_in(ranked.cast(known.type), known).to_numpy(zero_copy_only=False)
    is_twin = np.zeros(len(known), bool)
    is_twin[np.concatenate([a[exact], b[exact]])] = True
    whole, groups = np.full(len(ranked), -1), np.full(len(ranked), -1)
    whole[is_inside] = graph_kernel.components(len(known), a, b)[places]
    group = graph_kernel.components(len(known), a[exact], b[exact])
    groups[is_inside] = np.where(is_twin, group, -1)[places]
    return whole, groups


def joining(edges: pa.Table, threshold: float) -> pa.Table:
    """Return the edges by which two documents count as one text: exact ones, and others at or above the threshold."""
    is_exact = pc.equal(edges.column("kind"), "exact")
    is_near = pc.greater_equal(edges.column("similarity"), pa.scalar(threshold, pa.float32()))
    return edges.filter(pc.or_(is_exact, is_near))


def _is_estimated(edges: pa.Table) -> bool:
    return bool(pc.any(pc.equal(edges.column("kind"), "estimated")).as_py())


def _coded(
    ranked: pa.Array, edges: pa.Table
) -> tuple[pa.Array, np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the ids that occur in edges, the places among them of the ranked ones in their order, and of both ends.

    A ranked document without an edge is kept, and needs no place.
    """
    ends = pa.chunked_array([*_chunks(edges.column("a")), *_chunks(edges.column("b"))], pa.large_string())
    joined = ends.combine_chunks().dictionary_encode()
    places = pc.index_in(ranked.cast(pa.large_string()), joined.dictionary)
    chosen = pc.drop_null(places).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = joined.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return joined.dictionary, chosen, codes[: len(edges)], codes[len(edges) :]


def _chunks(column: pa.ChunkedArray) -> list[pa.Array]:
    return [pc.cast(chunk, pa.large_string()) for chunk in column.chunks]


def _walk(
    count: int,
    ranked: np.ndarray[Any, Any],
    a: np.ndarray[Any, Any],
    b: np.ndarray[Any, Any],
    edges: pa.Table,
    threshold: float,
    is_hollow: np.ndarray[Any, Any],
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return survivor, similarity and fate (0 kept, 1 near, 2 exact, -1 near by two edges) of each ranked document."""
    exact = pc.equal(edges.column("kind"), "exact").to_numpy().astype(bool)
    similarity = edges.column("similarity").to_numpy().astype(np.float32)
    group = graph_kernel.components(count, a[exact], b[exact])
    near = ~exact & (similarity >= np.float32(threshold))
    starts, neighbours, weights = graph_kernel.adjacency(count, group[a[near]], group[b[near]], similarity[near])
    return graph_kernel.walk(group, ranked, is_hollow, starts, neighbours, weights, np.float64(threshold))
