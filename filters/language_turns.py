"""Texts half in German and half in English, by turns: the share of words in sentences of the other language.

Spans of some hundred bytes (`language_spans`) hold sentences of both languages and are taken for either; here each word has a
language, by the words of both and by letters.  What is quoted, and code, is no turn: German texts name English titles and cite.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters.kernels.buffers import buffers
from filters.language_codes import ENGLISH, GERMAN, VARIETIES
from filters.language_turns_kernel import SLOT_BITS, count_turns, fill_table
from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/turns.yaml",)
STRONG: Final = 12  # evidence of a word in tenths
WEAK: Final = 6  # of articles and prepositions, which stand in names and titles too
LEAST: Final = 8  # words of each language, below which nothing alternates
FREQUENT: Final = 0.02  # least share of frequent words of either language in a text that may be in both
_FAMILY: Final = [GERMAN, *VARIETIES]


@cache
def _table() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int8]]:
    """Return the hashes of all listed words and their evidence for English, by slot."""
    lists = load_yaml((resources.files("filters") / "data" / "turns.yaml").read_text(encoding="utf-8"))
    weights = {
        word: (1 if language == "english" else -1) * (STRONG if strength == "strong" else WEAK)
        for language, by_strength in lists.items()
        for strength, words in by_strength.items()
        for word in words.split()
    }
    offsets, data = buffers(pa.array(list(weights), pa.large_string()))
    keys, values = np.zeros(1 << SLOT_BITS, np.uint64), np.zeros(1 << SLOT_BITS, np.int8)
    fill_table(offsets, data, np.array(list(weights.values()), np.int8), keys, values)
    for array in (keys, values):
        array.flags.writeable = False
    return keys, values


def mixed_ratio(texts: pa.Array | pa.ChunkedArray, language: pl.Series, frequent: npt.NDArray[np.int64]) -> pl.Series:
    """Return for each text the share of its words in English sentences if its `language` is German, in German ones if English.

    `frequent`, shape (3, texts), has the number of words, of frequent German and of frequent English words; a text with next to none
    of either is in one language (0).  Null for texts in other languages, without language or words.
    """
    words, german, english = frequent
    is_german, is_english = (language.is_in(names).fill_null(value=False).to_numpy() for names in (_FAMILY, [ENGLISH]))
    is_judged = (is_german | is_english) & (words > 0)
    is_both = (np.minimum(german, english) >= np.maximum(FREQUENT * words, 1)) & (english > 1)
    rows = np.flatnonzero(is_judged & is_both)
    turns = np.zeros((len(rows), 2), np.int64)
    count_turns(*buffers(texts), rows, *_table(), np.zeros(6, np.int64), turns)
    ratio = np.zeros(len(words), np.float32)
    apart = turns[:, 0] - turns[:, 1]
    others = np.where(is_english[rows], apart, turns[:, 1])
    alternates = np.minimum(apart, turns[:, 1]) >= LEAST
    ratio[rows] = np.where(alternates, others / np.maximum(turns[:, 0], 1), 0)
    return pl.Series("mixed_ratio", ratio).set(pl.Series(~is_judged), None)
