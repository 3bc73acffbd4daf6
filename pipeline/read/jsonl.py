"""JSON Lines: an object a line is a document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.read.decode import decode
from pipeline.read.reader import Document, Fault, Member
from pipeline.read.records import Columns, document
from pipeline.read.text import Encoding  # noqa: TC001  pydantic resolves the annotations at run time

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


class JsonLinesOptions(Columns):
    """Fields as in `Columns`; `encoding` where lines are not UTF-8."""

    encoding: Encoding | None = None


OPTIONS = JsonLinesOptions


def read(member: Member, options: Any) -> Iterator[Document | Fault]:
    """Yield a document per line, `offset` being the line's number from 0; a line that is no object is `corrupt`.

    Blank lines are none.  Each line is decoded by itself, so that one in another encoding does not spoil the others.
    """
    for number, line in enumerate(_lines(member.data, options.encoding)):
        if not line.strip("\x00 \t\n\ufeff"):
            continue
        place = f"{member.path}:{number + 1}"
        try:
            record = json.loads(line, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:  # also a number of more digits than Python reads
            yield Fault("corrupt", f"line {number + 1}: {error}", place, len(line))
            continue
        if isinstance(record, dict):
            yield document(record, options, number, place)
        else:
            yield Fault("corrupt", f"line {number + 1}: {type(record).__name__}, not an object", place, len(line))


def _lines(data: bytes, encoding: str | None) -> Iterator[str]:
    if data.startswith(_WIDE_MARKS):
        yield from decode(data, encoding)[0].split("\n")
        return
    for line in data.split(b"\n"):
        yield decode(line, encoding)[0]


def _no_number(_name: str) -> None:
    """Read NaN and Infinity, which are no JSON, as null."""
