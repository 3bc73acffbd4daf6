"""Sorting hashes: evenly spread 32-bit values, and the distinct ones of them.

Values are put into about as many buckets as there are values, by their upper bits, which nearly sorts them; a few rounds of
exchanges between neighbours, all at once, do the rest.  Where these do not suffice (hashes of a text that repeats itself), or
where the buckets do not fit into the cache, a radix sort is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

_MOST_BITS: Final = 13
_RADIX: Final = 256
_ROUNDS: Final = 6
_ONE: Final = np.uint32(1)


class SortSpace(NamedTuple):
    """Room for sorting."""

    spare: npt.NDArray[np.uint32]  # room for the largest number of values
    counts: npt.NDArray[np.uint32]


def sort_space(most_values: int) -> SortSpace:
    """Return room for sorting up to `most_values` values."""
    return SortSpace(np.empty(most_values, np.uint32), np.empty(max(1 << _MOST_BITS, 4 * _RADIX), np.uint32))


@lean
def bucket_bits(size: int) -> int:
    """Return the binary logarithm of the number of buckets for `size` values: the least power of two not below `size`, 16 or more."""
    bits = 4
    while 1 << bits < size:
        bits += 1
    return bits


@lean
def into_buckets(values: npt.NDArray[np.uint32], size: int, bits: int, space: SortSpace) -> None:
    """Put `size` values into 2**bits buckets of `space.spare`, in the order of their upper bits."""
    shift = np.uint32(32 - bits)
    counts = space.counts
    for bucket in range(np.uint64(1 << bits)):
        counts[bucket] = 0
    for place in range(np.uint64(size)):
        counts[values[place] >> shift] += _ONE
    total = np.uint32(0)
    for bucket in range(np.uint64(1 << bits)):
        size_of_bucket = counts[bucket]
        counts[bucket] = total
        total += size_of_bucket
    for place in range(np.uint64(size)):
        value = values[place]
        bucket = value >> shift
        space.spare[counts[bucket]] = value
        counts[bucket] += _ONE


@lean
def exchange(values: npt.NDArray[np.uint32], first: int, size: int) -> None:
    """Sort each pair of neighbours among `size` values, from values[first] on."""
    for pair in range(np.uint64((size - first) >> 1)):
        place = np.uint64(first) + np.uint64(2) * pair
        left, right = values[place], values[place + np.uint64(1)]
        values[place] = min(left, right)
        values[place + np.uint64(1)] = max(left, right)


@lean
def is_sorted(values: npt.NDArray[np.uint32], size: int) -> bool:
    """Return whether `size` values are in ascending order."""
    inversions = 0
    for place in range(np.uint64(size - 1)):
        inversions += values[place] > values[place + np.uint64(1)]
    return inversions == 0


@lean
def radix_sort(values: npt.NDArray[np.uint32], size: int, space: SortSpace) -> None:
    """Sort `size` values in four passes."""
    counts = space.counts
    counts[: 4 * _RADIX] = 0
    for place in range(size):
        value = values[place]
        for digit in range(4):
            counts[_RADIX * digit + (value >> np.uint32(8 * digit) & np.uint32(0xFF))] += _ONE
    for digit in range(4):
        total = np.uint32(0)
        for bucket in range(_RADIX * digit, _RADIX * (digit + 1)):
            total, counts[bucket] = total + counts[bucket], total
    for digit in range(0, 4, 2):
        pour(values, space.spare, size, digit, counts)
        pour(space.spare, values, size, digit + 1, counts)


@lean
def pour(
    values: npt.NDArray[np.uint32],
    target: npt.NDArray[np.uint32],
    size: int,
    digit: int,
    counts: npt.NDArray[np.uint32],
) -> None:
    """Write `size` values to `target`, stably sorted by one of their bytes; `counts` has the start of each bucket."""
    for place in range(size):
        value = values[place]
        bucket = _RADIX * digit + (value >> np.uint32(8 * digit) & np.uint32(0xFF))
        target[counts[bucket]] = value
        counts[bucket] += _ONE


@lean
def keep_distinct(source: npt.NDArray[np.uint32], size: int, target: npt.NDArray[np.uint32]) -> int:
    """Write the distinct ones of `size` sorted values to `target`, which may be `source`; return their number."""
    last = source[0]
    target[0] = last
    count = np.uint64(1)
    for place in range(np.uint64(1), np.uint64(size)):
        value = source[place]
        target[count] = value
        count += np.uint64(value != last)
        last = value
    return int(np.int64(count))


@lean
def sort_unique(values: npt.NDArray[np.uint32], size: int, space: SortSpace) -> int:
    """Sort the first `size` values in place, move the distinct ones to the front; return their number."""
    if size < 2:
        return size
    bits = bucket_bits(size)
    if bits <= _MOST_BITS:
        into_buckets(values, size, bits, space)
        for _ in range(_ROUNDS):
            exchange(space.spare, 0, size)
            exchange(space.spare, 1, size)
            if is_sorted(space.spare, size):
                return keep_distinct(space.spare, size, values)
    radix_sort(values, size, space)
    return keep_distinct(values, size, values)
