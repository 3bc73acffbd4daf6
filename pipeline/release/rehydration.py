"""Rehydration: how often a survivor is to be read, by the number of documents it stands for.

FineWeb2 found that moderately repeated texts are better than average, and repeats survivors by the size of their cluster
(Penedo et al. 2025).  Rows are not repeated here, because ids are unique in a release: `rehydration.parquet` lists the
documents that are not to be read exactly once, with a number of copies.  Joined on `id`, the number is a weight or a count of
repetitions, as the trainer prefers; without it every document is read once.
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
    """Return how often a document is read: the copies of the highest step that its `duplicates` reach, else 1."""
    times = pl.lit(1, pl.Int32)
    for step in sorted(steps, key=lambda step: step.members):
        times = pl.when(pl.col("duplicates") >= step.members).then(pl.lit(step.copies, pl.Int32)).otherwise(times)
    return times.alias("copies")


def report(release: Path, steps: Sequence[Rehydration]) -> dict[str, Any]:
    """Write the list into a release, ordered by id, and return its facts for release.json; nothing without steps.

    Held-out documents are not for training and are not listed.
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
