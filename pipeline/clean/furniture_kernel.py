"""The compiled pass that finds those lines and paragraphs of texts whose keys are among known ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import kernel, lean
from pipeline.count.keys_kernel import MIN_BYTES, holds, next_end, normalise_into, xxhash64

if TYPE_CHECKING:
    import numpy.typing as npt

_SHIFT: Final = np.uint64(48)


def sieve_of(known: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Return a table, shape (2**16,), that is true for the upper bits of each hash: it rejects most other hashes."""
    sieve = np.zeros(1 << 16, np.bool_)
    sieve[known >> _SHIFT] = True
    return sieve


@kernel
def known_parts_into(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    key: npt.NDArray[np.uint8],
    known: npt.NDArray[np.uint64],
    sieve: npt.NDArray[np.bool_],
    known_parts: npt.NDArray[np.int64],
    is_paragraph: bool,  # noqa: FBT001
) -> int:
    """Write a row for every known line (or paragraph of several lines) into `known_parts`, shape (n, 6), in order.

    Its columns: the text's row, the part's number in the text, its first byte, the byte after its last, the place of
    its hash in `known` (ascending), the code points of its key.  Returns the number of known parts; those beyond the
    end of the array are not written.  `key` needs room for the longest text.
    """
    count = 0
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        part = 0
        while start <= end:
            stop, following = next_end(data, start, end, is_paragraph)
            if stop - start >= MIN_BYTES and (not is_paragraph or holds(data, start, stop)):
                size, characters = normalise_into(data, start, stop, key)
                place = _place_of(xxhash64(key, size), known, sieve) if size else -1
                if place >= 0:
                    if count < len(known_parts):
                        known_parts[count, 0], known_parts[count, 1], known_parts[count, 2] = row, part, start
                        known_parts[count, 3], known_parts[count, 4], known_parts[count, 5] = stop, place, characters
                    count += 1
            start = following
            part += 1
    return count


@lean
def _place_of(value: np.uint64, known: npt.NDArray[np.uint64], sieve: npt.NDArray[np.bool_]) -> int:
    """Return the place of the value among the known ones, which rise; -1 if it is none of them."""
    if not sieve[value >> _SHIFT]:
        return -1
    low = 0
    high = len(known)
    while low < high:
        middle = (low + high) // 2
        if known[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low if low < len(known) and known[low] == value else -1
