"""TETML: words with their signs, letters that nobody sees, figures of notes, numbers at the edges of pages."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.print import tetml
from pipeline.read.reader import Part, ReadError


def word(text, size=10, **marks):
    marked = " ".join(f'{name}="{value}"' for name, value in marks.items())
    glyphs = "".join(f'<Glyph size="{size}" {marked}>{sign}</Glyph>' for sign in text)
    return f'<Word><Text>{text}</Text><Box llx="10" urx="90">{glyphs}</Box></Word>'


def line(*words):
    return f"<Line>{''.join(one if one.startswith('<') else word(one) for one in words)}</Line>"


def document(*pages, info="<Title>BBl 7</Title><Author>Kanzlei</Author><CreationDate>2004-02-25</CreationDate>"):
    inner = "".join(
        f"<Page><Content>{''.join(f'<Para>{para}</Para>' for para in page)}</Content></Page>" for page in pages
    )
    return f'<TET xmlns="http://www.pdflib.com/XML/TET3/TET-3.0"><Document><DocInfo>{info}</DocInfo><Pages>{inner}</Pages></Document></TET>'


def read(xml, **options):
    (item,) = tetml.read(Part(Member("bbl/7.tetml", xml.encode())), tetml.TetmlOptions(**options))
    return item


def test_signs_stand_at_their_words():
    found = read(document([line("Der", "Steg", ",", "alt", "und", "(", "morsch", ")", ",", "brach", ".")]))
    assert found.text == "Der Steg, alt und (morsch), brach."
    assert (found.title, found.authors, found.date) == ("BBl 7", ("Kanzlei",), None)
    assert found.extra["created"] == "2004-02-25"


def test_letters_too_small_to_see_and_figures_of_notes_stay_out():
    words = [word("#", 0.05), word("ST", 0.05), word("Inserate"), word("1", 6, sup="true"), word("1976")]
    assert read(document([line(*words)])).text == "Inserate 1976"
    assert read(document([line(*words)]), note_figures=True).text == "Inserate 1 1976"


def test_numbers_at_the_edges_of_a_page_stay_out():
    assert read(document([line("Der", "Steg"), line("6268", "2013-1899")])).text == "Der Steg"
    assert read(document([line("1857")])).text == "1857"


def test_a_sentence_that_stands_for_a_text_is_none():
    fault = read(document([line("Nur", "im", "Druck", ".")]), skip_texts=["Nur im Druck"])
    assert isinstance(fault, Fault)
    assert "Nur im Druck." in fault.detail


def test_words_outside_of_paragraphs_are_lines_by_their_places():
    words = "".join(
        word(text).replace('urx="90"', f'urx="90" lly="{lly}"')
        for text, lly in (("Der", 700), ("Steg", 701), ("Ende", 680))
    )
    xml = f"<TET><Document><Pages><Page><Content>{words}</Content></Page></Pages></Document></TET>"
    assert read(xml, line_breaks="newline").text == "Der Steg\nEnde"


def test_no_words_and_no_tetml():
    assert isinstance(read(document([])), Fault)
    with pytest.raises(ReadError):
        read("<alto/>")
