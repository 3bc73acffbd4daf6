"""Documents to look at: kept ones with the beginning of their text, removed ones by reason with value and limit.

Kept documents are the first of each source in the data files, which are ordered by the hash of the id: nobody selects them.
Removed documents have no text here, since the release has none: their licence is not proven, or the text is a duplicate or of
low quality.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.describe.figures import counting
from pipeline.describe.page import chunks
from pipeline.release_files.data_files import data_files, ledger_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAMPLES: Final = 480
"""Documents shown of a release, shared among its sources."""
OF_A_SOURCE: Final = (2, 24)
EXCERPT_CHARACTERS: Final = 1_500
COLUMNS: Final = (
    "id",
    "source",
    "domain",
    "title",
    "date",
    "language",
    "license",
    "license_url",
    "attribution",
    "words",
)
REMOVED_OF_A_REASON: Final = 240
FACTS: Final = ("id", "member", "stage", "measure", "value", "limit", "related")


def write_samples(release: Path, sources: int) -> int:
    """Write kept documents with the beginning of their text and return the number of scripts.

    The sources take turns, so that the first few documents come from different ones.
    """
    least, most = OF_A_SOURCE
    first = _first(release, max(least, min(most, SAMPLES // max(1, sources))))
    rows = [row for _, row in sorted(first, key=lambda pair: (pair[0], pair[1]["source"], pair[1]["id"]))]
    return len(chunks.write_rows(release, lambda number: f"samples-{number}", len(rows), lambda a, b: rows[a:b]))


def _first(release: Path, of_a_source: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the first documents of each source, each with the number of those before it."""
    taken: Counter[str] = Counter()
    for path in sorted((release / "sample").glob("*.parquet")) or data_files(release):
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                named = file.read_row_group(group, columns=["source"]).column("source").cast(pa.string()).to_pylist()
                chosen = [
                    (turn, row) for row, source in enumerate(named) if (turn := _turn(taken, source)) < of_a_source
                ]
                if chosen:
                    table = file.read_row_group(group, columns=[*COLUMNS, "text"]).take([row for _, row in chosen])
                    yield from zip((turn for turn, _ in chosen), map(_shown, table.to_pylist()), strict=True)


def _turn(taken: Counter[str], source: str) -> int:
    taken[source] += 1
    return taken[source] - 1


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    text = row.pop("text")
    return row | {"text": text[:EXCERPT_CHARACTERS], "cut": len(text) > EXCERPT_CHARACTERS}


def write_removed(release: Path) -> dict[str, dict[str, int]]:
    """Write removed and quarantined documents by reason; return per reason how many there are, and how many are shown."""
    counts: Counter[str] = Counter()
    for _, _, _, reason, documents in counting.stages(release):
        counts[reason] += documents
    shown = {}
    for reason in sorted(counts):
        rows = _spread(release, reason)
        chunks.write(release, f"removed-{reason}", rows)
        shown[reason] = {"documents": counts[reason], "shown": len(rows)}
    return shown


def _spread(release: Path, reason: str) -> list[dict[str, Any]]:
    """Return documents of a reason, in turns from each source, so that a large source does not hide a small one."""
    frames = []
    for path in ledger_files(release):
        rows = pl.scan_parquet(path).filter(pl.col("reason") == reason).select(*FACTS).head(REMOVED_OF_A_REASON)
        frames.append(rows.collect().with_row_index("turn"))
    return pl.concat(frames).sort("turn", "id").head(REMOVED_OF_A_REASON).drop("turn").to_dicts()


def first_id(release: Path) -> str:
    """Return the id of the first document in the data files, some of which may be empty; an empty text if all are."""
    for path in data_files(release):
        with pq.ParquetFile(path) as file:
            if file.num_row_groups:
                return str(file.read_row_group(0, columns=["id"]).column("id")[0].as_py())
    return ""
