"""Tables of Arrow as frames of polars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import pyarrow as pa


def frame_of(table: pa.Table) -> pl.DataFrame:
    """Return a table as a frame; raise TypeError for what is none, such as a column."""
    frame = pl.from_arrow(table)
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"expected a table, found {type(frame).__name__}")
    return frame
