"""Rows of a polars column replaced by other values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


def replace_rows(column: pl.Series, rows: pl.Series, values: pl.Series | Sequence[str]) -> pl.Series:
    """Return a copy of `column` with `values` in `rows`; `Series.scatter` alone would change the column in place."""
    return column.clone().scatter(rows, values)
