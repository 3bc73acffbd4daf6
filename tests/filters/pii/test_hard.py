"""Spellings that people use and detectors miss, and what must stay as it is."""

import pyarrow as pa
import pytest

from filters.pii.spans import find
from tests.filters.pii.hard import HIDDEN, SHOWN


def spans_of(text):
    return find(pa.array([text], pa.large_string())).column("spans").to_pylist()[0]


@pytest.mark.parametrize(("kind", "marked"), HIDDEN)
def test_what_is_personal_is_found_whole_and_by_its_kind(kind, marked):
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    spans = [span for span in spans_of(text) if span["kind"] == kind]
    shown = [
        text[place]
        for place in range(start, end)
        if text[place].isalnum() and not any(span["start"] <= place < span["end"] for span in spans)
    ]
    assert len(shown) <= 0.25 * sum(map(str.isalnum, text[start:end])), spans


@pytest.mark.parametrize("text", SHOWN)
def test_what_only_looks_personal_stays(text):
    assert spans_of(text) == []
