"""Decision rows: one per broken rule, the ranks of the stages, and the schema they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pipeline.store.schemas import DECISIONS, frame_of

if TYPE_CHECKING:
    import pyarrow as pa

RANK: Final = {
    "takedown": 0,
    "witness": 50,
    "license": 100,
    "language": 200,
    "quality": 300,
    "contamination": 380,
    "cuts": 400,
    "duplicates": 500,
}
"""First rank of each stage: a document removed by several counts under the earliest."""

SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "id": pl.String,
    "stage": pl.String,
    "reason": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "limit": pl.Float64,
    "rank": pl.Int32,
    "related": pl.String,
    "evidence": pl.List(pl.String),
}


def decisions(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return decision rows from dictionaries; what a row leaves out is null."""
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)


def shape(frame: pl.DataFrame, stage: str, **columns: pl.Expr | str | float | None) -> pl.DataFrame:
    """Return `frame` as decision rows of one stage, the missing columns given as expressions or constants."""
    given = {name: value if isinstance(value, pl.Expr) else pl.lit(value) for name, value in columns.items()}
    given.setdefault("rank", pl.lit(RANK[stage]))
    chosen = [
        given.get(name, pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in SCHEMA.items()
        if name != "stage"
    ]
    return frame.select(*chosen, pl.lit(stage).alias("stage")).select(list(SCHEMA))


def as_table(frames: list[pl.DataFrame]) -> pa.Table:
    """Return all decisions ordered by id, rank, reason and measure, then as given, in the schema of DECISIONS."""
    frame = pl.concat([pl.DataFrame(schema=SCHEMA), *frames])
    ordered = frame.sort("id", "rank", "reason", "measure", nulls_last=True, maintain_order=True)
    return ordered.to_arrow().cast(DECISIONS)


def first_reasons(table: pa.Table) -> pl.DataFrame:
    """Return one row per removed document: the decision of lowest rank."""
    return frame_of(table).unique("id", keep="first", maintain_order=True)
