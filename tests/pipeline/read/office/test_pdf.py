"""PDF: columns, running heads, hyphens, leaders; what has no layer of text, and what is no PDF."""

from __future__ import annotations

import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault
from pipeline.read.office import pdf
from pipeline.read.reader import Part, ReadError
from scripts import made_documents as made

LEFT = [
    "Am Morgen lag Nebel über dem Fluss, und",
    "niemand sah das andere Ufer. Die Fähre blieb",
    "liegen, bis gegen zehn Uhr die Sonne kam.",
]
RIGHT = [
    "Gegen Mittag war das Wasser wieder klar, so",
    "dass man die Steine am Grund zählen konnte.",
    "Kinder warfen Brot hinein und lachten laut.",
]


def read(data, name="akte/7.pdf", **options):
    (item,) = pdf.read(Part(Member(name, data)), pdf.PdfOptions(**options))
    return item


def column(lines, left, top=700):
    return [(left, top - 14 * at, text) for at, text in enumerate(lines)]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not():
    document = read(made.pdf([[*column(LEFT, 60), *column(RIGHT, 60, 600)]], "Bericht vom Fluss"))
    assert document.text == "\n\n".join((" ".join(LEFT), " ".join(RIGHT)))
    assert (document.id, document.title) == ("akte/7", "Bericht vom Fluss")


def test_a_word_broken_at_a_line_end_keeps_its_hyphen_and_line_end():
    lines = [
        "Das alte Haus am Ufer wurde in jenem Frühjahr ab-",
        "gerissen, weil das Wasser es unterspült hatte, und es",
    ]
    assert "ab-\ngerissen" in read(made.pdf([column([*lines, "blieb nur der Keller."], 60)])).text


@pytest.mark.parametrize("by_line", [False, True])
def test_columns_are_read_one_after_the_other_however_the_file_has_them(by_line):
    left, right = column(LEFT * 4, 40), column(RIGHT * 4, 320)
    lines = [line for pair in zip(left, right, strict=True) for line in pair] if by_line else [*left, *right]
    text = read(
        made.pdf([[(40, 780, "Eine Überschrift über beide Spalten, die lang genug dafür ist"), *lines]], size=9)
    ).text
    assert text.index("Überschrift") < text.index(LEFT[0]) < text.index(RIGHT[0])
    assert text.rindex(LEFT[2]) < text.index(RIGHT[0])


def test_a_table_of_two_columns_is_no_page_of_two_columns():
    rows = [line for at in range(14) for line in ((60, 700 - 14 * at, f"Ort {at}"), (320, 700 - 14 * at, f"{at} km"))]
    text = read(made.pdf([[*column(LEFT, 60, 800), *rows]])).text
    assert "Ort 3 3 km" in text


TEXTS = ("Es regnete den ganzen Tag.", "Keiner wollte hinüber.", "Der Wind drehte auf Nord.", "Abends schlief alles.")
HEADED = [
    [(60, 800, "Jahrbuch des Vereins"), (500, 800, str(7 + at)), (60, 700, text)] for at, text in enumerate(TEXTS)
]


def test_running_heads_and_page_numbers_stay_out_and_stay_if_asked_for():
    document = read(made.pdf(HEADED))
    assert "Jahrbuch" not in document.text
    assert all(text in document.text for text in TEXTS)
    assert document.extra["pages"] == 4
    assert "Jahrbuch des Vereins" in read(made.pdf(HEADED), running_heads=True).text


def test_entries_of_a_table_of_contents_stay_out():
    lines = ["Anfang . . . . . . . . . . . . . 3", "Ende ................... 17", *LEFT]
    document = read(made.pdf([column(lines, 60)]))
    assert "Anfang" not in document.text
    assert "Anfang" in read(made.pdf([column(lines, 60)]), contents=True).text
    assert "blieb" in document.text


def test_lines_that_the_manifest_names_stay_out():
    data = made.pdf([[*column(LEFT, 60), (60, 40, "Herausgeber: der Verein")]])
    assert "Herausgeber" in read(data).text
    assert "Herausgeber" not in read(data, skip_lines=["Herausgeber: .*"]).text
    with pytest.raises(ValueError, match="no regular expression"):
        pdf.PdfOptions(skip_lines=["("])


def test_letters_set_apart_are_words():
    letters = [(60 + 12 * at + (14 if at > 2 else 0), 700, sign) for at, sign in enumerate("DerBundesrat")]
    text = read(made.pdf([[*letters, *column(LEFT, 60, 600)]])).text
    assert text.startswith("Der Bundesrat")


def test_a_pdf_of_pictures_has_no_text_layer():
    fault = read(made.pdf([[], []]))
    assert isinstance(fault, Fault)
    assert (fault.reason, fault.id) == ("no_text_layer", "akte/7")
    assert fault.detail.startswith("2 pages with 0 letters")


@pytest.mark.parametrize("title", ["783583_v2.indd", "Microsoft Word - Brief.doc", "tmp-6480", "Unbenannt", ""])
def test_names_of_files_are_no_titles(title):
    assert read(made.pdf([column(LEFT, 60)], title)).title is None


@pytest.mark.parametrize("data", [b"", b"Text", b"%PDF-1.7\nnichts", made.pdf([column(LEFT, 60)])[:300]])
def test_what_is_no_pdf_is_refused(data):
    with pytest.raises(ReadError):
        read(data)
