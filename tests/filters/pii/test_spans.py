"""Of overlapping spans one stays, adjacent ones both; what is left is sorted and disjoint, whatever the detectors say."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.pii import marks
from filters.pii.detector import Detector
from filters.pii.kinds import KINDS
from filters.pii.spans import SPANS, _disjoint, find

HIGH, LOW = KINDS[0], KINDS[1]


def spans_of(text, *detectors):
    table = find(pa.array([text]), detectors)
    assert table.schema == SPANS
    return [(span["start"], span["end"], span["kind"]) for span in table.column("spans").to_pylist()[0]]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 3, HIGH), (3, 5, LOW)], [(0, 3, HIGH), (3, 5, LOW)]),  # adjacent ones do not overlap
        ([(3, 5, HIGH), (0, 3, LOW)], [(0, 3, LOW), (3, 5, HIGH)]),
        ([(0, 4, HIGH), (3, 5, LOW)], [(0, 4, HIGH)]),  # one character in common
        ([(3, 5, HIGH), (0, 4, LOW)], [(3, 5, HIGH)]),
        ([(0, 9, LOW), (3, 4, HIGH)], [(3, 4, HIGH)]),  # the kind counts before the length
        ([(0, 3, HIGH), (1, 6, HIGH)], [(1, 6, HIGH)]),  # of one kind the longer
        ([(0, 3, HIGH), (2, 5, HIGH)], [(0, 3, HIGH)]),  # of equals the first
        ([(0, 3, LOW), (2, 5, HIGH), (4, 8, LOW)], [(2, 5, HIGH)]),
        ([(2, 5, HIGH), (2, 5, LOW)], [(2, 5, HIGH)]),
        ([], []),
    ],
)
def test_of_overlapping_spans_the_higher_kind_stays_then_the_longer_then_the_first(spans, expected):
    assert _disjoint(spans) == expected
    assert _disjoint(spans[::-1]) == expected


SPAN = st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from(KINDS)).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1], drawn[2])
)


@settings(max_examples=300)
@given(st.lists(SPAN, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_what_is_left_is_disjoint_and_covers_every_span_that_was_found(spans, chance):
    kept = _disjoint(spans)
    assert kept == sorted(kept)
    assert all(span[1] <= other[0] for span, other in pairwise(kept))
    assert set(kept) <= set(spans)
    for start, end, kind in set(spans) - set(kept):
        stronger = [span for span in kept if span[0] < end and start < span[1]]
        assert any(KINDS.index(span[2]) <= KINDS.index(kind) for span in stronger), (
            "nothing is dropped for a weaker kind"
        )
    assert _disjoint(chance.sample(spans, len(spans))) == kept


def test_two_addresses_side_by_side_are_both_found():
    def halves(_text):
        yield 0, 6
        yield 6, 12

    assert spans_of("a@b.de@c.de.", Detector("email", marks.EMAIL, halves)) == [(0, 6, "email"), (6, 12, "email")]


def test_what_is_found_in_several_places_of_a_text_is_brought_together():
    places = ["a@beispiel.de", "030 12345678", "b@beispiel.de"]
    text = f"{places[0]} {'und dann ' * 200}Tel. {places[1]} {'und dann ' * 200}{places[2]}"
    table = find(pa.array(["nichts", text, "nichts"]))
    spans = table.column("spans").to_pylist()
    assert [[text[span["start"] : span["end"]] for span in row] for row in spans] == [[], places, []]


def test_a_text_without_data_and_a_null_have_no_spans_and_a_later_one_keeps_its_row():
    table = find(pa.array(["nichts", None, "Mail an a@beispiel.de"]))
    assert [len(spans) for spans in table.column("spans").to_pylist()] == [0, 0, 1]
    assert table.column("failed").to_pylist() == [None, None, None]
