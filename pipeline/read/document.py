"""What a reader gives: documents, the statements about rights that stand in them, and faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.manifest.vocabulary import KindName, OriginName, SchemeName, UnitName

Level = Literal["source", "document"]
Object = Literal["text", "digital_original", "metadata", "software", "images"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement about rights, verbatim, and where it stood (element path, field name or member)."""

    statement: str
    where: str
    level: Level = "document"
    object: Object = "text"


@dataclass(frozen=True, slots=True)
class TextOrigin:
    """Who or what wrote a text, and what in the file says so: the field and its value, verbatim."""

    name: OriginName
    evidence: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A persistent identifier of a text or of its author, in the spelling of its scheme."""

    scheme: SchemeName
    value: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """The engine that recognised a printed text, with its version, and the year in which it did; as far as the file says."""

    engine: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One document as read.  `id` is the native id: unique inside the source, stable over versions, no source prefix.

    What a file does not say of kind, unit, origin, identifiers and recognition is None or empty: the manifest may say it.
    `work` is the native id of the text that this document is the `part`-th piece of, counted from 1.
    """

    id: str
    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    language_declared: str | None = None
    license_statements: tuple[Statement, ...] = ()
    offset: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    kind: KindName | None = None
    unit: UnitName | None = None
    work: str | None = None
    part: int | None = None
    origin: TextOrigin | None = None
    identifiers: tuple[Identifier, ...] = ()
    ocr: Recognition | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A document that could not be used (`id` given: it counts as read and is quarantined) or a whole member (`id` None).

    `reason` is one of `reasons.QUARANTINE`; `detail` says in one line what was found.
    """

    reason: str
    detail: str
    id: str | None = None
    characters: int = 0


def storable(text: str) -> str:
    """Return the text with every lone surrogate replaced by U+FFFD, one for one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    return text
