"""The subset that a kept document belongs to: by domain and obligation, or as the collection says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pipeline.manifest import Release


def with_subset(kept: pl.DataFrame, release: Release) -> pl.DataFrame:
    """Return the kept documents with the column `subset`: the values of the release's keys, joined by a hyphen."""
    cleaned = [
        pl.col(one).fill_null("und").str.to_lowercase().str.replace_all(r"[^a-z0-9._]+", "-").str.strip_chars("-")
        for one in release.subsets
    ]
    name = pl.concat_str(cleaned, separator="-") if cleaned else pl.lit("all")
    return kept.with_columns(name.alias("subset"))
