"""Documents that are to be taken out of releases: named by id or by hash, and sought with their exact copies."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa

from filters.fingerprint import fingerprint
from gemeingut.errors import InputError
from pipeline.decide.demands import mark, marks_of_id
from pipeline.release_files.bucketed import TEXTS, batches
from pipeline.release_files.data_files import data_files, ledger_files
from pipeline.steward.rewritten import EXACT
from pipeline.store.former_ids import names_of
from pipeline.store.ids import on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

HASH_LETTERS: Final = 64


class NamesError(InputError, ValueError):
    """A file that should name documents does not."""


@dataclass
class Sought:
    """The hashes of the documents' ids, by the words in which they were named; `matched` are those of which one was found."""

    names: Mapping[str, str]
    matched: set[str] = field(default_factory=set)

    def concerns(self, document: str) -> bool:
        """Return whether a document is named, by its id, its work's, or a former one."""
        marks = {value for name in names_of(document) for value in marks_of_id(name)} & self.names.keys()
        self.matched |= marks
        return bool(marks)

    @property
    def unknown(self) -> list[str]:
        """Return what was named and found nowhere."""
        found = {self.names[value] for value in self.matched}
        return sorted({name for name in self.names.values() if name not in found})


def read_names(path: Path) -> Sought:
    """Return the documents that a file names: an id a line, or JSON lines with `id` or `hash`; raise NamesError if none."""
    names: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        names |= _json(text, f"{path}, line {number}") if text.startswith("{") else _id(text, f"{path}, line {number}")
    if not names:
        raise NamesError(f"{path}: names no document; expected an id a line, or lines of withdrawn.jsonl")
    return Sought(names)


def _id(text: str, where: str) -> dict[str, str]:
    if "/" not in text:
        raise NamesError(f"{where}: {on_one_line(text)!r} is no id of a document; expected SOURCE/ID")
    return dict.fromkeys(marks_of_id(text), text)


def _json(text: str, where: str) -> dict[str, str]:
    try:
        entry = json.loads(text)
    except ValueError as error:
        raise NamesError(f"{where}: no JSON: {error}") from error
    if isinstance(entry.get("id"), str):
        return dict.fromkeys(marks_of_id(entry["id"]), entry["id"])
    if isinstance(entry.get("hash"), str) and len(entry["hash"]) == HASH_LETTERS:
        return {entry["hash"]: entry["hash"]}
    if "hash" in entry:  # a version that was withdrawn as a whole
        return {}
    raise NamesError(f"{where}: expected the key 'id' or 'hash'")


def find(releases: Mapping[str, Path], sought: Sought) -> dict[str, set[str]]:
    """Return, by version, the ids of the documents named and of all with the same text in any of the releases."""
    named = {version: set(_named(release, sought)) for version, release in releases.items()}
    texts = {digest for version, release in releases.items() for _, digest in _exact(release, named[version])}
    if texts:
        for version, release in releases.items():
            named[version] |= {document for document, digest in _exact(release, None) if digest in texts}
    return named


def _named(release: Path, sought: Sought) -> Iterator[str]:
    """Yield the kept documents that are named, members that others stand for, and those that an exact copy was removed for."""
    for path in data_files(release):
        for rows in batches(path, ["id", "members"]):
            members = rows["members"].explode().drop_nulls().struct.field("id")
            yield from filter(sought.concerns, [*rows["id"], *members])
    for path in ledger_files(release):
        for rows in batches(path, ["id", "reason", "related"]):
            copies = rows.filter((pl.col("reason") == EXACT) & pl.col("related").is_not_null())
            yield from (kept for document, _, kept in copies.iter_rows() if sought.concerns(document))


def _exact(release: Path, ids: set[str] | None) -> Iterator[tuple[str, bytes]]:
    """Yield id and exact hash of documents of a release: of these, or of all."""
    if ids is not None and not ids:
        return
    for path in data_files(release):
        for rows in batches(path, ["id", "text"], TEXTS):
            chosen = rows if ids is None else rows.filter(pl.col("id").is_in(sorted(ids)))
            if len(chosen):
                prints = fingerprint(pa.array(chosen["text"].to_list(), pa.large_string()))
                yield from zip(chosen["id"], prints.column("exact").to_pylist(), strict=True)


def hashed(document: str) -> str:
    """Return the SHA-256 by which notices and demands know a document's id."""
    return mark("id", document)
