"""The same text under two licences: a kept document with a verified twin under a refused or stricter licence.

No metadata shows such laundering; the edges do.  A document is in conflict with a twin that is

- refused for its licence (`twin_refused`), in whatever source, also in its own; a twin without any statement
  does not count, or every mirror without a licence would remove its origin, unless its source is a declared witness;
- accepted in another source under a stricter class of obligations (`twin_stricter`: free < attribution < source-note < share-alike).  So
  the text stays under the stricter licence, as it does where two statements of one document differ.

What cannot be restricted again is not in conflict: an official work (§ 5 UrhG) with no twin at all, a text whose term has
run out with no stricter one.  A refused twin of the latter may be a scholarly edition (§ 70 UrhG): that a person must see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from licenses.combine import RANK
from pipeline.similarity.survivors import joining
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    import pyarrow as pa

REFUSED: Final = "twin_refused"
STRICTER: Final = "twin_stricter"
FOUND: Final = {"id": pl.String, "rule": pl.String, "similarity": pl.Float64, "twin": pl.String}
_FREE_OF_REFUSED: Final = ("official_work",)
_FREE_OF_STRICTER: Final = ("official_work", "public_domain_term")
_GROUP: Final = {"group": pl.String, "other": pl.String, "similarity": pl.Float64}


def find(edges: pa.Table, threshold: float, documents: pl.DataFrame) -> pl.DataFrame:
    """Return the documents in conflict with a twin (`FOUND`), by an edge that joins them or the same exact text.

    A document has a row for each rule and each source with a twin of it: a person's decision on one source does not
    apply to another.

    `documents` has `id, source, verdict, license_basis, obligation`, `accuses` (refused for its licence, or a witness)
    and `is_kept` (no other objection).  Documents under review are compared with refused twins too.  Of a
    source's twins the most similar is named, of these the one whose id comes first.
    """
    exact, near = _split(edges, threshold)
    if not len(exact) and not len(near):
        return pl.DataFrame(schema=FOUND)
    fated = documents.join(exact, on="id", how="left", maintain_order="left").with_columns(
        pl.coalesce("group", "id").alias("group"),
        pl.col("obligation").cast(pl.String).replace_strict(RANK, default=None, return_dtype=pl.Int64).alias("rank"),
    )
    there = pl.concat([near, near.select(pl.col("other").alias("group"), pl.col("group").alias("other"), "similarity")])
    same = fated.select(pl.col("group"), pl.col("group").alias("other"), pl.lit(1.0).alias("similarity"))
    neighbours = pl.concat([there, same.unique("group", maintain_order=True)])
    conflicts = pl.concat([_refused(fated, neighbours), _stricter(fated, neighbours)])
    order = ["id", "rule", "similarity", "twin"]
    ordered = conflicts.sort(order, descending=[False, False, True, False])
    return ordered.unique(["id", "rule", "there"], keep="first", maintain_order=True).select(list(FOUND))


def _split(edges: pa.Table, threshold: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the exact groups, each document with its representative, and the near edges between representatives."""
    frame = frame_of(joining(edges, threshold))
    exact = frame.filter(pl.col("kind") == "exact").select(pl.col("b").alias("id"), pl.col("a").alias("group"))
    near = frame.filter(pl.col("kind") != "exact")
    named = near.select(
        pl.col("a").alias("group"), pl.col("b").alias("other"), pl.col("similarity").cast(pl.Float64).round(6)
    )
    return exact, named.select(list(_GROUP))


def _refused(documents: pl.DataFrame, neighbours: pl.DataFrame) -> pl.DataFrame:
    is_fixed = (pl.col("verdict") == "accept") & pl.col("license_basis").cast(pl.String).is_in(_FREE_OF_REFUSED)
    accused = documents.filter((pl.col("is_kept") | (pl.col("verdict") == "review")) & ~is_fixed.fill_null(value=False))
    accusers = documents.filter("accuses").group_by("group", "source").agg(pl.col("id").min().alias("twin"))
    pairs = accused.join(neighbours, on="group").join(accusers, left_on="other", right_on="group", suffix="_twin")
    return _as_found(pairs, REFUSED)


def _stricter(documents: pl.DataFrame, neighbours: pl.DataFrame) -> pl.DataFrame:
    is_fixed = pl.col("license_basis").cast(pl.String).is_in(_FREE_OF_STRICTER).fill_null(value=False)
    accused = documents.filter(pl.col("is_kept") & ~is_fixed)
    standing = documents.filter((pl.col("verdict") == "accept") & (pl.col("rank") > 0))  # § 5 (2), § 48 UrhG included
    accusers = standing.group_by("group", "source", "rank").agg(pl.col("id").min().alias("twin"))
    pairs = accused.join(neighbours, on="group").join(accusers, left_on="other", right_on="group", suffix="_twin")
    pairs = pairs.filter((pl.col("rank_twin") > pl.col("rank")) & (pl.col("source_twin") != pl.col("source")))
    return _as_found(pairs, STRICTER)


def _as_found(pairs: pl.DataFrame, rule: str) -> pl.DataFrame:
    return pairs.select("id", pl.lit(rule).alias("rule"), "similarity", "twin", pl.col("source_twin").alias("there"))
