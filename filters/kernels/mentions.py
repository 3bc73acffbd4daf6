"""Which word lists a text has a word of; only what begins like a listed word is tokenised."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import lean
from filters.kernels.lexicon import flags_in
from filters.kernels.tokens import Tokens, tokenise_into
from filters.kernels.unicode import eight_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

_SEEN: Final = 8
"""First bytes of a word that are compared."""
_SIEVE_BITS: Final = 15
_SHIFT: Final = np.uint64(64 - _SIEVE_BITS)
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_EACH: Final = np.uint64(0x0101010101010101)
_HIGH: Final = np.uint64(0x80) * _EACH
_LOW: Final = np.uint64(0x7F) * _EACH
_SMALL: Final = np.uint64(0x20) * _EACH
_TO_A: Final = np.uint64(0x80 - 0x61) * _EACH
_BEYOND_Z: Final = np.uint64(0x80 - 0x7B) * _EACH
_ONE: Final = np.uint64(1)
_SEVEN: Final = np.uint64(7)
_UMLAUTS: Final = (0xA4, 0xB6, 0xBC, 0xBF)  # ä ö ü ß after 0xE3, with the lower-case bit
_ODD: Final = np.uint64(0)


def _word_bytes() -> npt.NDArray[np.uint8]:
    """Return 1 for the bytes of German letters; any other character begins a word with its second byte, to be looked at closely."""
    kinds = np.zeros(256, np.uint8)
    kinds[0x80:0xC0] = 1
    kinds[[0x97, 0xB7]] = 0  # × and ÷ after 0xC3
    kinds[0xC3] = 1
    for first in (0x41, 0x61):
        kinds[first : first + 26] = 1
    return kinds


_WORD_BYTES: Final = _word_bytes()


def sieve_of(words: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Return a table, shape (2**15,), true at the hash of the first letters of each word, in all its spellings with ß and ss."""
    sieve = np.zeros(1 << _SIEVE_BITS, np.bool_)
    for word in words:
        first, *rest = re.split("ß|ss", word.lower().split("-")[0])
        for sharp in itertools.product(("ß", "ss"), repeat=len(rest)):
            spelled = first + "".join(map("".join, zip(sharp, rest, strict=True)))
            letters = bytes(byte | 0x20 for byte in spelled.encode()[:_SEEN])
            key = int.from_bytes(letters, "little")
            sieve[(key * int(_FACTOR) & 0xFFFFFFFFFFFFFFFF) >> int(_SHIFT)] = True
    return sieve


@lean
def mark_mentions(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    tokens: Tokens,
    sieve: npt.NDArray[np.bool_],
    slots: npt.NDArray[np.uint64],
    marks: npt.NDArray[np.int64],
) -> None:
    """Write into `marks`, shape (n,), the bits of the lists of which each text has a word.

    `starts` has room for the beginnings of one text's words, as much as `tokens`; `sieve` (see `sieve_of`) and `slots` (as in a
    Lexicon) contain all words of the lists.
    """
    for document in range(len(offsets) - 1):
        start = offsets[document]
        end = offsets[document + 1]
        bits = 0
        done = start
        for number in range(_beginnings(data, start, end, starts)):
            place = starts[number]
            if place < done:
                continue
            if place + _SEEN <= end:
                key = _first_letters(eight_bytes(data, place))
                if key != _ODD and not sieve[key * _FACTOR >> _SHIFT]:
                    continue
            first = place
            while first > start and data[first - 1] > 0x20:  # no token goes beyond a blank
                first -= 1
            done = place
            while done < end and data[done] > 0x20:
                done += 1
            for token in range(tokenise_into(data, first, done, tokens)):
                bits |= flags_in(slots, tokens.hashes[token])
        marks[document] = bits


@lean
def _beginnings(data: npt.NDArray[np.uint8], start: int, end: int, starts: npt.NDArray[np.int64]) -> int:
    """Write where runs of letters, and of other non-ASCII characters, begin; return their number."""
    count = 0
    before = 0
    for place in range(start, end):
        is_word = int(_WORD_BYTES[data[place]])
        starts[count] = place  # branch-free: the next write replaces what is no beginning
        count += is_word & ~before
        before = is_word
    return count


@lean
def _first_letters(seen: np.uint64) -> np.uint64:
    """Return the letters that the eight bytes begin with, in lower case, padded with zeros; _ODD if some are not German.

    Eight bytes are compared at a time, in the bit that ASCII does not use.
    """
    small = seen | _SMALL
    low = small & _LOW
    letters = (low + _TO_A) & ~(low + _BEYOND_Z) & ~seen
    signs = ~(letters | seen) & _HIGH
    mask = ((signs & (~signs + _ONE)) >> _SEVEN) - _ONE  # all bytes before the first sign
    if seen & _HIGH & mask == 0:
        return small & mask
    key = small & mask
    place = 0
    while place < 64:
        byte = int(key >> np.uint64(place)) & 0xFF
        if byte >= 0x80:
            place += 8
            if byte != 0xE3 or (place < 64 and int(key >> np.uint64(place)) & 0xFF not in _UMLAUTS):
                return _ODD
        place += 8
    return key
