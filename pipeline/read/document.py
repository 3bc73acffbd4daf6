"""What a reader gives: documents, the statements about rights that stand in them, and faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

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
class Document:
    """One document as read.  `id` is the native id: unique inside the source, stable over versions, no source prefix."""

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


@dataclass(frozen=True, slots=True)
class Fault:
    """A document that could not be used (`id` given: it counts as read and is quarantined) or a whole member (`id` None).

    `reason` is one of `reasons.QUARANTINE`; `detail` says in one line what was found.
    """

    reason: str
    detail: str
    id: str | None = None
    characters: int = 0
