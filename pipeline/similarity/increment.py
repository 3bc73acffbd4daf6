"""Edges of a grown collection: what an earlier index knows is not compared again, and the result is that of a full run.

Two texts of the earlier index were compared when it was made, if they shared a bucket; so only buckets with a
new text are searched for candidates, and of these only the pairs with a new text.  A bucket that grew past the cap is searched
as a full run would search it.  An earlier edge stays if a full run would find it: if its ends share a bucket below the cap, or
are among the pairs compared in a hot one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.similarity import candidates
from pipeline.similarity.prints import batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.bands import Bands
    from pipeline.similarity.candidates import Groups
    from pipeline.similarity.index import Index

_ROWS: Final = 1 << 17
_HALF: Final = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier index knows of the codes: which are new to it, and its near edges as ascending pairs of codes."""

    is_new: npt.NDArray[np.bool_]
    pairs: npt.NDArray[np.uint64]
    similarity: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An index with edges, made with the same floor, bands and rows, and whether pairs of hot buckets were skipped."""

    index: Index
    was_capped: bool


def known(earlier: Earlier, shards: Sequence[Path], groups: Groups) -> Known | None:
    """Return what an earlier index knows of the texts of `shards`; texts are identified by their exact hashes.

    Returns None if it cannot be used: it skipped pairs of hot buckets, and texts have gone, so that these may be hot no
    more.
    """
    index = earlier.index
    exact = _distinct(shards, groups)
    edges = pq.read_table(index.edges, columns=["a", "b", "similarity", "kind"])
    edges = edges.filter(pc.equal(edges["kind"], "near"))
    ends = pa.chunked_array([*edges["a"].chunks, *edges["b"].chunks], pa.string()).combine_chunks()
    is_new, codes = np.ones(len(exact), bool), np.full(len(ends), -1, np.int64)
    for path in index.prints:
        table = pq.read_table(path, columns=["id", "exact"], partitioning=None)
        own_codes = pc.fill_null(pc.index_in(table["exact"], value_set=exact), -1).to_numpy().astype(np.int64)
        if earlier.was_capped and (own_codes < 0).any():
            return None
        is_new[own_codes[own_codes >= 0]] = False
        rows = pc.fill_null(pc.index_in(ends, value_set=table["id"].combine_chunks()), -1).to_numpy()
        codes[rows >= 0] = own_codes[rows[rows >= 0]]
    a, b = codes[: len(edges)], codes[len(edges) :]
    is_there = (a >= 0) & (b >= 0)
    low, high = np.minimum(a, b)[is_there].astype(np.uint64), np.maximum(a, b)[is_there].astype(np.uint64)
    pairs = (low << _HALF) | high
    order = np.argsort(pairs)
    similarity = np.asarray(edges["similarity"].to_numpy(), np.float32)[is_there]
    return Known(is_new, pairs[order], similarity[order])


def _distinct(shards: Sequence[Path], groups: Groups) -> pa.Array:
    """Return the exact hash of each code."""
    order = np.argsort(groups.first, kind="stable")
    rows = groups.first[order].astype(np.int64)
    parts = []
    for first, values in batches(shards, "exact", _ROWS):
        start, end = np.searchsorted(rows, [first, first + len(values)])
        parts.append(values.take(pa.array(rows[start:end] - first)))
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return pa.chunked_array(parts, pa.binary(16)).combine_chunks().take(pa.array(back))


def write_new_pairs(
    groups: Groups, is_worded: npt.NDArray[np.bool_], bands: Bands, folder: Path, room: int, before: Known
) -> tuple[candidates.Hot, npt.NDArray[np.bool_]]:
    """Write the candidate pairs that are to be verified, as `candidates.write_pairs` does; return what was capped.

    The second value says which of the pairs known before a full run would have found.
    """
    hot = candidates.Hot()
    stays = np.zeros(len(before.pairs), bool)
    with candidates.pair_files(groups, bands, folder, room) as files:
        for band in range(bands.bands):
            packed, mask = candidates.packed(groups, is_worded, folder / f"keys-{band}")
            codes = (packed & mask).astype(np.int64)
            bucket = _buckets(packed, mask)
            sizes = np.bincount(bucket)
            is_hot = sizes > candidates.CAP
            stays |= _together(before, codes, bucket, ~is_hot, len(is_worded))
            has_new = np.bincount(bucket, weights=before.is_new[codes], minlength=len(sizes)) > 0
            for pairs in candidates.pairs_of(packed[(has_new & ~is_hot)[bucket]], mask, groups, band, room, hot):
                a, b = candidates.codes_of(pairs)
                candidates.spread(pairs[before.is_new[a] | before.is_new[b]], files)
            for pairs in candidates.pairs_of(packed[is_hot[bucket]], mask, groups, band, room, hot):
                places = np.searchsorted(before.pairs, pairs)
                is_known = np.zeros(len(pairs), bool)
                inside = places < len(before.pairs)
                is_known[inside] = before.pairs[places[inside]] == pairs[inside]
                stays[places[is_known]] = True
                candidates.spread(pairs[~is_known], files)
    return hot, stays


def _buckets(packed: npt.NDArray[np.uint64], mask: np.uint64) -> npt.NDArray[np.int64]:
    """Return the number of each member's bucket, ascending."""
    keys = packed | mask
    return np.cumsum(np.concatenate([[False], keys[1:] != keys[:-1]])[: len(packed)], dtype=np.int64)


def _together(
    before: Known,
    codes: npt.NDArray[np.int64],
    bucket: npt.NDArray[np.int64],
    counts: npt.NDArray[np.bool_],
    number: int,
) -> npt.NDArray[np.bool_]:
    """Return which known pairs have both ends in one of the buckets that count."""
    of_code = np.full(number, -1, np.int64)
    of_code[codes] = bucket
    a, b = candidates.codes_of(before.pairs)
    same: npt.NDArray[np.bool_] = (of_code[a] == of_code[b]) & (of_code[a] >= 0)
    same[same] = counts[of_code[a][same]]
    return same
