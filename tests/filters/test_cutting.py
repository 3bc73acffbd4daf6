"""Sentences taken out of a text: characters balance, no words are glued, no blank line is lost or doubled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.cutting import Removal, cut
from filters.sentences import starts

TEXT = "Erster Satz. Zweiter Satz. Dritter Satz.\n\nVierter Satz. Fünfter Satz."


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Erster Satz. ", "Zweiter Satz. Dritter Satz.\n\nVierter Satz. Fünfter Satz."),
        ("Zweiter Satz. ", "Erster Satz. Dritter Satz.\n\nVierter Satz. Fünfter Satz."),
        ("Dritter Satz.\n\n", "Erster Satz. Zweiter Satz.\n\nVierter Satz. Fünfter Satz."),
        ("Vierter Satz. ", "Erster Satz. Zweiter Satz. Dritter Satz.\n\nFünfter Satz."),
        ("Fünfter Satz.", "Erster Satz. Zweiter Satz. Dritter Satz.\n\nVierter Satz."),
        (TEXT, ""),
    ],
)
def test_the_rest_reads_on(sentence, left):
    start = TEXT.index(sentence)
    text, gone = cut(TEXT, [Removal(start, start + len(sentence), "repeated_passage")], [], {})
    assert text == left
    assert gone == {"repeated_passage": len(TEXT) - len(left)}


def test_personal_data_of_what_stays_is_masked_and_of_what_goes_is_not_counted():
    text = "Schreiben Sie an a@b.de. Oder an c@d.de. Danke."
    spans = [{"start": 17, "end": 23, "kind": "email"}, {"start": 33, "end": 39, "kind": "email"}]
    new, gone = cut(text, [Removal(0, 25, "contaminated")], spans, {})
    assert new == "Oder an [E-MAIL]. Danke."
    assert gone == {"contaminated": 25, "pii_email": -2}


def test_a_removal_inside_another_counts_once():
    _, gone = cut(TEXT, [Removal(0, 27, "contaminated"), Removal(13, 27, "repeated_passage")], [], {})
    assert gone == {"contaminated": 27}


@given(
    st.lists(st.sampled_from(["Ja. ", "Ein Satz!\n\n", "Äöü ß? ", "Zeile\nund mehr. ", "👍 Gut. "]), max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from("ab")), max_size=5),
)
def test_characters_balance_and_sentences_stay_whole(parts, chosen):
    text = "".join(parts).strip()
    places = starts(text)
    spans = [sorted((places[min(a, len(places) - 1)], places[min(b, len(places) - 1)])) for a, b, _ in chosen]
    removals = [Removal(a, b, why) for (a, b), (*_, why) in zip(spans, chosen, strict=True)]
    new, gone = cut(text, removals, [], {})
    assert len(new) == len(text) - sum(gone.values())
    covered = {place for a, b in spans for place in range(a, b)}
    kept = "".join(character for place, character in enumerate(text) if place not in covered)
    assert new.split() == kept.split()
    assert "\n\n\n" not in new
    assert new == new.strip() or not covered


@pytest.mark.parametrize("spans", [[(0, 11), (0, 22)], [(0, 22), (11, 22)], [(0, 11), (5, 22)]])
def test_removals_that_overlap_leave_no_blank_lines_behind(spans):
    text = "Ein Satz!\n\nEin Satz!\n\nJa."
    new, gone = cut(text, [Removal(start, end, name) for (start, end), name in zip(spans, "ab", strict=True)], [], {})
    assert new == "Ja."
    assert sum(gone.values()) == len(text) - 3
