"""Who wrote the texts of a release: authors by source and licence, however many documents there are.

The whole list is a table, `licenses/authors.csv`; ATTRIBUTION.md names the most frequent authors of each source.  Both, and
the memory needed, grow with the number of authors, not with that of documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from pipeline.manifest.cells import plain
from pipeline.release_files.data_files import data_files

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "licenses/authors.csv"
SHOWN: Final = 40
"""Authors of a source whom ATTRIBUTION.md names."""
_SCHEMA: Final = {"source": pl.String, "license": pl.String, "authors": pl.String, "documents": pl.UInt32}


@dataclass(frozen=True)
class Credit:
    """The authors of one source: their number, the most frequent with their documents, and documents without an author."""

    source: str
    authors: int
    first: tuple[tuple[str, int], ...]
    unnamed: int


def write(release: Path) -> list[Credit]:
    """Write the list of all authors by source and licence, and return the credit of every source, in order."""
    table = gather(release)
    path = release / FILE
    path.parent.mkdir(exist_ok=True)
    table.with_columns(pl.Series("authors", map(plain, table["authors"]), pl.String)).write_csv(path)
    return [_credit(rows) for rows in table.partition_by("source", maintain_order=True)]


def gather(release: Path) -> pl.DataFrame:
    """Return `source, license, authors, documents`, ordered; several authors of a document are joined by `; `."""
    paths = data_files(release)
    if not paths:
        return pl.DataFrame(schema=_SCHEMA)
    authors = pl.col("authors").list.join("; ").fill_null("")
    rows = pl.scan_parquet(paths).select(pl.col("source").cast(pl.String), "license", authors)
    grouped = rows.group_by("source", "license", "authors").agg(pl.len().cast(pl.UInt32).alias("documents"))
    return grouped.collect(engine="streaming").sort("source", "license", "authors")


def _credit(table: pl.DataFrame) -> Credit:
    by_author = table.group_by("authors").agg(pl.col("documents").sum())
    named = by_author.filter(pl.col("authors") != "").sort(["documents", "authors"], descending=[True, False])
    unnamed = by_author.filter(pl.col("authors") == "")["documents"].sum()
    return Credit(table["source"][0], len(named), tuple(named.head(SHOWN).iter_rows()), int(unnamed))
