"""Reports of the Bundestag: the sitting or its speeches, interruptions, what belongs to the printed page."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.parliament import plenarprotokoll
from pipeline.read.reader import Part, ReadError

HEAD = """<?xml version="1.0" encoding="UTF-8"?><dbtplenarprotokoll wahlperiode="19" sitzung-nr="7" sitzung-datum="05.06.2020" herstellung="Druckerei"><vorspann><kopfdaten>
<plenarprotokoll-nummer>Plenarprotokoll <wahlperiode>19</wahlperiode>/<sitzungsnr>7</sitzungsnr></plenarprotokoll-nummer><herausgeber>Deutscher Bundestag</herausgeber>
</kopfdaten><inhaltsverzeichnis><ivz-eintrag>Anna Lindt <a typ="druckseitennummer"><seite>1</seite></a></ivz-eintrag></inhaltsverzeichnis></vorspann>"""
SPEAKER = (
    '<p klasse="redner"><redner id="11"><name><vorname>Anna</vorname><nachname>Lindt</nachname><fraktion>SPD</fraktion><rolle><rolle_lang>Ministerin</rolle_lang></rolle></name>'
    "</redner>Anna Lindt (SPD):</p>"
)
COURSE = f"""<sitzungsverlauf><sitzungsbeginn><a id="S1" typ="druckseitennummer"><p klasse="J_1">Die Sitzung ist eröffnet.</p></a></sitzungsbeginn><rede id="ID1">{SPEAKER}
<p klasse="J_1">Ich danke Ihnen,</p><kommentar>(Beifall)</kommentar><p klasse="O">die zuhören<a id="S2" typ="druckseitennummer"/> wollen.</p><p klasse="J">Danke.</p></rede>
<rede id="ID2">{SPEAKER}</rede></sitzungsverlauf><anlagen><anlage><p>Entschuldigte</p></anlage></anlagen><rednerliste>Lindt</rednerliste></dbtplenarprotokoll>"""


def read(xml, **options):
    member = Member("19/7.xml", xml.encode())
    return list(plenarprotokoll.read(Part(member), plenarprotokoll.PlenarprotokollOptions(**options)))


def test_a_sitting_without_contents_and_numbers_of_pages():
    (document,) = read(HEAD + COURSE)
    assert document.text == (
        "Die Sitzung ist eröffnet.\n\nAnna Lindt (SPD):\n\nIch danke Ihnen,\n\n(Beifall)\n\ndie zuhören wollen.\n\nDanke.\n\nAnna Lindt (SPD):\n\nEntschuldigte"
    )
    assert (document.title, document.date, document.authors) == (
        "Plenarprotokoll 19/7",
        "2020-06-05",
        ("Deutscher Bundestag",),
    )
    assert "Entschuldigte" not in read(HEAD + COURSE, annexes=False)[0].text


def test_without_comments_a_sentence_that_was_interrupted_goes_on():
    (document,) = read(HEAD + COURSE, comments=False)
    assert "Ich danke Ihnen, die zuhören wollen.\n\nDanke." in document.text
    assert "Beifall" not in document.text


def test_speeches_by_speaker():
    speech, empty = read(HEAD + COURSE, unit="speech")
    assert (speech.id, speech.work, speech.authors, speech.kind) == ("19/7/ID1", "19/7", ("Anna Lindt",), "speech")
    assert (speech.extra["party"], speech.extra["role"]) == ("SPD", "Ministerin")
    assert speech.text.startswith("Ich danke Ihnen,")
    assert isinstance(empty, Fault)


def test_a_mark_before_the_declaration_is_read_over():
    assert read("&#xFEFF;" + HEAD + COURSE)[0].text == read(HEAD + COURSE)[0].text


@pytest.mark.parametrize("xml", ["<DOKUMENT/>", "&#xFEFF;", "<dbtplenarprotokoll>"])
def test_what_is_no_report_is_refused(xml):
    with pytest.raises(ReadError):
        read(xml)
