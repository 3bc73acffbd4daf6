"""The word lists of the measures, as a table of hashes that the kernels look into."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import yaml

from filters import letters
from filters.kernels.tokens import token_space, tokenise_into
from filters.kernels.words import ABBREVIATION, BLOCKED, BOILERPLATE, STOP, Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class LexiconError(ValueError):
    """A word of a list is not one word to the tokeniser, and could never be found."""


@functools.cache
def lexicon(blocked: frozenset[str] = frozenset()) -> Lexicon:
    """Return the committed word lists with the letter model; `blocked` are words that a recipe wants counted.

    Raises LexiconError if an entry is not exactly one word.
    """
    lists = yaml.safe_load((files("filters") / "data" / "words.yaml").read_text(encoding="utf-8"))
    flags: dict[int, int] = {}
    for group in lists["stop"].values():
        _flag(flags, group.split(), STOP)
    _flag(flags, lists["boilerplate"].split(), BOILERPLATE)
    _flag(flags, lists["abbreviation"].split(), ABBREVIATION)
    _flag(flags, sorted(blocked), BLOCKED)
    return _hashed(flags)


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


def _hashed(flags: Mapping[int, int]) -> Lexicon:
    slots = 1 << (4 * len(flags)).bit_length()
    hashes = np.zeros(slots, np.uint64)
    kinds = np.zeros(slots, np.uint8)
    for key, flag in sorted(flags.items()):
        place = key & (slots - 1)
        while hashes[place]:
            place = (place + 1) & (slots - 1)
        hashes[place], kinds[place] = key, flag
    return Lexicon(hashes, kinds, letters.load())
