"""Lines and paragraphs of a column of texts, with the key under which repetitions of them are counted."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
import xxhash

from pipeline.clean.keys_kernel import MIN_BYTES, MIN_CHARACTERS, MIN_WORDS

_PARAGRAPH_END: Final = r"\n[ \t]*\n"


def split_lines(texts: pl.Series) -> pl.DataFrame:
    """Return columns row, place, line: one row per line, in order; a text without a line break is one line."""
    return _exploded(pl.DataFrame({"line": texts}).with_columns(pl.col("line").str.split("\n")))


def split_paragraphs(texts: pl.Series) -> pl.DataFrame:
    """Return columns row, place, line: one row per paragraph, paragraphs being divided by blank lines."""
    marked = texts.str.replace_all(_PARAGRAPH_END, "\u0001\u0001")
    return _exploded(pl.DataFrame({"line": marked}).with_columns(pl.col("line").str.split("\u0001\u0001")))


def _exploded(lists: pl.DataFrame) -> pl.DataFrame:
    places = pl.int_ranges(pl.col("line").list.len()).alias("place")
    return lists.with_row_index("row").with_columns(places).explode("line", "place")


def with_keys(parts: pl.DataFrame) -> pl.DataFrame:
    """Return those parts that are long enough to be furniture, with `key`: blanks single, digits one `0` a number.

    A part qualifies with 30 characters or 4 words, if at most half of its characters are blanks, digits and ASCII
    signs: rows of tables repeat for other reasons.  The lines are expected to be repaired.
    """
    long = parts.filter(pl.col("line").str.len_bytes() >= MIN_BYTES)
    keys = long.with_columns(
        pl.col("line")
        .str.replace_all(r"[ \t\n]{2,}|[\t\n]", " ")
        .str.strip_chars(" ")
        .str.replace_all("[0-9]+", "0")
        .alias("key")
    )
    characters = pl.col("key").str.len_chars()
    words = pl.col("key").str.count_matches(" ", literal=True) + 1
    signs = pl.col("key").str.count_matches("[\u0000-@\\[-`{-\u007f]")
    return keys.filter(((characters >= MIN_CHARACTERS) | (words >= MIN_WORDS)) & (signs * 2 <= characters))


def hashes(keys: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return the xxHash64 of each string's UTF-8 bytes, shape (n,): the same on every machine and run."""
    return np.fromiter((xxhash.xxh64_intdigest(key) for key in keys.cast(pl.Binary)), dtype=np.uint64, count=len(keys))
