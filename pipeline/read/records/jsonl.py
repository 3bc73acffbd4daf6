"""JSON Lines: an object a line is a document."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

from pipeline.read.columns import Columns, document
from pipeline.read.document import Document, Fault
from pipeline.read.json_text import JsonError, parse
from pipeline.read.reader import Reader, TooDeepError
from pipeline.read.reader_options import Encoding  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.read.records.lines import LINE_BYTES, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part
    from pipeline.read.records.lines import Line


class JsonLinesOptions(Columns):
    """Fields as in `Columns`; `encoding` where lines are not UTF-8."""

    encoding: Encoding | None = None


def read(part: Part, options: JsonLinesOptions) -> Iterator[Document | Fault]:
    """Return a document per line, `offset` being the line's number from 0; a line that is no object is `corrupt`.

    Blank lines are none.  Each line is decoded by itself, so that one in another encoding does not spoil the others.
    """
    member = part.member
    # No name is given to a line: a generator would hold it for as long as its document is looked at.
    items = map(partial(_read_line, options=options, path=member.path), count(), lines(member, options.encoding))
    return (item for item in items if item is not None)


def _read_line(number: int, line: Line, options: JsonLinesOptions, path: str) -> Document | Fault | None:
    place = f"{path}:{number + 1}"
    if line.text is None:
        return Fault("too_large", f"line {number + 1}, from byte {line.start}: more than {LINE_BYTES} bytes", place)
    if not line.text.strip("\x00 \t\n\ufeff"):
        return None
    try:
        record = parse(line.text)
    except (JsonError, TooDeepError) as error:
        return Fault("corrupt", f"line {number + 1}: {error}", place, len(line.text))
    if not isinstance(record, dict):
        kind = type(record).__name__
        return Fault("corrupt", f"line {number + 1}: {kind}, not an object", place, len(line.text))
    return document(record, options, number, place)


READER: Final = Reader(JsonLinesOptions, read, streams="forward")
