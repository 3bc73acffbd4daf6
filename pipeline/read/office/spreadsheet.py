"""Format `spreadsheet`: tables of Excel (xlsx, xlsm, xls) and OpenDocument (ods), as a text or by rows.

By default a workbook is a document: its sheets with their names, rows on lines, cells separated by tabs.  With `unit: row` each
row is a record whose columns are mapped as those of `csv`; the first row that names the text's columns is the header.  Native id: the
member's path without suffix; by row the column `id`, else the path, sheet and row.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field
from python_calamine import CalamineError, CalamineWorkbook

from pipeline.read import edtf
from pipeline.read.columns import Columns, document
from pipeline.read.document import Document, Fault
from pipeline.read.office.docx import people
from pipeline.read.office.package import Package
from pipeline.read.reader import Reader, ReadError
from pipeline.read.reader_options import IdFrom, native_id
from pipeline.read.repeated import gathered
from pipeline.read.xml import child, flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

MOST_CELLS: Final = 20_000_000
"""Cells of a sheet, those counted that are empty between two that are not."""

_PLACE: Final = re.compile(rb'<(?:\w{1,9}:)?c\b[^<>]{0,200}?\br="([A-Z]{1,3})([0-9]{1,7})"')
_SHEETS: Final = re.compile(r"xl/worksheets/[^/]+\.xml")


class SpreadsheetOptions(Columns):
    """Options: what one document is; of which sheets (by name), all by default; and by row the columns, as for `csv`."""

    unit: Literal["workbook", "sheet", "row"] = "workbook"
    sheets: tuple[str, ...] = ()
    name: IdFrom = Field(default="path_without_suffix", description="what of the member's path names a workbook")


def read(part: Part, options: SpreadsheetOptions) -> Iterator[Document | Fault]:
    """Yield the workbook, its sheets or its rows; Faults `empty` and those of records; ReadError if it is no table."""
    member = part.member
    package = Package(member, "workbook") if member.data.startswith(b"PK") else None
    if package is not None:
        _within_budget(package)
    name = native_id(member.path, options.name)
    sheets = list(_sheets(member, options))
    if options.unit == "row":
        for sheet, rows in sheets:
            yield from _records(sheet, rows, name, options, member.path)
        return
    texts = [(sheet, _text(rows)) for sheet, rows in sheets]
    filled = [(sheet, text) for sheet, text in texts if text]
    if options.unit == "workbook":
        named = len(filled) > 1
        text = "\n\n".join(f"{sheet}\n\n{text}" if named else text for sheet, text in filled)
        yield _document(name, text, package) if text else Fault("empty", "no cell of its sheets has a value", name)
        return
    for sheet, text in texts:
        sheet_id = f"{name}/{sheet}"
        yield _document(sheet_id, text, package, sheet) if text else Fault("empty", "no cell has a value", sheet_id)


def _sheets(member: Member, options: SpreadsheetOptions) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield name and rows of the sheets that are wanted; errors of the library, and its panics, are ReadErrors."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(member.data))
        for name in options.sheets or workbook.sheet_names:
            _check_sheet(name, workbook.sheet_names, member.path)
            yield name, [[_value(cell) for cell in row] for row in workbook.get_sheet_by_name(name).iter_rows()]
    except CalamineError as error:
        raise ReadError(f"{member.path}: no table of Excel or OpenDocument: {error}") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ReadError(f"{member.path}: its cells cannot be read: {error}") from None


def _check_sheet(name: str, names: list[str], path: str) -> None:
    if name not in names:
        raise ReadError(f"{path}: no sheet {name!r}; there are: {', '.join(names)}")


def _within_budget(package: Package) -> None:
    """Raise ReadError for a workbook whose sheets would take gigabytes: few cells far apart, or repeated without end."""
    cells = [_extent(package.data(name) or b"") for name in sorted(package.names) if _SHEETS.fullmatch(name)]
    content = package.tree("content.xml")
    if content is not None:
        cells += [_repeated(table) for table in content.iter("{*}table")]
    elif package.data("xl/sharedStrings.xml") is None and not cells and "xl/workbook.bin" not in package.names:
        raise ReadError(f"{package.path}: no workbook: no sheets in it; a text is `format: docx` or `odt`")
    if max(cells, default=0) > MOST_CELLS:
        raise ReadError(
            f"{package.path}: a sheet of {max(cells)} cells, at most {MOST_CELLS}; empty ones between others count"
        )


def _extent(sheet: bytes) -> int:
    last_row = last_column = 0
    for match in _PLACE.finditer(sheet):
        last_row = max(last_row, int(match[2]))
        column = 0
        for letter in match[1]:
            column = column * 26 + letter - 64
        last_column = max(last_column, column)
    return last_row * last_column


def _repeated(table: etree._Element) -> int:
    """Return how many cells a table of OpenDocument has, up to the last one with a value in each row that has any."""
    cells = rows = widest = 0
    for row in table.iter("{*}table-row"):
        width = filled = 0
        for cell in row:
            width += _count(cell, "number-columns-repeated")
            if next(iter(cell), None) is not None:
                filled = width
        rows += _count(row, "number-rows-repeated")
        if filled:
            widest = max(widest, filled)
            cells = rows * widest
    return cells


def _count(element: etree._Element, name: str) -> int:
    value = next((str(value) for key, value in element.items() if str(key).endswith(f"}}{name}")), "1")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 1


def _value(cell: Any) -> str:
    """Return the value of a cell as it is shown: whole numbers without a point, days in ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.datetime | dt.date | dt.time) else str(cell)


def _text(rows: list[list[str]]) -> str:
    """Return the rows that have a value, each on a line; line ends in a cell are blanks."""
    lines = ("\t".join(" ".join(cell.split()) for cell in row).rstrip() for row in rows)
    return "\n".join(line.lstrip("\t") for line in lines if line.strip())


def _records(
    sheet: str, rows: list[list[str]], name: str, options: SpreadsheetOptions, path: str
) -> Iterator[Document | Fault]:
    """Yield the rows below the header as records."""
    header = next((at for at, row in enumerate(rows) if set(options.text) <= {cell.strip() for cell in row}), None)
    if header is None:
        first = next((row for row in rows if any(row)), [])
        names = ", ".join(cell for cell in first if cell)
        raise ReadError(
            f"{path}: no row of the sheet {sheet!r} names the columns {list(options.text)}; the first one holds: {names}"
        )
    columns = [cell.strip() for cell in rows[header]]
    for at, row in enumerate(rows[header + 1 :], header + 1):
        if any(cell.strip() for cell in row):
            record = gathered((key, value or None) for key, value in zip(columns, row, strict=False) if key)
            record |= {key: record.get(key) or "" for key in options.text}
            yield document(record, options, at, f"{name}/{sheet}:{at + 1}")


def _document(name: str, text: str, package: Package | None, sheet: str | None = None) -> Document:
    core = None if package is None else package.tree("docProps/core.xml")
    root = None if package is None or core is not None else package.tree("meta.xml")
    meta = core if core is not None else child(root, "meta")
    title = flat(child(meta, "title"))
    created = flat(child(meta, "created")) or flat(child(meta, "creation-date"))
    return Document(
        id=name,
        text=text,
        title=" – ".join(filter(None, (title, sheet))) or None,
        authors=people(flat(child(meta, "creator")) or flat(child(meta, "initial-creator"))),
        date=edtf.iso(created),
        extra={"sheet": sheet} if sheet else {},
        unit="document" if sheet is None else "part",
        work=None if sheet is None else name.rpartition("/")[0],
    )


READER: Final = Reader(SpreadsheetOptions, read, is_of_text=False)
