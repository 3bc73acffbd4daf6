"""A kept text whose verified twin stands elsewhere under a refused licence: a conflict that no metadata would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.decide.rows import SCHEMA, shape

if TYPE_CHECKING:
    import pyarrow as pa


def conflicts(edges: pa.Table, threshold: float, kept: pl.Series, refused: pl.Series) -> pl.DataFrame:
    """Return a decision for every kept document with an edge >= threshold to a refused one; `related` is the twin.

    Of several twins the most similar is named, then the one whose id comes first.
    """
    frame = pl.from_arrow(edges)
    if not isinstance(frame, pl.DataFrame) or frame.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    there = frame.select("a", "b", "similarity")
    back = frame.select(pl.col("b").alias("a"), pl.col("a").alias("b"), "similarity")
    pairs = pl.concat([there, back]).filter(
        (pl.col("similarity") >= threshold) & pl.col("a").is_in(kept.implode()) & pl.col("b").is_in(refused.implode())
    )
    best = pairs.sort(["a", "similarity", "b"], descending=[False, True, False]).unique(
        "a", keep="first", maintain_order=True
    )
    return shape(
        best,
        "license",
        id=pl.col("a"),
        reason="license_conflict",
        measure="twin_refused",
        value=pl.col("similarity"),
        limit=threshold,
        related=pl.col("b"),
        rank=190,
    )
