"""What an identification looks at: windows of a text, without addresses, digits, signs and shouting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from filters.kernels.buffers import buffers
from filters.language_letters_kernel import HISTORIC, LETTERED, SHOUTED
from filters.language_windows_kernel import fill_lines

if TYPE_CHECKING:
    import numpy.typing as npt

WINDOW_CHARACTERS: Final = 1000
_HISTORIC: Final = "[ſꝛ\u0364\u0308]"
_MODERN: Final = {
    "ſ": "s",
    "ꝛ": "r",
    "a\u0364": "ä",
    "o\u0364": "ö",
    "u\u0364": "ü",
    "A\u0364": "Ä",
    "O\u0364": "Ö",
    "U\u0364": "Ü",
}


def prepare(
    texts: pa.Array | pa.ChunkedArray, window_characters: int = WINDOW_CHARACTERS
) -> tuple[pa.LargeStringArray, npt.NDArray[np.bool_]]:
    """Return what the models look at, one line per text, letters and blanks only; and which lines have a letter.

    A third each of `window_characters` code points is from the beginning, the middle and the end of a longer text.
    """
    offsets, data = buffers(texts)
    largest = int(np.diff(offsets).max(initial=0))
    scratch = np.empty(min(4 * window_characters, largest) + 2, np.uint8)
    windows = scratch.view()
    windows.flags.writeable = False
    out = np.empty(_room(offsets, window_characters), np.uint8)
    places, notes = np.zeros(len(offsets), np.int64), np.zeros(len(offsets) - 1, np.uint8)
    fill_lines(offsets, data, window_characters, scratch, windows, np.zeros(2, np.int64), out, places, notes)
    lines = pa.LargeStringArray.from_buffers(len(notes), pa.py_buffer(places), pa.py_buffer(out[: places[-1]]))
    return _respelled(lines, notes & (HISTORIC | SHOUTED) != 0), notes & LETTERED != 0


def _room(offsets: npt.NDArray[np.int64], window_characters: int) -> int:
    """Return the bytes that the lines have at most, and eight, since as many are written at once.

    Two blanks stand between the windows of a text of which as little as one character is in none of them.
    """
    return int(np.minimum(np.diff(offsets) + 1, 4 * window_characters + 2).sum()) + 8


def _respelled(lines: pa.LargeStringArray, chosen: npt.NDArray[np.bool_]) -> pa.LargeStringArray:
    """Return the lines, the chosen ones in modern letters, and in small ones where more than half are capitals."""
    if not chosen.any():
        return lines
    some = pl.Series(pl.from_arrow(lines.filter(pa.array(chosen))))
    modern = some.str.replace_many(_MODERN).str.normalize("NFC")
    some = modern.zip_with(some.str.contains(_HISTORIC), some)
    letters = some.str.len_chars().cast(pl.Int64) - some.str.count_matches(" ", literal=True)
    shouted = some.str.count_matches(r"\p{Lu}").cast(pl.Int64) * 2 > letters
    calm = some.str.to_lowercase().zip_with(shouted, some)
    return pc.replace_with_mask(lines, pa.array(chosen), calm.to_arrow().cast(pa.large_string()))
