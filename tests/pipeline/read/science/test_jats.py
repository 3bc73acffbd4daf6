"""JATS: abstract, body, marks that stay out, authors, dates, permissions."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.reader import Part, ReadError
from pipeline.read.science import jats

META = """<article-meta><article-id pub-id-type="doi">10.1234/fluss.7</article-id><title-group><article-title>Am Fluss<xref ref-type="fn">*</xref></article-title>
<subtitle>Ein Bericht</subtitle></title-group><contrib-group><contrib contrib-type="author"><name><surname>Lindt</surname><given-names>Anna</given-names></name>
<email>a@b.example</email></contrib><contrib contrib-type="author"><contrib-id>https://orcid.org/###</contrib-id><name><surname>Muster</surname><given-names>Max
</given-names></name></contrib><contrib contrib-type="editor"><name><surname>Ek</surname></name></contrib></contrib-group>{dates}<permissions><copyright-statement>© 2020
Verein</copyright-statement><license license-type="print"><license-p>All rights reserved.</license-p></license><license xmlns:xlink="http://www.w3.org/1999/xlink"
xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>CC BY 4.0</license-p></license></permissions><abstract><title>Zusammenfassung</title><p>Kurz
gesagt.</p></abstract><trans-abstract xml:lang="en"><p>In short.</p></trans-abstract></article-meta>"""
DATES = '<pub-date pub-type="ppub"><year>2021</year></pub-date><pub-date pub-type="epub"><day>5</day><month>6</month><year>2020</year></pub-date>'
BODY = """<body><sec><label>1.</label><title>Anfang</title><p><named-content content-type="paragraph-counter">1</named-content>Ein Satz<xref ref-type="fn" rid="f">[1]</xref>,
belegt <xref ref-type="bibr">[12, 13]</xref> nach <xref ref-type="bibr">Lindt 1900</xref>.</p><list><list-item><label>a)</label><p>eins</p></list-item></list>
<table-wrap><caption><p>Tafel</p></caption><table><tr><td>x</td><td>y</td></tr></table></table-wrap><fig><graphic/></fig></sec></body><back><fn-group><fn id="f"><p>Beleg.</p>
</fn></fn-group><ref-list><ref>Quelle</ref></ref-list></back>"""


def article(body=BODY, meta=META, dates=DATES):
    journal = "<journal-meta><journal-title-group><journal-title>Blätter</journal-title></journal-title-group><issn>0028-0836</issn></journal-meta>"
    return f'<article xml:lang="de" article-type="research-article"><front>{journal}{meta.replace("{dates}", dates)}</front>{body}</article>'


def read(xml, **options):
    return list(jats.read(Part(Member("heft/7.xml", xml.encode())), jats.JatsOptions(**options)))


def test_abstract_and_body_without_marks_of_the_page():
    (document,) = read(article())
    assert (
        document.text
        == "Zusammenfassung\n\nKurz gesagt.\n\n1. Anfang\n\nEin Satz, belegt nach Lindt 1900.\n\na) eins\n\nTafel\n\nx\ty"
    )
    assert read(article(), abstract=False)[0].text.startswith("1. Anfang")
    assert read(article(), notes=True)[0].text.endswith("x\ty\n\nBeleg.")


def test_what_the_front_says():
    (document,) = read(article())
    assert (document.title, document.authors, document.date, document.language_declared) == (
        "Am Fluss",
        ("Anna Lindt",),
        "2020-06-05",
        "de",
    )
    assert document.url == "https://doi.org/10.1234/fluss.7"
    assert [one.statement for one in document.license_statements] == [
        "All rights reserved.",
        "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/",
        "© 2020 Verein",
    ]
    assert [(one.scheme, one.value) for one in document.identifiers] == [
        ("doi", "10.1234/fluss.7"),
        ("issn", "0028-0836"),
    ]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("<pub-date><season>Januar-Juni</season><year>2016</year></pub-date>", "2016"),
        ('<pub-date iso-8601-date="2016-02-03"><year>2016</year></pub-date>', "2016-02-03"),
        ("<pub-date><month>März</month><year>2016</year></pub-date>", "2016-03"),
        ("<pub-date><day>40</day><month>2</month><year>2016</year></pub-date>", "2016"),
        ("<history><date><year>2001</year></date></history>", None),
    ],
)
def test_dates_of_publication(dates, expected):
    assert read(article(dates=dates))[0].date == expected


def test_articles_of_a_set_and_one_without_text():
    xml = f"<pmc-articleset>{article()}{article('', '<article-meta><title-group><article-title>Leer</article-title></title-group></article-meta>')}</pmc-articleset>"
    document, fault = read(xml)
    assert document.id == "heft/7/10.1234/fluss.7"
    assert isinstance(fault, Fault)
    assert (fault.id, fault.reason) == ("heft/7/2", "empty")
    assert "Leer" in fault.detail


@pytest.mark.parametrize("xml", ["<a/>", "<article>", "<pmc-articleset/>"])
def test_what_is_no_jats_is_refused(xml):
    with pytest.raises(ReadError):
        read(xml)
