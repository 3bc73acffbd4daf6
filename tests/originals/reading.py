"""An original read and cleaned by the house, and what its SOURCE.yaml expects of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import yaml

from pipeline.archives.snapshot import Snapshot
from pipeline.clean.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import Counts, count
from pipeline.manifest import Source
from pipeline.read.read_source import read_shards
from pipeline.read.reading import Reading
from pipeline.store.schemas import READ
from tests.originals.manifests import ORIGINALS
from tests.tiers import SHARED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = SHARED / "originals"
GERMAN = {None, "de", "deu", "ger", "de-DE", "de-de", "deutsch", "German"}


@dataclass
class Read:
    """What came of an original: its documents as cleaned, what was quarantined, and members without any."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)

    def of(self, file: str) -> list[dict[str, Any]]:
        """Return the documents of a file; of the pages of a work those of the work."""
        own = [document for document in self.documents if document["member"] == file]
        left_out = {row["member"] for row in self.members if row["reason"] == "not_included"}
        return self.documents if not own and file in left_out else own

    def texts(self, file: str) -> str:
        """Return the German texts of a file, blanks evened out; of files in other languages alone all of them.

        Texts declared to be in another language are taken out later, when it is decided.
        """
        german = [document for document in self.of(file) if document["language_declared"] in GERMAN]
        return "\n".join(even(document["text"]) for document in german or self.of(file))


def even(text: str) -> str:
    return " ".join(text.split())


@cache
def expected(slug: str) -> dict[str, Any]:
    """Return the SOURCE.yaml of an original."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((FOLDER / slug / "SOURCE.yaml").read_text("utf-8"), loader)  # noqa: S506  both are safe


@cache
def reading(slug: str) -> Read:
    """Return what the house reads of an original."""
    source, read = manifest(slug), Read()
    rows = Reading(source.id, 1 << 26)
    with Snapshot(list(files(FOLDER / slug))) as tree:
        tables = list(read_shards(source, tree, rows))
    counts = Counts(count(pa.concat_tables(tables) if tables else READ.empty_table()))
    for table in tables:
        documents, emptied = clean(table, counts, CleanOptions(1 << 24, dict(source.clean), source.profile_name()))
        read.documents += documents.to_pylist()
        read.quarantine += emptied.to_pylist()
    read.quarantine += rows.quarantine
    read.members += rows.members
    return read


def manifest(slug: str) -> Source:
    original = ORIGINALS[slug]
    return Source.model_validate(
        {
            "id": slug,
            "title": slug,
            "fetch": "files/*",
            "profile": original.profile,
            "format": original.format,
            "formats": [{"members": glob, "format": form} for glob, form in original.formats.items()],
            "members": {"include": original.include, "exclude": ("SOURCE.yaml", *original.exclude)},
            "clean": original.clean,
        }
        | {"fetch": ["files/*"]}
    )


def files(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.relative_to(folder).as_posix()


def faults(slug: str) -> Iterator[str]:
    """Yield each expectation that does not hold, in one line."""
    read, wanted = reading(slug), expected(slug)
    for entry in wanted.get("expect_text") or ():
        if not stands(read, entry["file"], entry["text"], entry.get("note") or ""):
            yield f"{entry['file']}: missing {entry['text']!r} ({entry.get('note') or ''}){why(read, entry['file'])}"
    for entry in wanted.get("expect_absent") or ():
        if even(entry["text"]) in read.texts(entry["file"]):
            yield f"{entry['file']}: there is {entry['text']!r} ({entry.get('note') or ''})"
    yield from metadata(slug, read, wanted["expect_metadata"])


def stands(read: Read, file: str, text: str, note: str) -> bool:
    if even(text) in read.texts(file):
        return True
    beside = ("Metadatum", "YAML-Kopf", "pretty_name", "Kapitelüberschrift", "übersprungen")
    if not any(word in note for word in beside):
        return False
    rows = [row for row in (*read.quarantine, *read.members) if row["member"] == file]
    return any(even(text) in even(json.dumps(row, ensure_ascii=False, default=str)) for row in [*read.of(file), *rows])


def why(read: Read, file: str) -> str:
    rows = [row for row in (*read.quarantine, *read.members) if row["member"] == file]
    return "".join(f"; {row['reason']}: {row['detail']}" for row in rows[:1])


def metadata(slug: str, read: Read, wanted: dict[str, Any]) -> Iterator[str]:
    original = ORIGINALS[slug]
    if not original.fields:
        return
    documents = read.of(original.subject)
    if not documents:
        yield f"{original.subject}: no document whose metadata could be compared"
        return
    for name in original.fields:
        if not any(agrees(document, name, wanted[name]) for document in documents):
            yield f"{original.subject}: {name} is {value(documents[0], name)!r}, expected {wanted[name]!r}"


def value(document: dict[str, Any], name: str) -> Any:
    if name == "licence_statement":
        return [statement["statement"] for statement in document["license_statements"]]
    if name == "language":
        return document["language_declared"]
    if name in document:
        return document[name]
    listed = {entry["scheme"]: entry["value"] for entry in document["identifiers"] or ()}
    extra = json.loads(document["extra"] or "{}")
    return listed.get(name, extra.get(name))


def words(name: str) -> set[str]:
    """Return the words of a name, whichever stands first."""
    return set(re.findall(r"\w+", name))


def agrees(document: dict[str, Any], name: str, wanted: Any) -> bool:
    given = value(document, name)
    if name == "date":
        start = re.match(r"\d{4}(?:-\d\d)?(?:-\d\d)?", str(wanted))
        return start is not None and given == start[0]
    if name == "authors":
        return [words(author) for author in wanted] == [words(author) for author in given]
    if name == "licence_statement":
        return any(wanted in statement for statement in given)
    return given is not None and even(str(wanted)).casefold().startswith(even(str(given)).casefold())
