"""Tables: a workbook as a text, its sheets, or its rows as records; and tables that would take gigabytes."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.office import spreadsheet
from pipeline.read.reader import Part, ReadError
from scripts.fuzz_seeds import SEEDS
from scripts.made_documents import zipped

OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def cell(value):
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if value
        else "<table:table-cell/>"
    )


def ods(tail="", **sheets):
    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + f"{tail}</table:table>"
        for name, rows in sheets.items()
    )
    content = f'<office:document-content {OFFICE} office:version="1.2"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>'
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def read(data, **options):
    return list(spreadsheet.read(Part(Member("tafel/1.ods", data)), spreadsheet.SpreadsheetOptions(**options)))


STEGE = [
    ["Liste der Stege", "", ""],
    ["id", "text", "jahr"],
    [7.0, "Der alte Steg.", 1871.0],
    ["", "", ""],
    [9.0, "Der neue Steg.", 1.5],
]


def test_a_workbook_is_a_text_with_the_names_of_its_sheets_where_it_has_several():
    (document,) = read(ods(Stege=STEGE))
    assert document.text == "Liste der Stege\nid\ttext\tjahr\n7\tDer alte Steg.\t1871\n9\tDer neue Steg.\t1.5"
    (document,) = read(ods(Stege=STEGE[:2], Wege=[["a"]]))
    assert document.text == "Stege\n\nListe der Stege\nid\ttext\tjahr\n\nWege\n\na"


def test_sheets_and_rows():
    assert [one.id for one in read(ods(Stege=STEGE, Wege=[["a"]]), unit="sheet")] == ["tafel/1/Stege", "tafel/1/Wege"]
    first, second = read(ods(Stege=STEGE, Wege=[["a"]]), unit="row", sheets=["Stege"])
    assert (first.id, first.text, first.extra) == ("7", "Der alte Steg.", {"jahr": "1871"})
    assert second.id == "9"


def test_excel_by_the_same_options():
    (document,) = read(SEEDS["spreadsheet"], unit="row")
    assert document.id == "7"


def test_columns_and_sheets_that_are_not_there_are_named():
    with pytest.raises(ReadError, match=r"names the columns \['inhalt'\]; the first one holds: Liste der Stege"):
        read(ods(Stege=STEGE), unit="row", text="inhalt")
    with pytest.raises(ReadError, match="no sheet 'Wege'; there are: Stege"):
        read(ods(Stege=STEGE), sheets=["Wege"])


def test_an_empty_workbook_is_a_fault_and_no_workbook_is_refused():
    (fault,) = read(ods(Leer=[]))
    assert isinstance(fault, Fault)
    for data in (b"", b"a;b", b"PK\x03\x04", zipped({"word/document.xml": "<a/>"})):
        with pytest.raises(ReadError):
            read(data)


def test_cells_far_apart_or_repeated_without_end_are_refused():
    far = SEEDS["spreadsheet"]
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(ReadError, match="cells, at most"):
        read(_with(far, "xl/worksheets/sheet1.xml", sheet))
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="1024" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    with pytest.raises(ReadError, match="cells, at most"):
        read(ods(row, Stege=STEGE))
    empty = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    assert read(ods(empty, Stege=STEGE))[0].text.endswith("1.5")


def _with(data, name, content):
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({**{part: archive.read(part) for part in archive.namelist()}, name: content})
