"""The words of prepared lines, each different one once: what a model says of a word is reckoned once and added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from filters.kernels.buffers import buffers
from filters.language_words_kernel import DIFFERENT, LINE, WORD, Book, move, number_words

if TYPE_CHECKING:
    import numpy.typing as npt

_SLOTS: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class Words:
    """Lines, their `different` words in the order in which they appear, and the number of each word of each line.

    Line i has the words numbers[places[i]:places[i + 1]].  Words are divided by one blank each, as `str.split(" ")` has it.
    """

    lines: pa.LargeStringArray
    different: pa.LargeStringArray
    numbers: npt.NDArray[np.int32]
    places: npt.NDArray[np.int64]


def words_of(lines: pa.LargeStringArray) -> Words:
    """Return the words of lines that are divided by blanks."""
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
