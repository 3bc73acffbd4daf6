"""The key under which repetitions of lines and paragraphs are counted, as a frame's column."""

from __future__ import annotations

import numpy as np
import polars as pl
import xxhash

from pipeline.count.keys_kernel import MIN_BYTES, MIN_CHARACTERS, MIN_WORDS


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
