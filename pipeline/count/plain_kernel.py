"""A compiled pass that finds texts with characters other than plain German letters and signs; only these need repairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from filters.kernels import unicode as uni
from filters.kernels.buffers import buffers
from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

_LATIN: Final = "".join(map(chr, range(0xA1, 0x180)))
_OTHER: Final = "–—‘’‚“”„†•…‹›€"
_NEVER: Final = "\u00ad¬ÂÃÔâï‚"
"""What a repair removes, and what mojibake begins with."""

_PLAIN: Final = np.zeros(0x2100, np.uint8)
_PLAIN[[9, 10, *range(0x20, 0x7F)]] = 1
_PLAIN[[ord(character) for character in f"{_LATIN}{_OTHER}" if character not in _NEVER]] = 1
_HIGH: Final = np.uint64(0x8080808080808080)
_BLANKS: Final = np.uint64(0x2020202020202020)
_ONES: Final = np.uint64(0x0101010101010101)


def matching(texts: pl.Series, pattern: str) -> pl.Series:
    """Return the rows of the texts in which the pattern of a repair is found; the pattern must need a character not plain."""
    rows = not_plain(texts)
    return rows.filter(texts.gather(rows).str.contains(pattern).fill_null(value=False))


def not_plain(texts: pl.Series) -> pl.Series:
    """Return the rows of the texts with a character that is not plain."""
    offsets, data = buffers(texts.to_arrow())
    is_other = np.zeros(len(texts), np.uint8)
    _mark(offsets, data, is_other)
    return pl.Series(np.flatnonzero(is_other).astype(np.uint32))


@kernel
def _mark(offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], is_other: npt.NDArray[np.uint8]) -> None:
    """Set 1 for each text with a character that is not plain."""
    for row in range(len(offsets) - 1):
        place, end = offsets[row], offsets[row + 1]
        while place < end:
            if place + 8 <= end:  # eight at once, as long as all are ASCII and neither control characters nor delete
                eight = uni.eight_bytes(data, place)
                if (eight | (eight - _BLANKS) | (eight + _ONES)) & _HIGH == 0:
                    place += 8
                    continue
            byte = data[np.uint64(place)]
            if byte < 0x80:
                if _PLAIN[byte] == 0:
                    is_other[row] = 1
                    break
                place += 1
                continue
            point, width = uni.decode(data, place, end)
            if point >= len(_PLAIN) or _PLAIN[point] == 0:
                is_other[row] = 1
                break
            place += width
