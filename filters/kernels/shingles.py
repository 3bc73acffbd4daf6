"""Shingles of words, and the hash of a whole text without regard to case, white space and letter forms.

A shingle is the hash of n consecutive words: tokens in their folded form.  The hash of a text is MurmurHash3 (x64, 128 bits,
seed 0; Appleby 2011) over its folded code points, 32 bits each, little endian.
Folding is decomposition and casefold (so long s is s and ß is ss) without format characters; each run of white space is
one space, and there is none at either end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import kernel, lean

if TYPE_CHECKING:
    import numpy.typing as npt

_TABLES: Final = uni.load()
_FOLD_PAGES: Final = _TABLES["fold_pages"]
_FOLDS: Final = _TABLES["folds"]
_EXPANSIONS: Final = _TABLES["expansions"]
_C1: Final = np.uint64(0x87C37B91114253D5)
_C2: Final = np.uint64(0x4CF5AD432745937F)
_ADD_1: Final = np.uint64(0x52DCE729)
_ADD_2: Final = np.uint64(0x38495AB5)
_FIVE: Final = np.uint64(5)
_ONE: Final = np.uint64(1)
_TWO: Final = np.uint64(2)
_THREE: Final = np.uint64(3)
_FOUR: Final = np.uint64(4)
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_UPPER_HALF: Final = np.uint64(32)
_SPACE: Final = 32
_ASCII: Final = np.array([_SPACE if chr(byte).isspace() else ord(chr(byte).lower()) for byte in range(128)], np.uint8)


@lean
def rotate(value: np.uint64, bits: int) -> np.uint64:
    """Return `value` rotated to the left."""
    return (value << np.uint64(bits)) | (value >> np.uint64(64 - bits))


@lean
def scramble_1(word: np.uint64) -> np.uint64:
    """Return the first word of a block as MurmurHash3 mixes it before it enters the state."""
    return rotate(word * _C1, 31) * _C2


@lean
def scramble_2(word: np.uint64) -> np.uint64:
    """Return the second word of a block as MurmurHash3 mixes it before it enters the state."""
    return rotate(word * _C2, 33) * _C1


@kernel
def fold_into(data: npt.NDArray[np.uint8], start: int, end: int, points: npt.NDArray[np.uint32]) -> int:
    """Write the folded code points of data[start:end] into `points` and return their number.

    `points` needs room for twice as many points as there are bytes (one of two bytes unfolds into three).
    """
    count = 0
    place = start
    last = _SPACE
    while place < end:
        point = int(data[place])
        while 0x20 < point < 0x80:
            points[count] = last = int(_ASCII[point])
            count += 1
            place += 1
            point = int(data[place]) if place < end else 0xFF
        if place == end:
            break
        if point < 0x80:
            place += 1
            point = int(_ASCII[point])
            if point != _SPACE or last != _SPACE:
                points[count] = point
                count += 1
                last = point
            continue
        point, width = uni.decode(data, place, end)
        place += width
        flags = uni.class_of(point)
        if flags & uni.SPACE:
            if last != _SPACE:
                points[count] = last = _SPACE
                count += 1
        elif flags & uni.IGNORABLE == 0:
            count = unfold(point, points, count)
            last = point
    return count - 1 if count and last == _SPACE else count


@kernel
def unfold(point: int, points: npt.NDArray[np.uint32], count: int) -> int:
    """Write the folded form of a code point from points[count] on; return the new number of points."""
    step = int(_FOLDS[int(_FOLD_PAGES[point >> 8]) << 8 | (point & 0xFF)])
    if step >= -(2**24):
        points[count] = point + step
        return count + 1
    place = -(step + 2**24) - 1
    size = int(_EXPANSIONS[place])
    for offset in range(size):
        points[count + offset] = _EXPANSIONS[place + 1 + offset]
    return count + size


@lean
def pair(points: npt.NDArray[np.uint32], place: np.uint64, count: np.uint64) -> np.uint64:
    """Return points[place] and the next one as 64 bits, little endian; 0 beyond the last."""
    if place + _ONE < count:
        return np.uint64(points[place]) | (np.uint64(points[place + _ONE]) << _UPPER_HALF)
    return np.uint64(points[place]) if place < count else np.uint64(0)


@lean
def hash_points(points: npt.NDArray[np.uint32], count: int) -> tuple[np.uint64, np.uint64]:
    """Return MurmurHash3 (x64, 128 bits, seed 0) of points[:count], 32 bits each, as two halves."""
    low = high = np.uint64(0)
    size = np.uint64(count)
    whole = size & ~_THREE
    for block in range(count // 4):
        place = np.uint64(block) * _FOUR
        low = (rotate(low ^ scramble_1(pair(points, place, whole)), 27) + high) * _FIVE + _ADD_1
        high = (rotate(high ^ scramble_2(pair(points, place + _TWO, whole)), 31) + low) * _FIVE + _ADD_2
    high ^= scramble_2(pair(points, whole + _TWO, size)) ^ size * _FOUR
    low ^= scramble_1(pair(points, whole, size)) ^ size * _FOUR
    low += high
    high += low
    low = uni.finish(low)
    high = uni.finish(high)
    low += high
    return low, high + low


@lean
def shingle_into(
    hashes: npt.NDArray[np.uint64],
    count: int,
    words: int,
    shingles: npt.NDArray[np.uint32],
    states: npt.NDArray[np.uint64],
) -> int:
    """Write the shingles of `count` word hashes to `shingles`; return their number; `states` has room for as many.

    A text with fewer words than a shingle has a single shingle of all its words; a text without words has none.
    """
    if count == 0:
        return 0
    size = min(words, count)
    number = np.uint64(count - size + 1)
    for place in range(number):
        states[place] = (_FACTOR + hashes[place]) * _FACTOR
    for step in range(np.uint64(1), np.uint64(size)):
        for place in range(number):
            states[place] = (states[place] + hashes[place + step]) * _FACTOR
    for place in range(number):
        shingles[place] = np.uint32(uni.finish(states[place]) >> _UPPER_HALF)
    return count - size + 1


@lean
def character_shingles_into(
    points: npt.NDArray[np.uint32], count: int, size: int, shingles: npt.NDArray[np.uint32]
) -> int:
    """Write the rolling hash of every run of `size` of the `count` points to `shingles`; return their number.

    A text with fewer points has a single shingle of all of them; a text without points has none.
    """
    if count == 0:
        return 0
    size = min(size, count)
    leaving = _ONE
    for _ in range(size):
        leaving *= _FACTOR
    state = np.uint64(0)
    for place in range(count):
        state = state * _FACTOR + uni.finish(np.uint64(points[place]) + _FACTOR)
        if place >= size:
            state -= leaving * uni.finish(np.uint64(points[place - size]) + _FACTOR)
        if place >= size - 1:
            shingles[place - size + 1] = np.uint32(uni.finish(state) >> _UPPER_HALF)
    return count - size + 1
