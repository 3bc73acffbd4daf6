"""Which of several similar documents stays: the greedy walk over the recipe's order of preference.

The otherwise kept documents are walked from best to worst, and each one that is similar to a document already kept is
removed.  So every removed document names a survivor that is kept, no two kept documents share an edge at or above the
threshold, and a document that is not in the order (refused for another reason) removes nothing.

Similarity is an edge, or follows from two edges: 1 - Jaccard is a metric (Levandowsky and Winter 1971), so documents
that resemble a third one by s and t resemble each other by at least s + t - 1.  That closes the gap which capped
buckets leave, where the members of a large family were compared with a few of their number only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.similarity import kernels

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXACT: Final = 2
_NEAR: Final = 1


class SurvivorError(ValueError):
    """The order of preference names a document twice, or the threshold is no similarity."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Why a document goes: the kept one it resembles, how much, and whether the normalised texts are identical.

    `direct` is False where `similarity` is the lower bound that follows from two verified edges.
    """

    survivor: str
    similarity: float
    kind: Literal["exact", "near"]
    direct: bool = True


def choose(ranked_ids: Sequence[str], edges: pa.Table, threshold: float) -> dict[str, Removal]:
    """Return the documents to remove as duplicates, in the order of `ranked_ids` (best first), each with its survivor.

    `edges` has the columns `a`, `b` (ids), `similarity` (float32, Jaccard of the shingles) and `kind` (exact | near);
    edges of kind exact join their ends whatever the threshold.  The order of its rows does not matter.
    Raises SurvivorError if an id occurs twice or the threshold is not in (0, 1].
    """
    if not 0.0 < threshold <= 1.0:
        raise SurvivorError(f"threshold {threshold!r} is not a similarity: needed is 0 < threshold <= 1")
    ids, (ranked, a, b) = _codes(pa.array(ranked_ids, pa.string()), edges.column("a"), edges.column("b"))
    if len(np.unique(ranked)) != len(ranked):
        raise SurvivorError("the order of preference names a document twice")
    survivor, similarity, fate = _walk(len(ids), ranked, a, b, edges, threshold)
    gone = np.flatnonzero(fate)
    names = ids.take(pa.array(ranked[gone])).to_pylist()
    stayed = ids.take(pa.array(survivor[gone])).to_pylist()
    return {
        name: _removal(stay, float(value), int(how))
        for name, stay, value, how in zip(names, stayed, similarity[gone], fate[gone], strict=True)
    }


def _removal(survivor: str, similarity: float, fate: int) -> Removal:
    return Removal(survivor, similarity, "exact" if fate == _EXACT else "near", direct=fate >= _NEAR)


def _codes(*columns: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, list[np.ndarray[Any, Any]]]:
    """Return the distinct ids and, for each column, the places of its ids among them."""
    chunks = [pc.cast(chunk, pa.large_string()) for column in columns for chunk in _chunks(column)]
    joined = pa.chunked_array(chunks, pa.large_string()).combine_chunks().dictionary_encode()
    codes = joined.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    cuts = np.cumsum([len(column) for column in columns])[:-1]
    return joined.dictionary, np.split(codes, cuts)


def _chunks(column: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return list(column.chunks) if isinstance(column, pa.ChunkedArray) else [column]


def _walk(
    count: int,
    ranked: np.ndarray[Any, Any],
    a: np.ndarray[Any, Any],
    b: np.ndarray[Any, Any],
    edges: pa.Table,
    threshold: float,
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return survivor, similarity and fate (0 kept, 1 near, 2 exact, -1 near by two edges) of each ranked document."""
    exact = pc.equal(edges.column("kind"), "exact").to_numpy().astype(bool)
    similarity = edges.column("similarity").to_numpy().astype(np.float32)
    group = kernels.components(count, a[exact], b[exact])
    near = ~exact & (similarity >= np.float32(threshold))
    starts, neighbours, weights = kernels.adjacency(count, group[a[near]], group[b[near]], similarity[near])
    return kernels.walk(group, ranked, starts, neighbours, weights, np.float64(threshold))
