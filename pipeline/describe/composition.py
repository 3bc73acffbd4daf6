"""What the data files of a release hold, counted from the files without reading a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pipeline.manifest.vocabulary import MACHINE
from pipeline.release_files import data_files as files
from pipeline.store.ids import are_parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

YEAR: Final = r"^(\d{3})[\dXu](?:\D|$)"  # the first three digits of an EDTF year, which name the decade
WHOLE_YEAR: Final = r"^(\d{4})(?:\D|$)"
HOST: Final = r"^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]+)"
NOT_COUNTED: Final = ("text", "quality")  # required columns that are large
BY: Final = {"domains": "domain", "languages": "language", "bases": "license_basis"}
BY_LATER: Final = {"genres": "kind", "units": "unit", "text_origins": "origin"}
"""The same for columns that releases of version 0.1 do not have."""
LISTS: Final = ("authors", "members", "identifiers")  # an empty list is a missing value, too


@dataclass(frozen=True, slots=True)
class Count:
    """Documents and words under one name."""

    name: str
    documents: int
    words: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Documents and words of one source under one licence in one data file."""

    file: str
    source: str
    license: str
    documents: int
    words: int

    @property
    def subset(self) -> str:
        """Return the subset the file belongs to; of a file of the sample its own name."""
        parts = self.file.split("/")
        return parts[1] if len(parts) > 2 else self.file


@dataclass(frozen=True)
class Composition:
    """Counts over all kept documents; every list is ordered by name."""

    documents: int
    words: int
    parts: int
    standing: int
    dated: int
    with_authors: int
    domains: list[Count]
    languages: list[Count]
    bases: list[Count]
    decades: list[Count]
    changes: list[Count]
    splits: Mapping[str, Count]
    missing: Mapping[str, int]
    proofs: int
    rules: list[Count]
    """Licence proofs by the rule that decided, counted in `documents`; `words` is 0."""
    members: list[tuple[str, str, int]]
    """Fate, reason and number of the files of snapshots that were not read."""
    cells: list[Cell]
    """By file, source and licence; counts by file, subset, split, source or licence are sums of these."""
    sample: list[Cell]
    """The same for the files of the sample, whose documents are in the data files, too."""
    years: tuple[int, int] | None
    """The first and the last year that a kept document is dated to, or None if none is."""
    genres: list[Count]
    units: list[Count]
    text_origins: list[Count]
    machine: list[tuple[str, str, int]]
    """Source, origin and documents of texts that a machine wrote or translated."""
    hosts: list[tuple[str, str | None, int, int]]
    """Source, host of the document's address (None: it has none), documents and words."""

    def within(self, place: str) -> list[Cell]:
        """Return the cells of a subset, a data file or a file of the sample, by its name."""
        return [cell for cell in (*self.cells, *self.sample) if place in (cell.file, cell.subset)]

    @property
    def domains_by_words(self) -> list[Count]:
        """Return the domains, the largest first."""
        return sorted(self.domains, key=lambda domain: (-domain.words, domain.name))

    def changed(self, change: str) -> int:
        """Return how many kept documents were changed in this way."""
        return next((step.documents for step in self.changes if step.name == change), 0)


def count(release: Path) -> Composition:
    """Return the composition of a release folder; memory grows with the number of distinct values, not of documents."""
    paths = files.data_files(release)
    rows = files.scan(release).with_columns(pl.col("source", "domain").cast(pl.String))
    present = set(rows.collect_schema().names())
    by = {name: _by(rows, pl.col(column)) for name, column in (BY | BY_LATER).items() if column in present}
    by["decades"] = _by(rows, pl.col("date").str.extract(YEAR) + "0")
    by["changes"] = _by(rows.select("words", "changes").explode("changes"), pl.col("changes"))
    # One query after the other: collected together, polars keeps their common part in memory (0.9 GiB for a million rows).
    total = _totals(rows, present).collect(engine="streaming").to_dicts()[0]
    counts = {name: _counts(query.collect(engine="streaming")) for name, query in by.items()}
    proofs = pl.read_parquet(release / "evidence.parquet", columns=["rule"])
    return Composition(
        domains=counts["domains"],
        languages=counts["languages"],
        bases=counts["bases"],
        decades=counts["decades"],
        changes=counts["changes"],
        genres=counts.get("genres", []),
        units=counts.get("units", []),
        text_origins=counts.get("text_origins", []),
        **{name: total[name] for name in ("documents", "words", "parts", "standing", "with_authors")},
        dated=sum(decade.documents for decade in counts["decades"]),
        splits=_splits(release),
        missing={name[len("missing_") :]: value for name, value in total.items() if name.startswith("missing_")},
        proofs=len(proofs),
        rules=[Count(name, number, 0) for name, number in proofs.group_by("rule").len().sort("rule").iter_rows()],
        members=_members(release),
        cells=_cells(release, paths),
        sample=_cells(release, sorted((release / "sample").glob("*.parquet"))),
        years=_years(rows),
        machine=_machine(rows) if "origin" in present else [],
        hosts=_hosts(rows),
    )


