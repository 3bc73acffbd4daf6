"""Where sentences begin: never inside one, and the runs of whole sentences in and around a span."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.sentences import around, starts, within

TEXTS = st.text(alphabet="ab AB.!?\n „“3ẞé\u0301", max_size=80)


def split(text):
    places = starts(text)
    return [text[a:b] for a, b in itertools.pairwise(places)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Es regnet. Die Wege sind nass.", ["Es regnet. ", "Die Wege sind nass."]),
        ("Am 3. Mai kam Dr. Weber. Er blieb.", ["Am 3. Mai kam Dr. Weber. ", "Er blieb."]),
        ("Obst, z. B. Äpfel, usw. Alles frisch.", ["Obst, z. B. Äpfel, usw. Alles frisch."]),
        ("Gemäß § 3 Abs. 2 Nr. 4 gilt das.", ["Gemäß § 3 Abs. 2 Nr. 4 gilt das."]),
        ("„Komm!“ rief sie. „Nein.“ Er ging.", ["„Komm!“ rief sie. ", "„Nein.“ ", "Er ging."]),
        ("Überschrift\n\nDer Text beginnt", ["Überschrift\n\n", "Der Text beginnt"]),
        ("Ein Vers ohne Punkt\nund noch einer", ["Ein Vers ohne Punkt\nund noch einer"]),
        ("Wirklich? Ja … Gut.", ["Wirklich? ", "Ja … ", "Gut."]),
        ("", []),
    ],
)
def test_sentences_are_whole(text, expected):
    assert split(text) == expected


@given(TEXTS)
def test_sentences_are_the_text(text):
    assert "".join(split(text)) == text
    assert starts(text) == sorted(set(starts(text)))


@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_runs_of_whole_sentences(text, first, second):
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    places = starts(text)
    inner, outer = within(places, start, end), around(places, start, end)
    assert start <= inner[0] <= inner[1] <= end or inner[0] == inner[1]
    assert outer[0] <= start <= end <= outer[1]
    assert set(outer) <= set(places)
    assert inner[0] == inner[1] or set(inner) <= set(places)
