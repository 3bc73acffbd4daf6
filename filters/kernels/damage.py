"""Counting damaged characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.characters import points_in
from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

_CODE_PAGE: Final = "cp1252"
_NO_BYTE: Final = -1
_BLOCK: Final = 128  # bytes looked at in one step


def _bytes_of_points() -> npt.NDArray[np.int16]:
    """Return the byte that a code point up to U+2122 stands for in Windows-1252, else in Latin-1."""
    table = np.full(0x2123, _NO_BYTE, np.int16)
    table[0x80:0x100] = range(0x80, 0x100)
    for byte in range(0x80, 0xA0):
        character = bytes([byte]).decode(_CODE_PAGE, "ignore")
        if character:
            table[ord(character)] = byte
    return table


_BYTES: Final = _bytes_of_points()


@lean
def byte_of(point: int) -> int:
    """Return the byte from 0x80 on that `point` stands for in Windows-1252 or Latin-1; -1 if there is none."""
    return int(_BYTES[point]) if point < 0x2123 else _NO_BYTE


@lean
def doubled(data: npt.NDArray[np.uint8], place: int, end: int) -> tuple[int, int]:
    """Return (characters, bytes) at `place` that are one UTF-8 sequence read as Windows-1252; (0, 0) if none begins."""
    point, width = uni.decode(data, place, end)
    lead = byte_of(point)
    if lead not in (0xC2, 0xC3, 0xC5, 0xCC, 0xE2, 0xEF, 0xF0):
        # Leads are Â Ã Å Ì â ï ð; Ä, Ö, Ü and ß would be too, but German has them before § and quotation marks.
        return 0, 0
    wanted = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
    following = place + width
    for step in range(wanted):
        if following >= end:
            return 0, 0
        point, width = uni.decode(data, following, end)
        byte = byte_of(point)
        if byte < 0x80 or byte > 0xBF or (step == 0 and _is_spelling(lead, byte)):
            return 0, 0
        following += width
    return wanted + 1, following - place


@lean
def _is_spelling(lead: int, byte: int) -> bool:
    """Return whether a letter followed by a quotation mark, dash or space is ordinary text: `Allee à « ` or `São–`."""
    if lead in (0xC2, 0xC3, 0xE2):
        return False  # Â, Ã and â before such a byte are damage: no German, French or Portuguese word ends in them
    return byte in (0x82, 0x84, 0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97, 0xA0, 0xAB, 0xAD, 0xB4, 0xB7, 0xBB, 0xB0)


@lean
def is_whole(data: npt.NDArray[np.uint8], start: int, stop: int) -> bool:
    """Return whether certainly no damage begins in data[start:stop]; two bytes more are read.

    Undamaged are ASCII except control characters, U+00A0 to U+033F and U+2000 to U+203F; a character with the lead byte C3
    only if an ASCII character follows, since `Ã¤` is damage.  There are no branches, so that the loop is vectorised.
    """
    block = data[start : stop + 2]
    odd = False
    for place in range(len(block) - 2):
        byte, second, third = block[place], block[place + 1], block[place + 2]
        odd |= (byte < 0x20) & (byte != 0x0A) & (byte != 0x09) & (byte != 0x0D)
        odd |= byte == 0x7F
        odd |= (byte == 0xC2) & (second < 0xA0)
        odd |= (byte == 0xC3) & (third >= 0x80)
        odd |= (byte >= 0xCD) & ((byte != 0xE2) | (second != 0x80))
    return not odd


@lean
def _damaged_within(data: npt.NDArray[np.uint8], place: int, stop: int, end: int) -> tuple[int, int]:
    """Return the damaged characters that begin in data[place:stop], and the byte after the last one."""
    damaged = 0
    while place < stop:
        byte = data[place]
        if 0x20 <= byte < 0x7F or byte == 0x0A or byte & 0xC0 == 0x80:
            place += 1  # a block may begin with the last bytes of a character of the block before
            continue
        characters, width = doubled(data, place, end)
        if characters == 0:
            point, width = uni.decode(data, place, end)
            characters = int(uni.class_of(point) & uni.DAMAGE != 0)
        damaged += characters
        place += width
    return damaged, place


@lean
def count_damage(offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], counts: npt.NDArray[np.int64]) -> None:
    """Write (characters, damaged characters) of every text into `counts`, shape (n, 2)."""
    for document in range(len(offsets) - 1):
        start = offsets[document]
        end = offsets[document + 1]
        damaged = 0
        place = start
        while place < end:
            stop = min(place + _BLOCK, end - 2)
            if stop > place and is_whole(data, place, stop):
                place = stop
                continue
            within, place = _damaged_within(data, place, min(place + _BLOCK, end), end)
            damaged += within
        counts[document, 0] = points_in(data, start, end)
        counts[document, 1] = damaged
