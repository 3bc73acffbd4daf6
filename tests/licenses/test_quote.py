from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licenses.quote import spans, stands_in


def test_line_breaks_and_emphasis_say_nothing():
    page = "# Lizenz\n\nDie **Texte** stehen unter\n    der Lizenz `CC BY 4.0`,\nsofern nicht anders angegeben.\n"
    assert stands_in("Die Texte stehen unter der Lizenz CC BY 4.0, sofern nicht anders angegeben.", page)


def test_comment_signs_at_line_starts_say_nothing():
    head = "% Dieses Buch steht unter\n% der Lizenz CC BY 4.0.\n"
    assert stands_in("Dieses Buch steht unter der Lizenz CC BY 4.0.", head)
    assert stands_in("Permission is granted to all.", " * Permission is\n * granted to all.\n")


def test_one_letter_more_or_less_counts():
    assert not stands_in("CC BY-NC 4.0", "CC BY 4.0")
    assert not stands_in("CC BY 4.0", "CC BY-SA 4.0")
    assert not stands_in("cc by 4.0", "CC BY 4.0")


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("CC BY", "MCC BYTES"),
        ("CC BY", "ACC BY"),
        ("CC BY", "CCBY"),
        ("CC BY", "CC BY-SA 4.0"),
        ("CC BY 4.0", "CC BY 4.01"),
        ("Lizenz CC0", "Nicht-Lizenz CC0"),
        ("frei", "Alle sind gemeinfrei"),
    ],
)
def test_words_must_be_whole(quote, page):
    assert not stands_in(quote, page)


def test_beside_punctuation_white_space_comes_and_goes_and_a_soft_hyphen_is_nothing():
    assert stands_in("Lizenz (CC BY 4.0).", "Lizenz ( CC BY 4.0 ) .")
    assert stands_in("[CC0](https://creativecommons.org/)", "die Lizenz [CC0]( https://creativecommons.org/ ) gilt")
    assert stands_in("Namensnennung 4.0", "Namens\u00ad\n  nennung 4.0")
    assert stands_in("Die Texte", "<b>Die</b> <i>Tex</i>te")


def test_an_empty_quote_never_stands_anywhere():
    assert not stands_in("", "Text")
    assert not stands_in(" **\n", "** Text")


@given(st.text(min_size=1).filter(lambda text: stands_in(text, text)), st.text(max_size=20), st.text(max_size=20))
def test_a_quote_is_found_between_whole_lines(quote, before, after):
    assert stands_in(quote, f"{before}\n{quote}\n{after}")


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("CC BY 4.0", "# Lizenz: **CC BY 4.0**, frei"),
        ("CC BY 4.0", "Text\u00ade unter CC\n# BY 4.0"),
        ("unter CC0", "> unter\n> *CC0* steht"),
    ],
)
def test_a_quote_is_found_where_it_stands_in_the_text_as_it_is(quote, text):
    ((start, end),) = spans(quote, text)
    assert stands_in(quote, text[start:end])
    assert text[start : start + 2] == quote[:2]
    assert text[end - 1] == quote[-1]


def test_a_quote_that_does_not_stand_there_has_no_place():
    assert spans("CC BY", "CC BY-SA") == ()
    assert spans("", "CC BY") == ()
