"""PAGE XML: one level of the text, in reading order, tables as rows."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.print import page_xml
from pipeline.read.reader import Part, ReadError

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15"


def equivalent(text, index=None):
    number = "" if index is None else f'index="{index}"'
    return f"<TextEquiv {number}><Unicode>{text}</Unicode></TextEquiv>"


def line(text, custom=""):
    words = "".join(f"<Word>{equivalent(one)}</Word>" for one in text.split())
    return f'<TextLine custom="{custom}">{words}{equivalent(text)}</TextLine>'


def region(name, *lines, kind="paragraph"):
    return f'<TextRegion id="{name}" type="{kind}">{"".join(lines)}{equivalent("doppelt")}</TextRegion>'


def read(inner, **options):
    xml = f'<PcGts xmlns="{NAMESPACE}"><Page imageFilename="s1.jpg">{inner}</Page></PcGts>'
    (found,) = page_xml.read(Part(Member("zeitung/s1.xml", xml.encode())), page_xml.PageOptions(**options))
    return found


def test_each_word_once_in_reading_order_with_the_line_ends_of_the_page():
    order = '<ReadingOrder><OrderedGroup><RegionRefIndexed index="1" regionRef="b"/><RegionRefIndexed index="0" regionRef="c"/></OrderedGroup></ReadingOrder>'
    found = read(
        order
        + region("a", line("Zuletzt."))
        + region("b", line("Am Hafen be⸗"), line("gann es."))
        + region("c", line("Titel"))
    )
    assert found.text == "Titel\n\nAm Hafen be⸗\ngann es.\n\nZuletzt."
    assert (found.id, found.extra) == ("zeitung/s1", {"image": "s1.jpg"})
    assert "be⸗ gann" in read(region("b", line("be⸗"), line("gann")), line_breaks="space").text


def test_lines_follow_their_own_index_and_words_serve_where_the_line_has_no_text():
    lines = line("zwei", "readingOrder {index:1;}") + line("eins", "readingOrder {index:0;}")
    assert read(region("a", lines)).text == "eins\nzwei"
    bare = f"<TextLine><Word>{equivalent('nur')}</Word><Word>{equivalent('Wörter')}</Word></TextLine>"
    assert read(f'<TextRegion id="a">{bare}</TextRegion>').text == "nur Wörter"
    assert read(f'<TextRegion id="a">{equivalent("nur Region")}</TextRegion>').text == "nur Region"


def test_regions_of_the_same_id_are_all_read():
    assert read(region("a", line("eins")) + region("a", line("zwei"))).text == "eins\n\nzwei"


def test_of_several_readings_the_first_by_index_counts():
    readings = equivalent("falsch", 1) + equivalent("richtig", 0)
    assert read(f'<TextRegion id="a"><TextLine>{readings}</TextLine></TextRegion>').text == "richtig"


def test_page_furniture_stays_out_unless_wanted():
    inner = region("a", line("970"), kind="page-number") + region("b", line("Text"))
    assert read(inner).text == "Text"
    assert read(inner, skip_types=[]).text == "970\n\nText"


def test_a_table_gives_rows_with_tabs():
    cells = "".join(
        f'<TableCell row="{r}" col="{c}">{line(t)}</TableCell>'
        for r, c, t in [(0, 1, "Mark"), (1, 0, "Roggen"), (0, 0, "Ware"), (1, 1, "7")]
    )
    assert read(f'<TableRegion id="t">{cells}</TableRegion>').text == "Ware\tMark\nRoggen\t7"


def test_empty_pages_are_faults_and_other_xml_is_refused():
    found = read('<GraphicRegion id="g"/>')
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    with pytest.raises(ReadError, match="PcGts"):
        list(page_xml.read(Part(Member("a.xml", b"<alto/>")), page_xml.PageOptions()))


def placed(name, text, left, top, index=None, kind="TextRegion"):
    custom = "" if index is None else f"readingOrder {{index:{index};}}"
    points = f"{left},{top} {left + 100},{top} {left + 100},{top + 50} {left},{top + 50}"
    return f'<{kind} id="{name}" custom="{custom}"><Coords points="{points}"/>{line(text)}</{kind}>'


def order(*names):
    references = "".join(f'<RegionRefIndexed index="{at}" regionRef="{name}"/>' for at, name in enumerate(names))
    return f"<ReadingOrder><OrderedGroup>{references}</OrderedGroup></ReadingOrder>"


def test_a_region_outside_of_the_order_stands_by_its_own_index():
    table = (
        '<TableRegion id="t" custom="readingOrder {index:1;}"><TableCell row="0" col="0">'
        + line("Kahn")
        + "</TableCell></TableRegion>"
    )
    found = read(order("a", "b") + placed("a", "Anfang", 0, 0, 0) + table + placed("b", "Ende", 0, 200, 2))
    assert found.text == "Anfang\n\nKahn\n\nEnde"
    found = read(order("b") + placed("a", "Anfang", 0, 0, 0) + placed("b", "Ende", 0, 200, 2))
    assert found.text == "Anfang\n\nEnde"


def test_a_region_outside_of_the_order_stands_below_what_is_above_it_in_its_column():
    left, right = (
        placed("l", "links oben", 0, 0) + placed("m", "links unten", 0, 400),
        placed("r", "rechts oben", 200, 0),
    )
    found = read(
        order("l", "m", "r")
        + left
        + right
        + placed("x", "links mitten", 0, 200)
        + placed("y", "rechts unten", 200, 400)
    )
    assert found.text.split("\n\n") == ["links oben", "links mitten", "links unten", "rechts oben", "rechts unten"]
    found = read(order("r") + right + placed("x", "darüber", 205, -100) + placed("z", "ganz woanders", 900, 0))
    assert found.text.split("\n\n") == ["darüber", "rechts oben", "ganz woanders"]


def test_without_any_order_the_own_indices_count():
    assert read(placed("a", "zwei", 0, 0, 1) + placed("b", "eins", 0, 200, 0)).text == "eins\n\nzwei"
    assert read(placed("a", "eins", 0, 200) + placed("b", "zwei", 0, 0)).text == "eins\n\nzwei"


def test_lines_of_a_cell_are_one():
    cell = f'<TableCell row="0" col="0">{line("Schlepp-")}{line("kähne")}</TableCell>'
    assert read(f"<TableRegion>{cell}</TableRegion>").text == "Schleppkähne"


def test_glyphs_serve_where_the_word_has_no_text_and_the_region_where_lines_have_none():
    glyphs = "".join(f"<Glyph>{equivalent(letter)}</Glyph>" for letter in "Tor")
    assert read(f'<TextRegion id="a"><TextLine><Word>{glyphs}</Word></TextLine></TextRegion>').text == "Tor"
    assert read(f'<TextRegion id="a"><TextLine/>{equivalent("nur Region")}</TextRegion>').text == "nur Region"
