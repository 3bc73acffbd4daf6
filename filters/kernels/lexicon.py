"""Known words by their hash: which lists they stand on, and what they cost under the word table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

STOP: Final = 1
BOILERPLATE: Final = 2
BLOCKED: Final = 4
ABBREVIATION: Final = 8
KNOWN: Final = 16  # stands in the word table
CONFUSED: Final = 32  # found out of unknown words, see `spelling`
MERGED: Final = 64
LISTED: Final = STOP | BOILERPLATE | BLOCKED
COST: Final = 8  # the first of the bits that hold a known word's cost, in eighths of a bit
LOWER: Final = np.uint64(0xFFFF)
UPPER: Final = np.uint64(0xFFFFFFFFFFFF0000)
SIEVE: Final = np.uint64(46)  # so many bits of a hash do not count in the sieve
_SHIFT: Final = np.uint64(16)
FREQUENT: Final = 11 * 8  # a word that occurs once in two thousand words or more


class Lexicon(NamedTuple):
    """Words by the hash of their folded form, with flags, and the letter model."""

    slots: npt.NDArray[
        np.uint64
    ]  # a power of two of them; the upper 48 bits of the hash, the lower 16 are the flags; 0 is empty
    sieve: npt.NDArray[np.uint64]  # 2**18 bits, one set for each word of the word table: most others are told by it
    bits: npt.NDArray[np.uint8]  # (32768,): sixteenths of a bit of the third letter code after the first two


@lean
def flags_of(lexicon: Lexicon, key: np.uint64) -> int:
    """Return the flags and the cost of the word with this hash; 0 if the lexicon does not hold it."""
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
    """Tell whether the word table holds the word with this hash; quick if it does not."""
    place = key >> SIEVE
    if lexicon.sieve[place >> np.uint64(6)] >> (place & np.uint64(63)) & np.uint64(1) == 0:
        return False
    return flags_of(lexicon, key) & KNOWN != 0


@lean
def is_frequent(known: int) -> bool:
    """Tell whether flags are those of a frequent function word."""
    return known & (STOP | KNOWN) == STOP | KNOWN and known >> COST <= FREQUENT
