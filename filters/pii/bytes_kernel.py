"""Bytes and runs of bytes of UTF-8 texts, for the compiled pass that marks where personal data may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

DIGIT: Final = 1
CAPITAL: Final = 2  # A to Z
SMALL: Final = 4  # a to z
HEXADECIMAL: Final = 8
BLANK: Final = 16  # ASCII only
WORD: Final = 32  # ASCII only; other bytes may or may not belong to a word


def _kinds() -> npt.NDArray[np.uint8]:
    kinds = np.zeros(256, np.uint8)
    kinds[[*b"0123456789"]] |= DIGIT | WORD
    kinds[[*range(0x41, 0x5B)]] |= CAPITAL | WORD
    kinds[[*range(0x61, 0x7B)]] |= SMALL | WORD
    kinds[ord("_")] |= WORD
    kinds[[*b"0123456789abcdefABCDEF"]] |= HEXADECIMAL
    kinds[[*b" \t\n\v\f\r\x1c\x1d\x1e\x1f"]] |= BLANK
    return kinds


_KINDS: Final = _kinds()


@lean
def is_of(kind: int, byte: int) -> bool:
    """Return whether the byte is of the kind."""
    return bool(_KINDS[byte] & kind)


@lean
def byte_at(data: npt.NDArray[np.uint8], place: int, start: int, end: int) -> int:
    """Return the byte at `place`, a line feed outside the text."""
    return int(data[place]) if start <= place < end else 0x0A


@lean
def digits_from(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the number of consecutive digits from `place` on."""
    stop = place
    while stop < end and _KINDS[data[stop]] & DIGIT != 0:
        stop += 1
    return stop - place


@lean
def after_blank(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the place after a blank, or `place` where there is none; some characters of three bytes are taken for blanks."""
    if place >= end:
        return place
    byte = data[place]
    if byte < 0x80:
        return place + 1 if _KINDS[byte] & BLANK != 0 else place
    if byte == 0xC2:
        return place + 2 if place + 1 < end and data[place + 1] in (0x85, 0xA0) else place
    return place + 3 if byte in (0xE1, 0xE2, 0xE3) and place + 2 < end else place


@lean
def before_blanks(data: npt.NDArray[np.uint8], place: int, start: int, most: int) -> int:
    """Return where up to `most` blanks directly before `place` begin; some characters of three bytes are taken for blanks."""
    for _ in range(most):
        if place <= start:
            break
        byte = data[place - 1]
        if byte < 0x80:
            if _KINDS[byte] & BLANK == 0:
                break
            place -= 1
        elif place - 2 >= start and data[place - 2] == 0xC2:
            place -= 2
        elif place - 3 >= start and data[place - 3] in (0xE1, 0xE2, 0xE3):
            place -= 3
        else:
            break
    return place


@lean
def stands(data: npt.NDArray[np.uint8], place: int, start: int, end: int, word: bytes) -> bool:
    """Return whether the ASCII word is at `place`, within the text."""
    if place < start or place + len(word) > end:
        return False
    for offset in range(len(word)):  # noqa: SIM110  a compiled pass knows no generators
        if data[place + offset] != word[offset]:
            return False
    return True
