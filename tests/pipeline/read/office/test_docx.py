"""Word and OpenDocument texts: paragraphs, lists, tables, notes, what stays out, and what their properties say."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.office import docx, odt
from pipeline.read.reader import Part, ReadError, TooDeepError
from scripts.made_documents import zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = "<core><title>Bericht</title><creator>Anna Lindt;amt@stadt.example;Bo Ek</creator><created>2020-08-11T12:00:00Z</created></core>"


def p(text, style="", extra="", number=False):
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + ("<w:numPr/>" if number else "")
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r>{extra}</w:p>"


def row(*cells):
    return "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in cells) + "</w:tr>"


def word(body, **parts):
    return zipped({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **parts})


def read(data, reader=docx, **options):
    (item,) = reader.read(Part(Member("akte/7.docx", data)), reader.READER.options(**options))
    return item


def test_paragraphs_items_and_rows():
    body = (
        p("Einleitung", "Heading1")
        + p("eins", number=True)
        + p("zwei", number=True)
        + f"<w:tbl>{row('Ort', 'Zahl')}{row('Au', '7')}</w:tbl>"
        + p("Schluss")
    )
    assert read(word(body)).text == "Einleitung\n\neins\nzwei\n\nOrt\tZahl\nAu\t7\n\nSchluss"


def test_what_the_author_deleted_hid_or_let_the_program_write_stays_out():
    body = (
        p("Inhalt 3", "TOC1")
        + p("Verzeichnis 4", "Verzeichnis2")
        + "<w:p><w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r><w:del><w:r><w:delText>alt</w:delText></w:r></w:del><w:ins><w:r><w:t>neu</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r></w:p>"
        "<w:p><w:r><mc:AlternateContent xmlns:mc='m'><mc:Choice><w:txbxContent>"
        + p("Kasten")
        + "</w:txbxContent></mc:Choice><mc:Fallback>"
        "<w:txbxContent>" + p("Kasten") + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert read(word(body)).text == "neu\n\nKasten"
    assert "Inhalt 3" in read(word(body), contents=True).text


def test_footnotes_stand_behind_their_paragraph():
    body = p("Ein Satz.", extra='<w:r><w:footnoteReference w:id="2"/></w:r>') + p("Der nächste.")
    notes = {
        "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{p("---")}</w:footnote><w:footnote w:id="2">{p("Beleg.")}</w:footnote></w:footnotes>'
    }
    assert read(word(body, **notes)).text == "Ein Satz.\n\nBeleg.\n\nDer nächste."
    assert read(word(body, **notes), notes=False).text == "Ein Satz.\n\nDer nächste."


def test_properties_and_the_table_that_says_what_the_document_is():
    body = f"<w:tbl>{row('Dokumentdatum', '13.08.2020')}{row('Lizenz:', 'CC BY 4.0')}</w:tbl>" + p("Text.")
    document = read(word(body, **{"docProps/core.xml": CORE}))
    assert (document.title, document.authors, document.date) == ("Bericht", ("Anna Lindt", "Bo Ek"), "2020-08-13")
    assert [(one.statement, one.where) for one in document.license_statements] == [("CC BY 4.0", "table/Lizenz")]
    assert read(word(p("Text."), **{"docProps/core.xml": CORE})).date == "2020-08-11"


def test_an_empty_document_and_no_document():
    assert isinstance(read(word("")), Fault)
    for data in (b"", b"PK\x03\x04", zipped({"a.txt": "x"}), zipped({"word/document.xml": "<w"}), word("")[:60]):
        with pytest.raises(ReadError):
            read(data)


def test_nesting_without_end_is_refused():
    with pytest.raises(TooDeepError):
        read(word("<w:sdt>" * 400 + p("x") + "</w:sdt>" * 400))


OFFICE = 'xmlns:office="o" xmlns:text="t" xmlns:table="b"'
ODT = (
    f"<office:document-content {OFFICE}><office:body><office:text><text:table-of-content><text:p>Eins 3</text:p></text:table-of-content><text:tracked-changes>"
    "<text:p>alt</text:p></text:tracked-changes><text:h>Eins</text:h><text:p>Ein<text:s/>Satz\n über Zeilen<text:note><text:note-citation>1</text:note-citation>"
    "<text:note-body><text:p>Beleg.</text:p></text:note-body></text:note>.<text:line-break/>Neu</text:p><text:list><text:list-item><text:p>a</text:p></text:list-item>"
    "<text:list-item><text:p>b</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
    "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>"
)


def test_opendocument_packed():
    meta = "<d><meta><title>Bericht</title><initial-creator>Anna Lindt</initial-creator><creation-date>2020-01-02T00:00:00</creation-date></meta></d>"
    document = read(zipped({"mimetype": "x", "content.xml": ODT, "meta.xml": meta}), odt)
    assert document.text == "Eins\n\nEin Satz über Zeilen.\nNeu\n\nBeleg.\n\na\nb\n\nx\ty"
    assert (document.title, document.authors, document.date) == ("Bericht", ("Anna Lindt",), "2020-01-02")


def test_opendocument_as_one_file_and_what_is_none():
    assert read(ODT.encode(), odt, notes=False).text.startswith("Eins\n\nEin Satz über Zeilen.\nNeu\n\na")
    for data in (b"Text", b"<a/>", zipped({"content.xml": "<d><body><spreadsheet/></body></d>"})):
        with pytest.raises(ReadError):
            read(data, odt)
