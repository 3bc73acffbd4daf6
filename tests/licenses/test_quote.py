from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from licenses.quote import stands_in


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


def test_an_empty_quote_never_stands_anywhere():
    assert not stands_in("", "Text")
    assert not stands_in(" **\n", "** Text")


@given(st.text(min_size=1).filter(lambda text: stands_in(text, text)), st.text(max_size=20), st.text(max_size=20))
def test_a_quote_is_found_between_whole_lines(quote, before, after):
    assert stands_in(quote, f"{before}\n{quote}\n{after}")
