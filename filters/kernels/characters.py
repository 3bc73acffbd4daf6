"""Characters of a text by class, and the links in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.counts import Count
from filters.kernels.llvm import WIDTH
from filters.kernels.vectors import bit_count, bits_within, first_bit

if TYPE_CHECKING:
    import numpy.typing as npt

_ALL: Final = np.uint64(2**64 - 1)
_ONE: Final = np.uint64(1)


@lean
def link_end(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the byte after the link that contains `place`: white space, a quotation mark, < > ) ] or the end."""
    while place < end:
        byte = data[place]
        if byte <= 0x22 or byte in (0x3C, 0x3E, 0x29, 0x5D):
            break
        place += 1
    return place


@lean
def link_start(data: npt.NDArray[np.uint8], place: int, start: int, end: int) -> int:
    """Return where the link begins whose `://` or first full stop of `www.` is at `place`; -1 if there is none."""
    first = place
    while first > start and 0x61 <= data[first - 1] | 0x20 <= 0x7A:
        first -= 1
    if data[place] == 0x3A:
        follows = place + 2 < end and data[place + 1] == 0x2F and data[place + 2] == 0x2F
        return first if follows and place - first >= 3 else -1
    is_www = place - first == 3 and data[first] | 0x20 == 0x77 and data[first + 1] | 0x20 == 0x77
    return first if is_www and data[first + 2] | 0x20 == 0x77 else -1


@lean
def address_span(data: npt.NDArray[np.uint8], place: int, start: int, end: int) -> tuple[int, int]:
    """Return (start, end) in bytes of the e-mail address whose @ is at `place`; equal if it is none."""
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
    """Return whether a byte is an ASCII letter or digit."""
    return 0x61 <= byte | 0x20 <= 0x7A or 0x30 <= byte <= 0x39


@lean
def points_in(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Return the number of code points in data[start:end]."""
    points = 0
    for byte in data[start:end]:
        points += byte & 0xC0 != 0x80
    return points


@lean
def _note_special(
    data: npt.NDArray[np.uint8], start: int, place: int, end: int, skip: int, row: npt.NDArray[np.int64]
) -> int:
    """Count an ellipsis, link, address or non-ASCII character in `row`; return where the next one may begin."""
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
            return place + 3  # as str.count: matches do not overlap
        first = link_start(data, place, start, end)
        if first >= 0:
            last = link_end(data, place, end)
            row[Count.LINKS] += 1
            row[Count.LINK_CHARACTERS] += points_in(data, first, last)
            return last
    return skip


@lean
def _any_of(data: npt.NDArray[np.uint8], place: int, first: int, second: int) -> np.uint64:
    return bits_within(data, place, first, 1) | bits_within(data, place, second, 1)


@lean
def _closer_look(data: npt.NDArray[np.uint8], place: int) -> np.uint64:
    """Return the bits of 64 bytes that may be an ellipsis, a link, an address or a non-ASCII character other than a letter."""
    dots = bits_within(data, place, 0x2E, 1)
    near = bits_within(data, place + 1, 0x2E, 1) | _any_of(data, place, 0x57, 0x77) << _ONE | _ONE
    colons = bits_within(data, place, 0x3A, 1) & bits_within(data, place + 1, 0x2F, 1)
    letters = bits_within(data, place, 0xC3, 1) & ~_any_of(data, place + 1, 0x97, 0xB7)
    return dots & near | colons | bits_within(data, place, 0x40, 1) | bits_within(data, place, 0xC0, 0x40) & ~letters


@lean
def _note_classes(data: npt.NDArray[np.uint8], place: int, within: np.uint64, row: npt.NDArray[np.int64]) -> None:
    """Count those of 64 bytes whose bits are set in `within`: ASCII, and letters of Latin-1 (C3 xx except × and ÷)."""
    latin = bits_within(data, place, 0xC3, 1) & ~_any_of(data, place + 1, 0x97, 0xB7)
    upper = bits_within(data, place, 0x41, 26) | latin & bits_within(data, place + 1, 0x80, 0x1F)
    letters = upper | bits_within(data, place, 0x61, 26) | latin
    marks = bits_within(data, place, 0x21, 15) | bits_within(data, place, 0x3A, 7)
    marks |= bits_within(data, place, 0x5B, 6) | bits_within(data, place, 0x7B, 4)
    spaces = bits_within(data, place, 0x09, 5) | bits_within(data, place, 0x1C, 5)
    row[Count.CHARACTERS] += bit_count(~bits_within(data, place, 0x80, 0x40) & within)
    row[Count.LETTERS] += bit_count(letters & within)
    row[Count.UPPER_LETTERS] += bit_count(upper & within)
    row[Count.NUMBERS] += bit_count(bits_within(data, place, 0x30, 10) & within)
    row[Count.SPACES] += bit_count(spaces & within)
    row[Count.SYMBOLS] += bit_count(marks & within)
    row[Count.HASHES] += bit_count(bits_within(data, place, 0x23, 1) & within)
    row[Count.BRACES] += bit_count(bits_within(data, place, 0x7B, 1) & within)
    row[Count.NEWLINES] += bit_count(bits_within(data, place, 0x0A, 1) & within)


@lean
def count_characters(data: npt.NDArray[np.uint8], start: int, end: int, row: npt.NDArray[np.int64]) -> None:
    """Add the characters of data[start:end] to `row`, by class, with hash signs, ellipses, braces and links.

    At least 65 bytes of `data` must follow `end`.
    """
    skip = start
    for place in range(start, end, WIDTH):
        within = _ALL >> np.uint64(WIDTH - min(WIDTH, end - place))
        _note_classes(data, place, within, row)
        closer = _closer_look(data, place) & within
        while closer != 0:
            skip = _note_special(data, start, place + first_bit(closer), end, skip, row)
            closer &= closer - _ONE
