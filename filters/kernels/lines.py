"""Lines and paragraphs of a text: what they consist of, and which of them are repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels import table as tab
from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.counts import Count
from filters.kernels.llvm import WIDTH
from filters.kernels.marks import is_bullet, is_label, is_list_sign, punctuated, trails_off, trimmed
from filters.kernels.vectors import bit_count, bits_within, eight_from, first_bit

if TYPE_CHECKING:
    import numpy.typing as npt

SHORT_LINE: Final = 30  # characters, as in FineWeb
COLUMN: Final = 20  # a row of a table has at least one separator in so many characters
CODE_SHARE: Final = 8  # a line of code has at least one sign of code in so many characters
_NEWLINE: Final = 0x0A


_ALL: Final = np.uint64(2**64 - 1)
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(32)


def _code() -> npt.NDArray[np.uint8]:
    signs = np.zeros(256, np.uint8)
    signs[[*rb"{}[]<>=_\|$^~@#+`&"]] = 1
    return signs


_CODE: Final = _code()


@lean
def _separators(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    separators = 0
    for place in range(start, end):
        byte = data[place]
        if byte in (0x09, 0x7C):
            separators += 1
        elif byte in (0x2C, 0x3B) and start < place < end - 1:
            between_digits = 0x30 <= data[place - 1] <= 0x39 and 0x30 <= data[place + 1] <= 0x39
            separators += data[place + 1] > 0x20 and not (byte == 0x2C and between_digits)
    return separators


@lean
def _formula_signs(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Return the number of code signs inside TeX formulas (`$x_1 = 2$`): mathematics is no program."""
    signs = 0
    place = start
    while place < end:
        if data[place] != 0x24:
            place += 1
            continue
        last = place + 1
        within = 0
        while last < end and data[last] != 0x24:
            within += _CODE[data[last]]
            last += 1
        if last >= end:
            break
        signs += within + 2
        place = last + 1
    return signs


class Shape(NamedTuple):
    """What a line consists of, in characters."""

    end: int  # the byte of its line feed
    length: int
    letters: int
    numbers: int
    code: int
    separators: int


@lean
def _code_bits(data: npt.NDArray[np.uint8], place: int) -> np.uint64:
    """Return the bits of 64 bytes that are signs of code."""
    pairs = bits_within(data, place, 0x5B, 6) | bits_within(data, place, 0x7B, 4) | bits_within(data, place, 0x3C, 3)
    signs = bits_within(data, place, 0x23, 2) | bits_within(data, place, 0x26, 1)
    return pairs | signs | bits_within(data, place, 0x2B, 1) | bits_within(data, place, 0x40, 1)


@lean
def _separator_bits(data: npt.NDArray[np.uint8], place: int) -> np.uint64:
    """Return the bits of 64 bytes that may separate the columns of a table."""
    bars = bits_within(data, place, 0x09, 1) | bits_within(data, place, 0x7C, 1)
    return bars | bits_within(data, place, 0x3B, 1) | bits_within(data, place, 0x2C, 1)


@lean
def _letter_bits(data: npt.NDArray[np.uint8], place: int) -> np.uint64:
    """Return the bits of 64 bytes that are ASCII letters or begin a non-ASCII character."""
    letters = bits_within(data, place, 0x41, 26) | bits_within(data, place, 0x61, 26)
    return letters | bits_within(data, place, 0xC2, 0x33)


@lean
def shape_of(data: npt.NDArray[np.uint8], start: int, end: int) -> Shape:
    """Return where the line at `start` ends, and what it consists of; at least 65 bytes of `data` must follow `end`."""
    length = 0
    letters = 0
    numbers = 0
    code = 0
    separators = 0
    place = start
    size = WIDTH
    while size == WIDTH and place < end:
        size = min(first_bit(bits_within(data, place, _NEWLINE, 1)), end - place)
        if size == 0:
            break
        within = _ALL >> np.uint64(WIDTH - size)
        length += bit_count(~bits_within(data, place, 0x80, 0x40) & within)
        letters += bit_count(_letter_bits(data, place) & within)
        numbers += bit_count(bits_within(data, place, 0x30, 10) & within)
        code += bit_count(_code_bits(data, place) & within)
        separators += bit_count(_separator_bits(data, place) & within)
        place += size
    return Shape(place, length, letters, numbers, code, separators)


