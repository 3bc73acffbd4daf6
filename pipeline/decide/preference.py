"""The order of preference: which of several like documents the walk meets first, and so keeps.

Exact twins hold the same text, so that the freer licence decides among them, then what decides among near ones.  Near
twins differ: there the recipe's order counts, by default the source's declared rank, then how much worse a document
reads than the best of its twins, then the freer licence.  An exact group stands where its best member in each respect
puts it.

How a document reads is compared within a cluster, which is all that edges join.  Its loss is the share of its words
that are damaged, plus the share of the letters of the longest of the cluster that it lacks.  Damage is estimated from
`ocr_score` and `word_bits`: a misread word has to be spelled out, which costs about twenty bits, so that at six letters a
word each bit a letter stands for 0.3 of the words.  The class is the loss beyond that of the best, in steps of `STEP`; a
text that lacks less than `SPARE` letters lacks nothing for it, because furniture and notes come and go with renditions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from licenses.combine import RANK
from pipeline.similarity.survivors import RENDITIONS, clusters

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

STEP: Final = 0.01
SPARE: Final = 0.03
WORDS_PER_BIT: Final = 0.3
"""Share of damaged words for which one bit per letter more stands."""
MEASURED: Final = ("ocr_score", "word_bits", "mean_word_characters", "words")
"""The measures from which `reading` is computed."""

_IS_DESCENDING: Final = {
    "freedom": False,
    "priority": True,
    "quality": False,
    "loss": False,
    "words": True,
    "date": False,
    "id": False,
}


def reading(measured: pl.DataFrame) -> pl.DataFrame:
    """Return how each document reads: `damage` (share of words, above that of faultless text by a constant) and `letters`.

    What could not be measured counts as wholly damaged.
    """
    score = pl.col("ocr_score").cast(pl.Float64).fill_nan(None).fill_null(0.0)
    bits = pl.col("word_bits").cast(pl.Float64).fill_nan(None).fill_null(1 / WORDS_PER_BIT)
    letters = (pl.col("mean_word_characters").cast(pl.Float64).fill_nan(None) * pl.col("words")).fill_null(0.0)
    return measured.select(
        damage=(1.0 - score + WORDS_PER_BIT * bits).cast(pl.Float32), letters=letters.round().cast(pl.Int64)
    )


def ranked(documents: pl.DataFrame, edges: pa.Table, prefer: Sequence[str]) -> pl.DataFrame:
    """Return the documents best first; `edges` are those by which two documents count as one text.

    `documents` has `id, obligation, priority, words, date, damage, letters, work, member`; what a work's renditions lack is
    seen in whole files.
    """
    order = [*prefer] if "id" in prefer else [*prefer, "id"]
    joined, exact = clusters(documents["id"].to_arrow(), edges, renditions_of(documents))
    known = documents.with_columns(
        pl.col("obligation").replace_strict(RANK, default=len(RANK), return_dtype=pl.Int64).alias("_freedom"),
        *_losses(_by_member(documents), joined),
        *(pl.col(name).alias(f"_{name}") for name in ("priority", "words", "date", "id")),
        pl.Series("_exact", exact),
        pl.lit(0, pl.Int64).alias("_place"),
    )
    is_twin = pl.col("_exact") >= 0
    known = pl.concat([known.filter(~is_twin), _as_groups(known.filter(is_twin), order)])
    keys = {**{f"_{name}": _IS_DESCENDING[name] for name in order}, "_place": False}
    return known.sort(list(keys), descending=list(keys.values()), nulls_last=True).select(documents.columns)


def renditions_of(documents: pl.DataFrame) -> pl.DataFrame:
    """Return the documents that are renditions of a declared work, in the schema that the walk takes."""
    return documents.filter(pl.col("work").is_not_null()).select(list(RENDITIONS))


def _by_member(documents: pl.DataFrame) -> pl.DataFrame:
    """Return `damage` and `letters`, for documents of declared works those of the whole file that they are in."""
    known = documents.select("damage", "letters", "words", "work", "member")
    if known["work"].null_count() == len(known):
        return known
    words = pl.col("words").fill_null(0) + 1
    whole = pl.struct("work", "member")
    damage = ((pl.col("damage") * words).sum() / words.sum()).over(whole)
    is_declared = pl.col("work").is_not_null()
    return known.with_columns(
        damage=pl.when(is_declared).then(damage).otherwise(pl.col("damage")),
        letters=pl.when(is_declared).then(pl.col("letters").sum().over(whole)).otherwise(pl.col("letters")),
    )


def _as_groups(twins: pl.DataFrame, order: Sequence[str]) -> pl.DataFrame:
    """Return exact twins with what their group is ranked by, and their place in it."""
    by = {f"_{name}": _IS_DESCENDING[name] for name in ("freedom", *order)}
    ordered = twins.sort(list(by), descending=list(by.values()), nulls_last=True)
    best = [(pl.col(name).max() if down else pl.col(name).min()).over("_exact") for name, down in by.items()]
    place = pl.int_range(pl.len(), dtype=pl.Int64).over("_exact").alias("_place")
    return ordered.with_columns(*best, place)


def _losses(documents: pl.DataFrame, joined: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[pl.Series]:
    """Return the class and the loss of each document within its cluster; 0 for documents that resemble no other."""
    quality, loss = np.zeros(len(joined), np.int64), np.zeros(len(joined))
    inside = np.flatnonzero(joined >= 0)
    if len(inside):
        damage = documents["damage"].fill_null(1.0).to_numpy()[inside].astype(np.float64)
        letters = documents["letters"].fill_null(0).to_numpy()[inside].astype(np.float64)
        _, cluster = np.unique(joined[inside], return_inverse=True)
        lacking = 1.0 - letters / np.maximum(_extreme(np.maximum, letters, cluster), 1.0)
        loss[inside] = _beyond(damage + lacking, cluster)
        coarse = _beyond(damage + np.where(lacking < SPARE, 0.0, lacking), cluster)
        quality[inside] = np.floor(coarse / STEP + 1e-6).astype(np.int64)
    return [pl.Series("_quality", quality), pl.Series("_loss", loss.round(6))]


def _beyond(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], cluster: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return values - _extreme(np.minimum, values, cluster)


def _extreme(
    choose: np.ufunc,
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
    cluster: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return for each document the least or largest value of its cluster."""
    best = np.full(int(cluster.max()) + 1, np.inf if choose is np.minimum else -np.inf)
    choose.at(best, cluster, values)
    return best[cluster]
