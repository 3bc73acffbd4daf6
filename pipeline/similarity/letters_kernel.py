"""Compiled passes over the letters of a text: what is left when blanks, signs, marks and case are gone, and its runs.

A letter is one byte: 1 to 26 for a to z, 27 to 36 for digits, with the bit START on the first of a word and CAPITAL on
a capital.  So words torn apart or run together, hyphens at line ends and punctuation make no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import kernel
from filters.kernels.shingles import unfold

if TYPE_CHECKING:
    import numpy.typing as npt

START: Final = 0x80
CAPITAL: Final = 0x40
CODE: Final = 0x3F
FIRST_DIGIT: Final = 27
_BITS: Final = np.uint64(6)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_UPPER: Final = np.uint64(32)


@kernel
def letters_into(data: npt.NDArray[np.uint8], start: int, end: int, letters: npt.NDArray[np.uint8]) -> int:
    """Write the letters of data[start:end], at most twice as many as there are bytes; return their number."""
    points = np.empty(32, np.uint32)
    count = 0
    place = start
    flag = START
    while place < end:
        point, width = uni.decode(data, place, end)
        place += width
        flags = uni.class_of(point)
        if flags & (uni.LETTER | uni.NUMBER) == 0:
            if flags & (uni.MARK | uni.IGNORABLE) == 0:
                flag = START
            continue
        capital = CAPITAL if flags & uni.UPPER else 0
        for code in range(unfold(point, points, 0)):
            folded = points[code]
            if 0x61 <= folded <= 0x7A:
                letters[count] = folded - 0x60 | flag | capital
            elif 0x30 <= folded <= 0x39:
                letters[count] = folded - 0x30 + FIRST_DIGIT | flag
            else:
                continue
            count += 1
            flag = 0
    return count


@kernel
def sampled_runs(letters: npt.NDArray[np.uint8], size: int, one_in: int, runs: npt.NDArray[np.uint32]) -> int:
    """Write the hashes, divided by `one_in`, of those runs of `size` letters whose hash it divides; return their number."""
    count = 0
    mask = (np.uint64(1) << (_BITS * np.uint64(size))) - np.uint64(1)
    state = np.uint64(0)
    for place in range(len(letters)):
        state = (state << _BITS | np.uint64(letters[place] & CODE)) & mask
        if place >= size - 1:
            hashed = uni.finish(state * _SPREAD) >> _UPPER
            if hashed % np.uint64(one_in) == 0:
                runs[count] = hashed
                count += 1
    return count


@kernel
def all_letters(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    letters: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
) -> None:
    """Write the letters of all texts, one after the other, and where each begins; `starts` has one place more."""
    for row in range(len(offsets) - 1):
        own = letters[starts[row] :]
        starts[row + 1] = starts[row] + letters_into(data, offsets[row], offsets[row + 1], own)


@kernel
def pairs_of(
    texts: npt.NDArray[np.uint64],
    firsts: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    pairs: npt.NDArray[np.uint64],
) -> None:
    """Write all pairs (smaller << 32 | larger) of the ascending texts of each group: sizes[i] from firsts[i] on."""
    count = 0
    for group in range(len(firsts)):
        end = firsts[group] + sizes[group]
        for second in range(firsts[group], end):
            for first in range(firsts[group], second):
                pairs[count] = texts[first] << _UPPER | texts[second]
                count += 1
