"""The word lists of the measures, the word table and the letter model, as the arrays that the kernels read.

The word table (`data/words.npz`) has the cost of each frequent word of clean German, the letter model (`data/letters.npz`) that
of a letter after the two before it, both in bits.  They are committed and never made from the current run, or results would
depend on it.  They were counted over texts that are free without condition (data/MODELS.md); `python -m scripts.tables` makes
them.
"""

from __future__ import annotations

import functools
from importlib.resources import as_file, files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from filters.kernels.counts import STEPS_PER_BIT
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
from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/letters.npz", "filters/data/words.npz", "filters/data/words.yaml")
CODES: Final = 32
"""Letter codes: 0 for a word's edge, 1 to 29 for a to z, ä, ö, ü, 30 for other letters, 31 for digits."""

BACKOFF: Final = 8.0
"""Weight of the shorter context, in occurrences."""


@functools.cache
def lexicon(blocked: frozenset[str] = frozenset()) -> Lexicon:
    """Return the committed word lists with word table and letter model; `blocked` are words that a recipe wants counted.

    Raises LexiconError if an entry is not exactly one word.
    """
    lists = _lists()
    flags = dict(_word_table())
    for group in lists["stop"].values():
        _flag(flags, group.split(), STOP)
    _flag(flags, lists["boilerplate"].split(), BOILERPLATE)
    _flag(flags, lists["abbreviation"].split(), ABBREVIATION)
    _flag(flags, sorted(blocked), BLOCKED)
    return _hashed(flags)


def _lists() -> dict[str, Any]:
    lists: dict[str, Any] = load_yaml((files("filters") / "data" / "words.yaml").read_text(encoding="utf-8"))
    return lists


@functools.cache
def function_words() -> frozenset[str]:
    """Return the function words of standard German from 1700 to today, in lower case."""
    groups = _lists()["stop"]
    return frozenset(f"{groups['standard']} {groups['historical']}".split())


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


def bits_of(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return the cost of the third letter code after the first two, shape (32768,), in sixteenths of a bit, at most 255.

    `counts` are those of sequences of three codes, shape (32, 32, 32).  P(c | ab) is smoothed by P(c | b), and that by P(c),
    each shorter context having the weight of BACKOFF occurrences.
    """
    singles = counts.sum(axis=(0, 1)) + 1.0
    shortest = singles / singles.sum()
    pairs = counts.sum(axis=0).astype(np.float64)
    shorter = (pairs + BACKOFF * shortest) / (pairs.sum(axis=1, keepdims=True) + BACKOFF)
    triples = counts.astype(np.float64)
    full = (triples + BACKOFF * shorter[None]) / (triples.sum(axis=2, keepdims=True) + BACKOFF)
    steps: npt.NDArray[np.float64] = np.minimum(255, np.rint(-STEPS_PER_BIT * np.log2(full)))
    return steps.astype(np.uint8).reshape(-1)


def letter_bits() -> npt.NDArray[np.uint8]:
    """Return the letter model from the committed table, shape (32768,), in sixteenths of a bit (see `bits_of`)."""
    with as_file(files("filters") / "data" / "letters.npz") as path, np.load(path) as stored:
        return bits_of(stored["counts"])


def word_costs() -> dict[str, int]:
    """Return the word table as committed: the cost of each word, -log2 of its share of all words, in eighths of a bit."""
    with as_file(files("filters") / "data" / "words.npz") as path, np.load(path) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        return dict(zip(words, stored["costs"].tolist(), strict=True))
