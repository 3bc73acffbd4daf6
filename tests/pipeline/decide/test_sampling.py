"""The sample: a small one of every source, the same in any order and however the documents come."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide.sampling import Sampling
from pipeline.release_files.data_files import hash_of


def kept(sources: dict[str, int], characters: int = 1000) -> pl.DataFrame:
    ids = [(f"{source}/{number}", source) for source, count in sources.items() for number in range(count)]
    frame = pl.DataFrame(ids, schema=["id", "source"], orient="row")
    return frame.with_columns(pl.lit(characters, pl.Int64).alias("characters"), pl.lit("train").alias("split"))


def chosen(frame: pl.DataFrame, limit: int, rows: int = 1 << 20) -> pl.Series:
    sampling = Sampling(limit)
    for part in frame.iter_slices(rows):
        sampling.add(part)
    return sampling.chosen().sort()


def drawn(frame: pl.DataFrame, limit: int) -> dict[str, int]:
    return dict(chosen(frame, limit).str.split("/").list.first().value_counts().iter_rows())


def test_a_tenth_of_every_source_and_three_of_the_smallest():
    assert drawn(kept({"large": 1000, "small": 5}), 10**9) == {"large": 97, "small": 3}


def test_the_limit_in_bytes_holds():
    assert sum(drawn(kept({"large": 1000, "other": 1000}), 100_000).values()) == 50
    assert drawn(kept({"a": 10}), 0) == {}


def test_no_held_out_document_and_the_same_ones_in_any_order():
    frame = kept({"a": 50, "b": 50}).with_columns(
        pl.when(pl.col("id").str.ends_with("7")).then(pl.lit("test")).otherwise(pl.lit("train")).alias("split")
    )
    first = chosen(frame, 10**9)
    assert first.equals(chosen(frame.reverse(), 10**9))
    assert not frame.filter(pl.col("id").is_in(first.implode()) & (pl.col("split") == "test")).height


@given(
    lengths=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 500)), min_size=1, max_size=60),
    limit=st.integers(1, 20_000),
    rows=st.integers(1, 60),
)
def test_drawn_part_by_part_the_sample_is_the_one_drawn_from_all_documents_at_once(lengths, limit, rows):
    ids = [f"{source}/{number}" for number, (source, _) in enumerate(lengths)]
    frame = pl.DataFrame({"id": ids, "source": [source for source, _ in lengths]}).with_columns(
        pl.Series("characters", [count for _, count in lengths], dtype=pl.Int64), pl.lit("train").alias("split")
    )
    assert chosen(frame, limit, rows).to_list() == plainly_chosen(frame, limit)


def plainly_chosen(frame: pl.DataFrame, limit: int) -> list[str]:
    """Return what is chosen by the definition: documents by their share, and their characters added up to the limit."""
    hashes = pl.Series("hash", [hash_of(document_id) for document_id in frame["id"]], dtype=pl.UInt64)
    share = (pl.col("hash").rank("ordinal").over("source").cast(pl.Float64) - 3).clip(lower_bound=0)
    drawn = frame.with_columns(hashes).with_columns((share / pl.len().over("source")).alias("share"))
    drawn = drawn.sort("share", "hash", "id")
    first = int(drawn.filter(pl.col("share") == 0)["characters"].sum())
    at_most = min(limit // 2, max(int(0.1 * int(frame["characters"].sum())), first))
    return sorted(drawn.filter(pl.col("characters").cum_sum() <= at_most)["id"].to_list())
