"""What lies in a folder that somebody wants to curate: formats, columns, terms, and a profile that fits its texts."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from filters import measures, profiles
from filters.filter import objections
from gemeingut.errors import InputError
from pipeline.archives.archive import Broken
from pipeline.archives.snapshot import Snapshot
from pipeline.curator.sniffed_columns import columns_of
from pipeline.curator.sniffed_formats import HEAD_BYTES, UnreadError, format_of
from pipeline.curator.sniffed_terms import Quote, best_quote, is_of_terms
from pipeline.manifest.fields import PROFILE_OF_DOMAIN
from pipeline.read import binary, registry
from pipeline.read.decode import decode
from pipeline.read.document import Document
from pipeline.read.json_text import JsonError, parse
from pipeline.read.read_source import FAILURES
from pipeline.read.reader import TooDeepError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.archives.member import Member
    from pipeline.read.reader import Item

MOST_MEMBERS: Final = 5_000
"""Members that are looked at; of a larger folder the first ones speak for the rest."""
MOST_TERMS: Final = 40
MOST_NAMES: Final = 50
SAMPLE_ROWS: Final = 50
ENOUGH_DOCUMENTS: Final = 20
"""Fewer documents say nothing about a profile against the one that their format usually has."""
SAMPLE_DOCUMENTS: Final = 200
SAMPLE_CHARACTERS: Final = 2_000_000
PAGES: Final = frozenset({"alto", "page", "abbyy", "hocr"})
TABLES: Final = ("csv", "json", "jsonl", "parquet")
OF_TERMS: Final = frozenset({"text", "markdown", "html", "json"})
"""Formats of files that state terms: called so, they are no documents."""

_DOMAINS: Final[dict[str, str]] = {
    "eurlex": "law",
    "formex": "law",
    "plenarprotokoll": "parliament",
    "po": "technical",
    "rii": "court",
    "ted": "administration",
    "jats": "science",
    "mets": "historical",
    "abbyy": "historical",
    "alto": "historical",
    "bundestag": "parliament",
    "conllu": "reference",
    "hipe": "historical",
    "hocr": "historical",
    "latex": "science",
    "ldml": "law",
    "mediawiki": "encyclopedia",
    "oparl": "administration",
    "osis": "literature",
    "page": "historical",
    "statute": "law",
    "tei": "literature",
    "timeml": "court",
}
"""The domain that texts in a format usually belong to."""

_ENOUGH: Final = 0.8
"""Of the share that the best profile keeps: with so much, the profile of the format's domain stays."""


class SurveyError(InputError, ValueError):
    """There is nothing that a reader could read; the message says what lies there."""


