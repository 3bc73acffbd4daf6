"""Delimited tables: a row is a document."""

from __future__ import annotations

import csv
import sys
from html import unescape
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import StringConstraints

from pipeline.read.columns import Columns, document
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.reader_options import Encoding  # noqa: TC001  pydantic resolves the annotations at run time
from pipeline.read.repeated import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.reader import Part

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

    A row with too few or too many fields is `corrupt`; a row of blank fields is none.  ReadError where a column for the
    text is not in the header.
    """
    member = part.member
    csv.field_size_limit(sys.maxsize)  # a text is longer than the 128 KiB that the module allows
    rows = _rows(decode(member.data, options.encoding)[0], options)
    header = list(next(rows, [])) if options.header == "first_row" else list(options.header)
    missing = [name for name in options.text if name not in header]
    if missing and header:
        raise ReadError(f"{member.path}: no column {', '.join(map(repr, missing))}; there are: {', '.join(header)}")
    number = -1
    for row in rows:
        number += 1
        place = f"{member.path}:{number + 1}"
        fields = [unescape(value) for value in row] if options.entities else row
        if len(fields) > len(header) and options.surplus == "join":
            fields = [*fields[: len(header) - 1], options.delimiter.join(fields[len(header) - 1 :])]
        if len(fields) != len(header):
            yield Fault("corrupt", f"{len(fields)} fields, the header has {len(header)}", place, sum(map(len, row)))
        elif any(field.strip() for field in fields):
            record = gathered((name, value or None) for name, value in zip(header, fields, strict=True) if name)
            yield document(record | {name: record[name] or "" for name in options.text}, options, number, place)


def _rows(text: str, options: CsvOptions) -> Iterator[list[str]]:
    lines = text.split("\n")
    if options.nested:
        lines = [row[0] if len(row) == 1 else line for line, row in _unnested(lines)]
    ended = (f"{line}\n" for line in lines)
    if options.quotechar is None:
        reader = csv.reader(ended, delimiter=options.delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(ended, delimiter=options.delimiter, quotechar=options.quotechar)
    return (row for row in reader if row)


def _unnested(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for line in lines:
        yield line, next(csv.reader([line]), []) if line.startswith('"') else []


READER: Final = Reader(CsvOptions, read)
