"""Delimited tables: a row is a document."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import StringConstraints

from pipeline.read.columns import Columns, document, native_id
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.reader_options import Encoding  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.read.records.csv_rows import Row, Rows, fields_of
from pipeline.read.records.lines import Line, lines, probed
from pipeline.read.repeated import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

_COMMA: Final = ","
_QUOTE: Final = '"'
_Character = Annotated[str, StringConstraints(min_length=1, max_length=1)]


class CsvOptions(Columns):
    r"""Fields as in `Columns`, and how the table is written.

    `header: first_row`, or the names of the columns where the file has none (a blank name leaves a column out).
    `quotechar: null` where nothing is quoted.  `nested` is for files written twice: every row is a single quoted field
    that holds the actual row.  `entities` resolves HTML's in all fields.  `surplus` says what becomes of a row with
    more fields than the header has: it is a fault, or the fields beyond are joined to the last.
    """

    delimiter: _Character = ","
    quotechar: _Character | None = '"'
    encoding: Encoding | None = None
    header: Literal["first_row"] | tuple[str, ...] = "first_row"
    nested: bool = False
    entities: bool = False
    surplus: Literal["fault", "join"] = "fault"


def read(part: Part, options: CsvOptions) -> Iterator[Document | Fault]:
    """Yield a document per row, `offset` being the row's number from 0 below the header.

    A row with too few or too many fields is `corrupt`, and so is one whose quotation marks cannot be those that were meant;
    reading goes on at the next line with which a row begins, and lines before it that belong to none are a fault without
    an id.  A row of blank fields is none.  ReadError where a column for the text is not in the header.
    """
    path = part.member.path
    rows = Rows(_lines(part.member, options), options.delimiter, options.quotechar, joins=options.surplus == "join")
    header = _header(rows, options, path)
    for number, row in enumerate(rows):
        place = f"{path}:{number + 1}"
        fields = [unescape(value) for value in row.fields] if options.entities else row.fields
        if len(fields) > len(header) and options.surplus == "join":
            fields = [*fields[: len(header) - 1], options.delimiter.join(fields[len(header) - 1 :])]
        if row.fault:
            name = native_id(dict(zip(header, fields, strict=False)).get(options.id))
            yield Fault(
                "corrupt", f"line {row.number}, byte {row.first.start}: {row.fault}", name or place, row.characters
            )
            yield from _lost(row, path)
        elif len(fields) != len(header):
            yield Fault("corrupt", f"{len(fields)} fields, the header has {len(header)}", place, sum(map(len, fields)))
        elif any(field.strip() for field in fields):
            record = gathered((name, value or None) for name, value in zip(header, fields, strict=True) if name)
            yield document(record | {name: record[name] or "" for name in options.text}, options, number, place)


def _header(rows: Rows, options: CsvOptions, path: str) -> list[str]:
    """Return the names of the columns; raise ReadError where there is none for the text."""
    if options.header == "first_row":
        first = next(iter(rows), None)
        if first is not None and first.fault:
            raise ReadError(
                f"{path}: no table: line {first.number}, where the names of the columns should stand: {first.fault}"
            )
        header = first.fields if first else []
    else:
        header = list(options.header)
    missing = [name for name in options.text if name not in header]
    if missing and header:
        raise ReadError(f"{path}: no column {', '.join(map(repr, missing))}; there are: {', '.join(header)}")
    rows.width = len(header)
    return header


def _lost(row: Row, path: str) -> Iterator[Fault]:
    if row.is_rest:
        yield Fault("corrupt", f"the rest of {path} from byte {row.lost[0].start}: {row.fault} in line {row.number}")
    elif row.lost:
        lines = (
            f"lines {row.number + 1} to {row.number + len(row.lost)}" if len(row.lost) > 1 else f"line {row.number + 1}"
        )
        yield Fault("corrupt", f"{lines} of {path}, from byte {row.lost[0].start}: {row.fault} in line {row.number}")


def _lines(member: Member, options: CsvOptions) -> Iterator[Line]:
    """Yield the lines of a table; of one that was written twice, as they were the first time."""
    for line in lines(member, probed(member, options.encoding)):
        for text in [None] if line.text is None else line.text.split("\n"):  # CR alone ends a line too
            if options.nested and text and text.startswith(_QUOTE):
                once = fields_of(text, _COMMA, _QUOTE)
                yield Line(once[0] if once is not None and len(once) == 1 else text, line.start)
            else:
                yield Line(text, line.start)


READER: Final = Reader(CsvOptions, read, streams="forward")
