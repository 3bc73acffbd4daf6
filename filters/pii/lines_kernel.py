"""The compiled pass that finds the lines of texts and what each of them is made of, so that few are searched closely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

DIGIT: Final = 1
DIGITS_4: Final = 2
DIGITS_5: Final = 4
DIGITS_9: Final = 8
DIGITS_12: Final = 16
AT_SIGN: Final = 32  # @ or an opening bracket
CAPITALS_2: Final = 64  # ASCII, or a byte that Ä, Ö and Ü begin with
COUNTRY: Final = 128  # two capitals and two digits side by side
LONG_CODE: Final = 256  # nine capitals, digits or < in a row
PAIRS: Final = 512  # five colons or hyphens
DOTS_3: Final = 1024
COLONS_2: Final = 2048
ZERO: Final = 4096  # 0 or +

_IS_DIGIT: Final = 1
_IS_CAPITAL: Final = 2
_IS_CODE: Final = 4
_OTHER: Final = 8


def _kinds() -> npt.NDArray[np.uint8]:
    kinds = np.zeros(256, np.uint8)
    kinds[[*b"0123456789"]] = _IS_DIGIT | _IS_CODE
    kinds[[*range(0x41, 0x5B)]] = _IS_CAPITAL | _IS_CODE
    kinds[0xC3] = _IS_CAPITAL
    kinds[ord("<")] = _IS_CODE
    kinds[[*b"0+@[({:-."]] |= _OTHER
    return kinds


_KINDS: Final = _kinds()


@kernel
def count_line_ends(offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> int:
    """Return how many lines the texts have together; a text has one more than line feeds."""
    count = len(offsets) - 1
    for byte in data[offsets[0] : offsets[-1]]:
        count += byte == 0x0A
    return count


@kernel
def fill_lines(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    points: npt.NDArray[np.int64],
    traits: npt.NDArray[np.uint16],
) -> None:
    """Fill, for every line, its first byte, its text's row, (start, end) in code points of its text, and its traits."""
    line = 0
    for row in range(len(offsets) - 1):
        place = offsets[row]
        end = offsets[row + 1]
        point = 0
        while True:
            starts[line], rows[line], points[line, 0] = place, row, point
            digits = 0
            capitals = 0
            run = 0
            longest = 0
            colons = 0
            hyphens = 0
            dots = 0
            found = 0
            history = 0
            while place < end and data[place] != 0x0A:
                byte = data[place]
                kind = _KINDS[byte]
                point += byte & 0xC0 != 0x80
                place += 1
                if kind == 0:
                    history = 0
                    run = 0
                    continue
                if kind & _IS_CODE != 0:
                    run += 1
                    longest = max(longest, run)
                else:
                    run = 0
                if kind & _IS_DIGIT != 0:
                    digits += 1
                    history = history << 2 | 1
                elif kind & _IS_CAPITAL != 0:
                    capitals += 1
                    history = history << 2 | 2
                else:
                    history = 0
                if history & 0xFF == 0xA5:
                    found |= COUNTRY
                if kind & _OTHER != 0:
                    if byte == 0x3A:
                        colons += 1
                    elif byte == 0x2D:
                        hyphens += 1
                    elif byte == 0x2E:
                        dots += 1
                    elif byte in (0x30, 0x2B):
                        found |= ZERO
                    else:
                        found |= AT_SIGN
            points[line, 1] = point
            found |= (digits >= 1) * DIGIT | (digits >= 4) * DIGITS_4 | (digits >= 5) * DIGITS_5
            found |= (digits >= 9) * DIGITS_9 | (digits >= 12) * DIGITS_12 | (capitals >= 2) * CAPITALS_2
            found |= (longest >= 9) * LONG_CODE | (colons + hyphens >= 5) * PAIRS
            found |= (dots >= 3) * DOTS_3 | (colons >= 2) * COLONS_2
            traits[line] = found
            line += 1
            if place >= end:
                break
            place += 1
            point += 1
