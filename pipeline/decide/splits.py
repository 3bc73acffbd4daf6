"""The split of a kept document: held-out splits are drawn by cluster, so that nothing alike stands in two of them.

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

from pipeline.similarity import graph_kernel
from pipeline.store.ids import works_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

HeldOut = Literal["test", "validation"]
TRAIN: Final = "train"


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
