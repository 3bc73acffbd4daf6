"""Breaks between fragments: the strongest wins, none at the ends, nothing glued."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.flow import BLANK, LINE, PARAGRAPH, Flow


def test_strongest_break_wins_and_none_stands_at_the_ends():
    flow = Flow()
    flow.to(PARAGRAPH)
    flow.text("  eins ")
    flow.to(LINE)
    flow.to(PARAGRAPH)
    flow.to(BLANK)
    flow.text("\n  zwei\n")
    flow.to(PARAGRAPH)
    assert flow.result() == "eins\n\nzwei"


def test_no_break_space_is_the_authors_and_stays():
    flow = Flow()
    flow.text("10\u00a0 \t\n km")
    assert flow.result() == "10\u00a0 km"


def test_held_break_is_not_raised_until_the_next_word():
    flow = Flow()
    flow.text("Amtmann.")
    flow.hold(LINE)
    flow.to(PARAGRAPH)
    flow.text("Herein!")
    flow.to(PARAGRAPH)
    flow.text("Niemand da.")
    assert flow.result() == "Amtmann.\nHerein!\n\nNiemand da."


def test_join_swallows_white_space_and_line_breaks_but_no_paragraph():
    flow = Flow()
    flow.text("Wald ")
    flow.join()
    flow.to(LINE)
    flow.text("\n   weg")
    flow.join()
    flow.to(PARAGRAPH)
    flow.text("Ende")
    assert flow.result() == "Waldweg\n\nEnde"


def test_blank_before_a_note_goes_only_before_a_closing_mark():
    flow = Flow()
    flow.text("Der Deich ")
    flow.elide()
    flow.text(", sagt er, ")
    flow.elide()
    flow.text("hält.")
    assert flow.result() == "Der Deich, sagt er, hält."


def test_empty_cells_keep_their_column():
    flow = Flow()
    flow.text("Elle")
    flow.tab()
    flow.tab()
    flow.text("2")
    flow.to(LINE)
    flow.tab()
    flow.text("3")
    assert flow.result() == "Elle\t\t2\n\t3"


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.text("ab \n", max_size=5), st.sampled_from([0, BLANK, LINE, PARAGRAPH]))))
def test_words_are_those_of_the_fragments(pieces):
    flow = Flow()
    raw = ""
    for fragment, strength in pieces:
        flow.text(fragment)
        flow.to(strength)
        raw += fragment + (" " if strength else "")
    assert flow.result().split() == raw.split()
    assert flow.result() == flow.result().strip()
