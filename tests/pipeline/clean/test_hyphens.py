import pytest

from pipeline.clean.clean import clean
from pipeline.clean.options import CleanOptions
from pipeline.count.counts import count, merge
from tests.pipeline.clean.corpus import read_table


def joined(text, *others, profile="ocr_print"):
    read = read_table([text, *others, *others])
    documents, _ = clean(read, merge([count(read)]), CleanOptions(profile=profile))
    return documents.column("text").to_pylist()[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Ver-\nwaltung tagt", "Die Verwaltung\ntagt"),
        ("Die Ver-\nwaltung, sagt man,", "Die Verwaltung,\nsagt man,"),
        ("Ende der Ver-\nwaltung", "Ende der Verwaltung"),
        ("Die Nord-Süd-Verbin-\ndung", "Die Nord-Süd-Verbindung"),
        ("Verwal\u00ad\ntung", "Verwaltung"),
        ("Verwal¬\ntung", "Verwaltung"),
        ("Verwal⸗\ntung", "Verwaltung"),
    ],
)
def test_broken_words_are_made_whole(text, expected):
    assert joined(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ein-\nund Ausfuhr",
        "Haus-\noder Hofhund",
        "Baden-\nWürttemberg",
        "Die Jahre 1914-\n1918",
        "siehe https://beispiel.de/ver-\nwaltung",
        "x =\ny",
        "wert=\nanders",
        "– ein Gedanke –\nnoch einer",
        "- Liste\n- noch etwas",
    ],
)
def test_other_hyphens_stay(text):
    assert joined(text) == text


def test_the_sources_own_words_decide():
    assert joined("in Baden-\nWürttemberg", "in Baden-Württemberg", "Ver-\nein") == "in Baden-Württemberg"
    assert joined("per E-\nMail", "eine E-Mail kam", "Ver-\nein") == "per E-Mail"
    assert joined("Ver=\nwaltung", "die Verwaltung", "Ver-\nein") == "Verwaltung"
    assert joined("DOKU-\nMENT", "Das Dokument", "Ver-\nein") == "DOKUMENT"


def test_program_text_keeps_its_hyphens():
    assert joined("Die Ver-\nwaltung", profile="technical") == "Die Ver-\nwaltung"
