"""Necessary conditions for the numbers of `numbers`: each test is true wherever its pattern matches, and rarely elsewhere.

All take the text's bytes, data[start:end], and the run of digits, data[place:stop].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from filters.kernels.compile import lean
from filters.pii.bytes_kernel import CAPITAL, DIGIT, WORD, after_blank, byte_at, digits_from, is_of
from filters.pii.marks import CREDIT_CARD, IBAN, IDENTITY_DOCUMENT, LICENSE_PLATE, SOCIAL_SECURITY, TAX_ID

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
    if is_of(CAPITAL, before):
        if count >= 2 and _is_iban(data, start, place, end):
            marks |= IBAN
        if _is_document(data, start, place, end):
            marks |= IDENTITY_DOCUMENT
        if count == 9 and not is_of(WORD, byte_at(data, place - 2, start, end)) and not is_of(WORD, after):
            marks |= SOCIAL_SECURITY
    elif count == 10 and not is_of(WORD, before) and not is_of(WORD, after):
        marks |= IDENTITY_DOCUMENT
    if _is_vat(data, start, place, count):
        marks |= TAX_ID
    if count <= 4 and data[place] != 0x30 and _is_plate(data, start, place, after):
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
    if count in (11, 13) or (2 <= count <= 3 and _is_tax_number(data, stop, end)):
        marks |= TAX_ID
    is_divided = count == 4 and stop < end and data[stop] in (0x20, 0x2D) and digits_from(data, stop + 1, end) == 6
    if count == 10 or is_divided:
        marks |= SOCIAL_SECURITY
    return marks


@lean
def _is_iban(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether there are two capitals before the digits, and enough letters and digits after the first two of them."""
    if not is_of(CAPITAL, byte_at(data, place - 2, start, end)) or is_of(
        CAPITAL | DIGIT, byte_at(data, place - 3, start, end)
    ):
        return False
    at = place + 2
    for _ in range(_CODES_IN_IBAN):
        byte = byte_at(data, at, start, end)
        if byte in (0x20, 0x2D):
            at += 1
        elif byte == 0xC2:
            at += 2
        if not is_of(CAPITAL | DIGIT, byte_at(data, at, start, end)):
            return False
        at += 1
    return True


@lean
def _is_grouped_card(data: npt.NDArray[np.uint8], stop: int, end: int) -> bool:
    """Return whether groups of 4, 4, 4 digits or of 6 and 4 or 5 follow, separated by blanks or hyphens."""
    if stop >= end or data[stop] not in (0x20, 0x2D):
        return False
    second = digits_from(data, stop + 1, end)
    third = digits_from(data, stop + 2 + second, end)
    return (second == 6 and 4 <= third <= 5) or (
        second == 4 and third == 4 and digits_from(data, stop + 11, end) == 4 and data[stop] == data[stop + 10]
    )


@lean
def _is_tax_number(data: npt.NDArray[np.uint8], stop: int, end: int) -> bool:
    """Return whether three groups of three digits follow, or one of three or four and one of four or five after slashes."""
    if digits_from(data, stop + 1, end) == 3 and digits_from(data, stop + 5, end) == 3:
        return digits_from(data, stop + 9, end) == 3
    slash = after_blank(data, stop, end)
    if slash >= end or data[slash] != 0x2F:
        return False
    second = after_blank(data, slash + 1, end)
    count = digits_from(data, second, end)
    slash = after_blank(data, second + count, end)
    if not 3 <= count <= 4 or slash >= end or data[slash] != 0x2F:
        return False
    return 4 <= digits_from(data, after_blank(data, slash + 1, end), end) <= 5


@lean
def _is_vat(data: npt.NDArray[np.uint8], start: int, place: int, count: int) -> bool:
    """Return whether `DE` precedes the digits, perhaps with a blank between."""
    last = place - 2 if place - 1 >= start and data[place - 1] == 0x20 else place - 1
    return last - 1 >= start and data[last] == 0x45 and data[last - 1] == 0x44 and count in (3, 6, 9)


@lean
def _is_german_or_swiss(data: npt.NDArray[np.uint8], place: int, stop: int, end: int) -> bool:
    """Return whether the digits begin a Swiss insurance number (756), or are those of a German one before its letter."""
    count = stop - place
    if count >= 3 and data[place] == 0x37 and data[place + 1] == 0x35 and data[place + 2] == 0x36:
        return count > 3 or (stop < end and data[stop] in (0x20, 0x2E) and digits_from(data, stop + 1, end) >= 4)
    letter = stop if count == 8 else end
    if count == 2 and stop < end and data[stop] == 0x20 and digits_from(data, stop + 1, end) == 6:
        letter = stop + 7
    if letter < end and data[letter] == 0x20:
        letter += 1
    digit = letter + 1
    if digit < end and data[digit] == 0x20:
        digit += 1
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
def _is_plate(data: npt.NDArray[np.uint8], start: int, place: int, after: int) -> bool:
    """Return whether one or two capitals precede the digits, a blank or hyphen precedes these, and a capital precedes that."""
    at = place - 1
    if at >= start and data[at] in (0x20, 0x2D):
        at -= 1
    if at < start or not is_of(CAPITAL, data[at]) or (is_of(WORD, after) and after not in (0x45, 0x48)):
        return False
    if at - 1 >= start and is_of(CAPITAL, data[at - 1]):
        at -= 1
    between = at - 1
    while between >= start and at - between <= 3 and data[between] in (0x20, 0x2D):
        between -= 1
    if between == at - 1 or between < start:
        return False
    return is_of(CAPITAL, data[between]) or (
        data[between] in (0x84, 0x96, 0x9C) and byte_at(data, between - 1, start, place) == 0xC3
    )


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
