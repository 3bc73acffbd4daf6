"""Necessary conditions for the addresses of `addresses`: each test is true wherever its pattern matches, and rarely elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from filters.kernels.compile import lean
from filters.pii.bytes_kernel import (
    CAPITAL,
    DIGIT,
    WORD,
    after_blank,
    before_blanks,
    byte_at,
    is_of,
    stands,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_ADDRESS_BYTES: Final = 400  # from a word such as `wohnhaft` to the house number
_PERSON_BYTES: Final = 320  # from a title or label over the name to the end of the street
_TOWN_BYTES: Final = 12  # from a house number to the word `in`
_FLOOR_BYTES: Final = 240  # from the house number over `, III. Stock (Hinterhaus)` to the postcode


@lean
def is_home(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the letter at `place` is in a word that says where somebody lives, with a house number after it."""
    byte = data[place]
    if byte == 0x66:  # f
        named = stands(data, place - 5, start, end, b"ohnhaft") or stands(data, place - 6, start, end, b"nschrift")
    elif byte == 0x64:  # d
        named = stands(data, place + 1, start, end, b"resse") and byte_at(data, place - 1, start, end) | 0x20 == 0x61
    else:  # w, W
        named = stands(data, place + 1, start, end, b"ohnort") or (
            byte == 0x77 and stands(data, place + 1, start, end, b"ohnt")
        )
    return named and _has_house(data, place, min(end, place + _ADDRESS_BYTES))


@lean
def _has_house(data: npt.NDArray[np.uint8], place: int, stop: int) -> bool:
    """Return whether there is a number after a blank that follows the end of a word."""
    for at in range(place + 2, stop):
        if not is_of(DIGIT, data[at]):
            continue
        blank = before_blanks(data, at, place, 2)
        if blank < at and ends_word(data[blank - 1]):
            return True
    return False


@lean
def ends_word(byte: int) -> bool:
    """Return whether the byte can be the last of a street name: of a letter, a digit, a hyphen or a full stop."""
    return is_of(WORD, byte) or byte in (0x2D, 0x2E) or byte >= 0x80


@lean
def is_in_street(data: npt.NDArray[np.uint8], start: int, place: int, stop: int, end: int) -> bool:
    """Return whether the up to three digits data[place:stop] follow the name of a street and a person, or `in` a town follows."""
    last = before_blanks(data, place, start, 2) - 1
    if stop - place > 3 or last == place - 1 or last <= start or not _ends_street(data, start, last, end):
        return False
    return _is_in_town(data, stop, end) or _is_of_person(data, max(start, last - _PERSON_BYTES), last)


@lean
def _ends_street(data: npt.NDArray[np.uint8], start: int, last: int, end: int) -> bool:
    """Return whether the word whose last byte is at `last` ends like the name of a street."""
    byte = data[last] | 0x20
    if byte == 0x65:  # -e
        return (
            stands(data, last - 2, start, end, b"sse")
            or stands(data, last - 2, start, end, b"\xc3\x9fe")
            or stands(data, last - 3, start, end, b"llee")
        )
    return (
        (byte == 0x67 and (stands(data, last - 1, start, end, b"eg") or stands(data, last - 3, start, end, b"ring")))
        or (byte == 0x7A and stands(data, last - 3, start, end, b"latz"))
        or (byte == 0x6D and stands(data, last - 3, start, end, b"damm"))
        or (byte == 0x72 and stands(data, last - 2, start, end, b"fer"))
        or (byte == 0x2E and stands(data, last - 2, start, end, b"tr"))
    )


@lean
def _is_in_town(data: npt.NDArray[np.uint8], stop: int, end: int) -> bool:
    """Return whether `in` follows the house number that ends at `stop`, as in `(Musterweg 6 a, in Musterstadt)`."""
    for at in range(stop, min(stop + _TOWN_BYTES, end - 2)):  # noqa: SIM110  a compiled pass knows no generators
        if data[at] == 0x69 and data[at + 1] == 0x6E:
            return True
    return False


