"""Which kept documents stand in the sample: a small configuration to look at first, stratified by source."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipeline.decide.splits import TRAIN
from pipeline.release_files.data_files import hash_of

TENTH: Final = 0.1
OF_EACH_SOURCE: Final = 3  # documents at least, as long as the bytes suffice


def with_sample(kept: pl.DataFrame, limit_bytes: int) -> pl.DataFrame:
    """Return the kept documents with the column `in_sample`.

    Documents of `train` are drawn in the order of their ids' hashes: the first three of every source, then the same share of
    each, up to a tenth of the text and `limit_bytes` of it (characters count as two bytes, which German text stays below).
    """
    train = kept.filter(pl.col("split") == TRAIN)
    if train.is_empty() or not limit_bytes:
        return kept.with_columns(pl.lit(value=False).alias("in_sample"))
    hashes = pl.Series("hash", [hash_of(document_id) for document_id in train["id"]], dtype=pl.UInt64)
    ranked = train.select("id", "source", "characters").with_columns(hashes)
    place = pl.col("hash").rank("ordinal").over("source") - 1
    share = (place.cast(pl.Float64) - (OF_EACH_SOURCE - 1)).clip(lower_bound=0) / pl.len().over("source")
    drawn = ranked.with_columns(share.alias("share")).sort("share", "hash", "id")
    first = int(drawn.filter(pl.col("share") == 0)["characters"].sum())
    limit = min(limit_bytes // 2, max(int(TENTH * int(train["characters"].sum())), first))
    chosen = drawn.filter(pl.col("characters").cum_sum() <= limit)["id"]
    return kept.with_columns(pl.col("id").is_in(chosen.implode()).alias("in_sample"))
