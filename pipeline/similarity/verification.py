"""Verification: the true Jaccard similarity of each candidate pair, from the stored shingle hashes.

The shingles (or the signatures) of the documents that occur in a pair are put on a shelf for each group of files; whoever
compares a part of the pairs takes from the shelves what it needs, a bounded number of hashes at a time.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

from pipeline.similarity import verification_kernel
from pipeline.similarity.candidates import UPPER, codes_of
from pipeline.similarity.partitions import load, save
from pipeline.similarity.prints import batches, shingle_runs, signature_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt
    import pyarrow as pa

    from pipeline.similarity.candidates import Groups
    from pipeline.similarity.partitions import Plan

    Similar = Iterator[tuple[npt.NDArray[np.uint64], npt.NDArray[np.float32]]]
    """Pairs of codes with their similarity."""

_ROWS: Final = 1 << 12
_PAGE: Final = 1024  # hashes in the page of 4 KiB that reading one document brings into memory at least


def write_shelf(
    paths: Sequence[Path], plan: Plan, number: int, groups: Groups, is_wanted: npt.NDArray[np.bool_], out: Path
) -> None:
    """Write the hashes of the wanted codes whose first row is in a group, the files `paths`; signatures unless pairs are verified."""
    group = plan.groups[number]
    codes = groups.codes[group.first_row : group.end_row]
    is_taken = groups.is_compared[group.first_row : group.end_row] & is_wanted[codes]
    column, runs = ("shingles", shingle_runs) if plan.is_verified else ("signature", _signature_runs)
    lengths = [np.zeros(0, np.int64)]
    with (out / f"shelf-{number}").open("wb") as file:
        for first, values in batches(paths, column, _ROWS):
            taken = np.flatnonzero(is_taken[first : first + len(values)])
            if len(taken):
                offsets, hashes = runs(pc.take(values, taken))
                hashes.tofile(file)
                lengths.append(np.diff(offsets))
    save(out, f"shelved-{number}", (np.flatnonzero(is_taken) + group.first_row).astype(np.uint32))
    ends = np.cumsum(np.concatenate(lengths))
    save(out, f"ends-{number}", ends)


def _signature_runs(values: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
    signatures = signature_rows(values)
    return np.arange(len(signatures) + 1) * signatures.shape[1], signatures.reshape(-1)


@dataclass(frozen=True, slots=True)
class Hashes:
    """Hashes of some documents: number n has sizes[n] from starts[n] on."""

    values: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Shelf:
    rows: npt.NDArray[np.uint32]
    ends: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.uint32]

    def release(self) -> None:
        """Give the pages read so far back to the system."""
        mapped: Any = self.hashes
        if isinstance(mapped, np.memmap) and hasattr(mmap, "MADV_DONTNEED"):
            mapped._mmap.madvise(mmap.MADV_DONTNEED)  # type: ignore[attr-defined]


class Shelves:
    """The shelves of all groups, mapped."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._firsts = np.array([group.first_row for group in plan.groups])
        self._shelves = [_open_shelf(folder, number) for number in range(len(plan.groups))]

    def take(self, rows: npt.NDArray[np.int64]) -> Hashes:
        """Return the hashes of documents by their rows, in that order; all of them must be on a shelf."""
        order = np.argsort(rows)
        cuts = np.searchsorted(rows[order], self._firsts[1:])
        starts, sizes = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
        for shelf, places in zip(self._shelves, np.split(order, cuts), strict=True):
            on_shelf = np.searchsorted(shelf.rows, rows[places].astype(np.uint32))
            ends = shelf.ends[on_shelf]
            starts[places] = np.where(on_shelf > 0, shelf.ends[np.maximum(on_shelf, 1) - 1], 0)
            sizes[places] = ends - starts[places]
        targets = np.cumsum(sizes) - sizes
        values = np.empty(int(sizes.sum()), np.uint32)
        for shelf, places in zip(self._shelves, np.split(order, cuts), strict=True):
            verification_kernel.copy_runs(shelf.hashes, starts[places], sizes[places], targets[places], values)
            shelf.release()
        values.flags.writeable = False
        return Hashes(values, targets, sizes)


def _open_shelf(folder: Path, number: int) -> _Shelf:
    path = folder / f"shelf-{number}"
    hashes = np.memmap(path, np.uint32, "r") if path.stat().st_size else np.zeros(0, np.uint32)
    hashes.flags.writeable = False
    return _Shelf(load(folder, f"shelved-{number}"), load(folder, f"ends-{number}"), hashes)


def compare(portions: Iterable[npt.NDArray[np.uint64]], shelves: Shelves, groups: Groups, plan: Plan) -> Similar:
    """Yield the pairs of each portion that are similar enough, with their similarity, in the order given.

    That is their Jaccard similarity, or the share of agreeing signature values unless pairs are verified.  No more than about
    half of the memory that the plan allows is taken by hashes at a time.
    """
    into: Callable[..., None] = (
        verification_kernel.verify_into if plan.is_verified else verification_kernel.estimate_into
    )
    for portion in portions:
        for pairs in _slices(portion, groups.sizes, plan.memory_bytes // 8):
            a, b = codes_of(pairs)
            codes = np.unique(np.concatenate([a, b]))
            taken = shelves.take(groups.first[codes].astype(np.int64))
            own = np.searchsorted(codes, a).astype(np.uint64) << UPPER | np.searchsorted(codes, b).astype(np.uint64)
            similarity = np.empty(len(pairs), np.float32)
            into(own, taken.values, taken.starts, taken.sizes, plan.floor, similarity)
            is_edge = similarity >= 0
            yield pairs[is_edge], similarity[is_edge]


def _slices(pairs: npt.NDArray[np.uint64], sizes: npt.NDArray[np.int32], room: int) -> Iterator[npt.NDArray[np.uint64]]:
    a, b = codes_of(pairs)
    load_of = np.maximum(sizes[a], _PAGE).astype(np.int64) + np.maximum(sizes[b], _PAGE)
    yield from np.split(pairs, np.flatnonzero(np.diff(np.cumsum(load_of) // max(room, 1))) + 1)
