"""METS: pages in their order from other members of the snapshot, records, rights, running heads, articles."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Document, Fault
from pipeline.read.print import mets
from pipeline.read.print.mets_pages import candidates
from pipeline.read.reader import Part, ReadError

SPACES = (
    'xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" xmlns:dv="http://dfg-viewer.de/" '
    'xmlns:xlink="http://www.w3.org/1999/xlink"'
)
MODS = """<mods:mods><mods:titleInfo><mods:nonSort>Der</mods:nonSort><mods:title>Fährmann</mods:title><mods:subTitle>ein Bericht
</mods:subTitle></mods:titleInfo><mods:name type="personal"><mods:namePart type="family">Lindt</mods:namePart><mods:namePart
type="given">Anna</mods:namePart><mods:role><mods:roleTerm>aut</mods:roleTerm></mods:role></mods:name><mods:name type="corporate">
<mods:displayForm>Stadtbücherei</mods:displayForm><mods:role><mods:roleTerm>own</mods:roleTerm></mods:role></mods:name>
<mods:originInfo><mods:dateIssued>[1880]</mods:dateIssued></mods:originInfo><mods:language><mods:languageTerm>ger</mods:languageTerm>
</mods:language><mods:identifier type="urn">urn:nbn:de:0001-77</mods:identifier>
<mods:accessCondition type="use and reproduction" xlink:href="http://creativecommons.org/publicdomain/mark/1.0/">Public Domain Mark 1.0
</mods:accessCondition></mods:mods>"""
RIGHTS = """<amdSec ID="a"><rightsMD ID="r"><mdWrap><xmlData><dv:rights><dv:owner>Stadtbücherei</dv:owner><dv:license>pdm</dv:license>
</dv:rights></xmlData></mdWrap></rightsMD><digiprovMD><mdWrap><xmlData><dv:links><dv:presentation>https://bib.example/werk/7
</dv:presentation></dv:links></xmlData></mdWrap></digiprovMD></amdSec>"""
HEADS = {1: "1 Vom Fährmann", 2: "Vom Fahrmann 2", 3: "Vom Fährmann. 3", 4: "4 Vorn Fährmann"}


def line(text):
    return "<TextLine>" + "<SP/>".join(f'<String CONTENT="{word}"/>' for word in text.split()) + "</TextLine>"


def alto(*blocks, start=1):
    inner = "".join(
        f'<TextBlock ID="b{start + at}">{"".join(map(line, lines))}</TextBlock>' for at, lines in enumerate(blocks)
    )
    return f"<alto><Layout><Page><PrintSpace>{inner}</PrintSpace></Page></Layout></alto>".encode()


def work(
    hrefs,
    logical='<div TYPE="monograph" DMDID="d"/>',
    order=None,
    records=f'<dmdSec ID="d"><mdWrap><xmlData>{MODS}</xmlData></mdWrap></dmdSec>',
):
    files = "".join(
        f'<file ID="f{at}" MIMETYPE="text/xml"><FLocat LOCTYPE="URL" xlink:href="{href}"/></file>'
        for at, href in enumerate(hrefs)
    )
    places = order or range(len(hrefs))
    pages = "".join(
        f'<div TYPE="page" ORDER="{at + 1}"><fptr FILEID="i{at}"/><fptr FILEID="f{place}"/></div>'
        for at, place in enumerate(places)
    )
    return (
        f'<mets {SPACES}>{records}{RIGHTS}<fileSec><fileGrp USE="DEFAULT"><file ID="i0" MIMETYPE="image/jpeg"/></fileGrp><fileGrp USE="FULLTEXT">'
        f'{files}</fileGrp></fileSec><structMap TYPE="PHYSICAL"><div TYPE="physSequence">{pages}</div></structMap><structMap TYPE="LOGICAL">'
        f"{logical}</structMap></mets>"
    )


def read(xml, members, path="band/mets.xml", **options):
    member = Member(path, xml.encode(), members.get)
    return list(mets.read(Part(member), mets.MetsOptions(**options)))


WORDS = {"c": "Ein Boot lag am Ufer.", "a": "Morgens fiel Regen.", "b": "Keiner wollte hinüber."}
DAYS = {
    1: "Gegen Mittag brach das Seil.",
    2: "Man holte Hilfe aus dem Dorf.",
    3: "Zwei Pferde zogen an.",
    4: "So kam er frei.",
}
PAGES = {f"band/alto/{name}.xml": alto([WORDS[name]]) for name in "cab"}


def test_pages_stand_in_the_order_of_the_physical_structure_whatever_their_names():
    (document,) = read(work(["file://./alto/c.xml", "alto/a.xml", "alto/b.xml"]), PAGES)
    assert document.text == "\n\n".join(WORDS.values())
    (document,) = read(work(["alto/a.xml", "alto/b.xml", "alto/c.xml"], order=[2, 0, 1]), PAGES)
    assert document.text.startswith("Ein Boot")


def test_the_record_of_the_work_and_its_rights():
    (document,) = read(work(["alto/a.xml"]), PAGES)
    assert (document.id, document.title, document.authors, document.date) == (
        "band/mets",
        "Der Fährmann",
        ("Lindt, Anna",),
        "1880~",
    )
    assert (document.language_declared, document.kind, document.url) == ("ger", "book", "https://bib.example/werk/7")
    assert [(one.statement, one.object) for one in document.license_statements] == [
        ("Public Domain Mark 1.0 http://creativecommons.org/publicdomain/mark/1.0/", "text"),
        ("pdm", "digital_original"),
    ]
    assert document.extra["subtitle"] == "ein Bericht"
    assert document.extra["contributors"] == ["Stadtbücherei (own)"]
    assert [(one.scheme, one.value) for one in document.identifiers] == [("urn", "urn:nbn:de:0001-77")]


def test_running_heads_stay_out_however_they_were_misread_and_stay_if_asked_for():
    members = {f"band/{n}.xml": alto([head], [DAYS[n]]) for n, head in HEADS.items()}
    xml = work([f"{n}.xml" for n in HEADS])
    (document,) = read(xml, members)
    assert document.text == "\n\n".join(DAYS.values())
    assert document.extra["running_heads_left_out"] == 4
    (document,) = read(xml, members, running_heads=True)
    assert document.text.startswith("1 Vom Fährmann\n\nGegen Mittag")


def test_first_lines_that_differ_are_no_heads():
    lines = [
        "Der Morgen begann kalt.",
        "Niemand sprach am Ufer.",
        "Gegen Mittag hob sich Wind.",
        "Abends war alles vorbei.",
    ]
    members = {
        f"band/{number}.xml": alto([text, *list(DAYS.values())[number : number + 1]])
        for number, text in enumerate(lines)
    }
    (document,) = read(work([f"{n}.xml" for n in range(4)]), members)
    assert all(text in document.text for text in lines)
    assert "running_heads_left_out" not in document.extra


def test_a_work_without_full_texts_is_a_fault_that_names_it_or_its_headings():
    xml = work(
        ["https://bib.example/1.xml"], '<div TYPE="monograph" DMDID="d"><div TYPE="chapter" LABEL="Am Ufer"/></div>'
    )
    (fault,) = read(xml, {})
    assert isinstance(fault, Fault)
    assert (fault.reason, fault.id) == ("empty", "band/mets")
    assert "https://bib.example/1.xml" in fault.detail
    assert "Der Fährmann; 1880~; Lindt, Anna" in fault.detail
    (document,) = read(xml, {}, without_text="structure")
    assert document.text == "Der Fährmann\n\nAm Ufer"


def test_pages_that_are_missing_or_no_pages_are_counted():
    members = {"band/a.xml": alto(["Ein Satz."]), "band/b.xml": b"<alto>"}
    (document,) = read(work(["a.xml", "b.xml", "c.xml"]), members)
    assert document.text == "Ein Satz."
    assert (document.extra["pages"], document.extra["pages_missing"], document.extra["pages_unreadable"]) == (3, 1, 1)


ARTICLES = """<div TYPE="Newspaper"><div TYPE="VOLUME" DMDID="d"><div TYPE="ISSUE"><div TYPE="TITLE_SECTION"><div TYPE="TEXTBLOCK"><fptr>
<area FILEID="f0" BEGIN="b1"/></fptr></div></div><div TYPE="CONTENT"><div ID="A1" TYPE="ARTICLE" DMDID="e" LABEL="Hochwasser"><div
TYPE="BODY"><fptr><seq><area FILEID="f1" BEGIN="b9"/><area FILEID="f0" BEGIN="b2"/></seq></fptr></div></div><div ID="A2"
TYPE="ADVERTISEMENT"><fptr><area FILEID="f0" BEGIN="b3"/></fptr></div></div></div></div></div>"""
OF_ARTICLES = (
    f'<dmdSec ID="d"><mdWrap><xmlData>{MODS}</xmlData></mdWrap></dmdSec><dmdSec ID="e"><mdWrap><xmlData><mods:mods><mods:titleInfo><mods:title>'
    "Das Hochwasser</mods:title></mods:titleInfo><mods:language><mods:languageTerm>fr</mods:languageTerm></mods:language></mods:mods>"
    "</xmlData></mdWrap></dmdSec>"
)


def test_articles_have_their_own_blocks_record_and_language():
    members = {
        "band/0.xml": alto(["Der Bote"], ["ging zurück."], ["Holz zu verkaufen."]),
        "band/1.xml": alto(["Das Wasser"], start=9),
    }
    xml = work(["0.xml", "1.xml"], ARTICLES, records=OF_ARTICLES)
    article, advertisement = read(xml, members, unit="article")
    assert (article.id, article.work, article.text) == ("band/mets/A1", "band/mets", "Das Wasser\n\nging zurück.")
    assert (article.title, article.language_declared, article.extra["issue"]) == (
        "Das Hochwasser",
        "fr",
        "Der Fährmann",
    )
    assert advertisement.text == "Holz zu verkaufen."
    assert [one.id for one in read(xml, members, unit="article", skip_types=["Advertisement"])] == ["band/mets/A1"]


def test_mets_in_answers_of_oai():
    header = "<header><identifier>oai:bib.example:7</identifier></header>"
    good = f"<record>{header}<metadata>{work(['alto/a.xml'])}</metadata></record>"
    gone = '<record><header status="deleted"><identifier>oai:bib.example:8</identifier></header></record>'
    xml = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>{good}{gone}</ListRecords></OAI-PMH>'
    document, deleted = read(xml, PAGES)
    assert isinstance(document, Document)
    assert document.id == "band/mets/oai:bib.example:7"
    assert (deleted.reason, deleted.id) == ("deleted_at_source", "band/mets/oai:bib.example:8")


@pytest.mark.parametrize(
    "xml", ["<alto/>", "<mets", "<OAI-PMH><error code='noRecordsMatch'/></OAI-PMH>", "<record><metadata/></record>"]
)
def test_what_is_no_mets_is_refused(xml):
    with pytest.raises(ReadError):
        read(xml, {})


def test_addresses_of_pages_lead_to_members():
    assert candidates("file://./text/1.xml", "w")[0] == "w/text/1.xml"
    assert "w/FULLTEXT/1.xml" in candidates("https://bib.example/data/9/FULLTEXT/1.xml", "w")
    assert candidates("../../../etc/passwd", "w")[-1] == "passwd"
    assert not any(path.startswith(("/", "..")) for path in candidates("file:///../../etc/passwd", "w/x"))
    assert candidates("", "w") == []
