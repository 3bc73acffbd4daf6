"""What a TEI header says: sender and sent date of letters, authors with their identifiers, rights by object."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Statement
from pipeline.read.reader import Part
from pipeline.read.tei import tei

TEXT = "<text><body><p>Text</p></body></text>"


def document(header, *, after=TEXT, attributes=""):
    xml = f'<TEI xmlns="http://www.tei-c.org/ns/1.0" {attributes}><teiHeader>{header}</teiHeader>{after}</TEI>'
    (found,) = tei.read(Part(Member("a/b.xml", xml.encode())), tei.TeiOptions())
    return found


def file(inner):
    return f"<fileDesc>{inner}</fileDesc>"


def test_the_author_of_a_letter_is_its_sender_and_the_date_that_of_sending():
    header = (
        file(
            '<titleStmt><title level="s">Briefwechsel</title><title level="a">Ida Moor an Jan Voss</title>'
            "<author>Herausgeberin</author></titleStmt><publicationStmt><date>2023</date></publicationStmt>"
        )
        + '<profileDesc><correspDesc><correspAction type="sent"><persName ref="#p1">Moor, Ida</persName>'
        '<date when="1902-06-09">9. Juni</date></correspAction><correspAction type="received">'
        '<persName>Voss, Jan</persName><date when="1902-06-11"/></correspAction></correspDesc></profileDesc>'
    )
    back = (
        '<text><body><p>Text</p></body><back><listPerson><person xml:id="p1"><idno type="gnd">118609807</idno>'
        '<idno type="URL">https://www.wikidata.org/entity/Q44331</idno><death><date when="1958-03-01"/></death></person>'
        "</listPerson></back></text>"
    )
    found = document(header, after=back)
    assert (found.title, found.authors, found.date) == ("Ida Moor an Jan Voss", ("Moor, Ida",), "1902-06-09")
    assert found.extra["author_refs"] == {"Moor, Ida": {"gnd": "118609807", "wikidata": "Q44331"}}
    assert found.extra["author_deaths"] == {"Moor, Ida": 1958}
    assert found.text == "Text"


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ('<date when="1958-03-01">1. 3. 1958</date>', 1958),
        ("<date>April 1958</date>", 1958),
        ('<date when="1941-01-01" notAfter="1945-12-31">1941–45</date>', 1945),
        ("<date>1941-1945</date>", 1945),
        ('<date notBefore="1941" notAfter="1945"/>', 1945),
        ('<date notBefore="1941">1941</date>', None),
        ('<date when="1940-01-01">nach 1940</date>', None),
        ("<date>1940?</date>", None),
        ("<date>verschollen 1942</date>", None),
        ("<date/>", None),
    ],
)
def test_a_year_of_death_is_the_last_one_possible_or_none(date, year):
    author = '<author ref="#p1">Moor, Ida</author>'
    register = f'<listPerson><person xml:id="p1"><death>{date}</death></person></listPerson>'
    after = f"<text><body><p>Text</p></body><back>{register}</back></text>"
    found = document(file(f"<titleStmt><title>Deich</title>{author}</titleStmt>"), after=after)
    assert found.extra.get("author_deaths") == ({"Moor, Ida": year} if year else None)


@pytest.mark.parametrize(
    ("author", "name", "refs", "death"),
    [
        (
            '<author ref="http://d-nb.info/gnd/118715917">Moor, Ida (1854-1941)</author>',
            "Moor, Ida",
            {"gnd": "118715917"},
            1941,
        ),
        (
            (
                "<author><persName><surname>Moor</surname><nameLink>von</nameLink><forename>Ida</forename></persName>"
                '<idno type="wikidata">Q84824</idno><idno type="pnd">11852156X</idno></author>'
            ),
            "Ida von Moor",
            {"wikidata": "Q84824", "gnd": "11852156X"},
            None,
        ),
        ("<author>  Ida\n Moor </author>", "Ida Moor", None, None),
        ("<author><persName>Ida Moor</persName><email>ida@moor.example</email></author>", "Ida Moor", None, None),
        ('<author key="viaf:12345">Moor</author>', "Moor", {"viaf": "12345"}, None),
    ],
)
def test_authors_as_given_with_their_identifiers(author, name, refs, death):
    found = document(file(f"<titleStmt><title>Deich</title>{author}</titleStmt>"))
    assert found.authors == (name,)
    assert found.extra.get("author_refs") == ({name: refs} if refs else None)
    assert found.extra.get("author_deaths") == ({name: death} if death else None)


def test_rights_are_verbatim_with_place_and_object():
    licence = '<availability><licence target="https://l.example/0">CC0 1.0</licence></availability>'
    original = '<availability><licence target="https://l.example/nc">BY-NC</licence></availability>'
    found = document(
        file(
            f'<titleStmt><title>Deich</title></titleStmt><publicationStmt>{licence}<availability status="restricted">'
            f"<p>Alle Rechte\n vorbehalten.</p></availability></publicationStmt>"
            f'<sourceDesc><bibl type="digitalSource">{original}</bibl></sourceDesc>'
        )
    )
    place = "teiHeader/fileDesc/publicationStmt/availability"
    source = "teiHeader/fileDesc/sourceDesc/bibl[@type='digitalSource']/availability/licence"
    assert found.license_statements == (
        Statement("https://l.example/0", f"{place}/licence/@target"),
        Statement("CC0 1.0", f"{place}/licence"),
        Statement("restricted", f"{place}/@status"),
        Statement("Alle Rechte vorbehalten.", f"{place}/p"),
        Statement("https://l.example/nc", f"{source}/@target", object="digital_original"),
        Statement("BY-NC", source, object="digital_original"),
    )


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ('<event type="print" when="1804"/><event type="premiere" when="1802"/>', "1802"),
        ('<event type="written" when="1799"/><event type="premiere" when="1802"/>', "1799"),
        ('<event type="written" notBefore="1798" notAfter="1799"/>', "1798/1799"),
        ("", "1804"),
    ],
)
def test_a_play_is_dated_by_writing_else_by_first_print_or_night(events, expected):
    header = file(
        "<titleStmt><title>Deich</title></titleStmt><publicationStmt><date>2020</date></publicationStmt>"
        "<sourceDesc><bibl><date>1870</date></bibl><bibl type='firstEdition'>Husum 1804<date>1804</date></bibl></sourceDesc>"
    )
    assert document(header, after=f"<standOff><listEvent>{events}</listEvent></standOff>{TEXT}").date == expected


def test_the_date_of_a_conversion_is_no_date_of_the_text():
    header = file(
        "<titleStmt><title>x</title></titleStmt><editionStmt><edition><date>2015-09-24</date></edition></editionStmt>"
    )
    assert document(header).date is None


def test_a_diary_entry_has_its_day_and_address():
    header = file('<titleStmt><title type="main">Mittwoch</title><title type="iso-date">1908-01-15</title>'
                  '<title type="sub">Tagebuch</title></titleStmt>')  # fmt: skip
    found = document(header, attributes='xml:base="https://tagebuch.example/eintraege" xml:id="e1"')
    assert (found.title, found.date, found.url) == (
        "Mittwoch. Tagebuch",
        "1908-01-15",
        "https://tagebuch.example/eintraege/e1",
    )


@pytest.mark.parametrize(
    ("header", "attributes", "expected"),
    [
        (
            '<profileDesc><langUsage><language ident="de-AT"/><language ident="fr"/></langUsage></profileDesc>',
            'xml:lang="en"',
            "de-AT",
        ),
        ("", 'xml:lang="de"', "de"),
        ("", "", None),
    ],
)
def test_language_as_declared(header, attributes, expected):
    assert document(header, attributes=attributes).language_declared == expected


def test_nested_titles_are_read_once():
    header = file('<titleStmt><title type="full"><title type="main">Was ist ein Deich?</title><title type="sub">Ein Versuch</title>'
                  "</title></titleStmt>")  # fmt: skip
    assert document(header).title == "Was ist ein Deich? Ein Versuch"
