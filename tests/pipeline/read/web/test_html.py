"""Web pages: what they say, and what they say of their rights."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Statement
from pipeline.read.reader import Part
from pipeline.read.web.html import HtmlOptions, read

PARAGRAPH = (
    "Die Brücke über den Fluss wurde im Jahr 1899 gebaut und hundert Jahre später gründlich erneuert. "
    "Seither fahren dort täglich dreitausend Menschen mit dem Rad in die Stadt und wieder zurück."
)
PAGE = f"""<!DOCTYPE html>
<html lang="de"><head><meta charset="{{charset}}"><title>Die Brücke - Stadtblatt</title>
<meta property="og:title" content="Die Brücke"><meta name="author" content="Anna Beispiel">
<meta property="article:published_time" content="2019-03-01"><meta name="robots" content="index, noai">
<link rel="canonical" href="https://example.org/bruecke"><meta name="dcterms.rights" content="CC BY-SA 4.0">
<script type="application/ld+json">{{{{"@type": "Article", "license": "https://example.org/by-sa",
 "image": {{{{"@type": "ImageObject", "license": {{{{"@id": "https://example.org/nc"}}}}}}}}}}}}</script>
</head><body><nav><ul><li><a href="/">Start</a></li><li><a href="/k">Kontakt</a></li></ul></nav>
<article><h1>Die Brücke</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH.replace("Brücke", "Fähre")}</p>
<table><tr><th>Jahr</th><th>Räder</th></tr><tr><td>1999</td><td>3000</td></tr></table>
<figure><img src="b.jpg"><figcaption>Bild: <a rel="license" href="https://example.org/nd">ND</a></figcaption></figure>
</article><footer><a rel="license noopener" href="https://example.org/by">Namensnennung</a>
<span property="cc:license" content="https://example.org/rdfa">x</span></footer><script>var x = "geheim";</script></body></html>"""


def run(data, **options):
    data = data if isinstance(data, bytes) else data.encode()
    (found,) = read(Part(Member("seiten/bruecke.html", data)), HtmlOptions(**options))
    return found


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-15"])
def test_the_main_text_and_the_metadata(charset):
    found = run(PAGE.format(charset=charset).encode(charset))
    assert PARAGRAPH in found.text
    assert PARAGRAPH.replace("Brücke", "Fähre") in found.text
    assert "\n\nJahr | Räder\n1999 | 3000" in found.text
    assert "Kontakt" not in found.text
    assert "geheim" not in found.text
    assert (found.title, found.authors, found.date) == ("Die Brücke", ("Anna Beispiel",), "2019-03-01")
    assert (found.language_declared, found.url) == ("de", "https://example.org/bruecke")
    assert found.extra["robots"] == "index, noai"


def test_every_statement_about_rights_is_found_with_its_place():
    assert run(PAGE.format(charset="utf-8")).license_statements == (
        Statement("https://example.org/nd", "a[rel=license]@href", object="images"),
        Statement("ND", "a[rel=license]", object="images"),
        Statement("https://example.org/by", "a[rel=license]@href"),
        Statement("Namensnennung", "a[rel=license]"),
        Statement("https://example.org/rdfa", "span[property=cc:license]"),
        Statement("index, noai", "meta[name=robots]"),
        Statement("CC BY-SA 4.0", "meta[name=dcterms.rights]"),
        Statement("https://example.org/by-sa", "JSON-LD license"),
        Statement("https://example.org/nc", "JSON-LD license", object="images"),
    )


def test_a_page_without_a_main_text_gives_its_blocks():
    assert run("<html><body><h1>Zutritt</h1><p>verboten</p></body></html>").text == "Zutritt\n\nverboten"


def test_all_blocks_stand_apart():
    found = run(PAGE.format(charset="utf-8"), extraction="all")
    assert found.text.startswith(f"Die Brücke\n\n{PARAGRAPH}\n\n")
    assert "Jahr | Räder\n1999 | 3000" in found.text.replace("\n\n", "\n")
    assert "Kontakt" not in found.text


def test_the_sources_of_a_site_lose_front_matter_and_liquid():
    found = run(
        "---\ntitle: Impressum\nlicense: CC0\nimage:\n  license: CC BY-NC\nlayout: page\n---\n"
        "<h1>{% t titel %}</h1>{% for a in b %}<p>Verein {{ name }}e. V.</p>{% endfor %}",
        dialect="jekyll",
    )
    assert (found.text, found.title) == ("Verein e. V.", "Impressum")
    assert found.license_statements == (
        Statement("CC0", "license"),
        Statement("CC BY-NC", "image.license", object="images"),
    )
    assert found.extra["layout"] == "page"


@pytest.mark.parametrize("data", [b"", b"   ", b"<html></html>", b"<!-- -->", b"\0\0", b"<?xml version='1.0'?>"])
def test_a_page_of_nothing_is_empty(data):
    found = run(data)
    assert (found.id, found.reason) == ("seiten/bruecke.html", "empty")


@pytest.mark.parametrize(
    "data", ['<?xml version="1.0" encoding="utf-8"?><html><body><p>Ja</p></body></html>', "<p>Ja", "Ja"]
)
def test_broken_and_foreign_html_is_read(data):
    assert run(data).text == "Ja"


def test_broken_linked_data_does_no_harm():
    assert run('<script type="application/ld+json">{kaputt</script><p>Ja</p>').text == "Ja"
