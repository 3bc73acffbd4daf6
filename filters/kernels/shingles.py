"""Shingles of words, and the hash of a whole text without regard to case, white space and letter forms.

A shingle is the hash of n words that follow each other; its words are the tokeniser's, in their folded form.  The hash
of a text is MurmurHash3 (x64, 128 bits, seed 0; Appleby 2011) over its folded code points, 32 bits each, little endian.
Folding is decomposition and casefold (so long s is s and ß is ss) without format characters; each run of white space is
one space, and there is none at either end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import kernel

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
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_UPPER_HALF: Final = np.uint64(32)
_SPACE: Final = 32
_ASCII: Final = np.array([_SPACE if chr(byte).isspace() else ord(chr(byte).lower()) for byte in range(128)], np.uint8)
_RADIX: Final = 256


@kernel
def rotate(value: np.uint64, bits: int) -> np.uint64:
    """Return `value` rotated to the left."""
    return (value << np.uint64(bits)) | (value >> np.uint64(64 - bits))


@kernel
def scramble_1(word: np.uint64) -> np.uint64:
    """Return the first word of a block as MurmurHash3 mixes it before it enters the state."""
    return rotate(word * _C1, 31) * _C2


@kernel
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
    """Write the folded form of a code point from points[count] on and return the number of points there are then."""
    step = int(_FOLDS[int(_FOLD_PAGES[point >> 8]) << 8 | (point & 0xFF)])
    if step >= -(2**24):
        points[count] = point + step
        return count + 1
    place = -(step + 2**24) - 1
    size = int(_EXPANSIONS[place])
    for offset in range(size):
        points[count + offset] = _EXPANSIONS[place + 1 + offset]
    return count + size


@kernel
def pair(points: npt.NDArray[np.uint32], place: int, count: int) -> np.uint64:
    """Return points[place] and the next one as 64 bits, little endian; 0 for what lies behind the last."""
    if place + 1 < count:
        return np.uint64(points[place]) | (np.uint64(points[place + 1]) << _UPPER_HALF)
    return np.uint64(points[place]) if place < count else np.uint64(0)


@kernel
def hash_points(points: npt.NDArray[np.uint32], count: int) -> tuple[np.uint64, np.uint64]:
    """Return MurmurHash3 (x64, 128 bits, seed 0) of points[:count], 32 bits each, as two halves."""
    one = two = np.uint64(0)
    whole = count - count % 4
    for place in range(0, whole, 4):
        one = (rotate(one ^ scramble_1(pair(points, place, whole)), 27) + two) * _FIVE + _ADD_1
        two = (rotate(two ^ scramble_2(pair(points, place + 2, whole)), 31) + one) * _FIVE + _ADD_2
    size = np.uint64(count) * np.uint64(4)
    two ^= scramble_2(pair(points, whole + 2, count)) ^ size
    one ^= scramble_1(pair(points, whole, count)) ^ size
    one += two
    two += one
    one = uni.finish(one)
    two = uni.finish(two)
    one += two
    return one, two + one


@kernel
def shingle_hash(hashes: npt.NDArray[np.uint64], start: int, end: int) -> np.uint32:
    """Return the hash of the words hashes[start:end] in their order."""
    state = _FACTOR
    for place in range(start, end):
        state = (state + hashes[place]) * _FACTOR
    return np.uint32(uni.finish(state) >> _UPPER_HALF)


@kernel
def sort_unique(values: npt.NDArray[np.uint32], start: int, end: int, spare: npt.NDArray[np.uint32]) -> int:
    """Sort values[start:end] in place, move the distinct ones to the front and return their number.

    A radix sort of four passes; `spare` needs room for as many values.
    """
    size = end - start
    if size < 2:
        return size
    counts = np.zeros((4, _RADIX), np.int64)
    for place in range(start, end):
        value = values[place]
        for digit in range(4):
            counts[digit, (value >> np.uint32(8 * digit)) & np.uint32(0xFF)] += 1
    for digit in range(4):
        total = 0
        for one in range(_RADIX):
            total, counts[digit, one] = total + counts[digit, one], total
    for digit in range(0, 4, 2):
        for place in range(start, end):
            one = (values[place] >> np.uint32(8 * digit)) & np.uint32(0xFF)
            spare[counts[digit, one]] = values[place]
            counts[digit, one] += 1
        for place in range(size):
            one = (spare[place] >> np.uint32(8 * digit + 8)) & np.uint32(0xFF)
            values[start + counts[digit + 1, one]] = spare[place]
            counts[digit + 1, one] += 1
    last = start
    for place in range(start + 1, end):
        if values[place] != values[last]:
            last += 1
            values[last] = values[place]
    return last + 1 - start


@kernel
def shingle_into(
    hashes: npt.NDArray[np.uint64],
    count: int,
    words: int,
    shingles: npt.NDArray[np.uint32],
    start: int,
    spare: npt.NDArray[np.uint32],
) -> int:
    """Write the distinct shingles of `count` word hashes, sorted, from shingles[start] on and return their number.

    A text of fewer words than a shingle has one shingle of all its words; no words, no shingles.
    """
    if count == 0:
        return 0
    if count < words:
        shingles[start] = shingle_hash(hashes, 0, count)
        return 1
    number = count - words + 1
    for place in range(number):
        shingles[start + place] = shingle_hash(hashes, place, place + words)
    return sort_unique(shingles, start, start + number, spare)


@kernel
def character_shingles_into(
    points: npt.NDArray[np.uint32], count: int, size: int, shingles: npt.NDArray[np.uint32], start: int
) -> int:
    """Write the hash of every run of `size` of the `count` points from shingles[start] on and return their number.

    A text of fewer points has one shingle of them all; no points, no shingles.
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
            shingles[start + place - size + 1] = np.uint32(uni.finish(state) >> _UPPER_HALF)
    return count - size + 1
