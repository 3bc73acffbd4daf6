"""The compiled passes that cut texts into passages and find those that are German beyond doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

LEAST: Final = 200
MOST: Final = 500
_SEED: Final = np.uint64(0xCBF29CE484222325)
_PRIME: Final = np.uint64(0x100000001B3)


@kernel
def passage_end(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return where the passage that begins at `place` ends: behind a line feed or a blank, 200 to 500 bytes away."""
    if end - place <= MOST:
        return end
    last = place + MOST
    blank = -1
    at = place + LEAST
    while at < last:
        if data[at] == 0x0A:
            return at + 1
        if data[at] == 0x20:
            blank = at + 1
        at += 1
    if blank >= 0:
        return blank
    while data[last] & 0xC0 == 0x80:
        last -= 1
    return last


@kernel
def count_passages(offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> int:
    """Return how many passages the texts have; a text of no bytes has none."""
    count = 0
    for text in range(len(offsets) - 1):
        place = offsets[text]
        while place < offsets[text + 1]:
            place = passage_end(data, place, offsets[text + 1])
            count += 1
    return count


@kernel
def is_known(words: npt.NDArray[np.uint64], value: np.uint64) -> np.int64:
    """Return the slot of a word's hash in an open table whose size is a power of two, -1 if it is not there."""
    mask = np.uint64(len(words) - 1)
    slot = (value >> np.uint64(32)) & mask
    while words[slot] != 0:
        if words[slot] == value:
            return np.int64(slot)
        slot = (slot + np.uint64(1)) & mask
    return np.int64(-1)


@kernel
def fill_passages(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    words: npt.NDArray[np.uint64],
    starts: npt.NDArray[np.int64],
    texts: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int32],
) -> None:
    """Fill where each passage starts, its text's row, and `counts`: letters in bytes, words, known words, different ones.

    Words are runs of ASCII letters and of bytes beyond ASCII; capitals of ASCII count as small.  `words` is the table that
    `is_known` reads.
    """
    passage = 0
    for text in range(len(offsets) - 1):
        place = offsets[text]
        while place < offsets[text + 1]:
            end = passage_end(data, place, offsets[text + 1])
            starts[passage], texts[passage] = place, text
            letters = 0
            total = 0
            hits = 0
            seen = np.uint64(0)
            value = _SEED
            inside = False
            for at in range(place, end):
                byte = data[at]
                if 0x41 <= byte <= 0x5A:
                    byte |= 0x20
                if 0x61 <= byte <= 0x7A or byte >= 0x80:
                    value = (value ^ np.uint64(byte)) * _PRIME
                    letters += 1
                    inside = True
                elif inside:
                    slot = is_known(words, value)
                    total += 1
                    if slot >= 0:
                        hits += 1
                        seen |= np.uint64(1) << np.uint64(slot & 63)
                    value = _SEED
                    inside = False
            total += inside
            counts[passage, 0], counts[passage, 1], counts[passage, 2] = letters, total, hits
            different = 0
            while seen != 0:
                seen &= seen - np.uint64(1)
                different += 1
            counts[passage, 3] = different
            passage += 1
            place = end
