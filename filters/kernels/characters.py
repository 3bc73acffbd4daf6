"""Characters of a text by class, and the links in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.counts import Count

if TYPE_CHECKING:
    import numpy.typing as npt

_FIELD: Final = 12  # bits of one counter; five counters stand side by side in one number
_STRETCH: Final = 4095  # bytes after which no counter can have overflowed
_SPECIAL: Final = 1 << 62  # bytes that need a closer look


def _packed() -> npt.NDArray[np.int64]:
    packed = np.zeros(256, np.int64)
    for byte in range(0x80):
        flags = uni.flags_table()[byte]
        kinds = (uni.LETTER, uni.UPPER, uni.NUMBER, uni.SPACE, uni.PUNCTUATION)
        packed[byte] = sum(1 << _FIELD * place for place, kind in enumerate(kinds) if flags & kind)
    packed[[*b".:@", *range(0xC0, 0x100)]] |= _SPECIAL
    return packed


_PACKED: Final = _packed()


@lean
def link_end(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the byte behind the link that `place` stands in: white space, a quotation mark, < > ) ] or the end."""
    while place < end:
        byte = data[place]
        if byte <= 0x22 or byte in (0x3C, 0x3E, 0x29, 0x5D):
            break
        place += 1
    return place


@lean
def link_start(data: npt.NDArray[np.uint8], place: int, start: int) -> int:
    """Return where the link begins whose `://` or first full stop of `www.` stands at `place`; -1 if there is none."""
    first = place
    while first > start and 0x61 <= data[first - 1] | 0x20 <= 0x7A:
        first -= 1
    if data[place] == 0x3A:
        follows = place + 2 < len(data) and data[place + 1] == 0x2F and data[place + 2] == 0x2F
        return first if follows and place - first >= 3 else -1
    is_www = place - first == 3 and data[first] | 0x20 == 0x77 and data[first + 1] | 0x20 == 0x77
    return first if is_www and data[first + 2] | 0x20 == 0x77 else -1


@lean
def address_span(data: npt.NDArray[np.uint8], place: int, start: int, end: int) -> tuple[int, int]:
    """Return first and last byte of the e-mail address whose @ stands at `place`; equal if it is none."""
    first = place
    while first > start and (is_alphanumeric(data[first - 1]) or data[first - 1] in (0x2E, 0x5F, 0x2D, 0x2B, 0x25)):
        first -= 1
    last = place + 1
    dots = 0
    while last < end and (is_alphanumeric(data[last]) or data[last] in (0x2E, 0x2D)):
        dots += data[last] == 0x2E and last + 1 < end and is_alphanumeric(data[last + 1])
        last += 1
    return (first, last) if first < place and dots > 0 else (place, place)


@lean
def is_alphanumeric(byte: int) -> bool:
    """Tell whether a byte is an ASCII letter or digit."""
    return 0x61 <= byte | 0x20 <= 0x7A or 0x30 <= byte <= 0x39


@lean
def points_in(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Return how many characters stand in data[start:end]."""
    points = 0
    for byte in data[start:end]:
        points += byte & 0xC0 != 0x80
    return points


@lean
def _note_special(
    data: npt.NDArray[np.uint8], start: int, place: int, end: int, skip: int, row: npt.NDArray[np.int64]
) -> int:
    """Add an ellipsis, link, address or character beyond ASCII; return where counting of them goes on."""
    byte = data[place]
    if byte >= 0xC0:
        point = uni.decode(data, place, end)[0]
        flags = uni.class_of(point)
        row[Count.LETTERS] += flags & uni.LETTER != 0
        row[Count.UPPER_LETTERS] += flags & uni.UPPER != 0
        row[Count.NUMBERS] += flags & uni.NUMBER != 0
        row[Count.SPACES] += flags & uni.SPACE != 0
        row[Count.SYMBOLS] += flags & uni.PUNCTUATION != 0
        row[Count.ELLIPSES] += point == 0x2026
    elif byte == 0x40:
        first, last = address_span(data, place, start, end)
        row[Count.EMAIL_CHARACTERS] += points_in(data, first, last)
    elif place >= skip:
        if byte == 0x2E and place + 2 < end and data[place + 1] == 0x2E and data[place + 2] == 0x2E:
            row[Count.ELLIPSES] += 1
            return place + 3  # as str.count: the next three begin behind these
        first = link_start(data, place, start)
        if first >= 0:
            last = link_end(data, place, end)
            row[Count.LINKS] += 1
            row[Count.LINK_CHARACTERS] += points_in(data, first, last)
            return last
    return skip


@lean
def _note_single(data: npt.NDArray[np.uint8], start: int, end: int, row: npt.NDArray[np.int64]) -> None:
    """Add characters, line feeds, # and { without a branch: many bytes are looked at in one step."""
    newlines = 0
    hashes = 0
    braces = 0
    for byte in data[start:end]:
        newlines += byte == 0x0A
        hashes += byte == 0x23
        braces += byte == 0x7B
    row[Count.CHARACTERS] += points_in(data, start, end)
    row[Count.NEWLINES] += newlines
    row[Count.HASHES] += hashes
    row[Count.BRACES] += braces


@lean
def count_characters(data: npt.NDArray[np.uint8], start: int, end: int, row: npt.NDArray[np.int64]) -> None:
    """Add the characters of data[start:end] to `row`, by class, with hash signs, ellipses, braces and links."""
    _note_single(data, start, end, row)
    field = (1 << _FIELD) - 1
    skip = start
    place = start
    while place < end:
        stop = min(end, place + _STRETCH)
        sums = 0
        while place < stop:
            packed = _PACKED[data[place]]
            sums += packed & (_SPECIAL - 1)
            if packed >= _SPECIAL:
                skip = _note_special(data, start, place, end, skip, row)
            place += 1
        row[Count.LETTERS] += sums & field
        row[Count.UPPER_LETTERS] += sums >> _FIELD & field
        row[Count.NUMBERS] += sums >> 2 * _FIELD & field
        row[Count.SPACES] += sums >> 3 * _FIELD & field
        row[Count.SYMBOLS] += sums >> 4 * _FIELD & field
