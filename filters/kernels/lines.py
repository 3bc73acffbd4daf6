"""Characters, lines and paragraphs of a text: what they are made of, and which stood before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import table as tab
from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.counts import Count

if TYPE_CHECKING:
    import numpy.typing as npt

SHORT_LINE: Final = 30  # characters, as in FineWeb
COLUMN: Final = 20  # a row of a table has at least one separator in so many characters
CODE_SHARE: Final = 8  # a line of code has at least one sign of code in so many characters
_NEWLINE: Final = 0x0A


_FIELD: Final = 12  # bits of one counter; five counters stand side by side in one number
_STRETCH: Final = 4095  # bytes after which no counter can have overflowed


def _packed() -> npt.NDArray[np.int64]:
    members = (
        [*range(0x80), *range(0xC0, 0x100)],
        [*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC2, 0xF5)],
        [*range(0x30, 0x3A)],
        [*rb"{}[]<>=_\|$^~@#+`&"],
        [*b"\t|;,"],
    )
    packed = np.zeros(256, np.int64)
    for place, bytes_of_kind in enumerate(members):
        packed[bytes_of_kind] += 1 << _FIELD * place
    return packed


_PACKED: Final = _packed()


@lean
def is_bullet(point: int) -> bool:
    """Tell whether a line that begins with `point` is an item for Gopher: • or -."""
    return point in (0x2022, 0x2D)


@lean
def is_list_sign(point: int) -> bool:
    """Tell whether `point` marks items of lists: dashes, bullets, asterisk, middle dot, arrows, check marks."""
    if point < 0x80:
        return point in (0x2A, 0x2B, 0x2D)
    return point in (
        0xB7, 0x2013, 0x2014, 0x2022, 0x2023, 0x2043, 0x2192, 0x25A0, 0x25AA, 0x25B6, 0x25BA, 0x25CB, 0x25CF, 0x25E6,
        0x2713, 0x2714, 0x27A4, 0x27A2, 0xF0B7,
    )  # fmt: skip


@lean
def ends_sentence(point: int) -> bool:
    """Tell whether a line may end in `point`: full stop, question or exclamation mark, ellipsis, colon, semicolon."""
    return point in (0x2E, 0x3F, 0x21, 0x2026, 0x3A, 0x3B)


@lean
def closes(point: int) -> bool:
    """Tell whether `point` may follow the end of a sentence: quotation marks and closing brackets."""
    return point in (0x22, 0x27, 0x29, 0x5D, 0xAB, 0xBB, 0x2018, 0x2019, 0x201C, 0x201D, 0x2039, 0x203A)


@lean
def trimmed(data: npt.NDArray[np.uint8], start: int, end: int) -> tuple[int, int]:
    """Return data[start:end] without white space at its ends, as (start, end); equal if there is nothing else."""
    while start < end:
        if 0x20 < data[start] < 0x7F:
            break
        point, width = uni.decode(data, start, end)
        if uni.class_of(point) & uni.SPACE == 0:
            break
        start += width
    while end > start:
        if 0x20 < data[end - 1] < 0x7F:
            break
        last = last_start(data, start, end)
        if uni.class_of(uni.decode(data, last, end)[0]) & uni.SPACE == 0:
            break
        end = last
    return start, end


@lean
def last_start(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    """Return the byte at which the last code point of data[start:end] begins."""
    place = end - 1
    while place > start and data[place] & 0xC0 == 0x80:
        place -= 1
    return place


@lean
def is_label(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Tell whether a line begins as a numbered item: up to three digits or one letter, then . or ) and a space."""
    place = start
    while place < end and place < start + 3 and 0x30 <= data[place] <= 0x39:
        place += 1
    if place == start and place < end and 0x61 <= data[place] | 0x20 <= 0x7A:
        place += 1
    if place == start or place + 1 >= end:
        return False
    return data[place] in (0x2E, 0x29) and bool(data[place + 1] == 0x20)


@lean
def punctuated(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Tell whether data[start:end] ends as a sentence does, seen through closing quotation marks and brackets."""
    while end > start:
        place = last_start(data, start, end)
        point = uni.decode(data, place, end)[0]
        if not closes(point):
            return ends_sentence(point)
        end = place
    return False


@lean
def trails_off(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Tell whether data[start:end] ends in an ellipsis or three full stops."""
    if end - start < 3:
        return False
    if data[end - 1] == 0x2E:
        return bool(data[end - 2] == 0x2E and data[end - 3] == 0x2E)
    return uni.decode(data, end - 3, end)[0] == 0x2026


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
    """Return how many signs of code stand in formulas of TeX (`$x_1 = 2$`): mathematics is no program."""
    signs = 0
    place = start
    while place < end:
        if data[place] != 0x24:
            place += 1
            continue
        last = place + 1
        within = 0
        while last < end and data[last] != 0x24:
            within += _PACKED[data[last]] >> 3 * _FIELD & 1
            last += 1
        if last >= end:
            break
        signs += within + 2
        place = last + 1
    return signs


@lean
def _note_shape(data: npt.NDArray[np.uint8], start: int, end: int, row: npt.NDArray[np.int64]) -> int:
    """Add one line with more than white space to `row`; return its length in characters."""
    length = 0
    letters = 0
    numbers = 0
    code = 0
    separators = 0
    field = (1 << _FIELD) - 1
    place = start
    while place < end:
        stop = min(end, place + _STRETCH)
        sums = 0
        for byte in data[place:stop]:
            sums += _PACKED[byte]
        length += sums & field
        letters += sums >> _FIELD & field
        numbers += sums >> 2 * _FIELD & field
        code += sums >> 3 * _FIELD & field
        separators += sums >> 4 * _FIELD & field
        place = stop
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
    return length


@lean
def _note_ends(data: npt.NDArray[np.uint8], first: int, last: int, row: npt.NDArray[np.int64]) -> None:
    point = uni.decode(data, first, last)[0]
    row[Count.FULL_LINES] += 1
    row[Count.BULLET_LINES] += is_bullet(point)
    row[Count.LIST_LINES] += is_list_sign(point) or is_label(data, first, last)
    row[Count.PUNCTUATED_LINES] += punctuated(data, first, last)
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
    """Add the lines and paragraphs of data[start:end] to `row`, whose NEWLINES are counted; `best` is room for three.

    A line ends at a line feed.  One of white space alone separates paragraphs and counts as no line otherwise.
    """
    mask = tab.begin(table, 2 * (row[Count.NEWLINES] + 1))
    best[:] = 0
    block = uni.SEED  # the paragraph so far, and its characters
    block_length = 0
    place = start
    while place < end:
        line_start = place
        while place < end and data[place] != _NEWLINE:
            place += 1
        row[Count.LINES] += 1
        first, last = trimmed(data, line_start, place)
        if first < last:
            length = _note_shape(data, line_start, place, row)
            _note_ends(data, first, last, row)
            _note_length(length, best)
            key = uni.hash_bytes(data, line_start, place)
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
