"""Runs that occur in several texts, against looking at every run of every text."""

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters.kernels.repeats import screen_into
from filters.kernels.tokens import tokenise
from filters.repeats import PassageError, anchors, removals, runs
from tests.filters.real_texts import law_sections

SIZE = 8


def repeated(texts, tokens=SIZE):
    """Return {run: {(text, place)}} of the runs that are found in more than one text."""
    column = pa.array(texts, pa.large_string())
    seen, shared = np.zeros(1 << 10, np.uint64), np.zeros(1 << 10, np.uint64)
    for text in texts:
        screen_into(anchors(pa.array([text], pa.large_string()), tokens), seen, shared)
    shared.flags.writeable = False
    hashes, places = runs(column, shared, tokens)
    by_hash = defaultdict(set)
    for run, (row, place) in zip(map(tuple, hashes.tolist()), places.tolist(), strict=True):
        by_hash[run].add((row, place))
    return {frozenset(where) for where in by_hash.values() if len({row for row, _ in where}) > 1}


def by_hand(texts, tokens=SIZE):
    where = defaultdict(set)
    for row, text in enumerate(texts):
        words = tokenise(text)
        for place in range(len(words) - tokens + 1):
            where[tuple(words[place : place + tokens])].add((row, place))
    return {frozenset(places) for places in where.values() if len({row for row, _ in places}) > 1}


WORDS = st.lists(st.sampled_from(["a", "b", "Äh", "1841", "ſo"]), max_size=40)


@settings(deadline=None, max_examples=200)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=4))
def test_every_run_of_several_texts_is_found_and_no_other(texts):
    assert repeated(texts) == by_hand(texts)


def test_real_laws_share_the_runs_counted_by_hand():
    texts = law_sections(500)
    assert repeated(texts, 50) == by_hand(texts, 50)
    assert len(by_hand(texts, 50)) > 10


def test_phrases_are_no_passages():
    with pytest.raises(PassageError, match="runs of 5 tokens; at least 8"):
        anchors(pa.array(["a"]), 5)


TEXT = "Hier beginnt es. Der Wald ist groß und dunkel (sehr!). Niemand wohnt 🙂 darin, sagt man. Ende é gut."


@pytest.mark.parametrize(
    ("stretch", "gone"),
    [
        ((3, 15), "Der Wald ist groß und dunkel (sehr!). Niemand wohnt 🙂 darin, sagt man. "),
        ((2, 16), "Der Wald ist groß und dunkel (sehr!). Niemand wohnt 🙂 darin, sagt man. "),
        ((4, 15), "Niemand wohnt 🙂 darin, sagt man. "),
        ((3, 14), "Der Wald ist groß und dunkel (sehr!). "),
        ((0, 18), TEXT),
        ((4, 9), ""),
    ],
)
def test_whole_sentences_go(stretch, gone):
    cut = removals(TEXT, np.array([stretch]), 8)
    assert "".join(TEXT[removal.start : removal.end] for removal in cut) == gone


def test_too_little_is_left_where_it_is():
    assert removals(TEXT, np.array([[3, 15]]), 50) == []
