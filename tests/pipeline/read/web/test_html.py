"""Web pages: what they say, and what they say of their rights."""

from __future__ import annotations

import lxml.html
import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Statement
from pipeline.read.reader import Part
from pipeline.read.web.html import HtmlOptions, read
from pipeline.read.web.html_furniture import furniture_rights
from scripts.growth import MOST_GROWTH, growth

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


RIGHTS = {
    '<link rel="license" href="https://l.example/nc">': ("https://l.example/nc", "link[rel=license]@href"),
    '<meta name="DC.Rights.License" content="CC BY-NC 4.0">': ("CC BY-NC 4.0", "meta[name=dc.rights.license]"),
    '<meta name="tdm-reservation" content="1">': ("tdm-reservation: 1", "meta[name=tdm-reservation]"),
    '<script type="application/LD+JSON; charset=utf-8">{"schema:license": {"@value": "CC BY-NC 4.0"}}</script>': (
        "CC BY-NC 4.0",
        "JSON-LD license",
    ),
    '<script type="application/ld+json">{"license": "CC BY 4.0", "license": "CC BY-NC 4.0"}</script>': (
        "CC BY-NC 4.0",
        "JSON-LD license",
    ),
    '<script type="application/ld+json">{"name": "x", "license": "CC BY-NC 4.0",}</script>': (
        "CC BY-NC 4.0",
        "JSON-LD license",
    ),
    "<!-- <rdf:RDF><Work><license rdf:resource='https://l.example/nc'/></Work></rdf:RDF> -->": (
        "https://l.example/nc",
        "comment RDF license",
    ),
    "<footer><p>Impressum</p><p>Texte: CC BY-NC 4.0</p></footer>": ("Texte: CC BY-NC 4.0", "footer"),
    "<div class='site-footer'>Alle Rechte vorbehalten.</div>": ("Alle Rechte vorbehalten.", "div"),
    "<nav><a href='https://creativecommons.org/licenses/by-nc/4.0/deed.de'>Lizenz</a></nav>": (
        "https://creativecommons.org/licenses/by-nc/4.0/deed.de",
        "a@href",
    ),
    "<p><a href='http://creativecommons.org/licenses/by-nc/3.0/'><img alt='CC' src='cc.png'></a></p>": (
        "http://creativecommons.org/licenses/by-nc/3.0/",
        "a@href",
    ),
    "<p>Lizenz: <a href='https://creativecommons.org/licenses/by-nc/4.0/'>CC BY-NC 4.0</a></p>": (
        "Lizenz: CC BY-NC 4.0",
        "p",
    ),
    "<div hidden><a rel='license' href='https://l.example/nc'></a></div>": (
        "https://l.example/nc",
        "a[rel=license]@href",
    ),
}


@pytest.mark.parametrize("extraction", ["main", "all"])
@pytest.mark.parametrize("place", ["head", "body"])
@pytest.mark.parametrize("mark", RIGHTS)
def test_rights_are_collected_whatever_is_extracted(mark, place, extraction):
    text = f"<article><h1>Fest</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article>"
    page = f"<html><head>{mark}</head><body>{text}</body></html>"
    if place == "body":
        page = f"<html><head></head><body>{text}{mark}</body></html>"
    statements = [(one.statement, one.where) for one in run(page, extraction=extraction).license_statements]
    assert RIGHTS[mark] in statements


@pytest.mark.parametrize(
    ("mark", "about"),
    [
        ("<footer>Theme under MIT License</footer>", "software"),
        ("<footer>Fotos: CC BY-NC 4.0</footer>", "images"),
        ("<figure><a href='https://creativecommons.org/licenses/by-nc/4.0/'><img src=a></a></figure>", "images"),
    ],
)
def test_a_licence_of_something_else_is_said_to_be_of_that(mark, about):
    statements = run(f"<body><p>{PARAGRAPH}</p>{mark}</body>").license_statements
    assert {one.object for one in statements} <= {about}


NONCOMMERCIAL = "https://creativecommons.org/licenses/by-nc/4.0/"


