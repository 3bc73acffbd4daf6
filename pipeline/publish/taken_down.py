"""What demands for deletion took out of a release: by its ledger, and by the hashes in its takedowns.yaml.

A document that an earlier release kept and this one does not is explained by them if this ledger says `takedown` of it, or if
a demand or a tombstone is a hash of its id, address, author or text; the source need not hold it any more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa

from filters.fingerprint import fingerprint
from pipeline.decide.demands import mark, marks_of_id, text_hash
from pipeline.manifest import Takedowns
from pipeline.manifest.yaml_file import load_model
from pipeline.release_files.bucketed import TEXTS, Dealt, batches, buckets, rows_of
from pipeline.release_files.data_files import data_files, ledger_files
from pipeline.store.former_ids import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

REASON: Final = "takedown"
_ID: Final = {"id": pl.String}
_SIZED: Final = {"id": pl.String, "source": pl.String, "words": pl.Int64}
_MARKED: Final = ["id", "source", "words", "url", "authors", "text"]


@dataclass(frozen=True)
class TakenDown:
    """The documents that a release's ledger names as taken down, and the hashes of its demands and tombstones."""

    ids: frozenset[str]
    marks: frozenset[str]

    def __bool__(self) -> bool:
        """Return whether anything was demanded."""
        return bool(self.ids or self.marks)

    def concerns_id(self, document: str) -> bool:
        """Return whether a document is one of these by its id, or by the name of its work or a former one."""
        if document in self.ids:
            return True
        return bool(self.marks) and any(not self.marks.isdisjoint(marks_of_id(name)) for name in names_of(document))


def taken_down(release: Path) -> TakenDown:
    """Return what was taken out of a release on demand."""
    path = release / "inputs" / "takedowns.yaml"
    demands = load_model(path, Takedowns).takedowns if path.is_file() else ()
    marks = {value for demand in demands for value in (demand.hash, *demand.texts) if value}
    return TakenDown(frozenset(_fallen(ledger_files(release))), frozenset(marks))


def _fallen(ledgers: Iterable[Path]) -> Iterator[str]:
    for path in ledgers:
        for rows in batches(path, ["id", "reason"]):
            yield from rows.filter(pl.col("reason") == REASON)["id"]


def explained(old: Path, new: Path) -> dict[str, tuple[int, int]]:
    """Return, by source, how many documents and words of an older release are missing from a newer one on demand."""
    taken = taken_down(new)
    documents, words = Counter[str](), Counter[str]()
    for source, count in _missing(old, new, taken) if taken else ():
        documents[source] += 1
        words[source] += count
    return {source: (documents[source], words[source]) for source in documents}


def _missing(old: Path, new: Path, taken: TakenDown) -> Iterator[tuple[str, int]]:
    """Yield source and words of each document that is missing on demand; texts are hashed of those that ids do not explain."""
    unknown: list[str] = []
    tables = {"before": Dealt(_SIZED, _columns(old, _SIZED)), "after": Dealt(_ID, _columns(new, _ID))}
    for bucket in buckets(tables, rows_of([*data_files(old), *data_files(new)])):
        for document, source, words in bucket["before"].join(bucket["after"], on="id", how="anti").iter_rows():
            if taken.concerns_id(document):
                yield source, words
            else:
                unknown.append(document)
    if not unknown or not taken.marks:
        return
    wanted = pl.Series(unknown, dtype=pl.String).implode()
    for rows in _columns(old, _MARKED, TEXTS):
        missing = rows.filter(pl.col("id").is_in(wanted))
        for row, marks in zip(missing.iter_rows(named=True), _marks(missing), strict=True):
            if not taken.marks.isdisjoint(marks):
                yield row["source"], row["words"]


def _columns(release: Path, columns: Iterable[str], rows: int = TEXTS * 16) -> Iterator[pl.DataFrame]:
    return (part for path in data_files(release) for part in batches(path, list(columns), rows))


def _marks(rows: pl.DataFrame) -> Iterator[set[str]]:
    """Yield, row by row, the hashes by which demands know a published document: its address, authors and text."""
    if rows.is_empty():
        return
    exact = fingerprint(pa.array(rows["text"].to_list(), pa.large_string())).column("exact").to_pylist()
    for row, digest in zip(rows.iter_rows(named=True), exact, strict=True):
        marks = {text_hash(digest)} | {mark("author", author) for author in row["authors"] or ()}
        yield marks | ({mark("url", row["url"])} if row["url"] else set())
