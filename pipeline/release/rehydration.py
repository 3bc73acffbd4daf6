"""Rehydration: how often a survivor is to be read, by the number of documents it stands for.

FineWeb2 found that moderately repeated texts are better than average, and repeats survivors by the size of their cluster
(Penedo et al. 2025).  A row is not repeated here, for ids are unique in a release: the list `rehydration.parquet` names the
documents that are not to be read exactly once, and how often.  Joined on `id` it is a weight or a number of copies, as the
trainer likes; without it every document is read once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.decide.splits import TRAIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.manifest.recipe import Rehydration

FILE = "rehydration.parquet"


def copies(steps: Sequence[Rehydration]) -> pl.Expr:
    """Return how often a document with so many `duplicates` is read: as the highest step says that it reaches, else once."""
    times = pl.lit(1, pl.Int32)
    for step in sorted(steps, key=lambda step: step.members):
        times = pl.when(pl.col("duplicates") >= step.members).then(pl.lit(step.copies, pl.Int32)).otherwise(times)
    return times.alias("copies")


def report(release: Path, steps: Sequence[Rehydration]) -> dict[str, Any]:
    """Write the list into a release, ordered by id, and return what release.json tells of it; nothing without steps.

    What is held out is not trained on, and stands in no list.
    """
    if not steps:
        return {}
    paths = sorted((release / "data").rglob(f"{TRAIN}-*.parquet"))
    schema = {"id": pl.String, "duplicates": pl.Int32}
    rows = pl.concat([pl.DataFrame(schema=schema), *(pl.read_parquet(path, columns=list(schema)) for path in paths)])
    counted = rows.with_columns(copies(steps))
    listed = counted.filter(pl.col("copies") != 1).sort("id")
    listed.write_parquet(release / FILE, compression="zstd")
    facts = {"documents": len(listed), "rows": len(rows), "rows_with_copies": int(counted["copies"].sum())}
    return {"rehydration": facts | {"steps": [step.model_dump() for step in steps]}}
