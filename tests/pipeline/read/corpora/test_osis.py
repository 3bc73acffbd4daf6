"""OSIS: verses as lines, notes behind their chapter, rights verbatim."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.corpora import osis
from pipeline.read.document import Fault, Statement
from pipeline.read.reader import Part, ReadError

WORK = """<header><revisionDesc><date>2010-02-26</date></revisionDesc><work osisWork="x"><title>Deichbibel</title>
<contributor>MOOR, Ida, * 1.1.1880, + 2.11. 1952 in Husum</contributor><creator/><creator role="encoder">Umsetzer 1.0</creator>
<date>2009-01-20</date><source>Husum 1926</source><language>de</language>{rights}</work></header>"""
BOOKS = """<div type="book" osisID="Gen"><chapter osisID="Gen.1"><title>Anfang</title><verse osisID="Gen.1.1">Am Anfang <note>Oder: zuerst.</note>, da
war das Watt.</verse><verse osisID="Gen.1.2">Dann der Deich.</verse></chapter><chapter osisID="Gen.2"><verse>Ende.</verse></chapter></div>
<div type="book" osisID="Exod"><chapter osisID="Exod.1"><verse>Auszug.</verse></chapter></div>"""


def read(inner=BOOKS, rights="<rights>Public Domain</rights>", **options):
    xml = f'<osis xmlns="http://www.bibletechnologies.net/2003/OSIS/namespace"><osisText xml:lang="de">{WORK.format(rights=rights)}{inner}</osisText></osis>'
    return list(osis.read(Part(Member("de/deich.xml", xml.encode())), osis.OsisOptions(**options)))


def test_books_with_a_line_for_each_verse():
    first, second = read()
    assert first.text == "Anfang\n\nAm Anfang, da war das Watt.\nDann der Deich.\n\nOder: zuerst.\n\nEnde."
    assert (first.id, first.title, second.id) == ("de/deich/Gen", "Deichbibel: Gen", "de/deich/Exod")
    assert first.license_statements == (Statement("Public Domain", "osisText/header/work/rights"),)
    assert first.date == "1926"


def test_people_without_those_who_only_encoded():
    found = read()[0]
    assert found.authors == ("MOOR, Ida, * 1.1.1880, + 2.11. 1952 in Husum",)
    assert found.extra["author_deaths"] == {found.authors[0]: 1952}


@pytest.mark.parametrize(
    ("unit", "ids"), [("work", ["de/deich"]), ("chapter", ["de/deich/Gen.1", "de/deich/Gen.2", "de/deich/Exod.1"])]
)
def test_units(unit, ids):
    assert [one.id for one in read(unit=unit)] == ids


def test_options_for_verses_and_notes():
    text = read(verse_breaks="space", notes="drop")[0].text
    assert text == "Anfang\n\nAm Anfang, da war das Watt. Dann der Deich.\n\nEnde."


def test_only_a_header_is_a_fault_and_no_rights_is_no_statement():
    (found,) = read("")
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    assert read(rights="")[0].license_statements == ()
    assert read(rights="<rights/>")[0].license_statements == ()
    with pytest.raises(ReadError, match="no <osisText>"):
        list(osis.read(Part(Member("a.xml", b"<osis/>")), osis.OsisOptions()))
