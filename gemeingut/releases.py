"""An open release: its documents, its ledger and its proofs as frames, and looking up a text in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pipeline.curator import explain as explaining
from pipeline.curator import lookup as looking
from pipeline.release_files import data_files
from pipeline.release_files.facts import read_facts
from pipeline.store.schemas import LEDGER, frame_of

if TYPE_CHECKING:
    import os

    from pipeline.release_files.facts import ReleaseFacts

MATCHES: Final = {
    "id": pl.String,
    "similarity": pl.Float64,
    "source": pl.String,
    "license": pl.String,
    "exact": pl.Boolean,
    "estimated": pl.Boolean,
    "contained": pl.Float64,
    "covered": pl.Float64,
    "kept_as": pl.String,
}
"""The columns of what `lookup` returns."""


@dataclass(frozen=True)
class OpenRelease:
    """A release folder.  Its tables are lazy frames: nothing is read before `collect()`.

    >>> release = gemeingut.open_release("workspace/releases/mine/0.1.0")
    >>> release.kept.select("id").collect().height, release.facts.counts.kept
    (4, 4)
    """

    path: Path

    @cached_property
    def facts(self) -> ReleaseFacts:
        """Return what `release.json` holds: name, version, counts, licences, subsets, files."""
        return read_facts(self.path)

    @property
    def kept(self) -> pl.LazyFrame:
        """Return the kept documents with text, licence and measures: the rows of `data/`."""
        return data_files.scan(self.path)

    @property
    def ledger(self) -> pl.LazyFrame:
        """Return one row per document that was read: its fate, and stage, reason, measure, value and limit if not kept."""
        paths = data_files.ledger_files(self.path)
        return pl.scan_parquet(paths) if paths else frame_of(LEDGER.empty_table()).lazy()

    @property
    def removed(self) -> pl.LazyFrame:
        """Return the ledger's rows of the documents that were removed."""
        return self.ledger.filter(pl.col("fate") == "removed")

    @property
    def evidence(self) -> pl.LazyFrame:
        """Return the licence proofs of the kept documents; the column `license_evidence` of a document has their ids."""
        return pl.scan_parquet(self.path / "evidence.parquet")

    def explain(self, document_id: str) -> dict[str, Any]:
        """Return what the release knows of a document, kept or not, with the keys of `gemeingut explain --format json`.

        Raises ExplainError (a PlaceError and a LookupError) for a document that was never read.
        """
        return explaining.explain(self.path, document_id)


def open_release(path: str | os.PathLike[str]) -> OpenRelease:
    """Return the release in a folder; raise ReleaseError (a PlaceError) if there is none, or release.json is damaged.

    >>> release = gemeingut.open_release("workspace/releases/mine/0.1.0")
    >>> release.facts.name, release.facts.version
    ('mine', '0.1.0')
    """
    release = OpenRelease(Path(path))
    release.facts  # noqa: B018  read now, so that a wrong folder is refused here
    return release


def lookup(
    text: str, release: OpenRelease | str | os.PathLike[str], *, at_least: float = looking.FLOOR
) -> pl.DataFrame:
    """Return the documents that are, resemble, hold or make up a text, best first: one row each, columns MATCHES.

    `release` may also be a folder with an index alone, or a workspace.  Documents below `at_least` in similarity and in
    containment are left out.  Raises LookupPlaceError (a PlaceError and a LookupError) where there is no index, or for a
    text without a word.

    >>> matches = gemeingut.lookup("Ein Satz, der in keinem Dokument steht.", "workspace/releases/mine/0.1.0")
    >>> matches.height
    0
    """
    place = release.path if isinstance(release, OpenRelease) else Path(release)
    return pl.DataFrame(looking.lookup(text, place, at_least).matches, schema=MATCHES)
