"""The split of a kept document, drawn by cluster so that no two splits hold similar texts, and the sample.

A cluster is everything that stored edges join, at whatever similarity, through removed documents too; the parts of one work
belong together.  A cluster falls into a held-out split if the smallest hash among its works does: the draw needs neither the
clock nor another document, so the same documents are held out in every release, and a document leaves `train` only if a near
copy of it that is drawn itself comes in, which happens with the probability of the split's share.  None returns to `train`
unless a source with such a copy leaves the collection.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import polars as pl

from pipeline.release_files.data_files import hash_of
from pipeline.similarity import graph_kernel
from pipeline.store.ids import works_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

HeldOut = Literal["test", "validation"]
TRAIN: Final = "train"
TENTH: Final = 0.1
OF_EACH_SOURCE: Final = 3  # documents at least, as long as the bytes suffice


def with_split(kept: pl.DataFrame, edges: pa.Table, shares: Mapping[HeldOut, float]) -> pl.DataFrame:
    """Return the kept documents with the column `split`; `shares` maps each held-out split to its part of all clusters.

    `edges` has the columns `a` and `b` (ids) and may name documents that are not kept.
    """
    if not shares or kept.is_empty():
        return kept.with_columns(pl.lit(TRAIN).alias("split"))
    draws = _draws(kept["id"], edges)
    split = pl.lit(TRAIN)
    upper = 1.0
    for name, lower in reversed(_bounds(shares)):
        split = pl.when((pl.col("draw") >= lower) & (pl.col("draw") < upper)).then(pl.lit(name)).otherwise(split)
        upper = lower
    return kept.with_columns(draws.alias("draw")).with_columns(split.alias("split")).drop("draw")


def _bounds(shares: Mapping[HeldOut, float]) -> list[tuple[str, float]]:
    """Return each held-out split, then train, with the draw at which it begins."""
    bounds, start = [], 0.0
    for name, share in sorted(shares.items()):
        bounds.append((name, start))
        start += share
    return [*bounds, (TRAIN, start)]


def _draws(ids: pl.Series, edges: pa.Table) -> pl.Series:
    """Return for each id the smallest draw among the works of its cluster, in [0, 1)."""
    ends = [pl.Series(values=edges.column(name), dtype=pl.String) for name in ("a", "b")]
    works = [works_of(column) for column in (ids, *ends)]
    distinct = pl.concat(works).unique().sort()
    codes = [series.replace_strict(distinct, np.arange(len(distinct)), return_dtype=pl.Int64) for series in works]
    cluster = graph_kernel.components(len(distinct), codes[1].to_numpy(), codes[2].to_numpy())
    smallest = np.ones(len(distinct))
    np.minimum.at(smallest, cluster, np.array([draw(work) for work in distinct]))
    return pl.Series(smallest[cluster[codes[0].to_numpy()]])


def draw(work: str) -> float:
    """Return the number in [0, 1) that chooses a work's split: 53 bits of BLAKE2b, apart from those that choose its bucket."""
    digest = hashlib.blake2b(work.encode(), digest_size=8, person=b"split").digest()
    return (int.from_bytes(digest) >> 11) / (1 << 53)


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
