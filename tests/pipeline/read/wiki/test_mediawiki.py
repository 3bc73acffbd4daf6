"""MediaWiki exports: articles as running text, everything else by its reason, one page at a time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Part, ReadError
from pipeline.read.wiki import mediawiki
from pipeline.read.wiki.wikitext import plain

SITE = "<siteinfo><sitename>Deichwiki</sitename><dbname>deichwiki</dbname><base>https://deich.example/wiki/Hauptseite</base></siteinfo>"


def page(title, text, *, number=1, ns=0, extra="", model="wikitext"):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    revision = f"<revision><id>77</id><timestamp>2021-09-16T21:09:47Z</timestamp><model>{model}</model><text>{escaped}</text></revision>"
    return f"<page><title>{title}</title><ns>{ns}</ns><id>{number}</id>{extra}{revision}</page>"


def read(*pages, version="0.11", end="</mediawiki>", **options):
    xml = f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-{version}/" xml:lang="de">{SITE}{"".join(pages)}{end}'
    return mediawiki.read(Part(Member("dump/wiki.xml", xml.encode())), mediawiki.MediawikiOptions(**options))


@pytest.mark.parametrize("version", ["0.10", "0.11"])
def test_an_article_with_its_metadata(version):
    (found,) = read(page("Hoher Deich", "'''Der Deich''' ist [[hoch|höher]]."), version=version)
    assert found == Document(
        id="dump/wiki/1",
        text="Der Deich ist höher.",
        title="Hoher Deich",
        date="2021-09-16",
        url="https://deich.example/wiki/Hoher_Deich",
        language_declared="de",
        extra={"wiki": "deichwiki", "revision": "77"},
    )


def test_redirects_other_namespaces_and_models_are_counted_and_say_why():
    pages = [
        page("Damm", "#WEITERLEITUNG [[Deich]]", number=1, extra='<redirect title="Deich"/>'),
        page("Diskussion:Deich", "Meinung", number=2, ns=1),
        page("Modul", "return", number=3, model="Scribunto"),
        page("Leer", "{{Vorlage}}", number=4),
    ]
    found = list(read(*pages))
    assert all(isinstance(one, Fault) for one in found)
    assert [(one.id, one.reason) for one in found] == [
        ("dump/wiki/1", "redirect"),
        ("dump/wiki/2", "not_an_article"),
        ("dump/wiki/3", "not_an_article"),
        ("dump/wiki/4", "empty"),
    ]


def test_options_for_address_namespaces_and_id():
    (found,) = read(page("Deich", "Text", ns=4), namespaces=[4], address="https://de.example/w/", member_in_id=False)
    assert (found.id, found.url) == ("1", "https://de.example/w/Deich")


def test_a_dump_that_breaks_off_gives_what_came_before_and_then_an_error():
    found = read(page("Deich", "Text"), page("Watt", "Text", number=2), end="<page><title>Ab")
    assert [next(found).title, next(found).title] == ["Deich", "Watt"]
    with pytest.raises(ReadError, match="not well-formed"):
        next(found)


def test_other_xml_is_refused():
    with pytest.raises(ReadError, match="expected <mediawiki>"):
        list(mediawiki.read(Part(Member("a.xml", b"<html/>")), mediawiki.MediawikiOptions()))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "Ein '''fetter''' und ''schräger'' [[Deich]] in [[Husum|der Stadt]].",
            "Ein fetter und schräger Deich in der Stadt.",
        ),
        ("Der [[deutsche]]r Deich", "Der deutscher Deich"),
        ("[[Datei:Bild.jpg|mini|Ein [[Deich]]]]Text[[Kategorie:Bau]][[en:Dyke]]", "Text"),
        ("Siehe [[:Kategorie:Bau|Bauten]] und [[wikt:Deich|Deich]].", "Siehe Bauten und Deich."),
        ('Er hält<ref name="a">Quelle.</ref>, sagt man<ref name="a" />.', "Er hält, sagt man."),
        ("Husum ({{IPA|x}}; {{Audio|y}}) liegt {{Vorlage}} hier", "Husum liegt hier"),
        ("Das {{lang|fr|digue}} und {{Nowrap|10 km}}", "Das digue und 10 km"),
        ("Eins<!-- nicht --> zwei &nbsp;drei &amp; vier", "Eins zwei \u00a0drei & vier"),
        ("[https://a.example Titel] und [https://b.example]", "Titel und"),
        ("Eine\nZeile\n\nAbsatz", "Eine Zeile\n\nAbsatz"),
        ("* eins\n* zwei\n# drei", "eins\nzwei\ndrei"),
        ("Vers<br />Vers", "Vers\nVers"),
        ("<poem>Eins\nZwei</poem>", "Eins\nZwei"),
        ("__TOC__\nText", "Text"),
        ("Vor\n{| class=x\n! Kopf\n|-\n| a || b\n|}\nnach", "Vor\n\nnach"),
    ],
)
def test_wikitext_to_running_text(source, expected):
    assert plain(source, tables=False) == expected


def test_paragraphs_stay_paragraphs():
    assert plain("Eine\nZeile\n\nAbsatz", tables=False) == "Eine Zeile\n\nAbsatz"
    assert plain("Satz:\n* eins\n* zwei", tables=False) == "Satz:\neins\nzwei"


def test_tables_on_demand():
    assert plain("{|\n! Elle !! Fuß\n|-\n| a || b\n|}", tables=True) == "Elle\tFuß\na\tb"


def test_headings_stay_only_above_text():
    source = "Text\n\n== Leben ==\n=== Jugend ===\nKind.\n=== Alter ===\n== Werke ==\n{{Liste}}\n== Einzelnachweise ==\n<references />"
    assert plain(source, tables=False) == "Text\n\nLeben\n\nJugend\n\nKind."


@settings(deadline=None)  # the machine may be busy
@given(st.text("ab {}[]|='<>/-\n*:#&;!", max_size=60))
def test_whatever_the_wikitext_no_mark_of_ours_is_left(source):
    found = plain(source, tables=True)
    assert not set("\x00\x01\x02") & set(found)
    assert found == found.strip() or "\t" in found
