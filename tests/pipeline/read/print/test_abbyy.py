"""ABBYY FineReader: single characters, plain formatting, tables."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.print import abbyy
from pipeline.read.reader import Part, ReadError


def read(inner, **options):
    xml = f'<document xmlns="http://www.abbyy.com/FineReader_xml/FineReader10-schema-v1.xml" producer="FR 11"><page>{inner}</page></document>'
    (found,) = abbyy.read(Part(Member("s/1.abbyy.xml", b"\xef\xbb\xbf" + xml.encode())), abbyy.AbbyyOptions(**options))
    return found


def line(text):
    return "<line><formatting>" + "\n".join(f"<charParams>{one}</charParams>" for one in text) + "</formatting></line>"


def paragraph(*lines):
    return f"<par>{''.join(lines)}</par>"


def test_characters_become_words_and_white_space_of_the_markup_does_not():
    found = read(
        f'<block blockType="Text"><text>{paragraph(line("Der Ha¬"), line("fen"))}{paragraph(line("Neu"))}</text></block>'
    )
    assert found.text == "Der Ha¬\nfen\n\nNeu"
    assert (found.id, found.extra) == ("s/1.abbyy", {"ocr_system": "FR 11"})


def test_lines_without_single_characters():
    inner = (
        f'<block blockType="Text"><text>{paragraph("<line><formatting>Der  Hafen</formatting></line>")}</text></block>'
    )
    assert read(inner).text == "Der Hafen"
    assert read(inner, line_breaks="space").text == "Der Hafen"


def test_a_table_gives_rows_with_tabs():
    cells = "".join(f"<cell><text>{paragraph(line(one))}</text></cell>" for one in ("Elle", "2"))
    assert read(f'<block blockType="Table"><row>{cells}</row><row>{cells}</row></block>').text == "Elle\t2\nElle\t2"


def test_pictures_only_is_a_fault_and_other_xml_is_refused():
    found = read('<block blockType="Picture"/>')
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    with pytest.raises(ReadError, match="document"):
        list(abbyy.read(Part(Member("a.xml", b"<html/>")), abbyy.AbbyyOptions()))
