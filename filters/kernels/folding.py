"""Folding in one pass over the bytes: code points, and for each a code of one byte that says what it is to a token.

Folded text is decomposed and casefolded (long s is s, ß is ss), without format characters; each run of white space is one
blank, and there is none at either end.  A code is the code point itself below 128, else one of the following; most German text
has only the first of these, so that words can be hashed from their codes alone.

* 0x80 to 0xEF: a mark of U+0300 to U+036F after a letter (point = code + 0x280), part of that letter;
* LETTER, NUMBER: any other letter or number, and any other mark after one;
* APOSTROPHE, HYPHEN: joiners between letters, besides the ASCII ones;
* OTHER: separators: all else, marks without a letter, and joiners followed by a format character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.llvm import BLANK, MARK_STEP, MARKS, WIDTH
from filters.kernels.vectors import bit_count, bits_within, copy_folded, first_bit, squeeze_folded, umlaut_bits

if TYPE_CHECKING:
    import numpy.typing as npt

LETTER: Final = 0xF0
NUMBER: Final = 0xF1
APOSTROPHE: Final = 0xF2
HYPHEN: Final = 0xF3
OTHER: Final = 0xF4
SLACK: Final = 2 * WIDTH  # room for codes and points beyond those of the text
_FIRST_MARK: Final = 0x300
_LAST_MARK: Final = 0x36F
_TABLES: Final = uni.load()
_FOLD_PAGES: Final = _TABLES["fold_pages"]
_FOLDS: Final = _TABLES["folds"]
_EXPANSIONS: Final = _TABLES["expansions"]
_LONG: Final = -(2**24)
_ONE: Final = np.uint64(1)
_LAST: Final = np.uint64(WIDTH - 1)
_ALL: Final = np.uint64(2**64 - 1)
_LATIN: Final = 0x250


def most_points(most_bytes: int) -> int:
    """Return the room that codes and points of any text of up to `most_bytes` bytes need (two bytes may unfold to three points)."""
    return 2 * most_bytes + SLACK


@lean
def is_letter(code: int) -> bool:
    """Return whether a code stands for a letter or a part of one."""
    return 0x61 <= code <= 0x7A or MARKS <= code <= LETTER


@lean
def is_number(code: int) -> bool:
    """Return whether a code stands for a number or a part of one."""
    return 0x30 <= code <= 0x39 or code == NUMBER


@lean
def code_of(folded: int, flags: int, before: int) -> int:
    """Return the code of a folded point that comes from a non-ASCII character with the class `flags`, after the code `before`."""
    if flags & (uni.LETTER | uni.MARK) != 0:
        if flags & uni.LETTER == 0 and not is_letter(before):
            return NUMBER if is_number(before) else OTHER
        if _FIRST_MARK <= folded <= _LAST_MARK:
            return folded - MARK_STEP
        return folded if 0x61 <= folded <= 0x7A else LETTER
    if flags & uni.NUMBER != 0:
        return folded if 0x30 <= folded <= 0x39 else NUMBER
    if folded == 0x2019:
        return APOSTROPHE
    return HYPHEN if folded in (0x2010, 0x2011, 0x2E17) else OTHER


@lean
def unfold(point: int, flags: int, codes: npt.NDArray[np.uint8], points: npt.NDArray[np.uint32], count: int) -> int:
    """Write the folded form of a non-ASCII code point from `count` on; return the new number of points."""
    before = int(codes[count - 1]) if count else BLANK
    step = int(_FOLDS[int(_FOLD_PAGES[point >> 8]) << 8 | (point & 0xFF)])
    if step >= _LONG:
        points[count] = point + step
        codes[count] = code_of(point + step, flags, before)
        return count + 1
    place = _LONG - 1 - step
    size = int(_EXPANSIONS[place])
    for offset in range(size):
        folded = int(_EXPANSIONS[place + 1 + offset])
        points[count + offset] = folded
        codes[count + offset] = code_of(folded, flags, before)
    return count + size


def _latin() -> npt.NDArray[np.uint32]:
    """Return up to three folded points with codes for each code point below 0x250, shape (0x250, 7).

    The columns are the number of points (0 for white space and format characters), the points, their codes.
    """
    table = np.zeros((_LATIN, 7), np.uint32)
    codes, points = np.zeros(8, np.uint8), np.zeros(8, np.uint32)
    for point in range(0x80, _LATIN):
        flags = uni.class_of(point)
        if flags & (uni.SPACE | uni.IGNORABLE) == 0:
            count = unfold(point, flags, codes, points, 0)
            table[point] = [count, *points[:3], *codes[:3]]
    return table


_LATIN_TABLE: Final = _latin()


@lean
def fold_one(
    data: npt.NDArray[np.uint8],
    place: int,
    end: int,
    codes: npt.NDArray[np.uint8],
    points: npt.NDArray[np.uint32],
    count: int,
) -> tuple[int, int]:
    """Fold the character at `place`; return (the place after it, the new number of points)."""
    point, width = uni.decode(data, place, end)
    place += width
    if 0x80 <= point < _LATIN:
        row = _LATIN_TABLE[np.uint64(point)]
        if row[0] != 0:
            for offset in range(3):
                points[count + offset] = row[1 + offset]
                codes[count + offset] = row[4 + offset]
            return place, count + int(row[0])
    flags = uni.class_of(point)
    if flags & uni.SPACE != 0:
        if count and codes[count - 1] != BLANK:
            codes[count] = points[count] = BLANK
            count += 1
    elif point < 0x80:
        codes[count] = points[count] = point + 32 if 65 <= point <= 90 else point
        count += 1
    elif flags & uni.IGNORABLE == 0:
        count = unfold(point, flags, codes, points, count)
    elif count and codes[count - 1] in (0x27, 0x2C, 0x2D, 0x2E, 0x3A, APOSTROPHE, HYPHEN):
        codes[count - 1] = OTHER
    return place, count


@lean
def fold(
    data: npt.NDArray[np.uint8], start: int, end: int, codes: npt.NDArray[np.uint8], points: npt.NDArray[np.uint32]
) -> int:
    """Write codes and points of data[start:end], followed by blanks; return their number; for room see `most_points`."""
    count = 0
    place = start
    is_blank = _ONE  # 1 if white space here is dropped: at the beginning, or after a blank
    while place < end:
        if place + WIDTH < len(data):
            size = min(WIDTH, end - place)
            within = _ALL >> np.uint64(WIDTH - size)
            umlauts = umlaut_bits(data, place) & (within >> _ONE)
            beyond = bits_within(data, place, 0x80, 0x80) & ~(umlauts | umlauts << _ONE)
            white = (
                bits_within(data, place, BLANK, 1) | bits_within(data, place, 9, 5) | bits_within(data, place, 0x1C, 4)
            )
            doubled = white & (white << _ONE | is_blank)
            if beyond | doubled | ~within == 0:
                copy_folded(data, place, codes, points, count)
                count += WIDTH
                place += WIDTH
                is_blank = white >> _LAST
                continue
            size = min(size, first_bit(beyond))
            if size != 0:
                keep = ~doubled & (_ALL >> np.uint64(WIDTH - size))
                squeeze_folded(data, place, keep, codes, points, count)
                count += bit_count(keep)
                place += size
                is_blank = white >> np.uint64(size - 1) & _ONE
                if size == WIDTH or place == end:
                    continue
        place, count = fold_one(data, place, end, codes, points, count)
        is_blank = np.uint64(count == 0 or codes[count - 1] == BLANK)
    if count and codes[count - 1] == BLANK:
        count -= 1
    codes[count : count + WIDTH + 1] = BLANK
    return count
