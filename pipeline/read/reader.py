"""What a reader is: one member of a snapshot in, documents and faults out.

A reader never repairs and never drops: whatever it cannot turn into a document leaves it as a `Fault` with a reason.
It yields in the order of the member, so that the same snapshot gives the same documents on every run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from gemeingut.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.archives.member import Member

Level = Literal["source", "document"]
Object = Literal["text", "digital_original", "metadata", "software", "images"]


class ReadError(DataError, ValueError):
    """A member cannot be read by this format; the message says what was found and what would have been right."""


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


class Options(BaseModel):
    """Base of every format's options: unknown keys are errors, defaults are validated."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Reader(Protocol):
    """`pipeline.read.<format>` modules offer `OPTIONS` (a subclass of Options) and `read` of this shape.

    A module whose `read` only uses `Member.open` says so by `STREAMS`: `forward`, or `seek` where it jumps in the file.
    """

    OPTIONS: type[Options]

    def read(self, member: Member, options: Any) -> Iterator[Document | Fault]:
        """Yield every document of the member, in order; raise ReadError if the member is not of this format at all."""
