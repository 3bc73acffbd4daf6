"""Letters of the wrong encoding: what is undone, and what looks like it and is meant."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.count.mojibake import undo_mojibake
from pipeline.count.repair import repair_encoding

TEXT = "Für die Bäckerin in der großen Straße war es schön, dass Öfen und Äpfel überall zum Übermaß führten."


def undone(text):
    return repair_encoding(pl.Series([text]))[0]


@pytest.mark.parametrize("read_as", ["mac_roman", "cp850", "cp437", "cp1252"])
def test_utf8_read_as_something_else_is_undone(read_as):
    wrong = TEXT.encode().decode(read_as, "ignore")
    if len(wrong) == len(TEXT.encode()):
        assert undone(wrong) == TEXT


@pytest.mark.parametrize("read_as", ["mac_roman", "cp850"])
def test_quotation_marks_and_dashes_are_undone(read_as):
    text = "Er sagte: „Nein“ – und ging …"
    assert undone(text.encode().decode(read_as)) == text


@pytest.mark.parametrize(
    ("meant", "read_as"), [("mac_roman", "cp1252"), ("cp1252", "mac_roman"), ("cp1252", "cp850"), ("cp850", "latin-1")]
)
def test_a_single_byte_read_as_another_is_undone(meant, read_as):
    wrong = TEXT.encode(meant).decode(read_as)
    assert wrong != TEXT
    assert undone(wrong) == TEXT


def test_letters_beside_each_other_are_undone():
    text = "Sie essen süße Klöße und grüßen die Ärztin."
    assert undone(text.encode("mac_roman").decode("cp1252")) == text


@pytest.mark.parametrize(
    "text",
    [
        "Miloš Škoda und Dušan Kšina fuhren nach Plzeň, das für Bier berühmt ist.",
        "Miloš und Dušan fuhren nach Brno.",
        "Nach § 5 und §§ 7-9 haftet er; das gro§e Zeichen steht allein.",
        "Die Wurzel √2 ist nicht ├── ein Baum └── der Dateien, sagt Jörg für alle.",
        "gro¬ße und klei¬ne Worte",
        "‚Ärger‘ und ‚Äpfel‘ stehen in Anführungszeichen",
        "30 ÷ 5 = 6, 2³ = 8, 5³r",
        "Man schreibt &uuml; für ü, &ouml; für ö, also f&uuml;r.",
        "In HTML steht &uuml; für einen Umlaut und &amp; für ein Und.",
        "AT&T; R&D; Q&A",
        "DER HOHE RAT UND DIE GEMEINDE HABEN HEUTE BESCHLOSSEN, DASS QUELLEN FREI SIND",
        "XQGHU GHU HQ",
        "",
    ],
)
def test_what_is_meant_stays(text):
    assert undone(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f&uuml;r die B&auml;ckerin &ndash; &Uuml;berall &amp; gro&szlig;", "für die Bäckerin – Überall & groß"),
        ("f&#252;r die B&#228;ckerin", "für die Bäckerin"),
        ("M&uuml;ller", "M&uuml;ller"),
        ("&lt;b&gt; f&uuml;r sch&ouml;ne", "&lt;b&gt; für schöne"),
    ],
)
def test_entities_of_an_escaped_text_are_resolved(text, expected):
    assert undone(text) == expected


@pytest.mark.parametrize("blank", ["\x03", " "])
def test_glyph_numbers_of_a_pdf_are_read_as_the_letters_they_are(blank):
    text = "Der Rat der Gemeinde hat die Kosten und den Plan beschlossen."
    shifted = "".join(chr(ord(character) - 29) for character in text).replace("\x03", blank)
    assert undone(f"Kopf\n{shifted}\nFuß") == f"Kopf\n{text}\nFuß"


def test_a_column_keeps_its_length_and_its_nulls():
    assert undo_mojibake(pl.Series(["f√ºr", None, "für"])).to_list() == ["für", None, "für"]


@given(st.text("aäöüß√§∂ºŠšŸ¸‰├ñ&uml;# \n"))
def test_undoing_twice_changes_nothing_more(text):
    once = undo_mojibake(pl.Series([text]))
    assert undo_mojibake(once).to_list() == undo_mojibake(undo_mojibake(once)).to_list()
