"""The word lists of the measures, the word table and the letter model, as the arrays that the kernels read."""

from __future__ import annotations

import functools
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import yaml

from filters.clean_german import letter_bits, word_costs
from filters.kernels.lexicon import (
    ABBREVIATION,
    BLOCKED,
    BOILERPLATE,
    COST,
    KNOWN,
    SIEVE,
    STOP,
    Lexicon,
    slots_of,
    word_hash,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DATA_FILES: Final = ("filters/data/words.yaml",)


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
    return MappingProxyType({word_hash(word): KNOWN | cost << COST for word, cost in word_costs().items()})


def _flag(flags: dict[int, int], words: Iterable[str], flag: int) -> None:
    for word in words:
        key = word_hash(word)
        flags[key] = flags.get(key, 0) | flag


def _hashed(flags: Mapping[int, int]) -> Lexicon:
    sieve = np.zeros(1 << 18 - 6, np.uint64)
    for key, flag in flags.items():
        if flag & KNOWN:
            sieve[key >> int(SIEVE) + 6] |= np.uint64(1 << (key >> int(SIEVE) & 63))
    return Lexicon(slots_of(flags), sieve, letter_bits())