@lean
def _note_shape(data: npt.NDArray[np.uint8], start: int, shape: Shape, row: npt.NDArray[np.int64]) -> None:
    """Count a line with more than white space in `row`."""
    end, length, letters, numbers, code, separators = shape
    if separators >= 3:
        separators = _separators(data, start, end)
    row[Count.FULL_LINE_CHARACTERS] += length
    row[Count.SHORT_LINES] += length <= SHORT_LINE
    is_code = code * CODE_SHARE >= letters + numbers + code
    if is_code:
        code -= _formula_signs(data, start, end)
        is_code = code * CODE_SHARE >= letters + numbers + code
    is_row = separators >= 3 and separators * COLUMN >= length
    row[Count.TABLE_LINES] += is_row or (numbers >= 2 and numbers > 2 * letters)
    row[Count.CODE_LINES] += is_code or data[end - 1] in (0x7B, 0x7D)


@lean
def _hash_of(data: npt.NDArray[np.uint8], start: int, end: int) -> np.uint64:
    """Return a hash of data[start:end]; the last eight bytes may overlap those before, which is faster than byte by byte."""
    state = np.uint64(end - start)
    if end - start < 8:
        for byte in data[start:end]:
            state = state << np.uint64(8) | np.uint64(byte)
        return uni.finish(state)
    state ^= uni.SEED
    place = start
    while place + 8 < end:
        state ^= eight_from(data, place)
        state = (state ^ state >> _SHIFT) * _FACTOR
        place += 8
    return uni.finish(state ^ eight_from(data, end - 8))


@lean
def _note_ends(data: npt.NDArray[np.uint8], first: int, last: int, row: npt.NDArray[np.int64]) -> None:
    point = uni.decode(data, first, last)[0]
    row[Count.FULL_LINES] += 1
    is_sentence = punctuated(data, first, last)
    row[Count.BULLET_LINES] += is_bullet(point)
    row[Count.BARE_BULLET_LINES] += is_bullet(point) and not is_sentence
    row[Count.LIST_LINES] += is_list_sign(point) or is_label(data, first, last)
    row[Count.PUNCTUATED_LINES] += is_sentence
    row[Count.ELLIPSIS_LINES] += trails_off(data, first, last)


@lean
def _note_length(length: int, best: npt.NDArray[np.int64]) -> None:
    for place in range(3):
        if length > best[place]:
            other = best[place]
            best[place] = length
            length = other


@lean
def _note_duplicate(
    key: np.uint64, length: int, column: int, table: tab.Table, mask: np.uint64, row: npt.NDArray[np.int64]
) -> None:
    if tab.add(table, tab.slot_of(table, mask, key), key, 0) > 1:
        row[column] += 1
        row[column + 1] += length


@lean
def count_lines(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    table: tab.Table,
    best: npt.NDArray[np.int64],
    row: npt.NDArray[np.int64],
) -> None:
    """Count the lines and paragraphs of data[start:end] in `row`, whose NEWLINES are counted already.

    A line ends at a line feed.  A line of white space alone separates paragraphs and is otherwise not counted.  `best` has room
    for three numbers.
    """
    mask = tab.begin(table, 2 * (row[Count.NEWLINES] + 1))
    best[:] = 0
    block = uni.SEED  # hash of the paragraph so far
    block_length = 0
    place = start
    while place < end:
        line_start = place
        shape = shape_of(data, place, end)
        place = shape.end
        length = shape.length
        row[Count.LINES] += 1
        first, last = trimmed(data, line_start, place)
        if first < last:
            _note_shape(data, line_start, shape, row)
            _note_ends(data, first, last, row)
            _note_length(length, best)
            key = _hash_of(data, line_start, place)
            _note_duplicate(key, length, Count.DUPLICATE_LINES, table, mask, row)
            block = uni.absorb(block, int(key >> np.uint64(1)))
            block_length += length + (block_length > 0)
        place += 1
        if block_length > 0 and (first == last or place >= end):
            row[Count.PARAGRAPHS] += 1
            _note_duplicate(uni.finish(~block), block_length, Count.DUPLICATE_PARAGRAPHS, table, mask, row)
            block = uni.SEED
            block_length = 0
    row[Count.LONGEST_LINE] = best[0]
    row[Count.THIRD_LINE] = best[2]