@lean
def _is_of_person(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether a title or label of a person (`Frau`, `Absender`) begins in data[start:end], by its first three letters."""
    for at in range(start, end - 2):
        if is_of(CAPITAL, data[at]) and _is_title(data[at], data[at + 1], data[at + 2]):
            return True
    return False


@lean
def _is_title(first: int, second: int, third: int) -> bool:
    """Return whether the three bytes begin one of the words before a person's address."""
    if first == 0x46:  # Fam, Frau
        return (second == 0x61 and third == 0x6D) or (second == 0x72 and third == 0x61)
    if first == 0x45:  # Eheleute, Empfänger
        return (second == 0x68 and third == 0x65) or (second == 0x6D and third == 0x70)
    if first in (0x48, 0x4D):  # Herr, Mieter
        return (second == 0x65 and third == 0x72) or (second == 0x69 and third == 0x65)
    if first in (0x57, 0x50):  # Witwe, Patient
        return second in (0x69, 0x61) and third == 0x74
    if first in (0x4E, 0x4B):  # Name, Kunde
        return second in (0x61, 0x75) and third in (0x6D, 0x6E)
    return first == 0x41 and second == 0x62 and third == 0x73  # Absender


@lean
def is_address(data: npt.NDArray[np.uint8], start: int, place: int, stop: int, end: int) -> bool:
    """Return whether the digits data[place:stop] may be a postcode after a house number, or the number of a `Postfach`."""
    count = stop - place
    if count < 2:
        return False
    box = before_blanks(data, place, start, 2)
    if box < place and stands(data, box - 5, start, end, b"tfach"):
        return True
    if not 4 <= count <= 5:
        return False
    if not _is_before_name(data, stop, end):
        return False
    country = _before_country(data, start, place)
    return _is_house(data, start, place) or _is_house(data, start, country) or _is_floor(data, start, country)


@lean
def _is_before_name(data: npt.NDArray[np.uint8], stop: int, end: int) -> bool:
    """Return whether a blank or two and a capital follow, and neither a capital nor a digit after it."""
    name = after_blank(data, stop, end)
    if name == stop:
        return False
    name = after_blank(data, name, end)
    if name + 1 >= end or not (is_of(CAPITAL, data[name]) or data[name] == 0xC3):
        return False
    return not is_of(CAPITAL | DIGIT, data[name + 1])


@lean
def _has_digit(data: npt.NDArray[np.uint8], place: int, stop: int) -> bool:
    for at in range(place, stop):  # noqa: SIM110  a compiled pass knows no generators
        if is_of(DIGIT, data[at]):
            return True
    return False


@lean
def _before_country(data: npt.NDArray[np.uint8], start: int, place: int) -> int:
    """Return where the country code before the postcode begins (`D-`, `CH - `), else `place`."""
    at = place
    while at > start and place - at < 12 and (data[at - 1] in (0x20, 0x2D) or data[at - 1] >= 0x80):
        at -= 1
    if at in (start, place) or data[at - 1] not in (0x41, 0x44, 0x45, 0x48, 0x54):  # A, D, E, H, T
        return place
    return at - 2 if at - 2 >= start and data[at - 2] in (0x41, 0x43, 0x44) else at - 1  # AT, CH, DE


@lean
def _is_floor(data: npt.NDArray[np.uint8], start: int, place: int) -> bool:
    """Return whether a bracket or a word such as `Stock`, `OG` or `Etage` ends before `place`, and a digit stands before it."""
    at = before_blanks(data, place, start, 7)
    if at > start and data[at - 1] in (0x2C, 0x3B, 0x7C, 0x2D):
        at = before_blanks(data, at - 1, start, 2)
    at = _before_in(data, at, start)
    if at <= start or data[at - 1] not in (0x29, 0x47, 0x65, 0x67, 0x6B, 0x73):  # ) G e g k s
        return False
    return _has_digit(data, max(start, at - _FLOOR_BYTES), at)


@lean
def _before_in(data: npt.NDArray[np.uint8], at: int, start: int) -> int:
    """Return where the blanks and the word `in` before `at` begin, else `at`."""
    if at - 3 <= start or data[at - 1] != 0x6E or data[at - 2] != 0x69:
        return at
    before = before_blanks(data, at - 2, start, 2)
    return before if before < at - 2 else at


@lean
def _is_house(data: npt.NDArray[np.uint8], start: int, place: int) -> bool:
    """Return whether a house number ends before `place`: with blanks and one sign between, and a word or number before it."""
    at = before_blanks(data, place, start, 7)  # or a dash or a dot of two or three bytes
    if at == place:
        return False
    if at > start and data[at - 1] in (0x2C, 0x3B, 0x7C, 0x2D):
        at = before_blanks(data, at - 1, start, 2)
    at = _before_in(data, at, start)
    if at > start and 0x61 <= data[at - 1] | 0x20 <= 0x68:
        at = before_blanks(data, at - 1, start, 1)
    if at <= start or not is_of(DIGIT, data[at - 1]):
        return False
    while at > start and is_of(DIGIT, data[at - 1]):
        at -= 1
    if at > start and data[at - 1] in (0x2C, 0x2D, 0x2F):
        return True  # a range of numbers, a staircase, a door
    street = before_blanks(data, at, start, 4)  # or a dash among them
    return street < at and street > start and (ends_word(data[street - 1]) or data[street - 1] in (0x2C, 0x2F))
