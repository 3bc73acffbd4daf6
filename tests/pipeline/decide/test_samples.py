"""The sample: every source is in it, it stays small, and it is drawn by the ids alone."""

from __future__ import annotations

import polars as pl

from pipeline.decide.samples import with_sample


def kept(sources: dict[str, int], characters: int = 1000) -> pl.DataFrame:
    ids = [(f"{source}/{number}", source) for source, count in sources.items() for number in range(count)]
    frame = pl.DataFrame(ids, schema=["id", "source"], orient="row")
    return frame.with_columns(pl.lit(characters, pl.Int64).alias("characters"), pl.lit("train").alias("split"))


def drawn(frame: pl.DataFrame, limit: int) -> dict[str, int]:
    chosen = with_sample(frame, limit).filter("in_sample")
    return dict(chosen.group_by("source").len().iter_rows())


def test_a_tenth_of_every_source_and_three_of_the_smallest():
    assert drawn(kept({"large": 1000, "small": 5}), 10**9) == {"large": 97, "small": 3}


def test_the_limit_in_bytes_holds():
    assert sum(drawn(kept({"large": 1000, "other": 1000}), 100_000).values()) == 50
    assert drawn(kept({"a": 10}), 0) == {}


def test_no_held_out_document_and_the_same_ones_in_any_order():
    frame = kept({"a": 50, "b": 50}).with_columns(
        pl.when(pl.col("id").str.ends_with("7")).then(pl.lit("test")).otherwise(pl.lit("train")).alias("split")
    )
    one = with_sample(frame, 10**9)
    other = with_sample(frame.reverse(), 10**9).reverse()
    assert one.equals(other)
    assert not one.filter(pl.col("in_sample") & (pl.col("split") == "test")).height
