"""Edges of a grown collection: what an earlier index knows is not compared again, and the result is that of a full run.

Two texts of the earlier index were compared when it was made, if they shared a bucket; so only buckets with a
new text are searched for candidates, and of these only the pairs with a new text.  A bucket that grew past the cap is searched
as a full run would search it.  An earlier edge stays if a full run would find it: if its ends share a bucket below the cap, or
are among the pairs compared in a hot one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.similarity import candidates
from pipeline.similarity.partitions import load, save
from pipeline.similarity.prints import exact_halves

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.candidates import Groups
    from pipeline.similarity.index import Index

_FILES: Final = ("known-new", "known-pairs", "known-similarity")


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


def known(earlier: Earlier, groups: Groups) -> Known | None:
    """Return what an earlier index knows of the texts of `groups`; texts are identified by their exact hashes.

    Returns None if it cannot be used: it skipped pairs of hot buckets, and texts have gone, so that these may be hot no
    more.
    """
    index = earlier.index
    edges = pq.read_table(index.edges, columns=["a", "b", "similarity", "kind"])
    edges = edges.filter(pc.equal(edges["kind"], "near"))
    ends = pa.chunked_array([*edges["a"].chunks, *edges["b"].chunks], pa.string()).combine_chunks()
    is_new, codes = np.ones(len(groups.first), bool), np.full(len(ends), -1, np.int64)
    for path in index.prints:
        table = pq.read_table(path, columns=["id", "exact"], partitioning=None)
        own_codes = _coded(groups.texts, exact_halves(table["exact"].combine_chunks()))
        if earlier.was_capped and (own_codes < 0).any():
            return None
        is_new[own_codes[own_codes >= 0]] = False
        rows = pc.fill_null(pc.index_in(ends, value_set=table["id"].combine_chunks()), -1).to_numpy()
        codes[rows >= 0] = own_codes[rows[rows >= 0]]
    a, b = codes[: len(edges)], codes[len(edges) :]
    is_there = (a >= 0) & (b >= 0)
    low, high = np.minimum(a, b)[is_there].astype(np.uint64), np.maximum(a, b)[is_there].astype(np.uint64)
    pairs = (low << candidates.UPPER) | high
    order = np.argsort(pairs)
    similarity = np.asarray(edges["similarity"].to_numpy(), np.float32)[is_there]
    return Known(is_new, pairs[order], similarity[order])


def _coded(texts: npt.NDArray[np.uint64], halves: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return the code of each exact hash (n, 2), its place among the ascending `texts`, or -1 where it is none of them."""
    codes = np.full(len(halves), -1, np.int64)
    places = np.searchsorted(texts[0], halves[:, 0])
    sought = np.arange(len(halves))
    while len(sought):  # once, unless two texts share the first half
        sought = sought[places[sought] < texts.shape[1]]
        sought = sought[texts[0][places[sought]] == halves[sought, 0]]
        is_it = texts[1][places[sought]] == halves[sought, 1]
        codes[sought[is_it]] = places[sought[is_it]]
        sought = sought[~is_it]
        places[sought] += 1
    return codes


def save_known(before: Known, folder: Path) -> None:
    """Write what is known, for the phases that ask `load_known`."""
    arrays: list[npt.NDArray[Any]] = [before.is_new, before.pairs, before.similarity]
    for name, values in zip(_FILES, arrays, strict=True):
        save(folder, name, values)


def load_known(folder: Path) -> Known | None:
    """Return what `save_known` wrote, or None."""
    return Known(*(load(folder, name) for name in _FILES)) if (folder / f"{_FILES[0]}.npy").is_file() else None


def new_pairs(  # noqa: PLR0913, PLR0917  the arguments of `candidates.pairs_of`, and what is known
    packed: npt.NDArray[np.uint64],
    mask: np.uint64,
    groups: Groups,
    band: int,
    room: int,
    hot: candidates.Hot,
    before: Known,
    stays: npt.NDArray[np.bool_],
) -> Iterator[npt.NDArray[np.uint64]]:
    """Yield the candidate pairs that are to be verified, as `candidates.pairs_of` does.

    Sets `stays` for the pairs known before that a full run would have found in these buckets.
    """
    codes = (packed & mask).astype(np.int64)
    bucket = _buckets(packed, mask)
    sizes = np.bincount(bucket)
    is_hot = sizes > candidates.CAP
    stays |= _together(before, codes, bucket, ~is_hot, len(groups.first))
    has_new = np.bincount(bucket, weights=before.is_new[codes], minlength=len(sizes)) > 0
    for pairs in candidates.pairs_of(packed[(has_new & ~is_hot)[bucket]], mask, groups, band, room, hot):
        a, b = candidates.codes_of(pairs)
        yield pairs[before.is_new[a] | before.is_new[b]]
    for pairs in candidates.pairs_of(packed[is_hot[bucket]], mask, groups, band, room, hot):
        places = np.searchsorted(before.pairs, pairs)
        is_known = np.zeros(len(pairs), bool)
        inside = places < len(before.pairs)
        is_known[inside] = before.pairs[places[inside]] == pairs[inside]
        stays[places[is_known]] = True
        yield pairs[~is_known]


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
