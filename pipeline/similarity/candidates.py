"""Candidate pairs: documents that agree in a whole band of their signatures, found by sorting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from pipeline.similarity import candidates_kernel as kernel
from pipeline.similarity.partitions import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.partitions import Plan

CAP: Final = 64
PIVOTS: Final = 8
WINDOW: Final = 8
"""Up to CAP members of a bucket are compared each with each; in a hot one, each with PIVOTS and WINDOW others."""

UPPER: Final = np.uint64(32)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_FILES: Final = 256


@dataclass(slots=True)
class Hot:
    """What the cap skipped: hot buckets, their members, and the pairs that were not compared."""

    buckets: int = 0
    members: int = 0
    pairs: int = 0

    def add(self, other: Hot) -> None:
        """Add what was skipped elsewhere."""
        self.buckets += other.buckets
        self.members += other.members
        self.pairs += other.pairs


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows are counted over all files; `codes` (rows,) is each row's code: the rank of its text among the distinct ones.

    `texts` (2, codes) are the exact hashes as two numbers, ascending, `first` (codes,) is the first row of each code, `sizes` (codes,)
    its number of shingles; `members` are the rows, ascending by code, of the codes that have several.  `is_compared` (rows,)
    is true for the first row of each text that has words: one without resembles nothing.
    """

    codes: npt.NDArray[np.uint32]
    texts: npt.NDArray[np.uint64]
    first: npt.NDArray[np.uint32]
    sizes: npt.NDArray[np.int32]
    members: npt.NDArray[np.uint32]
    is_compared: npt.NDArray[np.bool_]


def pair_files(codes: int, plan: Plan) -> int:
    """Return over how many parts candidate pairs are spread, so that one of them fits into memory even if every bucket is hot."""
    most = codes * plan.shape.bands * (PIVOTS + WINDOW)
    return min(_FILES, 1 + most // plan.room)


def spread(pairs: npt.NDArray[np.uint64], files: Sequence[BinaryIO]) -> None:
    """Append each pair to the file chosen by its hash, so that equal pairs of several bands land in one file."""
    places = ((pairs * _SPREAD) >> UPPER) * np.uint64(len(files)) >> UPPER
    order = np.argsort(places, kind="stable")
    cuts = np.searchsorted(places[order], np.arange(1, len(files), dtype=np.uint64))
    for file, part in zip(files, np.split(pairs[order], cuts), strict=True):
        part.tofile(file)


def pairs_of(
    keys: npt.NDArray[np.uint64], mask: np.uint64, groups: Groups, band: int, room: int, hot: Hot
) -> Iterator[npt.NDArray[np.uint64]]:
    """Yield the candidate pairs of the buckets in `keys` (see `packed`), distinct in each portion; count what is capped."""
    salt = np.uint64(kernel.mix(np.uint64(band + 1)))
    space = np.empty(max(min(room, len(keys) * CAP), 2 * CAP), np.uint64)
    start = inside = 0
    while start < len(keys):
        start, inside, count, capped = kernel.pairs_into(
            keys, mask, groups.texts[0], salt, (CAP, PIVOTS, WINDOW), start, inside, space
        )
        hot.buckets += int(capped[0])
        hot.members += int(capped[1])
        hot.pairs += int(capped[2])
        if count:
            yield np.unique(space[:count])


def packed(groups: Groups, plan: Plan, band: int, part: int, folder: Path) -> tuple[npt.NDArray[np.uint64], np.uint64]:
    """Return a part of the keys of a band, sorted, each with its code in the low bits, and the mask of these bits.

    The key loses as many bits as the code takes; keys that become equal by that are separated by verification.  A part
    holds whole buckets.
    """
    mask = np.uint64((1 << max(1, (len(groups.first) - 1).bit_length())) - 1)
    parts = [np.zeros(0, np.uint64)]
    for number, group in enumerate(plan.groups):
        rows = slice(group.first_row, group.end_row)
        keys = load(folder, f"keys-{number}")[band]
        is_taken = groups.is_compared[rows]
        if plan.keys > 1:
            is_taken = is_taken & ((keys >> UPPER) * np.uint64(plan.keys) >> UPPER == np.uint64(part))
        parts.append((keys[is_taken] & ~mask) | groups.codes[rows][is_taken])
    every = np.concatenate(parts)
    every.sort()
    return every, mask


def codes_of(pairs: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the smaller and the larger code of each pair."""
    return (pairs >> UPPER).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
