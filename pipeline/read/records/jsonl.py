"""JSON Lines: an object a line is a document."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson

from pipeline.archives.streams import ODD
from pipeline.read.columns import Columns, document
from pipeline.read.document import Document, Fault
from pipeline.read.json_text import DEEPEST, JsonError, parse
from pipeline.read.reader import Part, Reader, ReadError, TooDeepError
from pipeline.read.reader_options import Encoding  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.read.records.lines import LINE_BYTES, Line, RawLine, decoded, is_wide, lines, raw_lines, starts
from pipeline.read.records.mapped import items
from pipeline.read.records.piece import PIECE_BYTES, PIECE_ROWS, of_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Item

_LARGE: Final = 1 << 20
"""A line of more bytes is parsed and mapped by itself."""

_MOST_WHOLE: Final = 2.0**63
"""Numbers from here on may have been whole ones that the fast parser cannot hold."""

_ODD: Final = -(1 << 62)
_BARE: Final = frozenset({int, bool, type(None)})


class JsonLinesOptions(Columns):
    """Fields as in `Columns`; `encoding` where lines are not UTF-8."""

    encoding: Encoding | None = None


def parts(member: Member, options: JsonLinesOptions) -> Iterator[Part]:
    """Yield the parts of a member, bounded by lines; what is packed, or in UTF-16 or UTF-32, is a single one."""
    begun = [(0, 0)] if is_wide(member, options.encoding) else starts(member)
    for index, (start, first) in enumerate(begun):
        stop = begun[index + 1][0] if index + 1 < len(begun) else None
        yield Part(member, index, start, stop, first)


def read(part: Part, options: JsonLinesOptions) -> Iterator[Item]:
    """Yield the documents of the lines, `offset` being the line's number from 0; a line that is no object is `corrupt`.

    Blank lines are none.  Each line is decoded by itself, so that one in another encoding does not spoil the others.
    """
    member = part.member
    gathered = _Gathered(member.path, options)
    stored = lines(member, None) if is_wide(member, options.encoding) else raw_lines(member, part.start, part.stop)
    # No name is given to a line: a generator would hold it for as long as its document is looked at.
    try:
        for entry in map(gathered.taken, count(part.first), stored):
            if entry is not None or gathered.is_full:
                yield from gathered.items()
            if entry is not None:
                yield entry
    except (ReadError, *ODD):  # what stands before the place where the file breaks off is not lost
        yield from gathered.items()
        raise
    yield from gathered.items()


class _Gathered:
    """Records of lines that are mapped to documents together."""

    def __init__(self, path: str, options: JsonLinesOptions) -> None:
        self._path, self._options = path, options
        self._records: list[dict[str, Any]] = []
        self._numbers: list[int] = []
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        """Return whether the records are to be mapped."""
        return self._bytes >= PIECE_BYTES or len(self._records) >= PIECE_ROWS

    def taken(self, number: int, line: Line | RawLine) -> Document | Fault | None:
        """Keep the record of a line; return what is not to be mapped with others: a fault, the document of a large line."""
        content = line.data if isinstance(line, RawLine) else line.text
        record = _plain(content) if isinstance(content, bytes) else None
        place = f"{self._path}:{number + 1}"
        if record is None:
            text = line if isinstance(line, Line) else decoded(line, self._options.encoding)
            parsed = _careful(number, text, place)
            if not isinstance(parsed, dict):
                return parsed
            record = parsed
        if len(content or "") > _LARGE:
            return document(record, self._options, number, place)
        self._records.append(record)
        self._numbers.append(number)
        self._bytes += len(content or "")
        return None

    def items(self) -> Iterator[Item]:
        """Yield the documents of the records that were kept, and keep them no longer."""
        piece = of_records(self._records, np.array(self._numbers, np.int64), self._path)
        self._records, self._numbers, self._bytes = [], [], 0
        return items(piece, self._options)


def _plain(data: bytes) -> dict[str, Any] | None:
    """Return the object of a line as a fast parser reads it, None where that may not be what `json_text.parse` gives.

    The fast one keeps the last of several values of a key, so that colons are counted: those of a line are as many as
    its keys and those inside its strings, unless some are lost.  It has no bound of depth and no long numbers.
    """
    if len(data) > _LARGE or data.count(b"[") + data.count(b"{") > DEEPEST or b"\\u003" in data:
        return None
    try:
        record = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return record if type(record) is dict and _colons(record) == data.count(b":") else None


def _colons(value: Any) -> int:
    """Return how many colons a value has as JSON if none of its keys holds one; a number below 0 where numbers are long."""
    kind = type(value)
    if kind is str:
        return int(value.count(":"))
    if kind is dict:
        return len(value) + sum(_colons(entry) for entry in value.values() if type(entry) not in _BARE)
    if kind is list:
        return sum(_colons(entry) for entry in value if type(entry) not in _BARE)
    return _ODD if kind is float and not abs(value) < _MOST_WHOLE else 0


def _careful(number: int, line: Line, place: str) -> dict[str, Any] | Fault | None:
    """Return the object of a line, None for a blank one, a fault for anything else."""
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
    return record


READER: Final = Reader(JsonLinesOptions, read, parts, streams="forward")
