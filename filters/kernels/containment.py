"""A compiled pass that finds, for each text, the reference text of whose shingles it holds the largest share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

PREFIX_BITS: Final = 16
_SHIFT: Final = np.uint32(32 - PREFIX_BITS)


@kernel
def prefixes_into(shingles: npt.NDArray[np.uint32], firsts: npt.NDArray[np.int64]) -> None:
    """Write where the ascending shingles with each upper half begin; `firsts` has one place more than there are halves."""
    place = 0
    for prefix in range(len(firsts) - 1):
        while place < len(shingles) and np.int64(shingles[place] >> _SHIFT) < prefix:
            place += 1
        firsts[prefix] = place
    firsts[-1] = len(shingles)


@kernel
def shared(a: npt.NDArray[np.uint32], b: npt.NDArray[np.uint32]) -> int:
    """Return how many values two ascending arrays of distinct values share."""
    count = first = second = 0
    while first < len(a) and second < len(b):
        count += a[first] == b[second]
        is_behind = a[first] <= b[second]
        second += a[first] >= b[second]
        first += is_behind
    return count


@kernel
def nearest_into(  # noqa: PLR0917  flat arrays
    offsets: npt.NDArray[np.int64],
    hashes: npt.NDArray[np.uint32],
    shingles: npt.NDArray[np.uint32],
    firsts: npt.NDArray[np.int64],
    holders: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    item_shingles: npt.NDArray[np.uint32],
    item_starts: npt.NDArray[np.int64],
    limits: tuple[int, int],
    near: npt.NDArray[np.int64],
    measures: npt.NDArray[np.float64],
) -> None:
    """Write the item that each text holds most of, or -1: near (n,), and containment and Jaccard: measures (n, 2).

    Text i has the shingles hashes[offsets[i] : offsets[i + 1]], ascending.  `limits` are the number of items that may share
    a shingle that makes them candidates, and the number of candidates that are compared in full.
    """
    common, most = limits
    held = np.zeros(len(sizes), np.int64)
    touched = np.empty(len(sizes), np.int64)
    for row in range(len(offsets) - 1):
        own = hashes[offsets[row] : offsets[row + 1]]
        count = _hold(own, shingles, firsts, holders, common, held, touched)
        near[row] = -1
        for _ in range(min(most, count)):
            item = _most_held(touched[:count], held, sizes)
            held[item] = 0
            both = shared(own, item_shingles[item_starts[item] : item_starts[item + 1]])
            containment = both / sizes[item]
            if containment > measures[row, 0]:
                near[row] = item
                measures[row, 0] = containment
                measures[row, 1] = both / (len(own) + sizes[item] - both)
        held[touched[:count]] = 0


@kernel
def _hold(
    own: npt.NDArray[np.uint32],
    shingles: npt.NDArray[np.uint32],
    firsts: npt.NDArray[np.int64],
    holders: npt.NDArray[np.int64],
    common: int,
    held: npt.NDArray[np.int64],
    touched: npt.NDArray[np.int64],
) -> int:
    """Count for each item the distinctive shingles that a text has of it; return how many items have any."""
    count = 0
    for value in own:
        prefix = np.int64(value >> _SHIFT)
        first, end = firsts[prefix], firsts[prefix + 1]
        while first < end and shingles[first] < value:
            first += 1
        last = first
        while last < end and shingles[last] == value:
            last += 1
        for place in range(first, last if last - first <= common else first):
            item = holders[place]
            if held[item] == 0:
                touched[count] = item
                count += 1
            held[item] += 1
    return count


@kernel
def _most_held(items: npt.NDArray[np.int64], held: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]) -> int:
    """Return the item with the largest share of its shingles held, the first of equals."""
    best, share = -1, -1.0
    for item in items:
        own = held[item] / sizes[item]
        if own > share or (own == share and item < best):
            best, share = item, own
    return best
