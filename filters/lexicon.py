"""The word lists of the measures and the word table, as hashes that the kernels look into."""

from __future__ import annotations

import functools
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import yaml

from filters import frequencies, letters
from filters.kernels.lexicon import ABBREVIATION, BLOCKED, BOILERPLATE, COST, KNOWN, SIEVE, STOP, Lexicon
from filters.kernels.tokens import token_space, tokenise_into
from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/words.yaml",)


class LexiconError(GemeingutError, ValueError):
    """A word of a list is not one word to the tokeniser, and could never be found."""


@functools.cache
def lexicon(blocked: frozenset[str] = frozenset()) -> Lexicon:
    """Return the committed word lists with word table and letter model; `blocked` are words that a recipe wants counted.

    Raises LexiconError if an entry is not exactly one word.
    """
    lists = yaml.safe_load((files("filters") / "data" / "words.yaml").read_text(encoding="utf-8"))
    flags = dict(_word_table())
    for group in lists["stop"].values():
        _flag(flags, group.split(), STOP)
    _flag(flags, lists["boilerplate"].split(), BOILERPLATE)
    _flag(flags, lists["abbreviation"].split(), ABBREVIATION)
    _flag(flags, sorted(blocked), BLOCKED)
    return _hashed(flags)


@functools.cache
def _word_table() -> Mapping[int, int]:
    return MappingProxyType({word_hash(word): KNOWN | cost << COST for word, cost in frequencies.load().items()})


def _flag(flags: dict[int, int], words: Iterable[str], flag: int) -> None:
    for word in words:
        key = word_hash(word)
        flags[key] = flags.get(key, 0) | flag


def word_hash(word: str) -> int:
    """Return the hash of a word's folded form, as `Tokens.hashes` has it; raise LexiconError if it is not one word."""
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


def _hashed(flags: Mapping[int, int]) -> Lexicon:
    sieve = np.zeros(1 << 18 - 6, np.uint64)
    for key, flag in flags.items():
        if flag & KNOWN:
            sieve[key >> int(SIEVE) + 6] |= np.uint64(1 << (key >> int(SIEVE) & 63))
    return Lexicon(slots_of(flags), sieve, letters.load())
