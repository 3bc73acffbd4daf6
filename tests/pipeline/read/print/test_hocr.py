"""hOCR of two programs: with paragraphs and words, and with bare lines; XHTML and HTML."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.print import hocr
from pipeline.read.reader import Part, ReadError

HEAD = '<head><title>x</title><meta name="ocr-system" content="tesseract 3"/></head>'


def read(body, start='<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">', end="</html>", **options):
    data = f"{start}{HEAD}<body>{body}</body>{end}".encode()
    (found,) = hocr.read(Part(Member("s/1.hocr", data)), hocr.HocrOptions(**options))
    return found


def test_words_lines_and_paragraphs():
    words = (
        "<span class='ocr_line'><span class='ocrx_word'>Der</span><span class='ocrx_word'><em>Ha-</em></span>\n </span>"
    )
    body = f"<div class='ocr_page'><p class='ocr_par'>{words}<span class='ocr_line'>fen</span></p><p class='ocr_par'>{words}</p></div>"
    found = read(body)
    assert found.text == "Der Ha-\nfen\n\nDer Ha-"
    assert (found.language_declared, found.extra) == ("en", {"ocr_system": "tesseract 3"})
    assert read(body, line_breaks="space").text == "Der Ha- fen\n\nDer Ha-"


def test_bare_lines_with_empty_paragraph_marks():
    body = (
        "<div class='ocr_page'><span class='ocr_line'>eins</span><br/><p/><span class='ocr_line'>zwei</span><br/></div>"
    )
    assert read(body).text == "eins\n\nzwei"


def test_text_outside_of_lines_is_read_once_and_in_order():
    body = (
        "<div class='ocr_page'>Lose <p class='ocr_par'>Im Absatz <span class='ocr_line'>eine <span class='ocrx_word'>Zeile</span>"
        "<span class='ocrx_word'><b>zwei</b></span>, Ende</span> danach</p><p class='ocr_par'><span class='ocrx_word'>Nur</span>"
        "<span class='ocrx_word'>Wörter</span></p><script>nichts</script></div>"
    )
    assert read(body).text == "Lose\n\nIm Absatz\neine Zeile zwei , Ende\ndanach\n\nNur Wörter"


def test_lines_that_fill_their_column_are_joined():
    texts = [("Am Hafen liegen die Kähne", 400), ("still, sagt man im Ort und", 395), ("wartet.", 120)]
    inner = "".join(f"<span class='ocr_line' title='bbox 0 0 {right} 9; x'>{text}</span>" for text, right in texts)
    assert read(f"<div class='ocr_page'><p class='ocr_par'>{inner}</p></div>").text == (
        "Am Hafen liegen die Kähne still, sagt man im Ort und wartet."
    )


def test_html_that_is_no_xml_is_read_too():
    found = read("<div class=ocr_page><span class=ocr_line>Bäche &amp; Flüsse</span><br></div>", start="<html>", end="")
    assert found.text == "Bäche & Flüsse"


def test_empty_pages_are_faults_and_other_pages_are_refused():
    found = read("<div class='ocr_page'></div>")
    assert isinstance(found, Fault)
    assert found.reason == "empty"
    with pytest.raises(ReadError, match="no element of a class of hOCR"):
        read("<p>Eine Seite</p>")
    with pytest.raises(ReadError, match="neither XHTML nor HTML"):
        list(hocr.read(Part(Member("a.hocr", b" ")), hocr.HocrOptions()))
