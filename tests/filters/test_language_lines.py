"""The compiled pass gives the lines that regular expressions over whole columns give."""

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.language_lines import prepare
from tests.filters.real_texts import law_sections

NOT_LANGUAGE = r"https?://\S+|www\.\S+|\S+@\S+|<[^<>]{1,200}>|\[\[[^\[\]|]*\||[^\p{L}\p{M}'’]+"
MODERN = {
    "ſ": "s",
    "ꝛ": "r",
    "a\u0364": "ä",
    "o\u0364": "ö",
    "u\u0364": "ü",
    "A\u0364": "Ä",
    "O\u0364": "Ö",
    "U\u0364": "Ü",
}


def by_expressions(texts, characters):
    """Return the prepared lines as six passes of regular expressions make them."""
    size = characters // 3
    cut = [
        " ".join([text[:size], text[(len(text) - size) // 2 :][:size], text[-size:]])
        if len(text) > characters
        else text
        for text in texts
    ]
    lines = pl.Series(cut, dtype=pl.String).str.replace_all(NOT_LANGUAGE, " ").str.strip_chars(" ")
    modern = lines.str.replace_many(MODERN).str.normalize("NFC")
    lines = modern.zip_with(lines.str.contains("[ſꝛ\u0364\u0308]"), lines)
    letters = lines.str.len_chars().cast(pl.Int64) - lines.str.count_matches(" ", literal=True)
    shouted = lines.str.count_matches(r"\p{Lu}").cast(pl.Int64) * 2 > letters
    return lines.str.to_lowercase().zip_with(shouted, lines).to_list()


def compiled(texts, characters):
    lines, has_letters = prepare(pa.array(texts, pa.large_string()), characters)
    return lines.to_pylist(), has_letters.tolist()


PIECES = st.sampled_from(
    [
        *" .,@<>[]|/:-'’()0\n\t\u00a0\u2003\u0085\u001f\u0000",
        *("http", "https://", "http://", "www.", "ww", "[[", "]]", "//", "a@b", "@ ", "<br>", "<p a='1'>", "[[Ort|"),
        *(
            "der",
            "Straße",
            "HAT",
            "ÄÖÜ",
            "ẞ",
            "ſo",
            "hoͤrte",
            "Herꝛ",
            "u\u0308ber",
            "Ꙁ",
            "Ωμέγα",
            "ΟΔΟΣ",
            "комитет",
            "委員会",
        ),
        *("𝔐", "🙂", "é", "e\u0301", "\u0301", "ß", "×", "÷", "¶", "½", "²", "x" * 199, "é" * 199, "h", "w"),
    ]
)


@given(st.lists(st.lists(PIECES, max_size=30).map("".join), max_size=5), st.sampled_from([50, 51, 60, 100, 1000]))
def test_lines_are_those_of_the_regular_expressions(texts, characters):
    assert compiled(texts, characters)[0] == by_expressions(texts, characters)


@pytest.mark.parametrize("characters", [60, 1000])
def test_lines_of_real_law_are_those_of_the_regular_expressions(characters):
    texts = law_sections(3000)
    assert compiled(texts, characters)[0] == by_expressions(texts, characters)


def test_texts_one_character_longer_than_their_windows_find_room():
    texts = ["a" * 61] * 500  # three windows of 20, two blanks between: a byte more than the text has
    assert compiled(texts, 60)[0] == by_expressions(texts, 60)


def test_which_lines_have_a_letter():
    texts = ["", "§ 5", "a", "' ’", "\u0301", "ß", "12 ſ", "a@b.c", None]
    lines, has_letters = compiled(texts, 1000)
    assert has_letters == [False, False, True, False, False, True, True, False, False]
    assert lines == ["", "", "a", "' ’", "\u0301", "ß", "s", "", ""]


def test_a_slice_of_a_column_gives_the_lines_of_its_texts():
    column = pa.array(["Erster Satz.", "Zweiter Satz.", "DRITTER SATZ!", None], pa.large_string())
    assert prepare(column.slice(1, 2))[0].to_pylist() == ["Zweiter Satz", "dritter satz"]
    assert prepare(pa.chunked_array([column.slice(2), column.slice(0, 1)]))[0].to_pylist() == [
        "dritter satz",
        "",
        "Erster Satz",
    ]
