"""Known words by their hash: the lists that contain them, and their cost under the word table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels.compile import lean
from filters.kernels.tokens import token_space, tokenise_into
from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

STOP: Final = 1
BOILERPLATE: Final = 2
BLOCKED: Final = 4
ABBREVIATION: Final = 8
KNOWN: Final = 16  # in the word table
CONFUSED: Final = 32  # computed for unknown words, see `spelling`
MERGED: Final = 64
COST: Final = 8  # the lowest of the bits with a known word's cost, in eighths of a bit
LOWER: Final = np.uint64(0xFFFF)
UPPER: Final = np.uint64(0xFFFFFFFFFFFF0000)
SIEVE: Final = np.uint64(46)  # the sieve uses the upper 18 bits of a hash
_SHIFT: Final = np.uint64(16)
FREQUENT: Final = 11 * 8  # a word that occurs once in two thousand words or more


class LexiconError(GemeingutError, ValueError):
    """An entry of a word list is not exactly one token, and could never be found."""


class Lexicon(NamedTuple):
    """Words by the hash of their folded form, with flags, and the letter model."""

    slots: npt.NDArray[np.uint64]  # a power of two of them: upper 48 bits of the hash, 16 bits of flags; 0 is empty
    sieve: npt.NDArray[np.uint64]  # 2**18 bits, one set for each word of the word table: rules out most other words
    bits: npt.NDArray[np.uint8]  # (32768,): sixteenths of a bit of the third letter code after the first two


def word_hash(word: str) -> int:
    """Return the hash of a word's folded form, as in `Tokens.hashes`; raise LexiconError unless it is exactly one token."""
    data = np.frombuffer(word.encode(), np.uint8)
    tokens = token_space(len(data))
    if tokenise_into(data, 0, len(data), tokens) != 1:
        raise LexiconError(f"{word!r} is not one word; a list holds one word an entry")
    return int(tokens.hashes[0])


def slots_of(flags: Mapping[int, int]) -> npt.NDArray[np.uint64]:
    """Return a table of hashes with their flags (16 bits), as `flags_in` reads it; at most three quarters full."""
    slots = 1 << (len(flags) * 4 // 3).bit_length()
    filled = np.zeros(slots, np.uint64)
    for key, flag in sorted(flags.items()):
        place = key >> 16 & (slots - 1)
        while filled[place]:
            place = (place + 1) & (slots - 1)
        filled[place] = key & ~0xFFFF | flag
    return filled


@lean
def flags_of(lexicon: Lexicon, key: np.uint64) -> int:
    """Return the flags and the cost of the word with this hash; 0 if it is not in the lexicon."""
    return flags_in(lexicon.slots, key)


@lean
def flags_in(slots: npt.NDArray[np.uint64], key: np.uint64) -> int:
    """Return the lower 16 bits of the slot of this hash; 0 if there is none."""
    mask = np.uint64(len(slots) - 1)
    place = (key >> _SHIFT) & mask
    slot = slots[place]
    while slot != 0:
        if (slot ^ key) & UPPER == 0:
            return int(np.int64(slot & LOWER))
        place = (place + np.uint64(1)) & mask
        slot = slots[place]
    return 0


@lean
def is_known(lexicon: Lexicon, key: np.uint64) -> bool:
    """Return whether the word with this hash is in the word table; fast if it is not."""
    place = key >> SIEVE
    if lexicon.sieve[place >> np.uint64(6)] >> (place & np.uint64(63)) & np.uint64(1) == 0:
        return False
    return flags_of(lexicon, key) & KNOWN != 0


@lean
def is_frequent(known: int) -> bool:
    """Return whether flags are those of a frequent function word."""
    return known & (STOP | KNOWN) == STOP | KNOWN and known >> COST <= FREQUENT
