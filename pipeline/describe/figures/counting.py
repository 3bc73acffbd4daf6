"""The counts behind the figures, columns at a time: from the data files without their texts, and from the ledger.

Memory grows with the number of bins, reasons and pairs of sources, not with that of documents.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.release_files.data_files import data_files, ledger_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.describe.figures.bins import Bins

BATCH_ROWS: Final = 65_536
DUPLICATES: Final = "duplicates"
WRONG_LANGUAGE: Final = "wrong_language"
UNDETERMINED: Final = "und"


@dataclass
class Histogram:
    """How many documents fall into each bin, kept and removed by a limit on this measure."""

    bins: Bins
    kept: npt.NDArray[np.int64] = field(init=False)
    removed: npt.NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.kept = np.zeros(self.bins.count, np.int64)
        self.removed = np.zeros(self.bins.count, np.int64)


def histograms(release: Path, bins: Mapping[str, Bins]) -> dict[str, Histogram]:
    """Return a histogram per measure, kept documents from the data files and removed ones from the ledger."""
    counted = {name: Histogram(divisions) for name, divisions in bins.items()}
    for path in data_files(release):
        for batch in _batches(path, list(counted)):
            for name, values in batch:
                counted[name].kept += counted[name].bins.fill(values)
    for name, values in _removed(release, list(counted)):
        counted[name].removed += counted[name].bins.fill(values)
    return counted


def _batches(path: Path, measures: Sequence[str]) -> Iterator[list[tuple[str, npt.NDArray[Any]]]]:
    with pq.ParquetFile(path) as file:
        there = set(file.schema_arrow.field("quality").type.names)
        wanted = [name for name in measures if name in there]
        for batch in file.iter_batches(BATCH_ROWS, columns=[f"quality.{name}" for name in wanted]):
            yield [(name, _values(batch, name)) for name in wanted]


def _values(batch: pa.RecordBatch, name: str) -> npt.NDArray[Any]:
    column = batch.column("quality").field(name).cast(pa.float64())
    values: npt.NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return values


def _removed(release: Path, measures: Sequence[str]) -> Iterator[tuple[str, npt.NDArray[np.float64]]]:
    for path in ledger_files(release):
        rows = pl.scan_parquet(path).filter(pl.col("fate") == "removed", pl.col("measure").is_in(measures))
        broken = rows.select("measure", "value").drop_nulls().collect()
        for (name,), group in sorted(broken.group_by("measure"), key=lambda pair: str(pair[0][0])):
            yield str(name), group["value"].to_numpy()


def stages(release: Path) -> list[tuple[str, str, str, str, int]]:
    """Return source, fate, stage, reason and number of documents that were not kept, ordered."""
    counts = []
    for path in ledger_files(release):
        rows = pl.scan_parquet(path).filter(pl.col("fate") != "kept").select("fate", "stage", "reason")
        grouped = rows.group_by("fate", "stage", "reason").agg(pl.len()).sort("fate", "stage", "reason").collect()
        counts += [(path.stem, *row) for row in grouped.iter_rows()]
    return counts


def duplicates(release: Path) -> list[tuple[str, str, str, int]]:
    """Return source, source of the survivor, reason and number of the documents removed as duplicates, ordered."""
    counts: list[tuple[str, str, str, int]] = []
    for path in ledger_files(release):
        rows = pl.scan_parquet(path).filter(pl.col("stage") == DUPLICATES, pl.col("related").is_not_null())
        survivor = pl.col("related").str.split("/").list.first().alias("survivor")
        grouped = rows.select(survivor, "reason").group_by("survivor", "reason").agg(pl.len())
        counts += [(path.stem, *row) for row in grouped.sort("survivor", "reason").collect().iter_rows()]
    return counts


def spoken(release: Path) -> dict[str, int]:
    """Return how many documents were removed for their language, by the language that was identified."""
    counts: Counter[str] = Counter()
    for path in ledger_files(release):
        rows = pl.scan_parquet(path).filter(pl.col("reason") == WRONG_LANGUAGE)
        grouped = rows.group_by(pl.col("related").fill_null(UNDETERMINED)).agg(pl.len())
        counts.update(dict(grouped.collect().iter_rows()))
    return dict(counts)
