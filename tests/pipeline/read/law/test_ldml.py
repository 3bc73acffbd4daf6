"""LegalDocML.de: numbers with their text, quotation marks from attributes, metadata."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.law import ldml
from pipeline.read.reader import Part, ReadError

META = """<akn:meta><akn:identification><akn:FRBRWork><akn:FRBRdate date="2024-10-31" name="verkuendungsdatum"/>
<akn:FRBRdate date="2024-10-28" name="ausfertigungsdatum"/></akn:FRBRWork><akn:FRBRExpression>
<akn:FRBRthis value="eli/bund/bgbl-1/2024/1"/><akn:FRBRlanguage language="deu"/></akn:FRBRExpression></akn:identification></akn:meta>"""
BODY = """<akn:preface><akn:longTitle><akn:p><akn:docTitle>Zweites <akn:br/>Deichgesetz</akn:docTitle></akn:p></akn:longTitle></akn:preface>
<akn:body><akn:article><akn:num>Artikel 1</akn:num><akn:heading>Änderung</akn:heading><akn:paragraph><akn:num/><akn:list>
<akn:intro><akn:p>Das Gesetz wird geändert:</akn:p></akn:intro><akn:point><akn:num>1.</akn:num><akn:content>
<akn:p>Die Wörter <akn:quotedText startQuote="„" endQuote="“">hoher Damm</akn:quotedText> entfallen.</akn:p></akn:content></akn:point>
<akn:point><akn:num>2.</akn:num><akn:content><akn:p>Satz<akn:authorialNote><akn:p>Fußnote.</akn:p></akn:authorialNote> zwei.</akn:p></akn:content></akn:point>
</akn:list></akn:paragraph></akn:article></akn:body>"""


def read(inner):
    xml = (
        f'<!-- Inoffizielle Fassung. --><akn:akomaNtoso xmlns:akn="http://ldml.example/1.8.2/">{inner}</akn:akomaNtoso>'
    )
    return next(ldml.read(Part(Member("bgbl/regelungstext-1.xml", xml.encode())), ldml.LdmlOptions()))


def test_an_act_with_articles_points_quotes_and_notes():
    found = read(f"<akn:act>{META}{BODY}</akn:act>")
    assert found.text == (
        "Zweites Deichgesetz\n\nArtikel 1 Änderung\n\nDas Gesetz wird geändert:\n1. Die Wörter „hoher Damm“ entfallen.\n"
        "2. Satz zwei.\n\nFußnote."
    )


def test_metadata():
    found = read(f"<akn:act>{META}{BODY}</akn:act>")
    assert (found.title, found.date, found.language_declared) == ("Zweites Deichgesetz", "2024-10-28", "deu")
    assert found.extra == {"eli": "eli/bund/bgbl-1/2024/1", "kind": "act", "comment": "Inoffizielle Fassung."}
    assert found.license_statements == ()


def test_metadata_only_is_a_fault_and_an_unknown_kind_is_refused():
    found = read(
        f"<akn:documentCollection>{META}<akn:collectionBody><akn:component><akn:documentRef/></akn:component></akn:collectionBody></akn:documentCollection>"
    )
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    with pytest.raises(ReadError, match="holds none of"):
        read("<akn:foo/>")


SWISS = """<akomaNtoso><act><meta><identification><FRBRWork><FRBRdate date="1994-07-01" name="jolux:dateEntryInForce"/><FRBRdate date="1994-05-30" name="jolux:dateDocument"/>
<FRBRname xml:lang="fr" value="Ordonnance"/><FRBRname xml:lang="de" value="Verordnung vom 30. Mai 1994 über Stege"/></FRBRWork><FRBRExpression><FRBRlanguage language="de"/>
</FRBRExpression></identification></meta><preface><p><docTitle>Verordnung über Stege</docTitle></p></preface><body><article><paragraph><content><p>Sie gilt<authorialNote><p>SR 1</p>
</authorialNote>.</p></content></paragraph></article></body></act></akomaNtoso>"""


def test_names_in_several_languages_dates_and_notes():
    from pipeline.archives.member import Member  # noqa: PLC0415
    from pipeline.read.law import ldml as reader  # noqa: PLC0415
    from pipeline.read.reader import Part  # noqa: PLC0415

    (document,) = reader.read(Part(Member("sr/1.xml", SWISS.encode())), reader.LdmlOptions(notes=False))
    assert (document.title, document.date) == ("Verordnung vom 30. Mai 1994 über Stege", "1994-05-30")
    assert document.text.endswith("Sie gilt.")
    assert "SR 1" not in document.text
    made_out = SWISS.replace(
        "<body>", '<preface><block><date date="1994-05-20" refersTo="ausfertigung-datum"/></block></preface><body>'
    )
    (document,) = reader.read(Part(Member("sr/1.xml", made_out.encode())), reader.LdmlOptions())
    assert document.date == "1994-05-20"
    assert "SR 1" in document.text
