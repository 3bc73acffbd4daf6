"""ALTO: words from CONTENT, hyphens at line ends, whole words where ALTO has them."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.print import alto
from pipeline.read.reader import Part, ReadError

HYPHENATED = ('<String CONTENT="Der"/><SP/><String CONTENT="Ha"/><HYP CONTENT="⸗"/>', '<String CONTENT="fen"/>')
TEXT = '<String CONTENT="Text"/>'
NUMBER = '<String CONTENT="12"/>'


def block(*lines, name="b"):
    inner = "".join(f"<TextLine>{one}</TextLine>" for one in lines)
    return f'<TextBlock ID="{name}">{inner}</TextBlock>'


def read(*blocks, head="", margin="", **options):
    inner = f"<TopMargin>{margin}</TopMargin><PrintSpace>{''.join(blocks)}</PrintSpace>"
    xml = f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">{head}<Layout><Page>{inner}</Page></Layout></alto>'
    (found,) = alto.read(Part(Member("druck/s1.xml", xml.encode())), alto.AltoOptions(**options))
    return found


def test_words_hyphens_and_paragraphs():
    assert read(block(*HYPHENATED), block(TEXT)).text == "Der Ha⸗\nfen\n\nText"
    assert read(block(*HYPHENATED), line_breaks="space").text == "Der Ha⸗ fen"


def test_a_word_that_alto_puts_together_is_read_whole_and_once():
    lines = (
        '<String CONTENT="Ha" SUBS_TYPE="HypPart1" SUBS_CONTENT="Hafen"/><HYP CONTENT="-"/>',
        '<String CONTENT="fen" SUBS_TYPE="HypPart2" SUBS_CONTENT="Hafen"/><SP/><String CONTENT="ruht"/>',
    )
    assert read(block(*lines)).text == "Hafen\nruht"


def half(content, number, whole="Hafen", hyphen=""):
    return f'<String CONTENT="{content}" SUBS_TYPE="HypPart{number}" SUBS_CONTENT="{whole}"/>{hyphen}'


@pytest.mark.parametrize(
    ("first", "second", "whole", "expected"),
    [
        ("Ha", "fen,", "Hafen", "Hafen,"),
        ("»Ha", "fen!«", "Hafen", "»Hafen!«"),
        ("Ha", "fen,", "Hafen,", "Hafen,"),
        ("„Ha", "fen“", "„Hafen“", "„Hafen“"),
        ("(Ha", "fen).", "Hafen", "(Hafen)."),
        ("US", "amerika", "US-amerika", "US-amerika"),
    ],
)
def test_the_signs_at_its_halves_stay_at_the_whole_word(first, second, whole, expected):
    lines = half(first, 1, whole, '<HYP CONTENT="-"/>'), half(second, 2, whole) + '<SP/><String CONTENT="ruht"/>'
    assert read(block(*lines)).text == f"{expected}\nruht"
    assert read(block(lines[0]), block(lines[1])).text == f"{expected}\n\nruht"


def test_halves_on_other_pages_are_neither_lost_nor_said_twice():
    assert read(block(TEXT + half("Ha", 1, hyphen='<HYP CONTENT="-"/>'))).text == "Text Hafen"
    assert read(block(half("fen", 2) + TEXT)).text == "Text"


def test_halves_without_the_whole_word_keep_their_hyphen_once():
    first, second = '<String CONTENT="Ha" SUBS_TYPE="HypPart1"/>', '<String CONTENT="fen" SUBS_TYPE="HypPart2"/>'
    assert read(block(first, second)).text == "Ha-\nfen"
    assert read(block(first + '<HYP CONTENT="-"/>', second)).text == "Ha-\nfen"
    assert read(block('<String CONTENT="Ha-"/><HYP CONTENT="-"/>', '<String CONTENT="fen"/>')).text == "Ha-\nfen"


def test_signs_in_strings_of_their_own_follow_their_word_where_blanks_are_marked():
    words = '<String CONTENT="Der"/><SP/><String CONTENT="Hafen"/><String CONTENT=","/><SP/><String CONTENT="ruht"/>'
    assert read(block(words)).text == "Der Hafen, ruht"
    assert read(block(words.replace("<SP/>", ""))).text == "Der Hafen , ruht"


def test_margins_stay_out_unless_wanted():
    assert read(block(TEXT), margin=block(NUMBER)).text == "Text"
    assert read(block(TEXT), margin=block(NUMBER), margins=True).text == "12\n\nText"


def test_the_reading_order_is_followed():
    head = '<ReadingOrder><OrderedGroup><ElementRef REF="z"/><ElementRef REF="a"/></OrderedGroup></ReadingOrder>'
    assert read(block(NUMBER, name="a"), block(TEXT, name="z"), head=head).text == "Text\n\n12"


def test_image_and_address_are_kept():
    head = (
        "<Description><sourceImageInformation><fileName>s1.jpg</fileName>"
        "<fileIdentifier>https://bild.example/s1</fileIdentifier></sourceImageInformation></Description>"
    )
    found = read(block(TEXT), head=head)
    assert (found.url, found.extra) == ("https://bild.example/s1", {"image": "s1.jpg"})


def test_empty_pages_are_faults_and_other_xml_is_refused():
    found = read()
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    with pytest.raises(ReadError, match="alto"):
        list(alto.read(Part(Member("a.xml", b"<PcGts/>")), alto.AltoOptions()))


def test_a_page_of_specks_of_which_the_engine_is_not_sure_has_no_text():
    specks = '<String CONTENT="ï&quot;" WC="0"/>'
    assert isinstance(read(block(specks)), Fault)
    assert read(block('<String CONTENT="Steg" WC="0.00"/>')).text == "Steg"
    assert read(block('<String CONTENT="12" WC="0.9"/>')).text == "12"
