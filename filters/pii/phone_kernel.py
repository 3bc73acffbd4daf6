"""Necessary conditions for the numbers of `phone`: each test is true wherever its pattern matches, and rarely elsewhere."""

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
    stands,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_MORE_DIGITS: Final = 5
"""Least number of digits after the first."""
_SIGNS: Final = 4
"""Largest number of signs and blanks between two digits."""


@lean
def is_dialled(data: npt.NDArray[np.uint8], start: int, place: int, stop: int, end: int) -> bool:
    """Return whether the digits data[place:stop] may begin a telephone number: with a zero, or after a word that announces one."""
    if data[place] != 0x30:
        return stop - place >= 2 and _is_announced(data, start, place, end) and _has_digits(data, place + 2, end, 3)
    before = byte_at(data, place - 1, start, end)
    if is_of(WORD, before) or before in (0x2E, 0x2C, 0x2F, 0x3D, 0x2B, 0x2D, 0x25):
        return False
    if before == 0x3A and not is_of(CAPITAL | SMALL, byte_at(data, place - 2, start, end)):
        return False
    if before == 0x20 and is_of(DIGIT, byte_at(data, place - 2, start, end)):
        return False
    return _has_digits(data, place + 1, end, _MORE_DIGITS) and not _is_date(data, place, stop, end)


@lean
def is_international(data: npt.NDArray[np.uint8], place: int, end: int) -> bool:
    """Return whether enough digits follow the + at `place`; the first may be a non-ASCII digit."""
    first = after_blank(data, place + 1, end)
    if first >= end or not (is_of(DIGIT, data[first]) or data[first] >= 0x80):
        return False
    first += 1
    while first < end and data[first] & 0xC0 == 0x80:
        first += 1
    return _has_digits(data, first, end, _MORE_DIGITS)


@lean
def _has_digits(data: npt.NDArray[np.uint8], place: int, end: int, wanted: int) -> bool:
    """Return whether `wanted` more digits follow from `place` on, each after at most four blanks and signs."""
    for _ in range(wanted):
        for _ in range(_SIGNS):
            if place >= end or is_of(DIGIT, data[place]):
                break
            place += _sign_bytes(data, place, end)
        if place >= end or not is_of(DIGIT, data[place]):
            return False
        place += 1
    return True


@lean
def _sign_bytes(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the number of bytes of the sign at `place` that may separate digits; 0 if there is none."""
    byte = data[place]
    if byte in (0x20, 0x28, 0x29, 0x2D, 0x2E, 0x2F):
        return 1
    if byte < 0x80:
        return 0
    return after_blank(data, place, end) - place  # a dash or a blank of two or three bytes


@lean
def _is_date(data: npt.NDArray[np.uint8], place: int, stop: int, end: int) -> bool:
    """Return whether a date such as 01.02.2003 begins with the digits data[place:stop]."""
    if stop - place != 2 or data[place + 1] == 0x30 or stop >= end or data[stop] not in (0x2D, 0x2E, 0x2F):
        return False
    month = digits_from(data, stop + 1, end)
    stop += 1 + month
    return (
        1 <= month <= 2
        and stop < end
        and data[stop] in (0x2D, 0x2E, 0x2F)
        and digits_from(data, stop + 1, end) in (2, 4)
    )


@lean
def _is_announced(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether a word that announces a telephone number ends before `place`; `Nr`, signs and blanks may be between."""
    at = before_blanks(data, place, start, 3)
    if at > start and data[at - 1] == 0x3A:
        at -= 1
    at = before_blanks(data, at, start, 2)
    if at > start and data[at - 1] == 0x2E:
        at -= 1
    if stands(data, at - 2, start, end, b"Nr"):
        at -= 2
        if at > start and data[at - 1] == 0x2D:
            at -= 1
    last = byte_at(data, at - 1, start, end)
    if last == 0x6E:
        return stands(data, at - 2, start, end, b"on") and byte_at(data, at - 3, start, end) | 0x20 == 0x66
    if last == 0x6C:
        return stands(data, at - 3, start, end, b"Tel") or stands(data, at - 3, start, end, b"ahl")
    if last == 0x78:
        return stands(data, at - 2, start, end, b"ax")
    return stands(data, at - 6, start, end, b"nummer") and byte_at(data, at - 7, start, end) in (0x66, 0x6E, 0x78, 0x79)
