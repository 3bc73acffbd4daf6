"""JSON Lines: an object a line is a document."""

from __future__ import annotations

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


class JsonLinesOptions(Columns):
    """Fields as in `Columns`; `encoding` where lines are not UTF-8."""

    encoding: Encoding | None = None


def read(part: Part, options: JsonLinesOptions) -> Iterator[Document | Fault]:
    """Yield a document per line, `offset` being the line's number from 0; a line that is no object is `corrupt`.

    Blank lines are none.  Each line is decoded by itself, so that one in another encoding does not spoil the others.
    """
    member = part.member
    for number, line in enumerate(lines(member, options.encoding)):
        place = f"{member.path}:{number + 1}"
        if line.text is None:
            yield Fault("too_large", f"line {number + 1}, from byte {line.start}: more than {LINE_BYTES} bytes", place)
            continue
        if not line.text.strip("\x00 \t\n\ufeff"):
            continue
        try:
            record = parse(line.text)
        except (JsonError, TooDeepError) as error:
            yield Fault("corrupt", f"line {number + 1}: {error}", place, len(line.text))
            continue
        if isinstance(record, dict):
            yield document(record, options, number, place)
        else:
            yield Fault("corrupt", f"line {number + 1}: {type(record).__name__}, not an object", place, len(line.text))


READER: Final = Reader(JsonLinesOptions, read, streams="forward")
