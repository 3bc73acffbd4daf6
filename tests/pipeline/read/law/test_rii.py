"""Decisions of the federal courts: sections under their headings, without numbers in the margin and links of the page."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.law import rii
from pipeline.read.reader import Part, ReadError


def dl(text, number=""):
    margin = f'<a name="rd_{number}">{number}</a>' if number else ""
    return f'<dl class="RspDL"><dt>{margin}</dt><dd><p>{text}</p></dd></dl>'


HEAD = """<!DOCTYPE dokument SYSTEM "https://gericht.example/rii-dok.dtd"><dokument><doknr>JURE1</doknr><ecli>ECLI:DE:BGH:2020:010220UIZR1.20.0</ecli><gertyp>BGH</gertyp>
<gerort/><spruchkoerper>1. Zivilsenat</spruchkoerper><entsch-datum>20200201</entsch-datum><aktenzeichen>I ZR 1/20</aktenzeichen><doktyp>Urteil</doktyp>"""
PICTURE = '<a class="Overl" href="b.jpg"><span>Groß öffnen</span></a>'
BODY = (
    f"<titelzeile>{dl('Steg am See')}</titelzeile><leitsatz/><tenor><div>{dl('Die Revision wird zurückgewiesen.')}{dl('')}</div></tenor><gruende><div>{dl('I.')}"
    f"{dl(f'Der Kläger besitzt einen Steg.{PICTURE}', 1)}{dl('Er klagt.', 2)}</div></gruende>"
    "<identifier>https://gericht.example/JURE1</identifier><accessRights>public</accessRights></dokument>"
)


def read(xml, **options):
    (item,) = rii.read(Part(Member("bgh/JURE1.xml", xml.encode())), rii.RiiOptions(**options))
    return item


def test_sections_stand_under_their_headings_without_what_belongs_to_the_page():
    document = read(HEAD + BODY)
    assert (
        document.text
        == "Tenor\n\nDie Revision wird zurückgewiesen.\n\nGründe\n\nI.\n\nDer Kläger besitzt einen Steg.\n\nEr klagt."
    )
    assert "1 Der Kläger" in read(HEAD + BODY, margin_numbers=True).text


def test_the_head_says_what_it_is():
    document = read(HEAD + BODY)
    assert (document.title, document.date, document.authors) == (
        "Steg am See",
        "2020-02-01",
        ("Bundesgerichtshof, 1. Zivilsenat",),
    )
    assert [(one.scheme, one.value) for one in document.identifiers] == [("ecli", "ECLI:DE:BGH:2020:010220UIZR1.20.0")]
    assert document.extra["file_number"] == "I ZR 1/20"
    assert [(one.statement, one.where) for one in document.license_statements] == [("public", "accessRights")]


def test_a_decision_without_text_and_what_is_none():
    assert isinstance(read(f"{HEAD}</dokument>"), Fault)
    with pytest.raises(ReadError):
        read("<dokumente/>")
