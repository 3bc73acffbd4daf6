"""The compiled pass that marks the places where personal data may be, and the windows around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import lean
from filters.pii import marks as mark
from filters.pii.addresses_kernel import is_address, is_home, is_in_street
from filters.pii.births_kernel import is_birth, is_star, is_welt
from filters.pii.bytes_kernel import byte_at, digits_from
from filters.pii.contact_kernel import is_dotted_mac, is_ipv4, is_ipv6, is_mac, web_address_end
from filters.pii.emails_kernel import is_bracketed_at, is_email, is_entity_at, is_spelled_at, is_spelled_dot
from filters.pii.numbers_kernel import is_machine_readable, number_marks
from filters.pii.phone_kernel import is_dialled, is_international
from filters.pii.plates_kernel import is_called

if TYPE_CHECKING:
    import numpy.typing as npt

_DIGIT: Final = 1
_SIGN: Final = 2
_STOP: Final = 3
_LETTER: Final = 4  # of a word that announces something

_HEXADECIMAL: Final = "0123456789abcdefABCDEF"
_FOLLOWING: Final = {
    "-": _HEXADECIMAL,
    ":": _HEXADECIMAL + "/:",
    "<": "<aAbB@ \t\n",
    "&": "#cl",
    "%": "4",
    "*": "0123456789abiz:_* \t\n",
    "[({": "aAbB@ \t\n",
}
"""What may follow a sign; after any other sign, and wherever the next character has several bytes, all may."""
_WORDS: Final = {
    "bB": "oOuUdD.-,:=* \n\t",
    "d": "roO",
    "D": "oO",
    "f": "t",
    "pP": "uU",
    "w": "oeE",
    "W": "oeE",
    "kK": "eE",
}
"""Letters in words that announce something, with what may follow them."""
_AFTER_STOP: Final = _HEXADECIMAL + "oinlswhkOINLSWHK"


def _turns() -> npt.NDArray[np.uint8]:
    """Return what to do at a byte, by the byte and the next one, shape (256, 256)."""
    turns = np.zeros((256, 256), np.uint8)
    turns[[*b"0123456789"]] = _DIGIT
    turns[[*b"@+\xef"]] = _SIGN  # 0xEF is the first byte of a wide @
    for signs, following in _FOLLOWING.items():
        for sign in signs:
            turns[ord(sign), [*map(ord, following)]] = _SIGN
            turns[ord(sign), 0x80:] = _SIGN
    turns[ord("."), [*map(ord, _AFTER_STOP)]] = _STOP
    for letters, following in _WORDS.items():
        for letter in letters:
            turns[ord(letter), [*map(ord, following)]] = _LETTER
    turns[[ord("b"), ord("B")], 0x80:] = _LETTER  # a blank of several bytes
    return turns


_TURNS: Final = _turns()


@lean
def mark_places(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    run: npt.NDArray[np.int64],
    places: npt.NDArray[np.int64],
) -> int:
    """Write (row, first byte, last byte, marks) of every marked place into `places`, shape (n, 4), in order.

    Returns the number of marked places; those beyond the room of `places` are counted, not written.  `run` has room for two
    numbers.
    """
    count = 0
    for row in range(len(offsets) - 1):
        start = offsets[row]
        end = offsets[row + 1]
        place = start
        run[0] = run[1] = -1
        while place < end:
            turn = _TURNS[data[place], data[place + 1] if place + 1 < end else 0x0A]
            if turn == 0:
                place += 1
                continue
            stop = place + 1
            last = place
            if turn == _DIGIT:
                stop = place + digits_from(data, place, end)
                marks = _marks_of_digits(data, start, place, stop, end)
            elif turn == _SIGN:
                last, marks = _marks_of_sign(data, start, place, end, run)
            elif turn == _STOP:
                marks = _marks_of_stop(data, start, place, end)
            else:
                marks = _marks_of_letter(data, start, place, end)
            if marks != 0:
                if count < len(places):
                    places[count, 0], places[count, 1], places[count, 2], places[count, 3] = row, place, last, marks
                count += 1
            place = stop
    return count


@lean
def _marks_of_digits(data: npt.NDArray[np.uint8], start: int, place: int, stop: int, end: int) -> int:
    marks = number_marks(data, start, place, stop, end)
    if is_ipv4(data, start, place, stop, end):
        marks |= mark.IPV4
    if is_address(data, start, place, stop, end) or is_in_street(data, start, place, stop, end):
        marks |= mark.POSTAL_ADDRESS
    if is_dialled(data, start, place, stop, end):
        marks |= mark.PHONE
    return marks


@lean
def _marks_of_sign(
    data: npt.NDArray[np.uint8], start: int, place: int, end: int, run: npt.NDArray[np.int64]
) -> tuple[int, int]:
    """Return the last byte that the detector must see for the sign at `place`, and the marks."""
    sign = data[place]
    if sign == 0x3A:
        last = web_address_end(data, start, place, end, run)
        if last != 0:
            return last, mark.URL_TOKEN
        marks = mark.IPV6 if is_ipv6(data, start, place, end) else 0
        return place, marks | (mark.MAC_ADDRESS if is_mac(data, start, place, end) else 0)
    return place, _marks_of_other_sign(data, start, place, end)


@lean
def _marks_of_other_sign(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> int:
    """Return the marks of a sign other than the colon."""
    sign = data[place]
    if sign == 0x2D:
        return mark.MAC_ADDRESS if is_mac(data, start, place, end) else 0
    if sign == 0x2B:
        return mark.PHONE if is_international(data, place, end) else 0
    if sign == 0x3C:
        is_address = is_bracketed_at(data, start, place, end)
        return (mark.IDENTITY_DOCUMENT if is_machine_readable(data, start, place, end) else 0) | (
            mark.EMAIL if is_address else 0
        )
    if sign == 0x2A:
        return mark.BIRTH_DATE if is_star(data, start, place, end) else 0
    if sign == 0x40:
        is_at = is_email(data, start, place, end)
    elif sign == 0xEF:
        is_at = place + 2 < end and data[place + 1] == 0xBC and data[place + 2] == 0xA0
    elif sign in (0x25, 0x26):
        is_at = is_entity_at(data, start, place, end)
    else:
        is_at = is_bracketed_at(data, start, place, end)
    return mark.EMAIL if is_at else 0


@lean
def _marks_of_stop(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> int:
    """Return the marks of the full stop at `place`."""
    marks = mark.MAC_ADDRESS if is_dotted_mac(data, start, place, end) else 0
    return marks | (mark.EMAIL if is_spelled_at(data, start, place, end) else 0)


@lean
def _marks_of_letter(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> int:
    """Return the marks of the words that begin with the letter at `place`, or contain it."""
    letter = data[place] | 0x20
    if letter == 0x62:
        return mark.BIRTH_DATE if is_birth(data, start, place, end) else 0
    if letter == 0x70 or (letter == 0x64 and byte_at(data, place + 1, start, end) | 0x20 == 0x6F):
        return mark.EMAIL if is_spelled_dot(data, start, place, end) else 0
    if letter == 0x6B:
        return mark.LICENSE_PLATE if is_called(data, start, place, end) else 0
    if letter == 0x77 and is_welt(data, start, place, end):
        return mark.BIRTH_DATE
    return mark.POSTAL_ADDRESS if data[place] != 0x44 and is_home(data, start, place, end) else 0


@lean
def fill_windows(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    places: npt.NDArray[np.int64],
    reach: int,
    latest: npt.NDArray[np.int64],
    windows: npt.NDArray[np.int64],
) -> int:
    """Write (row, bit, first byte, byte after the last, code points before) of every window, shape (n, 5); return n.

    A window is the text within `reach` code points of marked places, per bit of the marks; windows of the same bit do not
    touch.  `latest` has room for the last window of each bit, and is -1 at first.
    """
    count = 0
    seen_row = -1
    seen = 0
    points = 0
    for place in range(len(places)):
        row, first, last, marks = places[place, 0], places[place, 1], places[place, 2], places[place, 3]
        if row != seen_row:
            seen_row, seen, points = row, offsets[row], 0
        points += _points_between(data, seen, first)
        seen = first
        begin = _points_back(data, first, offsets[row], reach)
        stop = _points_on(data, last, offsets[row + 1], reach)
        for bit in range(len(latest)):
            if marks >> bit & 1 == 0:
                continue
            before = latest[bit]
            if before >= 0 and windows[before, 0] == row and begin <= windows[before, 3]:
                windows[before, 3] = max(windows[before, 3], stop)
                continue
            windows[count, 0], windows[count, 1], windows[count, 2], windows[count, 3] = row, bit, begin, stop
            windows[count, 4] = max(points - reach, 0)
            latest[bit] = count
            count += 1
    return count


@lean
def _points_between(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Return the number of code points that begin in data[start:end]."""
    count = 0
    for place in range(start, end):
        count += data[place] & 0xC0 != 0x80
    return count


@lean
def _points_back(data: npt.NDArray[np.uint8], place: int, start: int, points: int) -> int:
    """Return the place `points` code points before `place`, or `start`."""
    while place > start and points > 0:
        place -= 1
        points -= data[place] & 0xC0 != 0x80
    return place


@lean
def _points_on(data: npt.NDArray[np.uint8], place: int, end: int, points: int) -> int:
    """Return the place `points` code points after `place`, or `end`."""
    while place < end:
        if data[place] & 0xC0 != 0x80:
            if points == 0:
                break
            points -= 1
        place += 1
    return place
