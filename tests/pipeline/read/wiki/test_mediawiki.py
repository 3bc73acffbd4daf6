"""MediaWiki exports: articles as running text, everything else by its reason, one page at a time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Part, ReadError
from pipeline.read.wiki import mediawiki
from pipeline.read.wiki.wikitext import Wiki, render
from scripts.growth import MOST_GROWTH, growth

SITE = "<siteinfo><sitename>Deichwiki</sitename><dbname>deichwiki</dbname><base>https://deich.example/wiki/Hauptseite</base></siteinfo>"


def plain(source, *, tables=False, **known):
    return render(source, Wiki(tables=tables, **known), "Deich").text


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
        ("Husum ({{IPA|x}}; {{Audio|y}}) liegt {{Vorlage}} hier", "Husum liegt [...] hier"),
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


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("In [[CSI: Vegas]] und [[Uli: Der Film]].", "In CSI: Vegas und Uli: Der Film."),
        ("[[2012: Das Ende]] [[Ost: Nachtschicht|Nacht]]", "2012: Das Ende Nacht"),
        ("Text [[en:Dyke]] [[nds-nl:Diek]] [[zh-min-nan: Hái]]", "Text"),
        ("[[:en:Dyke]] und [[Hilfe:Start]]", "en:Dyke und Hilfe:Start"),
        ("[[FILE:a.png|thumb|Ein ''Bild'']]Text[[ Bild : b.jpg]]", "Text"),
        ("[[Deich (Bau)|]] und [[Husum, Ort|]]", "Deich und Husum"),
        ("[[Datei:a.png|mini|[http://a.example Ein [[Deich]]]]]Text", "Text"),
        ("Ein [[offener Verweis\n\nText", "Ein offener Verweis\n\nText"),
        ("[[Kategorie:Bau]]", ""),
    ],
)
def test_a_colon_in_a_title_is_no_other_wiki(source, expected):
    assert plain(source) == expected


def test_namespaces_of_the_wiki_itself_are_known():
    site = SITE.replace("</siteinfo>", '<namespaces><namespace key="6">Grafik</namespace></namespaces></siteinfo>')
    xml = f'<mediawiki xml:lang="de">{site}{page("Deich", "[[Grafik:a.png|x]]Text [[Lied:a]]")}</mediawiki>'
    (found,) = mediawiki.read(Part(Member("w.xml", xml.encode())), mediawiki.MediawikiOptions())
    assert found.text == "Text Lied:a"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Es sind {{formatnum:1234567.5}} Schafe", "Es sind 1.234.567,5 Schafe"),
        ("{{#if: {{{1|}}} | ja | nein }}", "nein"),
        ("{{#if: x | ja | nein }}", "ja"),
        ("{{#ifeq: a | a | gleich | anders}}", "gleich"),
        ("{{#switch: b | a = eins | b | c = zwei | drei}}", "zwei"),
        ("{{#switch: z | a = eins | #default = drei}}", "drei"),
        ("{{uc:deich}} {{ucfirst:deich}} {{lc:DEICH}}", "DEICH Deich deich"),
        ("{{PAGENAME}} ist hoch", "Deich ist hoch"),
        ("{{DEFAULTSORT:Deich}}{{DISPLAYTITLE:deich}}Text{{#tag:ref|Quelle}}.", "Text."),
        ("a {{!}} b", "a | b"),
        ("{{plural:2|Schaf|Schafe}}", "Schafe"),
        ("Es war {{#time:Y}} kalt", "Es war [...] kalt"),
    ],
)
def test_parser_functions_show_their_value(source, expected):
    assert plain(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<nowiki>[[a]] ''b'' {{c}}</nowiki> d", "[[a]] ''b'' {{c}} d"),
        ("Es gilt <nowiki>*</nowiki>a &lt;ref&gt;", "Es gilt *a <ref>"),
        ("<pre>a\n  {{b}}</pre>", "a\n  {{b}}"),
        ("<syntaxhighlight lang='py'>\nx = '''a'''\n</syntaxhighlight>", "x = '''a'''"),
        ("a<!-- b\n\nc -->d", "ad"),
        ("a\n<!-- b -->\nc", "a c"),
        ("a <!-- offen", "a"),
        ("Haus<ref>x</ref>tür", "Haustür"),
        ("a<ref name='b' /> c<references/>", "a c"),
        ("Satz <ref>offen bis zum Ende.", "Satz offen bis zum Ende."),
        ("a<span style='display:none'>b<span>c</span>d</span>e", "ae"),
        ("<small>a</small><sup>2</sup> < b > c <Name>", "a2 < b > c <Name>"),
        ("; Elle : Ein Maß.", "Elle\nEin Maß."),
        ("d''''Artagnan''' und '''''''", "d'Artagnan und ''"),
        ("a\n vorn\n b", "a\nvorn\nb"),
        ("<noinclude>a</noinclude><includeonly>b</includeonly>", "a"),
        ("{{Box|a={{b|c}}|d=[[e|f]]}}Text", "Text"),
        ("{| class=x\n| {{a|\n{|\n| b\n|}\n}}\n|}\nText", "Text"),
        ("<table><tr><td>a</td></tr></table>Text", "Text"),
        ("{{offen | Text", "offen | Text"),
        ("== A ==\n<!-- x -->\n=== B ===\nText\n== C == \n* {{Literatur|x}}", "A\n\nB\n\nText"),
    ],
)
def test_marks_of_every_kind(source, expected):
    assert plain(source) == expected


@pytest.mark.parametrize(
    ("source", "expected", "holes"),
    [
        ("mit rund {{EWZ|Q1|gerundet}} Einwohnern", "mit rund [...] Einwohnern", 1),
        ("eine Fläche von {{convert|12|km2}} und {{nts|41}} Meter", "eine Fläche von 12 km2 und 41 Meter", 0),
        ("auf Altgriechisch {{Polytonisch|λόγος}}.", "auf Altgriechisch λόγος.", 0),
        ("der Ton {{Audio|a.ogg}} und {{Klang|b.ogg}} klingt", "der Ton und [...] klingt", 1),
        ("Der Deich hält.{{Beleg|x}} Er ist alt.", "Der Deich hält. Er ist alt.", 0),
        ("Der Deich hält. {{Belege fehlen}}", "Der Deich hält.", 0),
        ("{{Coor dm|54|9}} Der Deich hält.", "Der Deich hält.", 0),
        ("{{Coor}}{{Kopf}} Der Deich", "Der Deich", 0),
        ("* {{Internet|a}}\n* Deich", "Deich", 0),
        ("Husum ({{Sprache|x=1}}) liegt hier", "Husum ([...]) liegt hier", 1),
        ("die Formel <math>a^2</math> gilt", "die Formel [...] gilt", 1),
        ("{{Hauptartikel|Deich}}\nText", "Text", 0),
    ],
)
def test_what_a_template_would_have_shown(source, expected, holes):
    assert render(source, Wiki()) == (expected, holes)


def test_holes_are_counted_in_the_document():
    (found,) = read(page("Deich", "mit rund {{EWZ}} Schafen und {{EWZ}} Hunden"))
    assert found.extra["holes"] == 2


GROWING = {
    "open tables": lambda n: "{|\n" * n,
    "open references": lambda n: "<ref>" * n,
    "nested templates": lambda n: "{{a|" * n + "}}" * n,
    "nested links": lambda n: "[[a|" * n + "]]" * n,
    "open addresses": lambda n: "[http://a " * n + "]" * n,
    "hidden spans": lambda n: "<span style='display:none'>" + "<span>" * n + "</span>" * n,
    "apostrophes": lambda n: "'" * n + "''a" * n,
    "blanks": lambda n: "a" + " " * n + "b" + "\n" * n,
    "lines": lambda n: "a\n" * n,
    "headings": lambda n: "== a ==\n" * n,
    "holes": lambda n: "a {{x}} " * n,
    "brackets": lambda n: "(<ref/>" * n,
    "cases": lambda n: "{{#switch:a" + "|b=c" * n + "}}",
    "rows": lambda n: "{|\n" + "|-\n| a || b\n" * n + "|}",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", GROWING)
def test_time_grows_with_the_wikitext(kind):
    assert growth(lambda n: plain(GROWING[kind](n), tables=True), 10_000) < MOST_GROWTH


@settings(deadline=None)  # the machine may be busy
@given(st.text("ab {}[]|='<>/-\n*:#&;!", max_size=60))
def test_whatever_the_wikitext_no_mark_of_ours_is_left(source):
    found = plain(source, tables=True)
    assert not set("\x00\x01\x03\x04\x05") & set(found)
    assert found == found.strip() or "\t" in found
