"""FORMEX: quotation marks by their codes, labels, what stays out, identifiers and dates."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.law import formex
from pipeline.read.reader import Part, ReadError

JUDGMENT = """<JUDGMENT><BIB.JUDGMENT><REF.CASE><NO.CASE>C-1/20</NO.CASE></REF.CASE><NO.CELEX>62020CJ0001</NO.CELEX><NO.ECLI ECLI="ECLI:EU:C:2020:1">EU:C:2020:1</NO.ECLI>
</BIB.JUDGMENT><CURR.TITLE><PAGE.HEADER><P>Urteil vom 1. 2. 2020</P></PAGE.HEADER></CURR.TITLE><TITLE><TI><P>Urteil des Gerichtshofs</P><P><DATE ISO="20200201">1. Februar
2020</DATE><NOTE><P>Verfahrenssprache: Deutsch.</P></NOTE></P></TI></TITLE><INDEX IDX.OPEN="„" IDX.CLOSE="“" SEPARATOR=" – "><KEYWORD>Stege</KEYWORD><KEYWORD>Seen</KEYWORD>
</INDEX><TOC><TOC.BLK><TOC.ITEM>Anfang <ITEM.REF>5</ITEM.REF></TOC.ITEM></TOC.BLK></TOC><CONTENTS.JUDGMENT><NP.ECR><NO.P>1</NO.P><TXT>Der <QUOT.START ID="a" CODE="201E"/>Steg<QUOT.END
ID="a" CODE="201C"/> <?PAGE NO="2"?>liegt am See<NOTE><P>Beleg.</P></NOTE>.</TXT></NP.ECR><LIST><ITEM><NP><NO.P>a)</NO.P><TXT>eins</TXT></NP></ITEM><ITEM><NP><NO.P>b)</NO.P>
<TXT>zwei</TXT></NP></ITEM></LIST></CONTENTS.JUDGMENT></JUDGMENT>"""
ACT = """<LEXP.COMBINED><CONS.ACT><CONS.DOC><BIB.INSTANCE><DATE ISO="20200202">20200202</DATE><LG.DOC>DE</LG.DOC></BIB.INSTANCE><FAM.COMP><NO.CELEX>32009R0001</NO.CELEX></FAM.COMP>
<TITLE><TI><P>Verordnung über Stege</P><P>vom <DATE ISO="20090713">13. Juli 2009</DATE></P></TI></TITLE><ENACTING.TERMS><ARTICLE><TI.ART>Artikel 1</TI.ART><STI.ART><P>Zweck</P></STI.ART>
<PARAG><NO.PARAG>(1)</NO.PARAG><ALINEA>Sie gilt.</ALINEA></PARAG></ARTICLE></ENACTING.TERMS></CONS.DOC></CONS.ACT></LEXP.COMBINED>"""


def read(xml, **options):
    (item,) = formex.read(Part(Member("eu/1.xml", xml.encode())), formex.FormexOptions(**options))
    return item


def test_a_judgment_with_its_marks_and_without_what_belongs_to_the_page():
    document = read(JUDGMENT)
    assert (
        document.text
        == "Urteil des Gerichtshofs\n\n1. Februar 2020\n\n„Stege – Seen“\n\n1 Der „Steg“ liegt am See.\n\na) eins\nb) zwei"
    )
    assert "Beleg." in read(JUDGMENT, notes=True).text
    assert (document.date, document.kind, document.extra["case"]) == ("2020-02-01", "decision", "C-1/20")
    assert [(one.scheme, one.value) for one in document.identifiers] == [
        ("ecli", "ECLI:EU:C:2020:1"),
        ("celex", "62020CJ0001"),
    ]


def test_a_consolidated_act():
    document = read(ACT)
    assert document.text.endswith("Artikel 1\n\nZweck\n\n(1) Sie gilt.")
    assert "20200202" not in document.text
    assert (document.title, document.date, document.kind, document.language_declared) == (
        "Verordnung über Stege vom 13. Juli 2009",
        "2009-07-13",
        "decree",
        "de",
    )


def test_a_code_that_is_no_sign_is_not_written():
    xml = JUDGMENT.replace('CODE="201E"', 'CODE="0000"').replace('CODE="201C"', 'CODE="zz"')
    assert "Der Steg liegt" in read(xml).text


def test_what_has_no_text_and_what_is_no_formex():
    assert isinstance(read("<ACT><BIB.INSTANCE><DATE ISO='20200101'>x</DATE></BIB.INSTANCE></ACT>"), Fault)
    for xml in ("<Envelope/>", "<a><ACT/></a>", "<ACT>"):
        with pytest.raises(ReadError):
            read(xml)
