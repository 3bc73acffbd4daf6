"""The tables of a decided collection, written shard by shard: kept documents with split, subset and sample, and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow.parquet as pq

from pipeline.decide import subsets
from pipeline.decide.sampling import Sampling
from pipeline.decide.shelf import KEPT, ROWS
from pipeline.decide.splits import Clusters, with_split
from pipeline.manifest import MisreadRecipe
from pipeline.store.rows import as_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from pipeline.decide.shelf import Shelf
    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

GROUP_ROWS: Final = 1 << 14
"""Each shard is distributed to the release by itself and reads its own rows only."""


def write_decided(workspace: Workspace, collection: LoadedCollection, shelf: Shelf, edges: pa.Table) -> None:
    """Write the kept documents by source, shard and id, and the decisions by source and shard, then id and rank."""
    folder, release = workspace.decisions(collection.manifest.name), collection.manifest.release
    sampling = Sampling(release.sample_bytes)
    parts = _named(collection, shelf, edges, sampling)
    in_sample = pl.col("id").is_in(sampling.chosen().implode()).alias("in_sample")
    kept = (_finished(shelf.get(key, KEPT), parts, in_sample) for key in shelf.shards())
    _write(workspace, folder / "kept.parquet", kept)
    _write(workspace, folder / "decisions.parquet", (as_table([shelf.get(key, ROWS)]) for key in shelf.shards()))


def _named(collection: LoadedCollection, shelf: Shelf, edges: pa.Table, sampling: Sampling) -> pl.DataFrame:
    """Give the kept documents split and subset, offer them to the sample, and return the parts of divided subsets."""
    release, languages = collection.manifest.release, collection.recipe.language
    profiles = (collection.recipe.duplicates.misread or MisreadRecipe()).profiles
    of_print = [source.id for source in collection.sources if source.manifest.profile_name() in profiles]
    clusters = Clusters.of(edges if release.splits else edges.schema.empty_table())
    pairs = pl.DataFrame(schema={"subset": pl.String, "license": pl.String})
    for key in shelf.shards():
        kept = with_split(shelf.get(key, KEPT), clusters, release.splits)
        kept = subsets.named(kept, release, languages, of_print)
        sampling.add(kept)
        pairs = pl.concat([pairs, kept.select(pairs.columns)]).unique(maintain_order=True)
        shelf.put(key, KEPT, kept)
    return subsets.divided(pairs)


def _finished(kept: pl.DataFrame, parts: pl.DataFrame, in_sample: pl.Expr) -> pa.Table:
    return subsets.with_part(kept, parts).with_columns(in_sample).sort("id").to_arrow()


def _write(workspace: Workspace, name: Name, tables: Iterable[pa.Table]) -> None:
    """Write tables as one, the rows of each in row groups of their own."""
    with workspace.store.scratch() as scratch:
        path, writer = scratch / name.name, None
        for table in tables:
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=1)
            writer.write_table(table, row_group_size=GROUP_ROWS)
        if writer is not None:
            writer.close()
            workspace.store.put(path, name)
