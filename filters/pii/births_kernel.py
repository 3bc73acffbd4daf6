"""Necessary conditions for dates of `births`: true wherever a date is found nearby, and rarely elsewhere."""

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

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_BEFORE_BYTES: Final = 400  # from a date to a word after it, such as `geboren`: 90 code points
_AFTER_BYTES: Final = 320  # from such a word to the date: 80 code points


@lean
def is_birth(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the b at `place` is that of `geb.`, `geboren`, `Geburts` or `DOB`, in any case, with a date near."""
    before = byte_at(data, place - 1, start, end) | 0x20
    earlier = byte_at(data, place - 2, start, end) | 0x20
    after = byte_at(data, place + 1, start, end)
    if before == 0x65 and earlier == 0x67:  # ge-
        named = _goes_on(data, start, place + 1, end)
    elif before == 0x6F and earlier == 0x64:  # do-
        named = not is_of(CAPITAL | SMALL, after)
    else:
        return False
    return (
        named
        and not is_of(CAPITAL | SMALL, byte_at(data, place - 3, start, end))
        and _is_dated(data, start, place, end)
    )


@lean
def _goes_on(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether `geb` before `place` is a whole word, or goes on as `geboren`, `Geburts` or `GebDat`."""
    after = byte_at(data, place, start, end)
    if not is_of(CAPITAL | SMALL, after):
        return after < 0x80 or after_blank(data, place, end) > place
    if after | 0x20 == 0x6F:
        return _is_letter(data, start, place + 1, end, 0x72)
    if after | 0x20 == 0x75:
        return _is_letter(data, start, place + 1, end, 0x72) and _is_letter(data, start, place + 2, end, 0x74)
    return after | 0x20 == 0x64


@lean
def _is_letter(data: npt.NDArray[np.uint8], start: int, place: int, end: int, letter: int) -> bool:
    """Return whether the small letter is at `place`, in either case."""
    return byte_at(data, place, start, end) | 0x20 == letter


@lean
def is_welt(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether `Welt` begins at `place`, as in `zur Welt kommen`, with a digit near."""
    if not (
        byte_at(data, place + 1, start, end) | 0x20 == 0x65
        and byte_at(data, place + 2, start, end) | 0x20 == 0x6C
        and byte_at(data, place + 3, start, end) | 0x20 == 0x74
    ):
        return False
    article = before_blanks(data, place, start, 2)
    return byte_at(data, article - 1, start, end) | 0x20 == 0x72 and _is_dated(data, start, place, end)  # zur, der


@lean
def is_star(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the star may stand before a date of birth: after a bracket, a sign or a name on the same line."""
    after = before_words(data, place + 1, end)
    if after >= end or not (is_of(DIGIT, data[after]) or data[after] in (0x61, 0x62, 0x69, 0x7A)):  # am, bei, in, zu
        return False
    before = byte_at(data, place - 1, start, end)
    if before == 0x20:
        before = byte_at(data, place - 2, start, end)
    is_apart = (
        is_of(WORD, before) or before in (0x27, 0x28, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x3B, 0x5B, 0x7C) or before >= 0x80
    )
    return is_apart and _has_date(data, place, min(end, place + _AFTER_BYTES), end)


@lean
def before_words(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the place after up to four blanks, stars or underscores."""
    for _ in range(4):
        if place < end and data[place] in (0x2A, 0x3A, 0x5F):
            place += 1
        else:
            place = after_blank(data, place, end)
    return place


@lean
def _is_dated(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    return _has_date(data, max(start, place - _BEFORE_BYTES), min(end, place + _AFTER_BYTES), end)


@lean
def _has_date(data: npt.NDArray[np.uint8], place: int, stop: int, end: int) -> bool:
    """Return whether a run of digits in data[place:stop] may begin a date."""
    while place < stop:
        count = digits_from(data, place, end)
        if count > 0 and _is_date(data, place, count, end):
            return True
        place += count + 1
    return False


@lean
def _is_date(data: npt.NDArray[np.uint8], place: int, count: int, end: int) -> bool:
    """Return whether the `count` digits at `place` are a year before a hyphen, or a day before a month."""
    at = place + count
    if count == 4:
        return (at < end and data[at] not in (0x2C, 0x2E, 0x29)) or _is_after_month(data, place)
    if count > 2:
        return False
    at = _after_blanks(data, at, end)
    if at < end and data[at] in (0x2D, 0x2E, 0x2F):
        at = _after_blanks(data, at + 1, end)
    if at + 1 >= end:
        return False
    if is_of(DIGIT, data[at]) or data[at] in (0x49, 0x56, 0x58):  # or a month in Roman numerals
        return at > place + count
    return _is_month(data[at] | 0x20, data[at + 1] | 0x20)


@lean
def _is_after_month(data: npt.NDArray[np.uint8], place: int) -> bool:
    """Return whether a blank and the last letter of a month's name stand before the year: its day may be spelled in words."""
    at = before_blanks(data, place, 0, 2)
    return 0 < at < place and data[at - 1] in (0x69, 0x6C, 0x72, 0x74, 0x7A)  # i l r t z


@lean
def _after_blanks(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    return after_blank(data, after_blank(data, place, end), end)


@lean
def _is_month(first: int, second: int) -> bool:
    """Return whether the name of a month begins with the two bytes, in any case."""
    if second >= 0x80:  # a letter such as ä
        return True
    if first in (0x6A, 0x6D):  # j, m
        return second in (0x61, 0x75)
    if first == 0x61:
        return second in (0x70, 0x75)
    if first in (0x64, 0x66, 0x73):  # d, f, s
        return second == 0x65
    return first >= 0x80 or (first == 0x6E and second == 0x6F) or (first == 0x6F and second == 0x6B)