@pytest.mark.parametrize(
    ("mark", "statement", "about"),
    [
        ("Texte und Bilder: CC BY-NC 4.0", "Texte und Bilder: CC BY-NC 4.0", "text"),
        (
            "Texte, Fotos und Videos: Alle Rechte vorbehalten.",
            "Texte, Fotos und Videos: Alle Rechte vorbehalten.",
            "text",
        ),
        ("© Verlag. Alle Rechte vorbehalten. Powered by WordPress", "Alle Rechte vorbehalten.", "text"),
        (
            "Alle Rechte an Texten und Bildern vorbehalten.",
            "Alle Rechte an Texten und Bildern vorbehalten.",
            "text",
        ),
        ("Alle Rechte an den Bildern vorbehalten.", "Alle Rechte an den Bildern vorbehalten.", "images"),
        ("Nur für den privaten Gebrauch. Danke!", "Nur für den privaten Gebrauch.", "text"),
        ("Willkommen! Kommerzielle Nutzung untersagt.", "Kommerzielle Nutzung untersagt.", "text"),
        (
            "Die Bilder dürfen nicht kommerziell genutzt werden.",
            "Die Bilder dürfen nicht kommerziell genutzt werden.",
            "images",
        ),
        (
            "Dieses Werk steht unter CC BY-NC 4.0. " + "Wir freuen uns über jeden Besuch. " * 20,
            "Dieses Werk steht unter CC BY-NC 4.0.",
            "text",
        ),
        ("Texte: CC BY 4.0. Bilder: Alle Rechte vorbehalten.", "Bilder: Alle Rechte vorbehalten.", "images"),
        (f"Bilder der Woche | <a href='{NONCOMMERCIAL}'>Lizenz</a>", NONCOMMERCIAL, "text"),
        (f"<a href='/b'>Bilder</a> <a href='{NONCOMMERCIAL}'>Lizenz</a>", NONCOMMERCIAL, "text"),
        (f"Texte und Bilder: <a href='{NONCOMMERCIAL}'><img src=a></a>", NONCOMMERCIAL, "text"),
        (f"Bilder: <a href='{NONCOMMERCIAL}'><img src=a></a>", NONCOMMERCIAL, "images"),
    ],
)
def test_a_sentence_of_the_furniture_is_about_the_text_unless_it_names_only_something_else(mark, statement, about):
    statements = run(f"<body><p>{PARAGRAPH}</p><footer>{mark}</footer></body>").license_statements
    assert (statement, about) in [(one.statement, one.object) for one in statements]


@pytest.mark.parametrize(
    "mark",
    [
        "<footer>Die Nutzung der Kontaktdaten zur Werbung ist untersagt.</footer>",
        "<footer>Wir fördern den privaten Wohnungsbau.</footer>",
        "<footer>Powered by WordPress</footer>",
        "<footer>© 2020 Verein Quellenhagen</footer>",
        "<footer>Impressum und Datenschutz</footer>",
        "<nav><a href='/lizenz'>Lizenz</a></nav>",
        "<p>Der Vortrag erklärt, was <a href='https://creativecommons.org/licenses/by-nc/4.0/'>solche Lizenzen</a> erlauben.</p>",
        "<footer><a href='https://creativecommons.org/'>Creative Commons</a> fördert uns</footer>",
    ],
)
def test_what_names_no_licence_of_the_page_is_no_statement(mark):
    assert run(f"<body><p>{PARAGRAPH}</p>{mark}</body>").license_statements == ()


def test_a_page_whose_text_stands_in_comments_keeps_its_head():
    page = f"<html><head><title>Gäste</title><link rel='license' href='https://l.example/nc'></head><body><div id='comments'><p>{PARAGRAPH}</p></div></body></html>"
    found = run(page)
    assert (found.title, found.license_statements[0].statement) == ("Gäste", "https://l.example/nc")
    assert PARAGRAPH in found.text


@pytest.mark.parametrize("depth", [300, 1900])
@pytest.mark.parametrize("extraction", ["main", "all"])
def test_a_deep_page_is_read_to_its_end(depth, extraction):
    found = run(f"{'<div>' * depth}<p>Tief.</p>{'</div>' * depth}<p>{PARAGRAPH}</p>", extraction=extraction)
    assert found.text == f"Tief.\n\n{PARAGRAPH}"


