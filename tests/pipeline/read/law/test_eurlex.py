"""Pages of EUR-Lex: marks of amendments, notices, banners and footnotes stay out; what the head says."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.law import eurlex
from pipeline.read.reader import Part, ReadError

CONSOLIDATED = """<?xml version="1.0" encoding="UTF-8"?><html><head><title>Konsolidierter TEXT: 31998F0699 — DE — 05.07.2001</title></head><body>
<p>Dieses Dokument ist lediglich eine Dokumentationsquelle, für deren Richtigkeit keine Gewähr übernommen wird</p><table><tr><td><p><a href="x">►B</a></p></td>
<td><p>GEMEINSAME MASSNAHME</p><p>vom 3. Dezember 1998</p><p>über Stege</p></td></tr></table><p>DER RAT DER EUROPÄISCHEN UNION —</p><p><a href="x">▼M1</a> —————</p>
<p><a href="x">▼B</a></p><p>Artikel 1</p><p>Der Steg<a href="#E1">( 1 )</a> bleibt ►M2 offen ◄.</p><p class="note"><a href="#s">( 1 )</a> ABl. L 1.</p></body></html>"""
OLD = """<html lang="DE"><head><meta name="DC.language" content="DE"><meta name="DC.description" content="Rahmenbeschluss vom 13. Juni 2002 über Stege"><meta name="DC.identifier"
content="http://eu.example/?uri=CELEX:32002F0584:DE:HTML"><title>EUR-Lex - 32002F0584 - DE</title></head><body><div id="banner"><p>Avis juridique important</p></div>
<p>vom 13. Juni 2002</p><p>Ein Satz.</p></body></html>"""
PROPOSAL = """<html><head><style>@import url(a.css)</style></head><body><p>EUROPÄISCHE KOMMISSION</p><p>Brüssel, den 21.4.2021</p><p>COM(2021) 206 final</p>
<p>Vorschlag für eine</p><p>VERORDNUNG</p><p>Ein Satz.</p><dl class="footnote"><dt>(1)</dt><dd>Beleg.</dd></dl></body></html>"""


def read(html, **options):
    (item,) = eurlex.read(Part(Member("eu/1.html", html.encode())), eurlex.EurlexOptions(**options))
    return item


def test_a_consolidated_act_without_marks_strokes_and_the_notice():
    text = read(CONSOLIDATED).text
    assert "Dokumentationsquelle" not in text
    assert not any(sign in text for sign in "►▼◄")
    assert "—————" not in text
    assert text.endswith("Artikel 1\n\nDer Steg bleibt offen .")
    assert "ABl. L 1." in read(CONSOLIDATED, notes=True).text


def test_what_the_page_says_of_the_act():
    document = read(CONSOLIDATED)
    assert (document.date, document.authors) == ("1998-12-03", ("Rat der Europäischen Union",))
    assert [(one.scheme, one.value) for one in document.identifiers] == [("celex", "31998F0699")]
    old = read(OLD)
    assert "Avis" not in old.text
    assert (old.title, old.date, old.language_declared) == (
        "Rahmenbeschluss vom 13. Juni 2002 über Stege",
        "2002-06-13",
        "de",
    )
    proposal = read(PROPOSAL)
    assert (proposal.extra["identifier"], proposal.date, proposal.authors) == (
        "COM(2021) 206 final",
        "2021-04-21",
        ("Europäische Kommission",),
    )
    assert "Beleg" not in proposal.text


def test_no_text_and_no_page():
    assert isinstance(read("<html><body></body></html>"), Fault)
    for data in ("", "nur Text"):
        with pytest.raises(ReadError):
            read(data)
