"""EPUB: chapters in the order of the spine, what leads through the book stays out, title, authors, date and rights."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.office import epub
from pipeline.read.reader import Part, ReadError
from scripts.made_documents import zipped

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title id="t">Am Fluss</dc:title>
<dc:title id="u">ein Bericht</dc:title><meta refines="#u" property="title-type">subtitle</meta><dc:creator id="a">Anna Lindt</dc:creator><dc:creator id="e">Bo Ek
</dc:creator><meta refines="#e" property="role">ill</meta><dc:language>de</dc:language><dc:date>{date}</dc:date><dc:rights>Frei unter CC BY 4.0.</dc:rights>
<link rel="cc:license" href="https://creativecommons.org/licenses/by/4.0/"/><link rel="cc:license" refines="#cover" href="https://creativecommons.org/licenses/by-nc/4.0/"/>
<dc:identifier>urn:isbn:9783161484100</dc:identifier></metadata><manifest><item id="c2" href="text/b%20c.xhtml" media-type="application/xhtml+xml"/>
<item id="c1" href="text/a.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
</manifest><spine><itemref idref="n"/><itemref idref="c1"/><itemref idref="c2"/><itemref idref="gone"/></spine></package>"""


def page(body, kind=""):
    return f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>a.xhtml</title></head><body{kind}>{body}</body></html>'


def book(first, second="<p>Zweites.</p>", date="2019-05-06", **parts):
    return zipped({
        "mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": PACKAGE.replace("{date}", date),
        "OEBPS/text/a.xhtml": page(first), "OEBPS/text/b c.xhtml": page(second), "OEBPS/nav.xhtml": page("<ol><li>Erstes</li></ol>"), **parts,
    })  # fmt: skip


def read(data, **options):
    (item,) = epub.read(Part(Member("regal/fluss.epub", data)), epub.EpubOptions(**options))
    return item


def test_chapters_stand_in_the_order_of_the_spine_without_what_leads_through_the_book():
    first = '<h1>Erstes</h1><p>Ein Satz<a epub:type="noteref" href="#n">1</a>, der<span epub:type="pagebreak">12</span> weitergeht.<span class="lnum">10</span></p>'
    assert read(book(first)).text == "Erstes\n\nEin Satz, der weitergeht.\n\nZweites."


def test_the_package_says_what_the_book_is_and_its_rights():
    document = read(book("<p>Erstes.</p>"))
    assert (document.id, document.title, document.authors, document.date) == (
        "regal/fluss",
        "Am Fluss",
        ("Anna Lindt",),
        "2019-05-06",
    )
    assert [(one.statement, one.object) for one in document.license_statements] == [
        ("Frei unter CC BY 4.0.", "text"),
        ("https://creativecommons.org/licenses/by/4.0/", "text"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "images"),
    ]
    assert document.extra["subtitle"] == "ein Bericht"
    assert [(one.scheme, one.value) for one in document.identifiers] == [("isbn", "9783161484100")]


def test_a_title_page_dates_a_book_that_is_not_dated():
    title_page = '<section epub:type="titlepage"><h1>Am Fluss</h1><p class="date">Fassung 2 (8.5.2023)</p></section>'
    assert read(book(title_page, date="")).date == "2023-05-08"
    assert read(book("<p class='date'>8.5.2023</p>", date="")).date is None


def test_a_chapter_that_is_no_xml_is_read_as_html():
    assert read(book("<p>Erstes.</p>", "<p>Zweites&nbsp;<br>Ende")).text.startswith("Erstes.\n\nZweites")


def test_a_book_without_text_and_what_is_no_book():
    assert isinstance(read(book("", "")), Fault)
    for data in (b"PK", zipped({"mimetype": "application/epub+zip"}), zipped({"META-INF/container.xml": CONTAINER})):
        with pytest.raises(ReadError):
            read(data)
