"""The compiled pass that gives each distinct word of a column of lines a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters import language_eights as eights
from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

LINE, WORD, DIFFERENT = 0, 1, 2
FIRST, REST, NUMBER = 0, 1, 2
_BLANK: Final = 0x20
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_OTHER_FACTOR: Final = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT: Final = np.uint64(32)
_LONG: Final = np.uint64(0x100)  # the lowest bytes of the rest of a word of more than 16 bytes; no word has a zero byte


class Book(NamedTuple):
    """The distinct words of a column of lines: `slots` is a hash table with open addressing whose size is a power of two.

    A word of up to 16 bytes is its own key, FIRST and REST; for a longer one REST is a hash.
    """

    slots: npt.NDArray[np.uint64]  # shape (slots, 4): FIRST, REST, NUMBER plus 1 (0 in empty slots), unused
    places: npt.NDArray[np.int64]  # where each word begins in `letters`, and where the last one ends
    letters: npt.NDArray[np.uint8]  # the words, concatenated


@lean
def _word_at(data: npt.NDArray[np.uint8], place: int, end: int) -> tuple[int, np.uint64, np.uint64]:
    """Return where the word that begins at `place` ends, and its key."""
    eight = eights.eight_at(data, place)
    size = min(eights.first(eights.equal(eight, _BLANK)), end - place)
    key = eights.head(eight, size)
    if size < 8:
        return place + size, key, np.uint64(0)
    place += 8
    eight = eights.eight_at(data, place)
    size = min(eights.first(eights.equal(eight, _BLANK)), end - place)
    rest = eights.head(eight, size)
    if size < 8 or place + 8 == end or data[place + 8] == _BLANK:
        return place + size, key, rest
    while size == 8:
        place += 8
        eight = eights.eight_at(data, place)
        size = min(eights.first(eights.equal(eight, _BLANK)), end - place)
        rest = (rest ^ eights.head(eight, size)) * _FACTOR
        rest ^= rest >> _SHIFT
    return place + size, key, rest & ~np.uint64(0xFFFF) | _LONG


@lean
def _is_word(book: Book, number: int, data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    first = book.places[number]
    place = start
    while place < end and book.letters[first + place - start] == data[place]:
        place += 1
    return place == end and bool(book.places[number + 1] - first == end - start)


@lean
def _write(book: Book, number: int, data: npt.NDArray[np.uint8], start: int, end: int) -> None:
    first = book.places[number]
    for step in range(end - start):
        book.letters[first + step] = data[start + step]
    book.places[number + 1] = first + end - start


@lean
def _slot(key: np.uint64, rest: np.uint64, mask: np.uint64) -> np.uint64:
    return ((key * _FACTOR ^ rest * _OTHER_FACTOR) * _FACTOR >> _SHIFT) & mask


@lean
def _number(
    book: Book, data: npt.NDArray[np.uint8], start: int, end: int, key: np.uint64, rest: np.uint64
) -> tuple[int, np.uint64]:
    """Return the number of the word data[start:end] and its slot; -1 and the slot where it belongs if it is new."""
    mask = np.uint64(len(book.slots) - 1)
    slot = _slot(key, rest, mask)
    while book.slots[slot, NUMBER] != 0:
        if book.slots[slot, FIRST] == key and book.slots[slot, REST] == rest:
            number = int(np.int64(book.slots[slot, NUMBER])) - 1
            if end - start <= 16 or _is_word(book, number, data, start, end):
                return number, slot
        slot = (slot + np.uint64(1)) & mask
    return -1, slot


@lean
def number_words(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    book: Book,
    numbers: npt.NDArray[np.int32],
    ends: npt.NDArray[np.int64],
    done: npt.NDArray[np.int64],
) -> None:
    """Fill the number of each word of the lines from line done[LINE] on, and where the words of each line end.

    Words are separated by single blanks, so that there is an empty word between two blanks.  Stops after the last line, or
    before the table could become more than half full; `done` says how far: lines, words, distinct words.
    """
    line, word, different = done[LINE], done[WORD], done[DIFFERENT]
    while line < len(offsets) - 1:
        place, end = offsets[line], offsets[line + 1]
        if 2 * (different + (end - place) // 2 + 1) > len(book.slots):
            break
        while place <= end:
            start = place
            place, key, rest = _word_at(data, start, end)
            number, slot = _number(book, data, start, place, key, rest)
            if number < 0:
                number = different
                book.slots[slot, FIRST], book.slots[slot, REST] = key, rest
                book.slots[slot, NUMBER] = np.uint64(number + 1)
                _write(book, number, data, start, place)
                different += 1
            numbers[word] = number
            word += 1
            place += 1
        line += 1
        ends[line] = word
    done[LINE], done[WORD], done[DIFFERENT] = line, word, different


@lean
def move(old: npt.NDArray[np.uint64], new: npt.NDArray[np.uint64]) -> None:
    """Move the words of a table into a larger one."""
    mask = np.uint64(len(new) - 1)
    for place in range(len(old)):
        if old[place, NUMBER] != 0:
            slot = _slot(old[place, FIRST], old[place, REST], mask)
            while new[slot, NUMBER] != 0:
                slot = (slot + np.uint64(1)) & mask
            for column in range(3):
                new[slot, column] = old[place, column]
