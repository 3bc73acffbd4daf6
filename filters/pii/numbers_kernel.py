"""Necessary conditions for the numbers of `numbers`: each test is true wherever its pattern matches, and rarely elsewhere.

All take the text's bytes, data[start:end], and the run of digits, data[place:stop].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from filters.kernels.compile import lean
from filters.pii.bytes_kernel import (
    CAPITAL,
    DIGIT,
    SMALL,
    WORD,
    after_blank,
    before_blanks,
    byte_at,
    digits_from,
    is_of,
)
from filters.pii.marks import CREDIT_CARD, IBAN, IDENTITY_DOCUMENT, LICENSE_PLATE, SOCIAL_SECURITY, TAX_ID
from filters.pii.plates_kernel import is_plate

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_CODES_IN_IBAN: Final = 11  # letters and digits after country and check digits, at least
_DOCUMENT_CHARACTERS: Final = 9
_ROW: Final = 44  # characters of a machine-readable row, at most


@lean
def number_marks(data: npt.NDArray[np.uint8], start: int, place: int, stop: int, end: int) -> int:
    """Return the marks of the numbers that the run of digits may belong to."""
    count = stop - place
    before = byte_at(data, place - 1, start, end)
    after = byte_at(data, stop, start, end)
    marks = 0
    if count >= 2 and _is_iban(data, start, place, end):
        marks |= IBAN
    if count == 7 and _is_after_letter(data, start, place):
        marks |= IDENTITY_DOCUMENT
    if is_of(CAPITAL, before):
        if _is_document(data, start, place, end):
            marks |= IDENTITY_DOCUMENT
        if count == 9 and not is_of(WORD, byte_at(data, place - 2, start, end)) and not is_of(WORD, after):
            marks |= SOCIAL_SECURITY
    elif count == 10 and not is_of(WORD, before) and not is_of(WORD, after):
        marks |= IDENTITY_DOCUMENT
    if _is_vat(data, start, place, count):
        marks |= TAX_ID
    if count <= 6 and data[place] != 0x30 and is_plate(data, start, place, stop, end):
        marks |= LICENSE_PLATE
    if not is_of(WORD, before):
        if _is_german_or_swiss(data, place, stop, end):
            marks |= SOCIAL_SECURITY
        if before not in (0x2D, 0x2E, 0x2F) and not is_of(WORD, after):
            marks |= _standing_free(data, stop, end, count)
    return marks


@lean
def _standing_free(data: npt.NDArray[np.uint8], stop: int, end: int, count: int) -> int:
    """Return the marks of numbers that begin with the `count` digits before `stop`, preceded by neither a letter nor a sign."""
    marks = 0
    if 13 <= count <= 16 or (count == 4 and _is_grouped_card(data, stop, end)):
        marks |= CREDIT_CARD
    if 10 <= count <= 13 or (2 <= count <= 5 and _is_tax_number(data, stop, end, count)):
        marks |= TAX_ID
    if count == 10 or (count == 4 and digits_from(data, after_sign(data, stop, end), end) == 6):
        marks |= SOCIAL_SECURITY
    return marks


@lean
def after_sign(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the place after a blank, a dash, a slash or a full stop, or `place` where there is none."""
    if place < end and data[place] in (0x2D, 0x2E, 0x2F):
        return place + 1
    return after_blank(data, place, end)