def _by(rows: pl.LazyFrame, name: pl.Expr) -> pl.LazyFrame:
    grouped = rows.group_by(name.alias("name")).agg(pl.len().alias("documents"), pl.col("words").sum())
    return grouped.drop_nulls("name").sort("name")


def _counts(frame: pl.DataFrame) -> list[Count]:
    return [Count(**row) for row in frame.to_dicts()]


def _totals(rows: pl.LazyFrame, present: set[str]) -> pl.LazyFrame:
    optional = [
        column.name
        for column in files.COLUMNS
        if column.nullable and column.name in present and column.name not in NOT_COUNTED
    ]
    absent = [
        (pl.col(name).is_null() | (pl.col(name).list.len() == 0) if name in LISTS else pl.col(name).is_null())
        .sum()
        .alias(f"missing_{name}")
        for name in optional
    ]
    return rows.select(
        pl.len().alias("documents"),
        pl.col("words").sum(),
        are_parts(pl.col("id")).sum().alias("parts"),
        (pl.col("duplicates") > 1).sum().alias("standing"),
        (pl.col("authors").list.len() > 0).sum().alias("with_authors"),
        *absent,
    )


def _members(release: Path) -> list[tuple[str, str, int]]:
    is_without_document = (pl.col("member") != "") & (pl.col("fate") != "quarantined")
    rows = pl.scan_parquet(release / files.MEMBERS_FILE).filter(is_without_document)
    grouped = rows.group_by("fate", "reason").agg(pl.len()).sort("fate", "reason")
    return grouped.collect().rows()


def _splits(release: Path) -> dict[str, Count]:
    counts: dict[str, Count] = {}
    for split in sorted({path.name.split("-")[0] for path in files.data_files(release)}):
        rows = pl.scan_parquet(sorted((release / "data").glob(f"*/{split}-*.parquet")))
        documents, words = rows.select(pl.len(), pl.col("words").sum()).collect().row(0)
        counts[split] = Count(split, documents, words)
    return counts


def _cells(release: Path, paths: list[Path]) -> list[Cell]:
    cells = []
    for path in paths:
        rows = pl.scan_parquet(path).select(pl.col("source").cast(pl.String), "license", "words")
        grouped = rows.group_by("source", "license").agg(pl.len().alias("documents"), pl.col("words").sum())
        name = path.relative_to(release).as_posix()
        cells += [Cell(name, *row) for row in grouped.sort("source", "license").collect().iter_rows()]
    return cells


def _hosts(rows: pl.LazyFrame) -> list[tuple[str, str | None, int, int]]:
    grouped = rows.group_by("source", pl.col("url").str.extract(HOST).alias("host")).agg(
        pl.len().alias("documents"), pl.col("words").sum()
    )
    return grouped.sort("source", "host").collect(engine="streaming").rows()


def _machine(rows: pl.LazyFrame) -> list[tuple[str, str, int]]:
    grouped = rows.filter(pl.col("origin").is_in(list(MACHINE))).group_by("source", "origin").agg(pl.len())
    return grouped.sort("source", "origin").collect(engine="streaming").rows()


def _years(rows: pl.LazyFrame) -> tuple[int, int] | None:
    year = pl.col("date").str.extract(WHOLE_YEAR).cast(pl.Int32)
    first, last = rows.select(year.min().alias("first"), year.max().alias("last")).collect(engine="streaming").row(0)
    return None if first is None else (first, last)


def by_source_and_license(release: Path) -> list[dict[str, Any]]:
    """Return documents and words (`rows`, `words`) by source and licence, ordered by both."""
    paths = files.data_files(release)
    if not paths:
        return []
    rows = pl.scan_parquet(paths).select(pl.col("source").cast(pl.String), "license", "words")
    grouped = rows.group_by("source", "license").agg(pl.len().alias("rows"), pl.col("words").sum())
    return grouped.sort("source", "license").collect().to_dicts()
