"""Candidate pairs: documents that agree in a whole band of their signatures, found by sorting, band by band, on disk."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from pipeline.similarity import candidates_kernel as kernel
from pipeline.similarity.prints import batches, exact_halves, signature_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.bands import Bands

CAP: Final = 64
PIVOTS: Final = 8
WINDOW: Final = 8
"""Up to CAP members of a bucket are compared each with each; in a hot one, each with PIVOTS and WINDOW others."""

_ROWS: Final = 1 << 15
_UPPER: Final = np.uint64(32)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_FILES: Final = 256
_HASHES: Final = 1 << 17


@dataclass(slots=True)
class Hot:
    """What the cap skipped: hot buckets, their members, and the pairs that were not compared."""

    buckets: int = 0
    members: int = 0
    pairs: int = 0


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows are counted over all files; `codes` (rows,) is each row's code, `priority` (codes,) half the exact hash.

    `first` (codes,) is one row of each code, `members` the rows, ascending by code, of the codes that have several.
    """

    codes: npt.NDArray[np.uint32]
    priority: npt.NDArray[np.uint64]
    first: npt.NDArray[np.uint32]
    members: npt.NDArray[np.uint32]


def group(paths: Sequence[Path], documents: int) -> Groups:
    """Return the exact groups of all documents of the files; takes about 60 bytes per document while it works."""
    halves = np.empty((2, documents), np.uint64)
    for start, values in batches(paths, "exact", _HASHES):
        halves[:, start : start + len(values)] = exact_halves(values).T
    order = np.lexsort((halves[1], halves[0]))
    ordered = halves[:, order]
    is_new = np.ones(documents, bool)
    is_new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    codes_in_order = np.cumsum(is_new, dtype=np.int64) - 1
    codes = np.empty(documents, np.uint32)
    codes[order] = codes_in_order
    sizes = np.bincount(codes_in_order)
    members = order[sizes[codes_in_order] > 1]
    return Groups(codes, ordered[0, is_new], order[is_new].astype(np.uint32), members.astype(np.uint32))


def write_keys(paths: Sequence[Path], bands: Bands, folder: Path) -> None:
    """Write the key of every document, row by row, into one file per band: `folder/keys-<band>`."""
    files = [(folder / f"keys-{band}").open("wb") for band in range(bands.bands)]
    try:
        for _, values in batches(paths, "signature", _ROWS):
            keys = np.empty((bands.bands, len(values)), np.uint64)
            kernel.band_keys(signature_rows(values), bands.rows, keys)
            for file, row in zip(files, keys, strict=True):
                row.tofile(file)
    finally:
        for file in files:
            file.close()


def write_pairs(groups: Groups, is_worded: npt.NDArray[np.bool_], bands: Bands, folder: Path, room: int) -> Hot:
    """Write the candidate pairs of every band, spread evenly over the files `folder/pairs-<n>`; return what was capped.

    `is_worded` (codes,) is false for texts without words, which resemble nothing; `room` is the number of pairs held in
    memory at a time, and about the most in a file.
    """
    hot = Hot()
    with pair_files(groups, bands, folder, room) as files:
        for band in range(bands.bands):
            keys, mask = packed(groups, is_worded, folder / f"keys-{band}")
            for pairs in pairs_of(keys, mask, groups, band, room, hot):
                spread(pairs, files)
    return hot


@contextlib.contextmanager
def pair_files(groups: Groups, bands: Bands, folder: Path, room: int) -> Iterator[list[BinaryIO]]:
    """Yield the files that pairs are spread over, open for writing."""
    most = len(groups.first) * bands.bands * (PIVOTS + WINDOW)
    with contextlib.ExitStack() as stack:
        numbers = range(min(_FILES, 1 + most // room))
        yield [stack.enter_context((folder / f"pairs-{number}").open("wb")) for number in numbers]


def spread(pairs: npt.NDArray[np.uint64], files: Sequence[BinaryIO]) -> None:
    """Append each pair to the file chosen by its hash, so that equal pairs of several bands land in one file."""
    places = ((pairs * _SPREAD) >> _UPPER) * np.uint64(len(files)) >> _UPPER
    order = np.argsort(places, kind="stable")
    cuts = np.searchsorted(places[order], np.arange(1, len(files), dtype=np.uint64))
    for file, part in zip(files, np.split(pairs[order], cuts), strict=True):
        part.tofile(file)


def pairs_of(
    keys: npt.NDArray[np.uint64], mask: np.uint64, groups: Groups, band: int, room: int, hot: Hot
) -> Iterator[npt.NDArray[np.uint64]]:
    """Yield the candidate pairs of the buckets in `keys` (see `packed`), distinct in each portion; count what is capped."""
    salt = np.uint64(kernel.mix(np.uint64(band + 1)))
    space = np.empty(max(room, 2 * CAP), np.uint64)
    start = inside = 0
    while start < len(keys):
        start, inside, count, capped = kernel.pairs_into(
            keys, mask, groups.priority, salt, (CAP, PIVOTS, WINDOW), start, inside, space
        )
        hot.buckets += int(capped[0])
        hot.members += int(capped[1])
        hot.pairs += int(capped[2])
        if count:
            yield np.unique(space[:count])


def packed(groups: Groups, is_worded: npt.NDArray[np.bool_], path: Path) -> tuple[npt.NDArray[np.uint64], np.uint64]:
    """Return the keys of a band, sorted, each with its code in the low bits, and the mask of these bits.

    The key loses as many bits as the code takes; keys that become equal by that are separated by verification.
    """
    keys = np.fromfile(path, np.uint64)[groups.first]
    mask = np.uint64((1 << max(1, (len(keys) - 1).bit_length())) - 1)
    keys &= ~mask
    keys |= np.arange(len(keys), dtype=np.uint64)
    worded = keys[is_worded]
    worded.sort()
    return worded, mask


def distinct(folder: Path) -> Iterator[npt.NDArray[np.uint64]]:
    """Yield all candidate pairs once, file by file, ascending in each."""
    for path in sorted(folder.glob("pairs-*")):
        yield np.unique(np.fromfile(path, np.uint64))


def codes_of(pairs: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the smaller and the larger code of each pair."""
    return (pairs >> _UPPER).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