@lean
def _is_iban(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether two letters precede the digits, and enough letters and digits follow the first two (after small ones: digits)."""
    last = place - 1
    is_small = last > start and is_of(SMALL, data[last])
    if not is_small:
        last = last if last > start and is_of(CAPITAL, data[last]) else before_blanks(data, place, start, 1) - 1
        if last <= start or not is_of(CAPITAL, data[last]):
            return False
    if not is_of(SMALL if is_small else CAPITAL, data[last - 1]):
        return False
    before = byte_at(data, last - 2, start, end)
    if is_of(CAPITAL | SMALL | DIGIT, before) and before | 0x20 != 0x6E:  # n of IBAN
        return False
    wanted = DIGIT if is_small else CAPITAL | DIGIT
    at = place + 2
    for _ in range(_CODES_IN_IBAN):
        if not is_of(wanted, byte_at(data, at, start, end)):
            at = after_sign(data, at, end)
        if not is_of(wanted, byte_at(data, at, start, end)):
            return False
        at += 1
    return True


@lean
def _is_after_letter(data: npt.NDArray[np.uint8], start: int, place: int) -> bool:
    """Return whether one capital precedes the digits, perhaps with a blank between."""
    last = before_blanks(data, place, start, 1) - 1
    return last >= start and is_of(CAPITAL, data[last]) and (last == start or not is_of(WORD, data[last - 1]))


@lean
def _is_grouped_card(data: npt.NDArray[np.uint8], stop: int, end: int) -> bool:
    """Return whether groups of 4, 4, 4 digits or of 6 and 4 or 5 follow, separated by one sign or blank each."""
    first = after_sign(data, stop, end)
    second = digits_from(data, first, end)
    third = after_sign(data, first + second, end)
    count = digits_from(data, third, end)
    if second == 6:
        return 4 <= count <= 5
    return second == 4 and count == 4 and digits_from(data, after_sign(data, third + count, end), end) == 4


@lean
def _is_tax_number(data: npt.NDArray[np.uint8], stop: int, end: int, count: int) -> bool:
    """Return whether two groups of 3 or 4 and 4 or 5 digits follow, three of three, or after five digits one of five."""
    first = _after_slash(data, stop, end)
    if first == stop:
        return False
    second = digits_from(data, first, end)
    if count == 5 or not 3 <= second <= 4:
        return count == second == 5
    third = _after_slash(data, first + second, end)
    if third == first + second:
        return False
    size = digits_from(data, third, end)
    if size == 3:
        return second == 3 and digits_from(data, _after_slash(data, third + size, end), end) == 3
    return 4 <= size <= 5


@lean
def _after_slash(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the place after a blank, or after a slash with up to one blank on either side, or `place` where there is none."""
    slash = after_blank(data, place, end)
    if slash < end and data[slash] == 0x2F:
        return after_blank(data, slash + 1, end)
    return slash


@lean
def _is_vat(data: npt.NDArray[np.uint8], start: int, place: int, count: int) -> bool:
    """Return whether `DE` precedes the digits, perhaps with a blank between."""
    last = before_blanks(data, place, start, 1) - 1
    return last - 1 >= start and data[last] == 0x45 and data[last - 1] == 0x44 and count in (3, 6, 9)


@lean
def _is_german_or_swiss(data: npt.NDArray[np.uint8], place: int, stop: int, end: int) -> bool:
    """Return whether the digits begin a Swiss insurance number (756), or are those of a German one before its letter."""
    count = stop - place
    if count >= 3 and data[place] == 0x37 and data[place + 1] == 0x35 and data[place + 2] == 0x36:
        return count > 3 or digits_from(data, after_sign(data, stop, end), end) >= 4
    letter = stop if count == 8 else end
    if count == 2:
        date = after_blank(data, stop, end)
        letter = date + 6 if date > stop and digits_from(data, date, end) == 6 else end
    letter = after_blank(data, letter, end)
    digit = after_blank(data, letter + 1, end)
    return digit < end and is_of(CAPITAL, data[letter]) and is_of(DIGIT, data[digit])


@lean
def _is_document(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether capitals precede the digits, and capitals and digits together are at least nine."""
    first = place
    while first > start and place - first < _DOCUMENT_CHARACTERS and is_of(CAPITAL, data[first - 1]):
        first -= 1
    before = byte_at(data, first - 1, start, end)
    if is_of(WORD, before) or before == 0x2D:
        return False
    stop = first
    while stop < end and stop - first < _DOCUMENT_CHARACTERS and is_of(CAPITAL | DIGIT, data[stop]):
        stop += 1
    return stop - first == _DOCUMENT_CHARACTERS


@lean
def is_machine_readable(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the angle bracket is followed by another, both within a run of 30 to 44 capitals, digits and brackets."""
    if place + 1 >= end or data[place + 1] != 0x3C:
        return False
    first = place
    while (
        first > start and place - first < _ROW and (is_of(CAPITAL | DIGIT, data[first - 1]) or data[first - 1] == 0x3C)
    ):
        first -= 1
    stop = place
    while stop < end and stop - first <= _ROW and (is_of(CAPITAL | DIGIT, data[stop]) or data[stop] == 0x3C):
        stop += 1
    return 30 <= stop - first <= _ROW
