"""Plain text: a file is a document, or a row of records between separators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Options, Reader
from pipeline.read.reader_options import Encoding, IdFrom, native_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

_TITLE_CHARS = 200


class TextOptions(Options):
    """Options of plain text.

    `encoding` as the source declares it (UTF-8 is tried before); `title: first_line` takes the first line that is not
    blank (at most 200 characters); `strip` takes blank space off both ends; `records` is a separator (such as a line of
    dashes with its line ends), each record being a document of its own; `id` is what names the document.
    """

    encoding: Encoding | None = None
    title: Literal["none", "first_line"] = "none"
    strip: bool = True
    records: str | None = None
    id: IdFrom = "path"


def read(part: Part, options: TextOptions) -> Iterator[Document | Fault]:
    """Yield the file's text, or its records with `offset` the number of the record from 0; empty ones are faults."""
    member = part.member
    text, encoding = decode(member.data, options.encoding)
    name = native_id(member.path, options.id)
    if options.records is None:
        yield _document(text, name, None, encoding, options)
        return
    for number, record in enumerate(record for record in text.split(options.records) if record.strip()):
        yield _document(record, f"{name}:{number + 1}", number, encoding, options)


def _document(text: str, name: str, number: int | None, encoding: str, options: TextOptions) -> Document | Fault:
    body = text.strip() if options.strip else text
    if not body.strip():
        return Fault("empty", "no text in it", name, len(text))
    title = None
    if options.title == "first_line":
        title = next(line.strip() for line in body.split("\n") if line.strip())[:_TITLE_CHARS]
    return Document(name, body, title=title, offset=number, extra={"encoding": encoding})


READER: Final = Reader(TextOptions, read)
