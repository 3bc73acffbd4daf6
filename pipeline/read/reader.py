"""What a reader is: two functions, one that plans the parts of a member and one that reads a part.

A reader never repairs and never drops: whatever it cannot turn into a document leaves it as a `Fault` with a reason.
It yields in the order of the member, so that the same snapshot gives the same documents on every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeAlias, TypeVar

import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from gemeingut.errors import DataError
from pipeline.read.document import Document, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.archives.member import Member, Streams
    from pipeline.read.opt_outs import Declared


class ReadError(DataError, ValueError):
    """A member cannot be read by this format; the message says what was found and what would have been right."""

    error_code: ClassVar[str] = "not_this_format"


class TooDeepError(ReadError):
    """The elements, groups or macros of a member are nested deeper than any text is."""

    error_code: ClassVar[str] = "too_deep"


class Options(BaseModel):
    """Base of every format's options: unknown keys are errors, defaults are validated."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a member that is read by itself.

    `index` counts the parts of the member from 0.  `start` and `stop` bound the piece in the unit that its reader divides
    by (bytes, records, row groups): from `start` to before `stop`, or to the member's end where `stop` is None.  Parts
    depend on the member and on constants, never on the number of workers.  `first` is the number of records before the piece
    where they are numbered over the whole member.  `declared` is what the sites in all crawls of
    the snapshot declare, for readers that offer `declare`; None for all others.
    """

    member: Member
    index: int = 0
    start: int = 0
    stop: int | None = None
    first: int = 0
    declared: Declared | None = None


OptionsT = TypeVar("OptionsT", bound=Options)

Item: TypeAlias = Document | Fault | pa.RecordBatch
"""What `read` yields: a document, a fault, or many documents as a record batch of the schema `batches.BATCH`."""


def whole(member: Member, _options: Options) -> Iterator[Part]:
    """Yield the whole member as its only part."""
    yield Part(member)


@dataclass(frozen=True, slots=True)
class Reader(Generic[OptionsT]):
    """The reader of a format; its module offers one under the name `READER`.

    `options` is the model of the format's options.  `read(part, options)` yields the items of a part in order and raises
    ReadError if the member is not of this format at all.  `parts(member, options)` yields the parts of a member in order;
    by default the whole member is one.  `streams` says how `read` uses `Member.open` and nothing else of the member's
    bytes: `forward`, or `seek` where it jumps in the file; None (the default) where it wants `Member.data`.
    `is_of_text` is false for formats of which a file is no text: their readers know their own by its first bytes.
    `declare(member, declared)` adds what sites in a crawl declare about their pages; None (the default) for all formats
    but crawls.
    """

    options: type[OptionsT]
    read: Callable[[Part, OptionsT], Iterator[Item]]
    parts: Callable[[Member, OptionsT], Iterator[Part]] = whole
    streams: Streams | None = None
    declare: Callable[[Member, Declared], object] | None = None
    is_of_text: bool = True
