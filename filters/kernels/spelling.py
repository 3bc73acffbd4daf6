"""Words that are not in the word table but would be if the print had been recognised correctly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.lexicon import CONFUSED, MERGED, STOP, flags_of, is_frequent, is_known

if TYPE_CHECKING:
    import numpy.typing as npt

    from filters.kernels.lexicon import Lexicon
    from filters.kernels.tokens import Tokens

_SHORTEST: Final = 3
_LONGEST: Final = 14  # bytes: longer words are mostly compounds, which no table contains
_SHORTEST_SPLIT: Final = 5


def _confusions() -> npt.NDArray[np.uint8]:
    """Return the letter that each letter is mistaken for in Fraktur: long s and f, n and u, c and e, and so on."""
    table = np.zeros(256, np.uint8)
    for letter, other in ("sf", "nu", "ce", "bh", "kt", "rx", "vo"):
        table[ord(letter)] = table[ord(letter) - 32] = ord(other)
        table[ord(other)] = table[ord(other) - 32] = ord(letter)
    return table


_CONFUSIONS: Final = _confusions()


@lean
def folded(data: npt.NDArray[np.uint8], start: int, end: int, state: np.uint64) -> np.uint64:
    """Return the unfinished hash of the folded form of data[start:end], continued from `state`, as the tokeniser computes it."""
    place = start
    while place < end:
        byte = data[place]
        small = byte | 0x20
        if 0x61 <= small <= 0x7A:
            state = uni.absorb(state, small)
            place += 1
            continue
        point, width = uni.decode(data, place, end)
        place += width
        if uni.class_of(point) & uni.IGNORABLE == 0:
            state = uni.absorb_folded(state, point)
    return state


@lean
def judged(data: npt.NDArray[np.uint8], start: int, end: int, lexicon: Lexicon) -> int:
    """Return CONFUSED or MERGED if the unknown word data[start:end] looks like it, else 0."""
    if end - start < _SHORTEST or end - start > _LONGEST:
        return 0
    before = uni.SEED
    place = start
    while place < end:
        byte = data[place]
        width = uni.decode(data, place, end)[1]
        other = _CONFUSIONS[byte]
        if other != 0 and is_known(lexicon, uni.finish(folded(data, place + 1, end, uni.absorb(before, other)))):
            return CONFUSED
        before = folded(data, place, place + width, before)
        place += width
        if place - start >= 2 and end - place >= 2 and end - start >= _SHORTEST_SPLIT:
            first = uni.finish(before)
            if (
                is_known(lexicon, first)
                and is_frequent(flags_of(lexicon, first))
                and is_frequent(flags_of(lexicon, uni.finish(folded(data, place, end, uni.SEED))))
            ):
                return MERGED
    return 0


@lean
def is_split(data: npt.NDArray[np.uint8], tokens: Tokens, place: int, lexicon: Lexicon) -> bool:
    """Return whether a word and the one before it, one space away, form a known word when joined (`Verwal tung`)."""
    start = tokens.starts[place]
    end = tokens.ends[place - 1]
    if start != end + 1 or data[end] != 0x20 or not 0x61 <= data[start] <= 0x7A:
        return False
    first = tokens.starts[place - 1]
    if tokens.ends[place] - first > _LONGEST + 1 or end - first < 2 or tokens.ends[place] - start < 2:
        return False
    whole = folded(data, start, tokens.ends[place], folded(data, first, end, uni.SEED))
    return is_known(lexicon, uni.finish(whole))


@lean
def is_broken(data: npt.NDArray[np.uint8], end: int, start: int, known: int) -> bool:
    """Return whether a hyphen and white space separate the word at `start` from the one that ends at `end` (not `Ein- und …`)."""
    if not 0x61 <= data[start] <= 0x7A or known & STOP != 0:
        return False
    point, width = uni.decode(data, end, start)
    if point not in (0x2D, 0xAC, 0x2010, 0x2E17):
        return False
    place = end + width
    while place < start and data[place] in (0x20, 0x0A):
        place += 1
    return place == start and end + width < start
