"""What an identification reads: one line per text without addresses, digits and signs, and the distinct words of all lines.

What a model computes for a word is computed once per distinct word and then added up for each line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from filters.kernels.buffers import buffers
from filters.language_letters_kernel import HISTORIC, LETTERED, SHOUTED
from filters.language_windows_kernel import fill_lines
from filters.language_words_kernel import DIFFERENT, LINE, WORD, Book, move, number_words

if TYPE_CHECKING:
    import numpy.typing as npt

WINDOW_CHARACTERS: Final = 1000
_SLOTS: Final = 1 << 14
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
    """Return one line per text, letters and blanks only, and whether each line has a letter.

    A longer text is reduced to `window_characters` code points, a third each from the beginning, the middle and the end.
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
    """Return the largest number of bytes of the lines, plus eight, since eight bytes are written at once.

    Where the windows leave out a single character, the two blanks between them make the line one byte longer than the text.
    """
    return int(np.minimum(np.diff(offsets) + 1, 4 * window_characters + 2).sum()) + 8


def _respelled(lines: pa.LargeStringArray, chosen: npt.NDArray[np.bool_]) -> pa.LargeStringArray:
    """Return the lines, the chosen ones with modern letters, and in lower case if more than half of them are capitals."""
    if not chosen.any():
        return lines
    some = pl.Series(pl.from_arrow(lines.filter(pa.array(chosen))))
    modern = some.str.replace_many(_MODERN).str.normalize("NFC")
    some = modern.zip_with(some.str.contains(_HISTORIC), some)
    letters = some.str.len_chars().cast(pl.Int64) - some.str.count_matches(" ", literal=True)
    shouted = some.str.count_matches(r"\p{Lu}").cast(pl.Int64) * 2 > letters
    calm = some.str.to_lowercase().zip_with(shouted, some)
    return pc.replace_with_mask(lines, pa.array(chosen), calm.to_arrow().cast(pa.large_string()))


@dataclass(frozen=True, slots=True)
class Words:
    """Lines, their distinct words (`different`) in order of appearance, and the number of each word of each line.

    Line i has the words numbers[places[i]:places[i + 1]].  Words are separated by single blanks, as in `str.split(" ")`.
    """

    lines: pa.LargeStringArray
    different: pa.LargeStringArray
    numbers: npt.NDArray[np.int32]
    places: npt.NDArray[np.int64]


def words_of(lines: pa.LargeStringArray) -> Words:
    """Return the words of prepared lines."""
    offsets, data = buffers(lines)
    own = data[offsets[0] : offsets[-1]]
    count = int(np.count_nonzero(own == ord(" "))) + len(lines)
    numbers, ends, done = np.empty(count, np.int32), np.zeros(len(lines) + 1, np.int64), np.zeros(3, np.int64)
    book = Book(np.zeros((_SLOTS, 4), np.uint64), np.zeros(count + 1, np.int64), np.empty(len(own), np.uint8))
    number_words(offsets, data, book, numbers, ends, done)
    while done[LINE] < len(lines):
        larger = np.zeros((4 * len(book.slots), 4), np.uint64)
        move(book.slots, larger)
        book = book._replace(slots=larger)
        number_words(offsets, data, book, numbers, ends, done)
    places = book.places[: done[DIFFERENT] + 1]
    letters = pa.py_buffer(book.letters[: places[-1]])
    different = pa.LargeStringArray.from_buffers(len(places) - 1, pa.py_buffer(places), letters)
    return Words(lines, different, numbers[: done[WORD]], ends)
