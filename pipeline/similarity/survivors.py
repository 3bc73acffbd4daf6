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
    "kind": pl.String,  # exact | near | aligned | edition | same: a rendition of one text, as the source declares
    "is_estimated": pl.Boolean,  # by signatures alone
    "is_direct": pl.Boolean,  # False where the similarity is the lower bound that follows from two edges
}
"""One row per duplicate to remove, in the order of preference: the kept document that it resembles, and how much."""

RENDITIONS: Final = {"id": pl.String, "work": pl.String, "member": pl.String}
"""Documents that are renditions of a declared text: its name, and the file in which the rendition is."""

ALWAYS: Final = ("exact", "aligned", "edition")
"""Kinds of edges that join two documents whatever the threshold; `template` never does, others do from it on."""
NEVER: Final = "template"
_FATES: Final = {1: "near", -1: "near", 2: "exact", 3: "same", 4: "aligned", 5: "edition"}
_NEAR, _EXACT, _SAME = 1, 2, 3


class SurvivorError(GemeingutError, ValueError):
    """The order of preference names a document twice, or the threshold is no similarity."""


def choose(
    ranked_ids: Sequence[str] | pa.Array,
    edges: pa.Table,
    threshold: float,
    hollow: Sequence[str] = (),
    renditions: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the documents to remove as duplicates, schema REMOVED, in the order of `ranked_ids` (best first).

    `edges` has the columns `a`, `b` (ids), `similarity` (float32) and `kind`; `joining` says which join their ends.  The
    order of its rows does not matter.
    Of `renditions` (schema RENDITIONS) of one work the file of the first document decides: documents in others leave for it.
    `hollow` documents, which leave for another reason, are removed as duplicates too, but no other is removed for them.
    Raises SurvivorError if an id occurs twice or the threshold is not in (0, 1].
    """
    if not 0.0 < threshold <= 1.0:
        raise SurvivorError(f"threshold {threshold!r} is not a similarity: needed is 0 < threshold <= 1")
    ranked = ranked_ids if isinstance(ranked_ids, pa.Array) else pa.array(ranked_ids, pa.string())
    if pl.Series(pl.from_arrow(ranked)).n_unique() != len(ranked):
        raise SurvivorError("the order of preference names a document twice")
    declared = pl.DataFrame(schema=RENDITIONS) if renditions is None else renditions
    edges = joining(edges, threshold)
    known, places, a, b = _coded(ranked, edges, declared["id"])
    is_hollow = pc.is_in(known, pa.array(hollow, known.type)).to_numpy(zero_copy_only=False)
    work, member = (_numbers(known, declared["id"], declared[name]) for name in ("work", "member"))
    group, starts, neighbours, weights, kinds = _graph(len(known), a, b, edges)
    survivor, similarity, fate = graph_kernel.walk(
        group, places, is_hollow, work, member, starts, neighbours, weights, kinds, np.float64(threshold)
    )
    gone = np.flatnonzero(fate)
    stays, leaves = places[survivor[gone]], places[gone]
    is_declared = (work[leaves] >= 0) & (work[leaves] == work[stays]) & (member[leaves] != member[stays])
    # what the source says of both tells more than that they resemble each other, unless they are the same letter by letter
    reason = np.where(is_declared & (abs(fate[gone]) != _EXACT), _SAME, fate[gone])
    return pl.DataFrame(
        {
            "id": pl.from_arrow(known.take(pa.array(places[gone]))),
            "survivor": pl.from_arrow(known.take(pa.array(places[survivor[gone]]))),
            "similarity": np.where(reason == _SAME, 0.0, similarity[gone]),
            "kind": [_FATES[number] for number in reason.tolist()],
            "is_estimated": (abs(reason) == _NEAR) & _is_estimated(edges),
            "is_direct": reason > 0,
        },
        schema=REMOVED,
    )


def clusters(
    ranked: pa.Array, edges: pa.Table, renditions: pl.DataFrame
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return for each document the number of what edges and works join it to, and of its exact group; -1 where it has none.

    `edges` are those by which two documents count as one text, as `joining` gives them; `renditions` as in `choose`.
    """
    known, places, a, b = _coded(ranked, edges, renditions["id"])
    of_work = _numbers(known, renditions["id"], renditions["work"])
    own = np.flatnonzero(of_work >= 0)
    _, first = np.unique(of_work[own], return_index=True)
    ends = np.concatenate([a, own]), np.concatenate([b, own[first][of_work[own]]])
    exact = pc.equal(edges.column("kind"), "exact").to_numpy().astype(bool)
    is_inside = pc.is_in(ranked.cast(known.type), known).to_numpy(zero_copy_only=False)
    is_twin = np.zeros(len(known), bool)
    is_twin[np.concatenate([a[exact], b[exact]])] = True
    whole, groups = np.full(len(ranked), -1), np.full(len(ranked), -1)
    whole[is_inside] = graph_kernel.components(len(known), *ends)[places]
    group = graph_kernel.components(len(known), a[exact], b[exact])
    groups[is_inside] = np.where(is_twin, group, -1)[places]
    return whole, groups


def joining(edges: pa.Table, threshold: float) -> pa.Table:
    """Return the edges by which two documents count as one text: of some kinds all, of others from the threshold on."""
    is_always = pc.is_in(edges.column("kind"), value_set=pa.array(ALWAYS))
    is_near = pc.greater_equal(edges.column("similarity"), pa.scalar(threshold, pa.float32()))
    is_not = pc.equal(edges.column("kind"), NEVER)
    return edges.filter(pc.and_not(pc.or_(is_always, is_near), is_not))


def _is_estimated(edges: pa.Table) -> bool:
    return bool(pc.any(pc.equal(edges.column("kind"), "estimated")).as_py())


def _coded(
    ranked: pa.Array, edges: pa.Table, declared: pl.Series
) -> tuple[pa.Array, np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the ids that occur in edges or are declared, the places of the ranked ones in their order, and of both ends.

    A ranked document that is neither is kept, and needs no place.
    """
    also = pa.chunked_array(declared.to_arrow()).cast(pa.large_string())
    ends = pa.chunked_array([*_chunks(edges.column("a")), *_chunks(edges.column("b")), *also.chunks], pa.large_string())
    joined = ends.combine_chunks().dictionary_encode()
    places = pc.index_in(ranked.cast(pa.large_string()), joined.dictionary)
    chosen = pc.drop_null(places).to_numpy(zero_copy_only=False).astype(np.int64)
    codes = joined.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return joined.dictionary, chosen, codes[: len(edges)], codes[len(edges) : 2 * len(edges)]


def _chunks(column: pa.ChunkedArray) -> list[pa.Array]:
    return [pc.cast(chunk, pa.large_string()) for chunk in column.chunks]


def _numbers(known: pa.Array, ids: pl.Series, names: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return for each known id the number of its name, or -1; equal names have one number, from 0 on in their order."""
    numbers = np.full(len(known), -1, np.int64)
    _, codes = np.unique(names.to_numpy().astype(str), return_inverse=True)
    numbers[pc.index_in(ids.to_arrow().cast(known.type), known).to_numpy()] = codes
    return numbers


def _graph(
    count: int, a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], edges: pa.Table
) -> tuple[np.ndarray[Any, Any], ...]:
    """Return the exact group of each code; where each group's neighbours begin, which, how near, and by which fate."""
    names = edges.column("kind")
    exact = pc.equal(names, "exact").to_numpy().astype(bool)
    fates = np.full(len(edges), _NEAR, np.int8)
    for fate, name in _FATES.items():
        fates[pc.equal(names, name).to_numpy().astype(bool)] = abs(fate)
    group = graph_kernel.components(count, a[exact], b[exact])
    similarity = edges.column("similarity").to_numpy().astype(np.float32)
    near = ~exact & (group[a] != group[b])
    ends = group[a[near]], group[b[near]]
    return group, *graph_kernel.adjacency(count, *ends, similarity[near], fates[near])
