"""Mixed-language texts: which share of a text's passages is in another language than the text.

A passage is 200 to 500 bytes long and ends with a paragraph, a line or a word.  Most passages of German text show by their
function words alone that they are German, in a compiled pass; only the others are shown to the models.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters.kernels.buffers import buffers
from filters.language_codes import GERMAN, VARIETIES
from filters.language_model import fnv64
from filters.passages_kernel import count_passages, fill_passages

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

FUNCTION_WORDS: Final = (
    "aber als am auch auf aus bei beim bis daß dass diese dieser dieses durch ein eine einem einen einer eines er für haben "
    "hat hatte ich im ist jedoch kann mit nach nicht noch nur oder sein sich sie sind sowie und vom von vor war wenn werden wie "
    "wir wird wurde wurden zu zum zur zwischen über"
)
"""Words that German uses all the time; few of them occur in any other language."""

KNOWN_SHARE: Final = 0.12  # of a passage's words; German prose has about twice as many
DIFFERENT: Final = 4  # of the function words, so that no name or quotation decides
LETTERS: Final = 60  # in bytes; shorter passages, tables and formulas say nothing
SURE: Final = 0.7  # a passage is in another language from this score on
SHOWN: Final = 8  # doubtful passages of a text that the models see, evenly spaced; they stand for the others
_SLOTS: Final = 256


@cache
def _function_words() -> npt.NDArray[np.uint64]:
    table = np.zeros(_SLOTS, np.uint64)
    for word in FUNCTION_WORDS.split():
        value = fnv64(word.encode())
        slot = (value >> 32) % _SLOTS
        while table[slot]:
            slot = (slot + 1) % _SLOTS
        table[slot] = value
    table.flags.writeable = False
    return table


def foreign(
    texts: pa.Array | pa.ChunkedArray, spoken: pl.DataFrame, speak: Callable[[pl.Series], pl.DataFrame]
) -> pl.DataFrame:
    """Return `foreign_ratio` and `foreign_language` of each text; `spoken` has its own `language` and `language_score`.

    The ratio is of the letters in passages whose language is known; null where there is none or the text has no language.
    German and its varieties are not foreign to each other.  `speak` identifies a column of passages; a text that is one
    passage has been identified already.
    """
    passages = _passages(texts)
    own = spoken.select("language", pl.col("language_score").alias("score"))
    own = own.with_row_index("text").with_columns(pl.col("text").cast(pl.Int32))
    doubtful = passages.filter(~pl.col("is_german") & (pl.col("letters") >= LETTERS)).drop("is_german")
    doubtful = _shown(doubtful.join(own.filter(pl.col("language").is_not_null()), on="text", maintain_order="left"))
    doubtful = doubtful.with_columns(pl.col("language").alias("found"), pl.col("score").alias("language_score"))
    lone = doubtful.filter("is_lone")
    several = doubtful.filter(~pl.col("is_lone"))
    column = _column(texts, passages["start"].to_numpy()).take(several["passage"].to_arrow())
    found = speak(pl.Series("text", pl.from_arrow(column), dtype=pl.String))
    said = several.with_columns(found["language"].rename("found"), found["language_score"])
    return _shares(passages, pl.concat([lone, said]).sort("passage"), own)


def _passages(texts: pa.Array | pa.ChunkedArray) -> pl.DataFrame:
    offsets, data = buffers(texts)
    count = count_passages(offsets, data)
    starts, rows = np.zeros(count, np.int64), np.zeros(count, np.int32)
    counts = np.zeros((count, 4), np.int32)
    fill_passages(offsets, data, _function_words(), starts, rows, counts)
    letters, words, hits, different = counts.T
    is_german = (hits >= KNOWN_SHARE * words) & (different >= DIFFERENT)
    frame = pl.DataFrame({"text": rows, "start": starts, "letters": letters, "is_german": is_german})
    return frame.with_row_index("passage").with_columns((pl.len().over("text") == 1).alias("is_lone"))


def _column(texts: pa.Array | pa.ChunkedArray, starts: npt.NDArray[np.int64]) -> pa.Array:
    """Return the passages as a text column over the same bytes: they follow each other without a gap."""
    offsets, data = buffers(texts)
    places = np.append(starts, offsets[-1])
    return pa.LargeStringArray.from_buffers(len(starts), pa.py_buffer(places), pa.py_buffer(data))


def _shown(doubtful: pl.DataFrame) -> pl.DataFrame:
    """Return at most SHOWN passages of each text, evenly spaced, each with the letters of those it stands for."""
    of = pl.len().over("text")
    step = (of / SHOWN).ceil().cast(pl.UInt32)
    shown = doubtful.with_columns(
        ((pl.int_range(pl.len()).over("text") % step) == 0).alias("is_shown"),
        pl.col("letters").sum().over("text").alias("all"),
    ).filter("is_shown")
    weight = pl.col("letters") * (pl.col("all") / pl.col("letters").sum().over("text"))
    return shown.with_columns(weight.alias("weight")).drop("is_shown", "all")


def _shares(passages: pl.DataFrame, doubtful: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    family = [GERMAN, *VARIETIES]
    certain = passages.filter("is_german").group_by("text").agg(pl.col("letters").sum().alias("german"))
    is_other = (pl.col("found") != pl.col("language")) & (pl.col("language_score") >= SURE)
    is_other &= ~(pl.col("found").is_in(family) & pl.col("language").is_in(family))
    known = doubtful.filter(pl.col("language_score") >= SURE)
    # Sorted first: a grouped sum of floats depends on how many threads take part in it.
    seen = known.group_by("text").agg(pl.col("weight").sort().sum())
    other = known.filter(is_other).group_by("text", "found").agg(pl.col("weight").sort().sum().alias("other"))
    known_of = own.join(certain, on="text", how="left", maintain_order="left")
    frame = known_of.join(seen, on="text", how="left", maintain_order="left").fill_null(0)
    apart = pl.when(~pl.col("language").is_in(family)).then("german").otherwise(0)
    foreigners = pl.concat(
        [
            other.select("text", "found", pl.col("other").cast(pl.Float64)),
            frame.select("text", pl.lit(GERMAN).alias("found"), apart.cast(pl.Float64).alias("other")),
        ]
    ).filter(pl.col("other") > 0)
    ordered = foreigners.sort("text", "other", "found", descending=[False, True, False]).group_by(
        "text", maintain_order=True
    )
    most = ordered.agg(pl.col("found").first(), pl.col("other").sort().sum())
    ratio = (pl.col("other").fill_null(0.0) / (pl.col("german") + pl.col("weight"))).cast(pl.Float32)
    has = pl.col("language").is_not_null() & (pl.col("german") + pl.col("weight") > 0)
    return frame.join(most, on="text", how="left", maintain_order="left").select(
        pl.when(has).then(ratio).alias("foreign_ratio"), pl.when(has).then("found").alias("foreign_language")
    )
