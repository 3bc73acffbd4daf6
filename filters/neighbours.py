"""Languages near to German that are told by their commonest words: Ripuarian, Palatine, Frisian, Luxembourgish, Yiddish in Latin letters.

lid.176 has never seen Ripuarian, North and Saterland Frisian and transcribed Yiddish, and takes short lines of the others for German, Alemannic or Low German.
A line is named after one of them where its words are a large part of the line, and of no other list to half that extent.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    import numpy.typing as npt

    from filters.language_lines import Words

DATA_FILES: Final = ("filters/data/neighbours.yaml",)
SHARE: Final = 0.2  # least share of a line's words that are in the list
WORDS: Final = 3  # least number of distinct ones
SHORT: Final = 14  # words of a line in which
WORDS_IN_SHORT: Final = 2  # so many are enough, if they are
SHARE_IN_SHORT: Final = 0.25  # this share
LEAD: Final = 2.0  # times as many as of any other list


@cache
def lists() -> dict[str, list[str]]:
    """Return the words of each language by its code, in lower case."""
    stored = load_yaml((resources.files("filters") / "data" / "neighbours.yaml").read_text(encoding="utf-8"))
    return {language: words.split() for language, words in stored.items()}


def named(words: Words) -> pl.DataFrame:
    """Return `neighbour`, the language that a line's words name, else null, and `certainty`: 1 less a half for each word."""
    codes = list(lists())
    hits, distinct = _counted(words)
    sizes = np.diff(np.append(words.places, len(words.numbers)))[: len(words.lines)]
    best = np.argmax(hits, axis=1)
    rows = np.arange(len(best))
    count, different = hits[rows, best], distinct[rows, best]
    others = hits.copy()
    others[rows, best] = 0
    share = count / np.maximum(sizes, 1)
    is_named = (different >= WORDS) & (share >= SHARE)
    is_named |= (sizes < SHORT) & (different >= WORDS_IN_SHORT) & (share >= SHARE_IN_SHORT)
    is_named &= count >= LEAD * others.max(axis=1, initial=0)
    language = pl.Series("neighbour", codes, pl.String).gather(best).set(pl.Series(~is_named), None)
    return pl.DataFrame([language, pl.Series("certainty", 1 - 0.5 ** np.minimum(different, 10), pl.Float32)])


def _counted(words: Words) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return how many words of each line are in each list, and how many different ones, both of shape (lines, lists)."""
    listed, is_of = _table()
    number = pc.fill_null(pc.index_in(pc.utf8_lower(words.different), listed), -1).to_numpy()[words.numbers]
    at = np.flatnonzero(number >= 0)
    lines = np.searchsorted(words.places, at, side="right") - 1
    pairs = np.unique(lines * len(listed) + number[at])
    count = len(words.lines)
    return (
        _sums(lines, is_of[number[at]], count),
        _sums(pairs // len(listed), is_of[pairs % len(listed)], count),
    )


@cache
def _table() -> tuple[pa.LargeStringArray, npt.NDArray[np.bool_]]:
    """Return all words and which lists each is in, of shape (words, lists)."""
    all_lists = [frozenset(words) for words in lists().values()]
    listed = sorted(frozenset().union(*all_lists))
    is_of = np.array([[word in words for words in all_lists] for word in listed])
    is_of.flags.writeable = False
    return pa.array(listed, pa.large_string()), is_of


def _sums(lines: npt.NDArray[np.int64], is_of: npt.NDArray[np.bool_], count: int) -> npt.NDArray[np.int64]:
    """Return how many hits, whose lists `is_of` has, each of `count` lines has of each list."""
    sums = [np.bincount(lines[hits], minlength=count)[:count] for hits in is_of.T]
    return np.stack(sums, axis=1)
