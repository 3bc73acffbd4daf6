"""gii-norm: headings, numbered lists, tables; by law and by norm."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.law import statute
from pipeline.read.reader import Part, ReadError

HEAD = """<norm builddate="20240101" doknr="BJNR1"><metadaten><jurabk>DeichG</jurabk>
<ausfertigung-datum manuell="ja">2001-02-03</ausfertigung-datum><fundstelle typ="amtlich"><periodikum>BGBl I</periodikum>
<zitstelle>2001, 17</zitstelle></fundstelle><langue>Gesetz über Deiche</langue></metadaten><textdaten>{text}
<fussnoten><Content><P>(+++ Textnachweis +++)</P></Content></fussnoten></textdaten></norm>"""
PART = """<norm doknr="G1"><metadaten><gliederungseinheit><gliederungskennzahl>010</gliederungskennzahl>
<gliederungsbez>Teil 1</gliederungsbez><gliederungstitel>Bau</gliederungstitel></gliederungseinheit></metadaten></norm>"""
NORM = """<norm doknr="E1"><metadaten><enbez>§ 1</enbez><titel format="parat">Zweck</titel></metadaten><textdaten>
<text format="XML"><Content><P>(1) Zu regeln sind<DL Type="arabic"><DT>1.</DT><DD><LA>der Bau,</LA></DD><DT>2.</DT><DD><LA>das Ende
<DL Type="alpha"><DT>a)</DT><DD><LA>bald,</LA></DD><DT>b)</DT><DD><LA>nie</LA></DD></DL></LA></DD></DL>von Deichen.</P><P>(2) Siehe
<BR/>Anlage.</P><table><tgroup><tbody><row><entry>Höhe</entry><entry>4 m</entry></row></tbody></tgroup></table></Content></text></textdaten></norm>"""


def read(*norms, **options):
    xml = f'<!DOCTYPE dokumente SYSTEM "http://gii.example/gii-norm.dtd"><dokumente>{"".join(norms)}</dokumente>'
    return list(statute.read(Part(Member("DeichG.xml", xml.encode())), statute.StatuteOptions(**options)))


def test_a_law_is_one_text_with_headings_lists_and_tables():
    (found,) = read(HEAD.format(text=""), PART, NORM)
    assert found.text == (
        "Gesetz über Deiche\n\nTeil 1\nBau\n\n§ 1 Zweck\n\n(1) Zu regeln sind\n\n1. der Bau,\n2. das Ende\n\na) bald,\nb) nie\n\n"
        "von Deichen.\n\n(2) Siehe\nAnlage.\n\nHöhe\t4 m"
    )
    assert (found.id, found.title, found.date) == ("DeichG", "Gesetz über Deiche", "2001-02-03")
    assert found.extra["jurabk"] == "DeichG"
    assert found.extra["gazette"] == "BGBl I 2001, 17"


def test_editors_footnotes_only_on_demand():
    assert "Textnachweis" not in read(HEAD.format(text=""), NORM)[0].text
    assert "Textnachweis" in read(HEAD.format(text=""), NORM, footnotes=True)[0].text


def test_by_norm_headings_become_the_section_of_what_follows():
    (found,) = read(HEAD.format(text=""), PART, NORM, unit="norm")
    assert (found.id, found.title) == ("DeichG/E1", "Gesetz über Deiche: § 1 Zweck")
    assert found.extra["section"] == "Teil 1 Bau"
    assert found.text.startswith("§ 1 Zweck\n\n(1) Zu regeln sind\n\n1. der Bau,")


def test_a_law_without_wording_is_a_fault_and_a_file_without_norms_is_refused():
    (found,) = read(HEAD.format(text=""))
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    with pytest.raises(ReadError, match="no <norm>"):
        read()
