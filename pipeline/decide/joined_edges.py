"""The edges that deciding rests on: verified similarities as alignment and the recipe judge them.

exact       the same text
near        Jaccard similarity of shingles (`estimated`: from signatures alone); joins from the recipe's threshold on
aligned     two readings of one page, by the letters that agree; joins always
edition     near, below the threshold, but above that of the sources or domains that are compared as editions
template    near, but a form filled twice; never joins
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipeline.similarity.alignments import ALIGNED, TEMPLATE
from pipeline.similarity.collection_alignments import alignments_name, is_bound
from pipeline.similarity.edges import SCHEMA
from pipeline.similarity.index import EDGES
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.manifest.load import LoadedCollection
    from pipeline.store.workspace import Workspace

EDITION = "edition"


def read_edges(workspace: Workspace, collection: LoadedCollection) -> pa.Table:
    """Return the edges of a collection (schema of `edges.SCHEMA`, kinds as above), ascending."""
    name, recipe = collection.manifest.name, collection.recipe.duplicates
    edges = workspace.store.read_table(workspace.index(name) / EDGES)
    table = alignments_name(workspace, name)
    aligned = workspace.store.read_table(table) if workspace.store.exists(table) else SCHEMA.empty_table()
    bound = [source.id for source in collection.sources if is_bound(source.manifest, recipe)]
    return merged(edges, aligned, bound, recipe.threshold, recipe.editions.threshold if recipe.editions else 1.0)


def merged(edges: pa.Table, alignments: pa.Table, bound: list[str], threshold: float, editions: float) -> pa.Table:
    """Return verified edges and alignments in one table; `editions` is the threshold within the sources `bound`.

    Alignments are between documents, edges between exact groups: what is said of one document is said of its group.
    """
    verified, aligned = frame_of(edges), _of_groups(frame_of(edges), frame_of(alignments))
    forms = aligned.filter(pl.col("kind") == TEMPLATE).select("a", "b", pl.lit(value=True).alias("is_form"))
    readings = aligned.filter(pl.col("kind") == ALIGNED)
    is_inside = pl.all_horizontal(pl.col(end).str.split("/").list.first().is_in(bound) for end in ("a", "b"))
    is_edition = is_inside & pl.col("similarity").is_between(
        pl.lit(editions, pl.Float32), pl.lit(threshold, pl.Float32), "left"
    )
    is_near = pl.col("kind") != "exact"
    is_form = is_near & pl.col("is_form").fill_null(value=False)
    kind = (
        pl.when(is_form)
        .then(pl.lit(TEMPLATE))
        .when(is_near & is_edition)
        .then(pl.lit(EDITION))
        .otherwise(pl.col("kind"))
    )
    judged = verified.join(forms, on=["a", "b"], how="left", maintain_order="left").with_columns(kind.alias("kind"))
    own = judged.filter(
        pl.col("kind").is_in(["exact", EDITION]) | (pl.col("similarity") >= pl.lit(threshold, pl.Float32))
    )
    further = readings.join(own.select("a", "b"), on=["a", "b"], how="anti")
    columns = list(SCHEMA.names)
    return pl.concat([judged.select(columns), further.select(columns)]).sort("a", "b", "kind").to_arrow().cast(SCHEMA)


def _of_groups(edges: pl.DataFrame, alignments: pl.DataFrame) -> pl.DataFrame:
    """Return alignments between the representatives of exact groups, each pair once; within a group there is none."""
    heads = edges.filter(pl.col("kind") == "exact").select(pl.col("b").alias("id"), pl.col("a").alias("head"))
    for end in ("a", "b"):
        alignments = alignments.join(heads, left_on=end, right_on="id", how="left", maintain_order="left")
        alignments = alignments.with_columns(pl.coalesce("head", end).alias(end)).drop("head")
    low, high = pl.min_horizontal("a", "b"), pl.max_horizontal("a", "b")
    named = alignments.filter(pl.col("a") != pl.col("b")).with_columns(low.alias("a"), high.alias("b"))
    return named.sort("a", "b", "kind", "similarity").unique(["a", "b"], keep="first", maintain_order=True)
