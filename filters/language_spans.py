"""Mixed-language texts: the share of a text's spans that is in another language than the text.

A language span is 200 to 500 bytes long and ends with a paragraph, a line or a word.  Most spans of German text are recognised
as German by their function words alone, in a compiled pass; only the others are given to the models.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters.kernels.buffers import buffers
from filters.language_codes import GERMAN, VARIETIES
from filters.language_spans_kernel import HALF, LEAST, SHIFT, SLOTS, fill_spans

if TYPE_CHECKING:
    import numpy.typing as npt

FUNCTION_WORDS: Final = (
    "aber als am auch auf aus bei beim bis daß dass diese dieser dieses durch ein eine einem einen einer eines er für haben "
    "hat hatte ich im ist jedoch kann mit nach nicht noch nur oder sein sich sie sind sowie und vom von vor war wenn werden wie "
    "wir wird wurde wurden zu zum zur zwischen über"
)
"""The most frequent function words of German; few of them occur in any other language."""

ENGLISH_WORDS: Final = (
    "the of and to that it is for on you with this are have be at not from they we or by but had were which i my your "
    "his their there would been has who when what can if about could should please because very some than them our its"
)
"""Frequent words of English that are none of German, of at most eight letters: they show which texts may be in both."""

KNOWN_SHARE: Final = 0.12  # function words among a span's words; German prose has about twice as many
DIFFERENT: Final = 4  # distinct function words, so that no name or quotation decides
LETTERS: Final = 60  # in bytes; shorter spans, tables and formulas are not judged
SURE: Final = 0.7  # least score at which a span is in another language
SHOWN: Final = 8  # most doubtful spans per text that the models judge, evenly spaced; they represent the others
_FACTOR: Final = 0x9E3779B97F4A7C15
_FAMILY: Final = [GERMAN, *VARIETIES]


@cache
def _known() -> npt.NDArray[np.uint64]:
    """Return the table of both lists for `fill_spans`, with the first factor for which all words have distinct rows."""
    german, english = FUNCTION_WORDS.split(), ENGLISH_WORDS.split()
    words = np.array([int.from_bytes(word.encode(), "little") for word in german + english], np.uint64)
    factors = (np.uint64(pow(_FACTOR, power, 2**64)) for power in count(1))
    factor = next(factor for factor in factors if len(np.unique(words * factor >> SHIFT)) == len(words))
    table = np.zeros((1 + SLOTS, 4), np.uint64)
    table[0, 0] = factor
    numbers = np.arange(len(words), dtype=np.uint64)
    is_german = numbers < len(german)
    bits = np.uint64(1) << (numbers & np.uint64(63))
    counted = np.where(is_german, np.uint64(1), np.uint64(1) << HALF)
    rows = np.uint64(1) + (words * factor >> SHIFT)
    table[rows] = np.stack(
        [words, counted, bits * (is_german & (numbers < 64)), bits * (is_german & (numbers >= 64))], axis=1
    )
    table.flags.writeable = False
    return table


@dataclass(frozen=True, slots=True)
class Spans:
    """The number of letters in certainly German spans of each text, and the spans that the models judge.

    `doubtful` has one row per span that the models judge, in order: the row of its `text`, the number of letters that it
    represents (`weight`), and whether it is the whole text (`is_lone`); `column` has the text of those that are not.
    `frequent`, shape (3, texts), has the words of each text, its German and its English function words.
    """

    german: npt.NDArray[np.int64]
    doubtful: pl.DataFrame
    column: pa.LargeStringArray
    frequent: npt.NDArray[np.int64]


def spans_of(texts: pa.Array | pa.ChunkedArray, has_language: npt.NDArray[np.bool_]) -> Spans:
    """Return the spans of texts; the models judge at most SHOWN spans per text, and none of texts without a language."""
    starts, rows, (letters, words, hits, different, english) = cut(texts)
    is_german = (hits >= KNOWN_SHARE * words) & (different >= DIFFERENT)
    german = np.bincount(rows[is_german], letters[is_german], len(texts)).astype(np.int64)
    doubtful = np.flatnonzero(~is_german & (letters >= LETTERS) & has_language[rows])
    shown, weight = _shown(rows[doubtful], letters[doubtful], len(texts))
    spans = doubtful[shown]
    is_lone = np.bincount(rows, minlength=len(texts))[rows[spans]] == 1
    frame = pl.DataFrame({"text": rows[spans], "weight": weight, "is_lone": is_lone})
    frequent = np.stack([np.bincount(rows, count, len(texts)).astype(np.int64) for count in (words, hits, english)])
    return Spans(german, frame, column(texts, starts).take(pa.array(spans[~is_lone])), frequent)


def cut(
    texts: pa.Array | pa.ChunkedArray,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the starts of all spans, the rows of their texts, and the counts of `fill_spans`, shape (5, n)."""
    offsets, data = buffers(texts)
    room = int((np.diff(offsets) // LEAST + 1).sum())
    starts, rows, counts = np.empty(room, np.int64), np.empty(room, np.int32), np.empty((room, 5), np.int32)
    number = fill_spans(offsets, data, _known(), starts, rows, counts)
    return starts[:number], rows[:number], counts[:number].T


def column(texts: pa.Array | pa.ChunkedArray, starts: npt.NDArray[np.int64]) -> pa.LargeStringArray:
    """Return the spans as a text column over the same bytes: they follow each other without gaps."""
    offsets, data = buffers(texts)
    places = np.append(starts, offsets[-1])
    return pa.LargeStringArray.from_buffers(len(starts), pa.py_buffer(places), pa.py_buffer(data))


def _shown(
    rows: npt.NDArray[np.int32], letters: npt.NDArray[np.int32], texts: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return which doubtful spans the models judge, evenly spaced, and the number of letters that each represents."""
    number = np.bincount(rows, minlength=texts)
    step = -(-number // SHOWN)
    place = np.arange(len(rows)) - (np.cumsum(number) - number)[rows]
    shown = np.flatnonzero(place % step[rows] == 0)
    of_all, of_shown = np.bincount(rows, letters, texts), np.bincount(rows[shown], letters[shown], texts)
    row = rows[shown]
    return shown, letters[shown] * (of_all[row] / of_shown[row])


def foreign(spans: Spans, own: pl.DataFrame, identified: pl.DataFrame) -> pl.DataFrame:
    """Return `foreign_ratio` and `foreign_language` of each text.

    `own` has `language` and `language_score` of each text, `identified` those of the spans in `column`.  The ratio refers to
    the letters in spans whose language is known; null if there are none or the text has no language.  German and its
    varieties are not foreign to each other.
    """
    german, language = spans.german, own["language"]
    judged = _judged(spans.doubtful, own, identified).filter(pl.col("score") >= SURE).sort("text", "weight")
    known = german + np.bincount(judged["text"], judged["weight"], len(german))
    is_other = (pl.col("identified") != pl.col("language")) & ~(
        pl.col("identified").is_in(_FAMILY) & pl.col("language").is_in(_FAMILY)
    )
    apart = np.flatnonzero((~language.is_in(_FAMILY)).fill_null(value=False).to_numpy() & (german > 0))
    among = pl.DataFrame(
        {"text": apart.astype(np.int32), "identified": [GERMAN] * len(apart), "weight": german[apart] * 1.0}
    )
    others = pl.concat([judged.filter(is_other).select("text", "identified", "weight"), among])
    most = (
        others.group_by("text", "identified", maintain_order=True)
        .agg(pl.col("weight").sum())
        .sort("text", "weight", "identified", descending=[False, True, False])
        .group_by("text", maintain_order=True)
        .agg(pl.col("identified").first(), pl.col("weight").sort().sum())
    )
    other = np.bincount(most["text"], most["weight"], len(german))
    names = pl.Series("foreign_language", [None], dtype=pl.String).new_from_index(0, len(german))
    frame = pl.DataFrame(
        {
            "foreign_ratio": (other / np.maximum(known, 1)).astype(np.float32),
            "foreign_language": names.scatter(most["text"], most["identified"]),
            "has": language.is_not_null().to_numpy() & (known > 0),
        }
    )
    return frame.select(pl.when("has").then(name).alias(name) for name in frame.columns[:2])


def _judged(doubtful: pl.DataFrame, own: pl.DataFrame, identified: pl.DataFrame) -> pl.DataFrame:
    """Return the judged spans with the `language` of their text, the language `identified` in each and its `score`."""
    of_text = own.select("language", "language_score").select(pl.all().gather(doubtful["text"]))
    several = np.flatnonzero(~doubtful["is_lone"].to_numpy())
    return doubtful.with_columns(
        of_text["language"],
        of_text["language"].scatter(several, identified["language"]).alias("identified"),
        of_text["language_score"].scatter(several, identified["language_score"]).alias("score"),
    )