def test_a_page_that_is_too_deep_is_a_fault_and_never_cut():
    found = run(f"{'<div>' * 3000}<p>Tief.</p>{'</div>' * 3000}<p>{PARAGRAPH}</p>")
    assert (found.id, found.reason) == ("seiten/bruecke.html", "unreadable")


def test_text_behind_a_huge_script_is_read():
    found = run(f"<p>Vorher.</p><script>var a = '{'a' * 11_000_000}';</script><p>Nachher.</p>", extraction="all")
    assert found.text == "Vorher.\n\nNachher."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a<b>b</b>c <i>d</i>\n e</p>", "abc d e"),
        ("<div>a</div>b<div>c</div>", "a\n\nb\n\nc"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "a\nb\n\nc"),
        ("<dl><dt>Elle<dd>Ein Maß.</dl>", "Elle\nEin Maß."),
        ("<p>a<!-- x -->b<?php x ?>c</p>", "abc"),
        ("<pre>eins\n  zwei</pre>", "eins\n  zwei"),
        ("<table><tr><td><p>a</p><td><p>b</p></table>", "a | b"),
        ("<table><tr><td><p>a</p><p>b</p><td>c</table>", "a\n\nb\n\nc"),
        ("<table><tr><td>a<br>b<td>c</table>", "a b | c"),
        ("<form><input><label>Suche</label><button>Los</button></form><p>a</p>", "a"),
        ("<form id='seite'><h1>a</h1><p>b</p><select><option>c</select></form>", "a\n\nb"),
        ("<p>a<span hidden>b</span><span style='display: none'>c</span><span style='color:red'>d</span></p>", "ad"),
        ("<p>a&nbsp;b &lt;c&gt; &amp;amp; d</p>", "a\u00a0b <c> &amp; d"),
        ("<p>2 < 3 und 5 > 4</p>", "2 < 3 und 5 > 4"),
        ("<ruby>a<rp>(</rp><rt>b</rt></ruby>", "ab"),
        ("<textarea>x</textarea><noscript>y</noscript><template>z</template>a", "a"),
    ],
)
def test_blocks_as_a_reader_sees_them(body, text):
    assert run(f"<body>{body}</body>", extraction="all").text == text


GROWING = {
    "blanks": lambda n: "<p>a" + " " * n + "b</p>",
    "line ends": lambda n: "<p>a" + "\n" * n + "b</p>",
    "less-than": lambda n: "<p>" + "<" * n,
    "open paragraphs": lambda n: "<p>a" * n,
    "open cells": lambda n: "<table><tr>" + "<td>a" * n,
    "breaks": lambda n: "<br>" * n,
    "comments": lambda n: "<!--" * n,
    "footers": lambda n: "<footer>CC BY 4.0</footer>" * n,
    "links": lambda n: "<a href='https://creativecommons.org/licenses/by/4.0/'>x</a>" * n,
    "rdf": lambda n: "<!-- rdf: " + "<license " * n + "-->",
    "linked data": lambda n: "<script type='application/ld+json'>" + '"license":' * n + "</script>",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", GROWING)
@pytest.mark.parametrize("extraction", ["main", "all"])
def test_time_grows_with_the_page(kind, extraction):
    assert growth(lambda n: run(GROWING[kind](n), extraction=extraction), 1_000) < MOST_GROWTH


NESTED = {
    "links in divisions": lambda n: "<div>" * n + f"<a href='{NONCOMMERCIAL}'>x</a>" * n,
    "divisions with a link each": lambda n: f"<div><a href='{NONCOMMERCIAL}'></a>" * n,
    "spans with a link each": lambda n: f"<span><a href='{NONCOMMERCIAL}'>x</a>" * n,
    "furniture": lambda n: "<div class=footer>CC BY 4.0 " * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", NESTED)
def test_time_grows_with_the_depth_of_the_furniture(kind):
    pages = {
        n: lxml.html.document_fromstring(f"<body>{NESTED[kind](n)}", parser=lxml.html.HTMLParser(huge_tree=True))
        for n in (45, 450, 1_800)
    }
    assert growth(lambda n: list(furniture_rights(pages[n])), 450, largest=450) < MOST_GROWTH
