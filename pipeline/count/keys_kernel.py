"""Compiled passes that compute the keys of lines, paragraphs and words, by which repetitions are counted.

A key is the xxHash64 (seed 0; Collet 2014, specification 0.2.0) of the normalised part's UTF-8 bytes, the same as the package
xxhash gives.  The texts are repaired, so the only blanks are space, tab and line feed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import kernel, lean

if TYPE_CHECKING:
    import numpy.typing as npt

MIN_CHARACTERS: Final = 30
MIN_WORDS: Final = 4
"""Lines shorter than both are never furniture: speakers' names, `(weggefallen)`, headings."""

MIN_BYTES: Final = 2 * MIN_WORDS - 1
SIMPLE: Final = 0x250
"""Words whose letters all have one lower-case letter below this code point are lowered here, all others by Python."""

_TAB: Final = 9
_END: Final = 10
_SPACE: Final = 32
_HYPHEN: Final = 45
_ZERO: Final = 48
_NINE: Final = 57
_P1: Final = np.uint64(0x9E3779B185EBCA87)
_P2: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_P3: Final = np.uint64(0x165667B19E3779F9)
_P4: Final = np.uint64(0x85EBCA77C2B2AE63)
_P5: Final = np.uint64(0x27D4EB2F165667C5)


def _simple_lower(point: int) -> int:
    low = chr(point).lower()
    return ord(low) if len(low) == 1 and ord(low) < SIMPLE else 0


_LOWER: Final = np.array([_simple_lower(point) for point in range(0x2C80)], np.uint32)
"""0 where the lower case is not one letter below SIMPLE; code points beyond the table count as 0."""

_ASCII_LOWER: Final = np.array(
    [ord(chr(code).lower()) if chr(code).isalpha() or code == _HYPHEN else 0 for code in range(128)], np.uint8
)
"""Lower case of letters, and the hyphen; 0 for characters that end a word."""


_BLANK: Final = np.array([byte in {_TAB, _END, _SPACE} for byte in range(_SPACE + 1)], np.uint8)


def _is_sign(byte: int) -> bool:
    return byte <= 0x40 or 0x5B <= byte <= 0x60 or 0x7B <= byte <= 0x7F


_SIGN: Final = np.array([_is_sign(byte) for byte in range(256)], np.uint8)


@lean
def _rotate(value: np.uint64, bits: int) -> np.uint64:
    return (value << np.uint64(bits)) | (value >> np.uint64(64 - bits))


@lean
def _round(state: np.uint64, word: np.uint64) -> np.uint64:
    return _rotate(state + word * _P2, 31) * _P1


@lean
def _merge(state: np.uint64, lane: np.uint64) -> np.uint64:
    return (state ^ _round(np.uint64(0), lane)) * _P1 + _P4


@lean
def xxhash64(data: npt.NDArray[np.uint8], size: int) -> np.uint64:
    """Return the xxHash64 of data[:size], seed 0."""
    place = 0
    if size >= 32:
        lane_1, lane_2, lane_3, lane_4 = _P1 + _P2, _P2, np.uint64(0), np.uint64(0) - _P1
        while place + 32 <= size:
            lane_1 = _round(lane_1, uni.eight_bytes(data, place))
            lane_2 = _round(lane_2, uni.eight_bytes(data, place + 8))
            lane_3 = _round(lane_3, uni.eight_bytes(data, place + 16))
            lane_4 = _round(lane_4, uni.eight_bytes(data, place + 24))
            place += 32
        state = _rotate(lane_1, 1) + _rotate(lane_2, 7) + _rotate(lane_3, 12) + _rotate(lane_4, 18)
        state = _merge(_merge(_merge(_merge(state, lane_1), lane_2), lane_3), lane_4)
    else:
        state = _P5
    state += np.uint64(size)
    while place + 8 <= size:
        state = _rotate(state ^ _round(np.uint64(0), uni.eight_bytes(data, place)), 27) * _P1 + _P4
        place += 8
    if place + 4 <= size:
        word = np.uint64(0)
        for step in range(4):
            word |= np.uint64(data[place + step]) << np.uint64(8 * step)
        state = _rotate(state ^ (word * _P1), 23) * _P2 + _P3
        place += 4
    while place < size:
        state = _rotate(state ^ (np.uint64(data[place]) * _P5), 11) * _P1
        place += 1
    state = (state ^ (state >> np.uint64(33))) * _P2
    state = (state ^ (state >> np.uint64(29))) * _P3
    return state ^ (state >> np.uint64(32))


@lean
def next_end(data: npt.NDArray[np.uint8], start: int, end: int, is_paragraph: bool) -> tuple[int, int]:  # noqa: FBT001
    """Return where the part that begins at `start` ends, and where the next one begins; beyond `end` there is none."""
    place = start
    while place < end:
        if data[place] == _END:
            after = place + 1
            if not is_paragraph:
                return place, after
            while after < end and (data[after] == _SPACE or data[after] == _TAB):
                after += 1
            if after < end and data[after] == _END:
                return place, after + 1
        place += 1
    return end, end + 1