@dataclass(frozen=True)
class Kind:
    """Members of one format: the `format` of the manifest, how they are named (globs), and how many there are."""

    format: Mapping[str, Any]
    patterns: tuple[str, ...]
    members: int
    columns: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Of the first members, at most `MOST_NAMES`."""
    are_stating: bool = False
    """Whether most documents state their rights themselves."""


@dataclass(frozen=True)
class Survey:
    """What was found: kinds of members by number, the quote that proves a licence, what is no text, and fitting profiles.

    `files` are the names of the plain files that were looked at, `containers` those of archives and packed files, `of_terms` the members
    that state terms and are no documents, `fetched` how all are named that a reader needs.
    """

    kinds: tuple[Kind, ...]
    quote: Quote | None
    refused: tuple[tuple[str, str], ...]
    domain: str
    profiles: tuple[tuple[str, float], ...] = ()
    documents: int = 0
    files: frozenset[str] = frozenset()
    containers: tuple[str, ...] = ()
    of_terms: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()


@dataclass
class _Group:
    """Members of one format, as they come by: how their names end, and rows and texts of the first of them."""

    format: dict[str, Any]
    suffixes: set[str] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    members: int = 0
    columns: tuple[str, ...] = ()
    texts: list[str] = field(default_factory=list)
    stating: int = 0

    def add(self, member: Member) -> None:
        """Note a member; what stands in it is looked at now, since a large one of an archive cannot be opened later."""
        name = member.name.rpartition("/")[2]
        self.suffixes.add(f"*.{name.rpartition('.')[2]}" if "." in name else name)
        if not self.members and self.format["name"] in TABLES:
            rows = [row for row in islice(_rows(self.format, member), SAMPLE_ROWS) if isinstance(row, dict)]
            self.columns = tuple(dict.fromkeys(name for row in rows for name in row))
            self.format = {"name": self.format["name"]} | columns_of(rows) | self.format
        self.members += 1
        if len(self.names) < MOST_NAMES:
            self.names.append(member.name)
        wanted = SAMPLE_DOCUMENTS - len(self.texts)
        if wanted > 0 and sum(map(len, self.texts)) < SAMPLE_CHARACTERS:
            for text, states_rights in islice(_texts(self.format, member), wanted):
                self.texts.append(text)
                self.stating += states_rights

    def kind(self) -> Kind:
        """Return what was found."""
        patterns = tuple(f"**/{suffix}" for suffix in sorted(self.suffixes))
        if self.format["name"] == "mets" and self.members <= MOST_NAMES:  # its pages end as it does
            patterns = tuple(self.names)
        are_stating = 2 * self.stating > len(self.texts)
        return Kind(self.format, patterns, self.members, self.columns, tuple(self.names), are_stating)


@dataclass
class _Seen:
    """What is gathered while the members are looked at."""

    groups: dict[str, _Group] = field(default_factory=dict)
    terms: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    of_terms: list[str] = field(default_factory=list)
    groups_of_terms: dict[str, _Group] = field(default_factory=dict)


def survey_files(files: Sequence[tuple[Path, str]]) -> Survey:
    """Return what lies in files, pairs of a path and the name under which the source has it.

    Archives are looked into.  Raises SurveyError where no member is of a format that there is.
    """
    seen = _Seen()
    with Snapshot(files) as tree:
        for member in islice(tree.members(lambda _path: True, lambda _path: "seek"), MOST_MEMBERS):
            _look(member, seen)
    if not seen.groups:  # a folder of nothing but READMEs: they are its texts
        seen.groups, seen.of_terms = seen.groups_of_terms, []
    if not seen.groups:
        raise SurveyError(_nothing(files, seen.refused))
    fetched = dict.fromkeys(f"**/{suffix}" for group in seen.groups.values() for suffix in sorted(group.suffixes))
    works = [group for group in seen.groups.values() if group.format["name"] == "mets"]
    pages = PAGES if works else frozenset()  # of a work that METS describes: its reader looks for them itself
    groups = [group for group in seen.groups.values() if group.format["name"] not in pages]
    groups.sort(key=lambda group: -group.members)
    fitting = _fitting(groups[0].texts)
    domain = _domain(groups[0].format["name"], fitting if len(groups[0].texts) >= ENOUGH_DOCUMENTS else ())
    kinds = tuple(group.kind() for group in groups)
    names = [name for _path, name in files]
    return Survey(
        kinds,
        best_quote(seen.terms),
        tuple(seen.refused),
        domain,
        fitting,
        len(groups[0].texts),
        frozenset(names) & seen.names,
        tuple(name for name in names if name not in seen.names),
        tuple(seen.of_terms),
        tuple(fetched),
    )


def _look(member: Member | Broken, seen: _Seen) -> None:
    if isinstance(member, Broken):
        seen.refused.append((member.path, member.detail))
        return
    seen.names.add(member.name)
    with member.open() as stream:
        head = stream.read(HEAD_BYTES)
    is_terms = is_of_terms(member.name)
    if is_terms and len(head) < HEAD_BYTES and len(seen.terms) < MOST_TERMS and not binary.kind_of(head):
        seen.terms.append((member.name, decode(head)[0]))
    try:
        format_ = format_of(member.name, head)
    except UnreadError as error:
        seen.refused.append((member.name, str(error)))
        return
    states_terms = is_terms and format_["name"] in OF_TERMS
    if states_terms:
        seen.of_terms.append(member.name)
    groups = seen.groups_of_terms if states_terms else seen.groups
    groups.setdefault(json.dumps(format_, sort_keys=True), _Group(format_)).add(member)


def _nothing(files: Sequence[tuple[Path, str]], refused: Sequence[tuple[str, str]]) -> str:
    shown = "; ".join(f"{name}: {why}" for name, why in refused[:3])
    return (
        f"nothing here that a reader reads, in {len(files)} files{': ' + shown if shown else ''}; see gemeingut formats"
    )


def _rows(format_: Mapping[str, Any], member: Member) -> Iterator[Mapping[str, Any]]:
    """Yield rows from the beginning of a table as mappings."""
    if format_["name"] == "parquet":
        with member.open() as stream:
            try:
                batches = pq.ParquetFile(stream).iter_batches(batch_size=SAMPLE_ROWS)
                yield from (row for batch in islice(batches, 1) for row in batch.to_pylist())
            except (pa.ArrowException, OSError):
                return
        return
    with member.open() as stream:
        text = decode(stream.read(HEAD_BYTES))[0].lstrip("\ufeff")
    if format_["name"] == "csv":
        names = format_.get("header")
        lines = text.splitlines()[: 4 * SAMPLE_ROWS]
        yield from csv.DictReader(lines, fieldnames=names, delimiter=format_.get("delimiter", ","))
    elif format_["name"] == "jsonl":
        yield from (value for line in text.splitlines() for value in _parsed(line))
    else:
        yield from _objects(text, format_.get("records", ""))


def _objects(text: str, records: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the list at a path, or of the file; of a long file those that stand whole in its beginning."""
    values = list(_parsed(text))
    for key in [key for key in records.removesuffix("[]").split(".") if key]:
        values = [value[key] for value in values]
    if values:
        yield from (entry for value in values for entry in (value if isinstance(value, list) else [value]))
        return
    decoder, at = json.JSONDecoder(), text.find("[") + 1
    while (at := text.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield value


def _parsed(text: str) -> Iterator[Any]:
    """Yield the value that a JSON text is, nothing where it is none."""
    try:
        yield parse(text)
    except (JsonError, TooDeepError):
        return


def _texts(format_: Mapping[str, Any], member: Member) -> Iterator[tuple[str, bool]]:
    """Yield texts of a member's first documents, as its reader reads them, and whether each states its rights."""
    options = {key: value for key, value in format_.items() if key != "name"}
    reader, model = registry.reader(format_["name"]), registry.parse_options(format_["name"], options, "draft")
    characters = 0
    try:
        for part in reader.parts(member, model):
            for item in reader.read(part, model):
                for text, states_rights in _texts_of(item):
                    yield text, states_rights
                    characters += len(text)
                if characters > SAMPLE_CHARACTERS:
                    return
    except FAILURES:
        return


def _texts_of(item: Item) -> list[tuple[str, bool]]:
    if isinstance(item, pa.RecordBatch):
        texts, stated = (item.column(name).to_pylist() for name in ("text", "license_statements"))
        return [(text, bool(statements)) for text, statements in zip(texts, stated, strict=True)]
    return [(item.text, bool(item.license_statements))] if isinstance(item, Document) else []


def _fitting(texts: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Return the profiles with the share of the texts that their rules keep, the best first."""
    if not texts:
        return ()
    column = pa.chunked_array([pa.array(texts, pa.large_string())])
    measured = measures.measure(column, frozenset(), pa.chunked_array([pa.array([0.0] * len(texts), pa.float32())]))
    shares = []
    for name in profiles.profiles():
        removed = len(set(objections(measured, profiles.rules(name)).column("row").to_pylist()))
        shares.append((name, 1 - removed / len(texts)))
    return tuple(sorted(shares, key=lambda share: (-round(share[1], 2), share[0])))


def _domain(format_name: str, fitting: Sequence[tuple[str, float]]) -> str:
    """Return the domain of the format, or of prose on the web, unless its profile keeps far less than another."""
    shares = dict(fitting)
    usual = _DOMAINS.get(format_name, "web")
    best = max(shares.values(), default=1.0)
    if shares.get(PROFILE_OF_DOMAIN[usual], best) >= _ENOUGH * best:
        return usual
    kept = {domain: shares.get(profile, 0.0) for domain, profile in PROFILE_OF_DOMAIN.items()}
    return max(sorted(kept), key=lambda domain: kept[domain])
