"""Spaces around signs by German rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.corpora.detokenise import detokenized


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ("Der Rat ( 2 . Sitzung ) tagte .", "Der Rat (2. Sitzung) tagte."),
        ('Er sagte : " Nein ! " und ging .', 'Er sagte: "Nein!" und ging.'),
        ("Das „ Tor “ steht offen ; komm !", "Das „Tor“ steht offen; komm!"),
        ("Der » Bote « kam , die « Post » auch .", "Der »Bote« kam, die «Post» auch."),
        ("Handels - und Gewerbekammer", "Handels - und Gewerbekammer"),
        ("", ""),
    ],
)
def test_signs_join_the_right_neighbour(tokens, expected):
    assert detokenized(tokens.split()) == expected


@given(st.lists(st.sampled_from(["Wort", ",", "(", ")", '"', "»", "«", "–", "„", "“", "."])))
def test_no_token_is_lost_or_turned(tokens):
    assert detokenized(tokens).replace(" ", "") == "".join(tokens)