@lean
def normalise_into(data: npt.NDArray[np.uint8], start: int, end: int, key: npt.NDArray[np.uint8]) -> tuple[int, int]:
    """Write the key of data[start:end] into `key`; return its bytes and its code points, (0, 0) if it is not to be counted.

    Blanks are single, there are none at the ends, and a number is one `0`.  A key counts if it has 30 characters or 4
    words and at most half of its characters are blanks, digits and ASCII signs.
    """
    size = characters = signs = words = 0
    was_blank = True
    was_digit = False
    for place in range(start, end):
        byte = data[place]
        if byte <= _SPACE and _BLANK[byte]:
            was_digit = False
            if not was_blank:
                key[size] = _SPACE
                size += 1
                characters += 1
                signs += 1
                words += 1
            was_blank = True
            continue
        was_blank = False
        is_digit = _ZERO <= byte <= _NINE
        if is_digit and was_digit:
            continue
        was_digit = is_digit
        key[size] = _ZERO if is_digit else byte
        size += 1
        characters += (byte & 0xC0) != 0x80
        signs += _SIGN[byte]
    if size and was_blank:
        size -= 1
        characters -= 1
        signs -= 1
    else:
        words += 1
    if (characters < MIN_CHARACTERS and words < MIN_WORDS) or 2 * signs > characters:
        return 0, 0
    return size, characters


@lean
def _is_new(value: np.uint64, row: int, seen: npt.NDArray[np.uint64], stamps: npt.NDArray[np.int32]) -> bool:
    """Add a value to the row's hash table (open addressing, a power of two places); return whether it is new."""
    mask = np.uint64(len(seen) - 1)
    place = (value ^ (value >> np.uint64(32))) & mask
    while stamps[place] == row:
        if seen[place] == value:
            return False
        place = (place + np.uint64(1)) & mask
    seen[place] = value
    stamps[place] = row
    return True


@kernel
def keys_into(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    key: npt.NDArray[np.uint8],
    seen: npt.NDArray[np.uint64],
    stamps: npt.NDArray[np.int32],
    hashes: npt.NDArray[np.uint64],
    sizes: npt.NDArray[np.int64],
    is_paragraph: bool,  # noqa: FBT001
) -> tuple[int, int]:
    """Write hash and characters of every line (or paragraph of several lines), once per text; return their number and 0.

    `key` needs room for the longest text, `seen` and `stamps` (all 0 before) for the lines of any one text.
    """
    count = 0
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        while start <= end:
            stop, following = next_end(data, start, end, is_paragraph)
            if stop - start >= MIN_BYTES and (not is_paragraph or holds(data, start, stop)):
                size, characters = normalise_into(data, start, stop, key)
                if size:
                    value = xxhash64(key, size)
                    if _is_new(value, row + 1, seen, stamps):
                        hashes[count] = value
                        sizes[count] = characters
                        count += 1
            start = following
    return count, 0


@lean
def holds(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether data[start:end] holds a line end."""
    for place in range(start, end):  # noqa: SIM110  a generator would allocate
        if data[place] == _END:
            return True
    return False


@kernel
def words_into(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    key: npt.NDArray[np.uint8],
    seen: npt.NDArray[np.uint64],
    stamps: npt.NDArray[np.int32],
    hashes: npt.NDArray[np.uint64],
    sizes: npt.NDArray[np.int64],
    others: npt.NDArray[np.int64],
) -> tuple[int, int]:
    """Write hash and characters of every word in lower case, once per text, and return their number.

    A word is letters, joined by single hyphens.  Words with a letter whose lower case is not simple go to `others` as rows
    of (text, start, end); the second number returned is theirs.
    """
    count = rest = 0
    for row in range(len(offsets) - 1):
        place, end = offsets[row], offsets[row + 1]
        while place < end:
            start = place
            place, size, characters, is_simple = _word_at(data, start, end, key)
            if characters == 0:
                place += uni.decode(data, place, end)[1]
            elif not is_simple:
                others[rest, 0], others[rest, 1], others[rest, 2] = row, start, place
                rest += 1
            else:
                value = xxhash64(key, size)
                if _is_new(value, row + 1, seen, stamps):
                    hashes[count] = value
                    sizes[count] = characters
                    count += 1
    return count, rest


@lean
def _word_at(
    data: npt.NDArray[np.uint8], place: int, end: int, key: npt.NDArray[np.uint8]
) -> tuple[int, int, int, bool]:
    """Write the word that begins at `place` into `key` in lower case; return where it ends, its bytes, its code points.

    No code points: none begins there.  The last value is False where a letter's lower case is not simple.
    """
    size = characters = 0
    is_simple = was_hyphen = True  # a word does not begin with a hyphen
    while place < end:
        byte = data[place]
        if byte < 0x80:
            low = _ASCII_LOWER[byte]
            if low == 0 or (low == _HYPHEN and was_hyphen):
                break
            was_hyphen = low == _HYPHEN
            key[size] = low
            size += 1
            place += 1
        else:
            point, width = uni.decode(data, place, end)
            if not uni.class_of(point) & uni.LETTER:
                break
            was_hyphen = False
            folded = _LOWER[point] if point < len(_LOWER) else np.uint32(0)
            if folded < 0x80:
                is_simple = False
            else:
                key[size] = 0xC0 | (folded >> np.uint32(6))
                key[size + 1] = 0x80 | (folded & np.uint32(0x3F))
                size += 2
            place += width
        characters += 1
    if characters and was_hyphen:  # the hyphen after the last letter is not the word's
        return place - 1, size - 1, characters - 1, is_simple
    return place, size, characters, is_simple
