"""JSON Lines: an object a line is a document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pipeline.read.columns import Columns, document
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader
from pipeline.read.reader_options import Encoding  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.read.repeated import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

LINE_BYTES: Final = 1 << 28  # a longer line is not a document
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class JsonLinesOptions(Columns):
    """Fields as in `Columns`; `encoding` where lines are not UTF-8."""

    encoding: Encoding | None = None


def read(part: Part, options: JsonLinesOptions) -> Iterator[Document | Fault]:
    """Yield a document per line, `offset` being the line's number from 0; a line that is no object is `corrupt`.

    Blank lines are none.  Each line is decoded by itself, so that one in another encoding does not spoil the others.
    """
    member = part.member
    for number, line in enumerate(_lines(member, options.encoding)):
        place = f"{member.path}:{number + 1}"
        if line is None:
            yield Fault("too_large", f"line {number + 1}: more than {LINE_BYTES} bytes", place)
            continue
        if not line.strip("\x00 \t\n\ufeff"):
            continue
        try:
            record = json.loads(line, parse_constant=_no_number, object_pairs_hook=gathered)
        except (ValueError, RecursionError) as error:  # also a number of more digits than Python reads
            yield Fault("corrupt", f"line {number + 1}: {error}", place, len(line))
            continue
        if isinstance(record, dict):
            yield document(record, options, number, place)
        else:
            yield Fault("corrupt", f"line {number + 1}: {type(record).__name__}, not an object", place, len(line))


def _lines(member: Member, encoding: str | None) -> Iterator[str | None]:
    """Yield each line without its end, None for one that is too long to hold."""
    with member.open() as stream:
        is_wide = stream.read(2) in _WIDE_MARKS
    with member.open() as stream:
        if is_wide:
            yield from decode(stream.read(), encoding)[0].split("\n")
            return
        while line := stream.readline(LINE_BYTES):
            if line.endswith(b"\n") or len(line) < LINE_BYTES:
                yield decode(line.removesuffix(b"\n"), encoding)[0]
                continue
            while line and not line.endswith(b"\n"):
                line = stream.readline(LINE_BYTES)
            yield None


def _no_number(_name: str) -> None:
    """Read NaN and Infinity, which are no JSON, as null."""


READER: Final = Reader(JsonLinesOptions, read, streams="forward")
