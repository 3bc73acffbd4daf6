"""Lines of print to paragraphs: what fills the column is joined, what does not stays a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.print.paragraphs import Line, set_block, set_blocks, set_cell

PROSE = [
    "Am Hafen liegen die Kähne still, denn das",
    "Eis hält sie fest seit dem Anfang des Mo-",
    "nats Januar. Niemand weiß,",
    "wann",
]


def lines(*texts):
    return [Line(text) for text in texts]


def test_lines_of_prose_are_joined_and_a_hyphen_keeps_its_line_end():
    assert set_block(lines(*PROSE[:3]), "auto") == f"{PROSE[0]} {PROSE[1]}\n{PROSE[2]}"
    assert set_block(lines(*PROSE), "newline").split("\n") == PROSE
    assert set_block(lines(*PROSE), "space").split(" ")[-1] == "wann"


def test_a_line_that_is_not_full_ends_its_paragraph():
    texts = [
        PROSE[0],
        PROSE[1],
        "nats.",
        "Die Händler klagen über ausbleibende Fracht",
        "und warten auf den Südwind, der selten ist,",
        "ab.",
    ]
    paragraphs = set_block(lines(*texts), "auto").split("\n\n")
    assert [paragraph[-5:] for paragraph in paragraphs] == ["nats.", ", ab."]


@pytest.mark.parametrize(
    "texts",
    [
        ["Der Mond ist rund", "Am Deich", "Die Nacht ist still und weit", "Kein Boot"],
        ["1 Kahn", "2 Zillen", "3 Fähren", "4 Prahme"],
        ["Husumer Blatt", "für Stadt und Land"],
        ["Eins"],
        [],
    ],
)
def test_verses_lists_and_headings_keep_their_lines(texts):
    assert set_block(lines(*texts), "auto") == "\n".join(texts)


def test_places_on_the_page_say_which_line_is_full():
    texts = [
        ("Wie illig", 0, 400),
        ("ist der Wald im Winter,", 0, 398),
        ("sagt er.", 0, 150),
        ("Mit Schnee bedeckt ist", 20, 401),
        ("alles.", 0, 90),
    ]
    assert set_block([Line(*line) for line in texts], "auto") == (
        "Wie illig ist der Wald im Winter, sagt er.\n\nMit Schnee bedeckt ist alles."
    )


def test_a_word_that_goes_on_in_the_next_block_keeps_a_line_end():
    assert set_blocks(["die Ver-", "", "waltung tagt"]) == "die Ver-\nwaltung tagt"
    assert set_blocks(["die Ver-", "Ende", "- eins"]) == "die Ver-\n\nEnde\n\n- eins"


def test_the_lines_of_a_cell_are_one():
    assert set_cell(["Ver-", "mißte", "Leute"]) == "Vermißte Leute"
    assert set_cell(["Ein-", "und Ausfuhr"]) == "Ein- und Ausfuhr"
    assert set_cell([]) == ""


@given(
    st.lists(st.text("abc -", max_size=30).map(str.strip), max_size=8), st.sampled_from(["auto", "newline", "space"])
)
def test_no_letter_is_lost(texts, breaks):
    assert "".join(set_block(lines(*texts), breaks).split()) == "".join("".join(texts).split())
