"""The compiled pass that cuts texts into spans and counts the German and English function words in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters import language_eights as eights
from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

LEAST: Final = 200
MOST: Final = 500
BLOCK: Final = 64
SLOTS: Final = 2048
SHIFT: Final = np.uint64(64 - 11)
HALF: Final = np.uint64(32)
"""Known words are counted in the lower half of a number, those of English in the upper one."""


@lean
def span_end(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return where the span that begins at `place` ends: after a line feed or a blank, 200 to 500 bytes away."""
    if end - place <= MOST:
        return end
    last = place + MOST
    at = place + LEAST
    while at < last:
        step = eights.first(eights.equal(eights.eight_at(data, at), 0x0A))
        if step < 8 and at + step < last:
            return at + step + 1
        at += 8
    for blank in range(last - 1, place + LEAST - 1, -1):
        if data[blank] == 0x20:
            return blank + 1
    while data[last] & 0xC0 == 0x80:
        last -= 1
    return last


@lean
def _letters(data: npt.NDArray[np.uint8], place: int, end: int) -> np.uint64:
    """Return a bit for each of the 64 bytes from `place` on, the lowest for the first: set in words, unset from `end` on."""
    bits = np.uint64(0)
    for step in range(8):
        eight = eights.eight_at(data, place + 8 * step)
        bits |= eights.bits(eights.letters(eight) | eights.beyond(eight)) << np.uint64(8 * step)
    rest = end - place
    return bits if rest >= BLOCK else bits & ((np.uint64(1) << np.uint64(rest)) - np.uint64(1))


@lean
def _row(data: npt.NDArray[np.uint8], place: int, end: int, known: npt.NDArray[np.uint64]) -> np.uint64:
    """Return the row of `known` for the word that begins at `place`; 0 for words that are not known."""
    eight = eights.eight_at(data, place)
    marks = eights.letters(eight)
    size = eights.first_without(marks | eights.beyond(eight))
    word = eights.head(eights.lowered(eight, marks), size)
    row = np.uint64(1) + (word * known[0, 0] >> SHIFT)
    fits = place + size < end and (size < 8 or not is_letter(data[place + 8]))
    return row if fits and known[row, 0] == word else np.uint64(0)


@lean
def is_letter(byte: int) -> bool:
    """Return whether a byte is part of a word: an ASCII letter or part of a non-ASCII character."""
    return byte >= 0x80 or 0x61 <= byte | 0x20 <= 0x7A


@lean
def _count_words(
    data: npt.NDArray[np.uint8], place: int, end: int, known: npt.NDArray[np.uint64], counts: npt.NDArray[np.int32]
) -> None:
    """Fill the five counts of `fill_spans` for the span data[place:end]."""
    letters, words = 0, 0
    hits, low, high, before = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    while place < end:
        inside = _letters(data, place, end)
        starts = inside & ~(inside << np.uint64(1) | before)
        before = inside >> np.uint64(63)
        letters += eights.count_bits(inside)
        words += eights.count_bits(starts)
        while starts != 0:
            row = _row(data, place + eights.lowest_bit(starts), end, known)
            hits += known[row, 1]
            low |= known[row, 2]
            high |= known[row, 3]
            starts &= starts - np.uint64(1)
        place += BLOCK
    counts[0], counts[1], counts[2] = letters, words, np.int32(hits & ((np.uint64(1) << HALF) - np.uint64(1)))
    counts[3] = eights.count_bits(low) + eights.count_bits(high)
    counts[4] = np.int32(hits >> HALF)


@lean
def fill_spans(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    known: npt.NDArray[np.uint64],
    starts: npt.NDArray[np.int64],
    texts: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int32],
) -> int:
    """Fill the start and the text's row of each span, and its `counts`; return the number of spans.

    `counts`, shape (spans, 5): letters in bytes, words, known German words, distinct ones of them, known English words.

    The number of spans is at most n // LEAST + 1 for a text of n bytes, none for an empty one.  Words are runs of ASCII
    letters and non-ASCII bytes; ASCII capitals count as lower case, and the last word of a span is never known.  `known`, shape
    (1 + SLOTS, 4), begins with a factor and zeros; the row of a word of up to eight bytes (the first one lowest) is 1 plus the
    upper bits of its product with the factor, and holds the word, what it counts (1, or 1 << HALF if it is English), and
    a German word's own bit in the last two numbers.  Empty rows are zeros.
    """
    span = 0
    for text in range(len(offsets) - 1):
        place = offsets[text]
        while place < offsets[text + 1]:
            end = span_end(data, place, offsets[text + 1])
            starts[span], texts[span] = place, text
            _count_words(data, place, end, known, counts[span])
            span += 1
            place = end
    return span
