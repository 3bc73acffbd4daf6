"""How lines begin and end: list signs, ends of sentences, white space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filters.kernels import unicode as uni
from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@lean
def is_bullet(point: int) -> bool:
    """Return whether a line that begins with `point` is an item for Gopher: • or -."""
    return point in (0x2022, 0x2D)


@lean
def is_list_sign(point: int) -> bool:
    """Return whether `point` marks list items: dashes, bullets, asterisk, middle dot, arrows, check marks."""
    if point < 0x80:
        return point in (0x2A, 0x2B, 0x2D)
    return point in (
        0xB7, 0x2013, 0x2014, 0x2022, 0x2023, 0x2043, 0x2192, 0x25A0, 0x25AA, 0x25B6, 0x25BA, 0x25CB, 0x25CF, 0x25E6,
        0x2713, 0x2714, 0x27A4, 0x27A2, 0xF0B7,
    )  # fmt: skip


@lean
def ends_sentence(point: int) -> bool:
    """Return whether a line may end in `point`: full stop, question or exclamation mark, ellipsis, colon, semicolon."""
    return point in (0x2E, 0x3F, 0x21, 0x2026, 0x3A, 0x3B)


@lean
def closes(point: int) -> bool:
    """Return whether `point` may follow the end of a sentence: quotation marks and closing brackets."""
    return point in (0x22, 0x27, 0x29, 0x5D, 0xAB, 0xBB, 0x2018, 0x2019, 0x201C, 0x201D, 0x2039, 0x203A)


@lean
def trimmed(data: npt.NDArray[np.uint8], start: int, end: int) -> tuple[int, int]:
    """Return (start, end) of data[start:end] without white space at its ends; equal if there is nothing else."""
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
    """Return whether a line begins as a numbered item: up to three digits or one letter, then . or ) and a space."""
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
    """Return whether data[start:end] ends as a sentence does, closing quotation marks and brackets ignored."""
    while end > start:
        place = last_start(data, start, end)
        point = uni.decode(data, place, end)[0]
        if not closes(point):
            return ends_sentence(point)
        end = place
    return False


@lean
def trails_off(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether data[start:end] ends in an ellipsis or three full stops."""
    if end - start < 3:
        return False
    if data[end - 1] == 0x2E:
        return bool(data[end - 2] == 0x2E and data[end - 3] == 0x2E)
    return uni.decode(data, end - 3, end)[0] == 0x2026
