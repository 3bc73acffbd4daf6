"""Verification: the true Jaccard similarity of each candidate pair, from the stored shingle hashes."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pipeline.similarity import verification_kernel
from pipeline.similarity.candidates import codes_of
from pipeline.similarity.prints import batches, shingle_runs, signature_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.candidates import Groups

    Similar = Iterator[tuple[npt.NDArray[np.uint64], npt.NDArray[np.float32]]]
    """Pairs of codes with their similarity."""

_ROWS: Final = 1 << 12
_PAGE_SHINGLES: Final = 2048  # what reading one document brings into memory at least: two pages of 4 KiB


@dataclass(frozen=True, slots=True)
class Store:
    """The shingles of the documents that occur in a candidate pair, in one file: code c has sizes[c] from starts[c] on."""

    shingles: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]

    def release(self) -> None:
        """Give the pages read so far back to the system."""
        mapped: Any = self.shingles
        if isinstance(mapped, np.memmap) and hasattr(mmap, "MADV_DONTNEED"):
            mapped._mmap.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]


def sizes_of(paths: Sequence[Path], groups: Groups) -> npt.NDArray[np.int64]:
    """Return the number of shingles of each code."""
    sizes = np.zeros(len(groups.first), np.int64)
    for first, values in batches(paths, "shingles", _ROWS):
        offsets, _ = shingle_runs(values)
        sizes[groups.codes[first : first + len(values)]] = np.diff(offsets)
    return sizes


def store(
    paths: Sequence[Path], groups: Groups, sizes: npt.NDArray[np.int64], is_wanted: npt.NDArray[np.bool_], path: Path
) -> Store:
    """Write the shingles of the wanted codes into one file and return it, mapped."""
    is_first = np.zeros(len(groups.codes), bool)
    is_first[groups.first] = True
    starts = np.zeros(len(sizes), np.int64)
    written = 0
    with path.open("wb") as file:
        for first, values in batches(paths, "shingles", _ROWS):
            rows = slice(first, first + len(values))
            codes = groups.codes[rows]
            is_taken = is_first[rows] & is_wanted[codes]
            offsets, hashes = shingle_runs(values)
            lengths = np.diff(offsets)
            hashes[np.repeat(is_taken, lengths)].tofile(file)
            ends = written + np.cumsum(lengths[is_taken])
            starts[codes[is_taken]] = ends - lengths[is_taken]
            written = int(ends[-1]) if len(ends) else written
    shingles = np.memmap(path, np.uint32, "r") if written else np.zeros(0, np.uint32)
    shingles.flags.writeable = False
    return Store(shingles, starts, sizes)


def verify(portions: Iterator[npt.NDArray[np.uint64]], kept: Store, floor: float, memory_bytes: int) -> Similar:
    """Yield the pairs of each portion whose Jaccard similarity is at least `floor`, with it, in the order given.

    No more than about `memory_bytes` of shingles are in memory at a time.
    """
    yield from _compared(verification_kernel.verify_into, portions, kept, floor, memory_bytes)


def _slices(pairs: npt.NDArray[np.uint64], sizes: npt.NDArray[np.int64], room: int) -> Iterator[npt.NDArray[np.uint64]]:
    a, b = codes_of(pairs)
    load = np.cumsum(np.maximum(sizes[a], _PAGE_SHINGLES) + np.maximum(sizes[b], _PAGE_SHINGLES)) // max(room, 1)
    yield from np.split(pairs, np.flatnonzero(np.diff(load)) + 1)


def store_signatures(paths: Sequence[Path], groups: Groups, is_wanted: npt.NDArray[np.bool_], path: Path) -> Store:
    """Write the signatures of the wanted codes into one file and return it, mapped; all have one size."""
    is_first = np.zeros(len(groups.codes), bool)
    is_first[groups.first] = True
    starts, written, size = np.zeros(len(is_wanted), np.int64), 0, 0
    with path.open("wb") as file:
        for first, values in batches(paths, "signature", _ROWS):
            codes = groups.codes[first : first + len(values)]
            taken = np.flatnonzero(is_first[first : first + len(values)] & is_wanted[codes])
            signatures = signature_rows(values)
            size = signatures.shape[1]
            signatures[taken].tofile(file)
            starts[codes[taken]] = (written + np.arange(len(taken))) * size
            written += len(taken)
    values = np.memmap(path, np.uint32, "r") if written else np.zeros(0, np.uint32)
    values.flags.writeable = False
    return Store(values, starts, np.full(len(is_wanted), size, np.int64))


def estimate(portions: Iterator[npt.NDArray[np.uint64]], kept: Store, floor: float, memory_bytes: int) -> Similar:
    """Yield the pairs of each portion of whose signature values at least the share `floor` agrees, with it, as `verify`."""
    yield from _compared(verification_kernel.estimate_into, portions, kept, floor, memory_bytes)


def _compared(
    compare: Callable[..., None],
    portions: Iterator[npt.NDArray[np.uint64]],
    kept: Store,
    floor: float,
    memory_bytes: int,
) -> Similar:
    """Yield the pairs of each portion that `compare` finds similar, with their similarity."""
    for portion in portions:
        for pairs in _slices(portion, kept.sizes, memory_bytes // 4):
            similarity = np.empty(len(pairs), np.float32)
            compare(pairs, kept.shingles, kept.starts, kept.sizes, floor, similarity)
            is_edge = similarity >= 0
            yield pairs[is_edge], similarity[is_edge]
            kept.release()
