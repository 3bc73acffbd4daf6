"""The split of a kept document, drawn by cluster so that no two splits hold similar texts, and the clusters by which it is drawn.

A cluster is everything that stored edges join, at whatever similarity, through removed documents too; the parts of one work
belong together.  A cluster falls into a held-out split if the smallest hash among its works does: the draw needs neither the
clock nor another document, so the same documents are held out in every release, and a document leaves `train` only if a near
copy of it that is drawn itself comes in, which happens with the probability of the split's share.  None returns to `train`
unless a source with such a copy leaves the collection.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import polars as pl

from pipeline.similarity import graph_kernel
from pipeline.store.ids import works_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pyarrow as pa

HeldOut = Literal["test", "validation"]
TRAIN: Final = "train"


@dataclass(frozen=True)
class Clusters:
    """The works that edges join to others, ascending, and the smallest draw among those of the cluster of each."""

    works: pl.Series
    smallest: npt.NDArray[np.float64]

    @classmethod
    def of(cls, edges: pa.Table) -> Clusters:
        """Return the clusters of edges with the columns `a` and `b` (ids); they may name documents that are not kept."""
        ends = [works_of(pl.Series(values=edges.column(name), dtype=pl.String)) for name in ("a", "b")]
        works = pl.concat(ends).unique().sort()
        codes = [end.replace_strict(works, np.arange(len(works)), return_dtype=pl.Int64) for end in ends]
        cluster = graph_kernel.components(len(works), *(code.to_numpy().astype(np.int64) for code in codes))
        smallest = np.ones(len(works))
        np.minimum.at(smallest, cluster, np.array([draw(work) for work in works]))
        return cls(works, smallest[cluster])

    def draws(self, ids: pl.Series) -> pl.Series:
        """Return for each id the smallest draw among the works of its cluster, in [0, 1)."""
        works = works_of(ids)
        drawn = np.array([draw(work) for work in works], np.float64)
        if len(self.works):
            places = self.works.search_sorted(works).clip(0, len(self.works) - 1)
            is_joined = (self.works.gather(places) == works).to_numpy()
            drawn = np.where(is_joined, self.smallest[places.to_numpy()], drawn)
        return pl.Series("draw", drawn)


def with_split(kept: pl.DataFrame, clusters: Clusters, shares: Mapping[HeldOut, float]) -> pl.DataFrame:
    """Return the kept documents with the column `split`; `shares` maps each held-out split to its part of all clusters."""
    if not shares or kept.is_empty():
        return kept.with_columns(pl.lit(TRAIN).alias("split"))
    split = pl.lit(TRAIN)
    upper = 1.0
    for name, lower in reversed(_bounds(shares)):
        split = pl.when((pl.col("draw") >= lower) & (pl.col("draw") < upper)).then(pl.lit(name)).otherwise(split)
        upper = lower
    return kept.with_columns(clusters.draws(kept["id"])).with_columns(split.alias("split")).drop("draw")


def _bounds(shares: Mapping[HeldOut, float]) -> list[tuple[str, float]]:
    """Return each held-out split, then train, with the draw at which it begins."""
    bounds, start = [], 0.0
    for name, share in sorted(shares.items()):
        bounds.append((name, start))
        start += share
    return [*bounds, (TRAIN, start)]


def draw(work: str) -> float:
    """Return the number in [0, 1) that chooses a work's split: 53 bits of BLAKE2b, apart from those that choose its bucket."""
    digest = hashlib.blake2b(work.encode(), digest_size=8, person=b"split").digest()
    return (int.from_bytes(digest) >> 11) / (1 << 53)
