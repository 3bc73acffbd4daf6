"""TEI to running text: what peers get wrong, on small texts of our own."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Part, ReadError
from pipeline.read.tei import tei

WORD = re.compile(r"\w+")


def documents(text, *, header="", attributes='xmlns="http://www.tei-c.org/ns/1.0"', **options):
    xml = f"<TEI {attributes}><teiHeader>{header}</teiHeader>{text}</TEI>"
    return list(tei.read(Part(Member("werke/deich.xml", xml.encode())), tei.TeiOptions(**options)))


def body(inner, **options):
    (found,) = documents(f"<text><body>{inner}</body></text>", **options)
    return found.text


def test_verse_speeches_and_stage_directions_stand_on_lines_of_their_own():
    text = body(
        """<div><head>Erster Auftritt.</head><stage>Am Deich. Sturm.</stage>
        <sp><speaker>Amtmann.</speaker><stage>(leise)</stage><l>Der Damm,</l><l>er <hi>hält</hi> nicht.</l></sp>
        <sp><speaker>Jan</speaker><p>Doch, <stage>(lacht)</stage> Herr!</p><p>Bis morgen.</p></sp></div>"""
    )
    assert text == (
        "Erster Auftritt.\n\nAm Deich. Sturm.\n\nAmtmann.\n(leise)\nDer Damm,\ner hält nicht.\n\n"
        "Jan\nDoch, (lacht) Herr!\n\nBis morgen."
    )


def test_stanzas_are_separated_and_verses_are_not_run_together():
    assert body("<lg><l>Eins</l><l>Zwei</l></lg><lg><l>Drei</l></lg>") == "Eins\nZwei\n\nDrei"


def test_without_a_namespace_the_text_is_the_same():
    inner = "<text><body><lg><l>Eins</l><l>Zwei</l></lg><list><item>a</item><item>b</item></list></body></text>"
    (bare,), (named,) = documents(inner, attributes=""), documents(inner)
    assert bare.text == named.text == "Eins\nZwei\n\na\nb"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<p>Wald<lb/>weg</p>", "Wald weg"),
        ('<p>Wald<lb break="no"/>\n   weg</p>', "Waldweg"),
        ("<p>Wald⸗<lb/>weg</p>", "Wald⸗\nweg"),
        ("<closer>Herzlich<lb/>Ihr</closer>", "Herzlich\nIhr"),
        ("<p>auch nicht<pb n='2'/>erschöpft</p>", "auch nicht erschöpft"),
        ('<p>abzu<pb break="no"/>wenden</p>', "abzuwenden"),
        ("<p>a<space/>b<gap reason='lost'/>c</p>", "a b[...]c"),
        ('<p>auf<c rendition="#dots" n="3"/></p>', "auf..."),
        ("<p>e<c>ſ</c>el</p>", "eſel"),
        ("<p>von <gap reason='illegible'/>, und</p>", "von [...], und"),
        ("<p>von <gap/> <gap/> Be<gap/>ung</p>", "von [...] Be[...]ung"),
        ("<p>schweigt<milestone unit='absent' rend='3dots'/></p>", "schweigt..."),
        ("<p>freund-\n <lb/>lich</p>", "freund-\nlich"),
        ("<p>nach<supplied>⸗</supplied>\n<lb/>ten</p>", "nach⸗\nten"),
        ("<p>Ver-<lb break='no'/>waltung</p>", "Ver-\nwaltung"),
        ("<p>Ver-<pb/><fw type='header'>Kopf</fw><lb/>waltung</p>", "Ver-\nwaltung"),
        ("<p>ein Gedanke - <lb/>dann</p>", "ein Gedanke - dann"),
        ("<p>näm⸗<lb/><fw type='catch'>näm⸗</fw>\n<lb/>nämlich</p>", "näm⸗\nnämlich"),
        ("<p>kuͤh⸗<lb/>nen</p>", "kuͤh⸗\nnen"),
        ('<p>keineswegs <anchor type="label"><hi>vor</hi></anchor> der</p>', "keineswegs vor der"),
    ],
)
def test_line_and_page_breaks(inner, expected):
    assert body(inner) == expected


def test_line_breaks_by_option():
    assert body("<p>a<lb/>b</p>", line_breaks="newline") == "a\nb"
    assert body("<p>a-<lb/>b</p>", line_breaks="space") == "a- b"
    assert body("<p>abzu<pb/>wenden</p>", page_breaks="join") == "abzuwenden"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<choice><sic>Strum</sic><corr>Sturm</corr></choice>", "Sturm"),
        ("<choice><abbr>u.</abbr><expan>und</expan></choice>", "und"),
        ("<choice><reg>sein</reg><orig>seyn</orig></choice>", "seyn"),
        ("<app><rdg>Fluth</rdg><lem>Flut</lem></app>", "Flut"),
        ("<subst><del>alt</del><add>neu</add></subst>", "neu"),
        ("der <sic>Strum</sic> <unclear>tobt</unclear> <supplied>hier</supplied>", "der Strum tobt hier"),
        ("<ref>Seite</ref> <seg>vier</seg> <add>oben</add>", "Seite vier oben"),
        ("vor <del>nicht</del>, nach", "vor, nach"),
    ],
)
def test_of_two_readings_the_right_one_is_printed(inner, expected):
    assert body(f"<p>{inner}</p>") == expected


def test_white_space_inside_a_substitution_is_markup():
    assert body("<p>w<subst>\n <del>ie</del>\n <add>o</add>\n</subst>hl</p>") == "wohl"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Ver-<lb/>mißte", "Vermißte"),
        ("Ver-\n <lb/>mißte <lb/>Leute", "Vermißte Leute"),
        ("Baden-<lb/>Baden", "Baden-Baden"),
        ("Ein-<lb/>und Ausfuhr", "Ein- und Ausfuhr"),
        ("<list><item>Korn</item><item>Heu</item></list>", "Korn Heu"),
        ("<p>Korn</p><p>Heu</p>", "Korn Heu"),
    ],
)
def test_the_lines_of_a_cell_are_one(cell, expected):
    inner = f"<table><row><cell>Jahr</cell><cell>{cell}</cell></row><row><cell>1866</cell><cell>12</cell></row></table>"
    assert body(inner) == f"Jahr\t{expected}\n1866\t12"


def test_a_list_in_an_item_goes_on_its_lines():
    assert body("<list><item>Korn<list><item>Roggen</item></list></item><item>Heu</item></list>") == "Korn\nRoggen\nHeu"


def test_phrases_in_the_opening_and_closing_of_a_letter_break_nothing():
    inner = (
        "<opener>Liebste <persName>Ida</persName>, <hi>wie</hi> geht es?</opener><closer>Dein <name>Jan</name></closer>"
    )
    assert body(inner) == "Liebste Ida, wie geht es?\n\nDein Jan"


def test_the_segments_of_a_letterhead_are_lines():
    inner = "<opener><seg><seg>Husumer Blatt</seg><seg>Husum, <date>4. Mai</date></seg></seg><seg>Redaktion</seg><salute>Lieber Jan</salute></opener>"
    assert body(inner) == "Husumer Blatt\nHusum, 4. Mai\nRedaktion\nLieber Jan"


LETTERS = "<profileDesc><correspDesc><correspAction type='sent'/></correspDesc></profileDesc>"


@pytest.mark.parametrize(
    ("note", "header", "is_kept"),
    [
        ("<note>Anm.</note>", LETTERS, False),
        ("<note n='3' xml:id='n3'>Anm.</note>", LETTERS, False),
        ("<note type='explanation'>Anm.</note>", LETTERS, False),
        ("<note type='kommentar'>Anm.</note>", "", False),
        ("<note place='foot'>Anm.</note>", LETTERS, True),
        ("<note place='margin_left'>Anm.</note>", LETTERS, True),
        ("<note resp='#author'>Anm.</note>", LETTERS, True),
        ("<note type='footnote'>Anm.</note>", LETTERS, True),
        ("<note>Anm.</note>", "", True),
        ("<note>Anm.</note>", "<fileDesc><sourceDesc><msDesc/></sourceDesc></fileDesc>", False),
        ("<note>Anm.</note>", "<fileDesc><sourceDesc><biblFull/><msDesc/></sourceDesc></fileDesc>", True),
        ("<note>Anm.</note>", "<fileDesc><sourceDesc><listWit><witness/></listWit></sourceDesc></fileDesc>", False),
    ],
)
def test_notes_of_nobody_are_the_editors_in_an_edition(note, header, is_kept):
    (found,) = documents(f"<text><body><p>Der Deich{note} hält.</p></body></text>", header=header)
    assert found.text == ("Der Deich hält.\n\nAnm." if is_kept else "Der Deich hält.")


def test_contents_and_registers_of_a_volume_are_left_out_unless_wanted():
    inner = "<div type='contents'><list><item>Vom Kalk 7</item></list></div><div><p>Text.</p></div><div type='index'><p>Kalk 9</p></div>"
    assert body(inner) == "Text."
    assert body(inner, contents=True) == "Vom Kalk 7\n\nText.\n\nKalk 9"


def test_spelling_by_option():
    assert body("<p><choice><orig>seyn</orig><reg>sein</reg></choice></p>", spelling="reg") == "sein"


def test_authors_notes_follow_their_paragraph_and_editors_notes_go():
    inner = """<p>Der Deich<note place="foot">Gemeint ist der alte.</note> hält <note type="commentary">Irrtum.</note>, sagt
        man<note resp="#hrsg">Ungeklärt.</note>.</p><p>Weiter.</p>"""
    assert body(inner) == "Der Deich hält, sagt man.\n\nGemeint ist der alte.\n\nWeiter."
    assert "Irrtum." in body(inner, editorial_notes="inline")
    assert "Gemeint" not in body(inner, notes="drop")


def test_page_furniture_pictures_and_registers_are_no_text():
    inner = """<p>Vor<fw type="header">Kopfzeile</fw> <pb/>nach</p><figure><figDesc>Beschreibung</figDesc><head>Abb. 1</head></figure>
        <head><supplied>Brief Nr. 5</supplied></head>"""
    assert body(inner) == "Vor nach\n\nAbb. 1"
    text = f"<text><body>{inner}</body><back><listPerson><person>Jan</person></listPerson><div><p>Anhang</p></div></back></text>"
    (found,) = documents(text)
    assert found.text == "Vor nach\n\nAbb. 1\n\nAnhang"
    (found,) = documents(text, registers=True, captions=False)
    assert found.text == "Vor nach\n\nJan\n\nAnhang"


def test_tables_lists_and_addresses():
    inner = """<table><row><cell>Elle</cell><cell/><cell>2<lb/>3</cell></row><row><cell><p>Fuß</p></cell></row></table>
        <list><label>1.</label><item><p>klein</p></item><label>2.</label><item>groß</item></list>
        <opener><address><addrLine>Am Deich 3</addrLine><addrLine>Husum</addrLine></address></opener>"""
    assert body(inner) == "Elle\t\t2 3\nFuß\n\n1. klein\n2. groß\n\nAm Deich 3\nHusum"


def test_tokens_without_blanks_get_them():
    tokens = "".join(
        f"<{'pc' if not one.isalnum() else 'w'}>{one}</{'pc' if not one.isalnum() else 'w'}>"
        for one in ["Er", "rief", ":", "»", "Nun", ",", "der", "(", "alte", ")", "Deich", "!", "«", "Und", "ging", "."]
    )
    assert body(f"<p><s>{tokens}</s><s><w>Dann</w></s></p>") == "Er rief: »Nun, der (alte) Deich!« Und ging. Dann"


def test_a_lost_quotation_mark_does_not_turn_the_others_round():
    marks = ["»", "Ach", "«", "Nun", "«", ".", "»", "Ja", "«", "und", "ging", "'s", "?"]
    tokens = "".join(f"<w>{one}</w>" if one[-1].isalnum() else f"<pc>{one}</pc>" for one in marks)
    assert body(f"<p><s>{tokens}</s></p>") == "»Ach« Nun«. »Ja« und ging's?"


def test_tokens_with_blanks_keep_their_own():
    assert body("<p><s><w>Der</w> <w>Da</w><w>mm</w><pc>.</pc></s></p>") == "Der Damm."


def test_front_matter_of_a_play_is_kept_unless_unwanted():
    text = """<text><front><titlePage><docTitle><titlePart>Der Deich</titlePart></docTitle></titlePage><castList><head>Personen</head>
        <castItem><role>Amtmann</role>, <roleDesc>streng</roleDesc></castItem><castItem>Jan</castItem></castList></front>
        <body><p>Text</p></body></text>"""
    (found,) = documents(text)
    assert found.text == "Der Deich\n\nPersonen\n\nAmtmann, streng\nJan\n\nText"
    (found,) = documents(text, front=False)
    assert found.text == "Text"


VOLUME = """<text xml:id="band"><front><p>Titel des Bandes</p></front><group>
    <text type="art_a" xml:id="a1"><front><titlePart type="main">Vom Deich</titlePart>
        <persName role="author_orig" ref="x"><forename>Ida</forename><surname>Moor</surname></persName></front>
        <body><p>Eins</p></body></text>
    <text type="issue"><group><text type="art_b"><body><head>Vom Watt</head><p>Zwei</p></body></text>
    <text type="art_b"><body><p/></body></text></group></text></group></text>"""


def test_a_volume_is_split_into_articles_and_nothing_is_lost():
    found = documents(VOLUME, unit="text", unit_types=["art_*"])
    assert [one.id for one in found] == ["werke/deich", "werke/deich/a1", "werke/deich/2", "werke/deich/3"]
    assert [type(one) for one in found] == [Document, Document, Document, Fault]
    assert found[0].text == "Titel des Bandes"
    assert (found[1].title, found[1].authors, found[1].text.split()[-1]) == ("Vom Deich", ("Ida Moor",), "Eins")
    assert (found[2].title, found[2].text) == ("Vom Watt", "Vom Watt\n\nZwei")
    assert found[3].reason == "empty"


def test_what_is_no_text_outside_of_the_articles_is_a_fault():
    rest = "<front><titlePage><titlePart>Band 4</titlePart></titlePage></front>"
    back = "<back><div type='index'><p>Kalk 9</p></div><div><head>Tab. I.</head></div></back>"
    article = "<text type='art_a' xml:id='a1'><body><head>Vom Brennen<note place='foot'>Aus dem Blatt.</note></head><p>Eins</p></body></text>"
    found = documents(f"<text>{rest}<group>{article}</group>{back}</text>", unit="text", unit_types=["art_*"])
    assert [(one.id, type(one)) for one in found] == [("werke/deich", Fault), ("werke/deich/a1", Document)]
    assert (found[0].reason, found[0].characters) == ("empty", len("Band 4\n\nTab. I."))
    assert found[1].title == "Vom Brennen"
    assert "Aus dem Blatt." in found[1].text


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Vom Bren⸗<lb/>nen<lb/>des Kalkes", "Vom Brennen des Kalkes"),
        ("Vom Elb-<lb/>Deich<note>Siehe S. 3.</note>", "Vom Elb-Deich"),
        ("Vom <hi>Kalk</hi><note type='editorial'>Verlesen.</note>.", "Vom Kalk."),
    ],
)
def test_titles_of_parts_have_no_notes_and_no_broken_words(head, title):
    text = f"<text><body><div type='a'><head>{head}</head><p>Eins</p></div></body></text>"
    assert documents(text, unit="div")[-1].title == title


def test_a_corpus_yields_its_texts_and_an_empty_one_is_refused():
    inner = "".join(f'<TEI xml:id="t{n}"><text><body><p>Text {n}</p></body></text></TEI>' for n in (1, 2))
    member = Member("korpus.xml", f"<teiCorpus><teiHeader/>{inner}</teiCorpus>".encode())
    assert [one.id for one in tei.read(Part(member), tei.TeiOptions())] == ["korpus/t1", "korpus/t2"]
    with pytest.raises(ReadError, match="holds no <TEI>"):
        list(tei.read(Part(Member("korpus.xml", b"<teiCorpus><teiHeader/></teiCorpus>")), tei.TeiOptions()))


def test_a_text_without_words_is_a_fault_not_a_document():
    (found,) = documents("<text><body><p> <pb/> </p></body></text>")
    assert isinstance(found, Fault)
    assert (found.id, found.reason) == ("werke/deich", "empty")
    (found,) = documents("<text><body><p><gap/> <gap/></p></body></text>")
    assert found.reason == "empty"
    (found,) = documents("")
    assert found.reason == "empty"


def test_a_tower_of_elements_is_refused_not_a_crash():
    tower = "<hi>" * 5000 + "x" + "</hi>" * 5000
    with pytest.raises(ReadError):
        body(f"<p>{tower}</p>")


INLINE = st.sampled_from(["hi", "emph", "rs", "ref", "seg", "add", "unclear", "foreign", "q", "persName"])
BLOCK = st.sampled_from(
    ["p", "lg", "head", "item", "list", "sp", "speaker", "l", "quote", "row", "cell", "table", "div", "ab"]
)
LEAF = st.text("abcäß .", min_size=0, max_size=6)


@settings(deadline=None)  # the machine may be busy
@given(
    st.recursive(
        LEAF,
        lambda inner: st.tuples(st.one_of(INLINE, BLOCK), st.lists(inner, max_size=4)).map(
            lambda gap: f"<{gap[0]}>{''.join(gap[1])}</{gap[0]}>"
        ),
        max_leaves=20,
    )
)
def test_no_letter_is_lost_or_invented_whatever_the_nesting(inner):
    (found,) = documents(f"<text><body><div>{inner}</div></body></text>")
    expected = re.sub(r"<[^>]*>", "", inner)
    text = found.text if isinstance(found, Document) else ""
    assert Counter("".join(text.split())) == Counter("".join(expected.split()))
    assert "".join(text.split()) == "".join(expected.split())


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.tuples(st.sampled_from(["p", "l", "head", "item", "speaker"]), st.text("abc", min_size=1, max_size=5)),
        min_size=1,
    )
)
def test_blocks_never_glue_two_words(blocks):
    inner = "".join(f"<{name}>{word}</{name}>" for name, word in blocks)
    assert WORD.findall(body(f"<div>{inner}</div>")) == [word for _, word in blocks]
