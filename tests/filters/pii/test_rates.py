"""Recall and precision per kind on the labelled set."""

import pyarrow as pa
import pytest

from filters.pii.kinds import KINDS
from filters.pii.spans import find
from tests.filters.pii.labelled import SIZE, cases

RECALL = 0.98
PRECISION = 0.95


def found_of(texts):
    return find(pa.array(texts, pa.large_string())).column("spans").to_pylist()


@pytest.mark.parametrize("kind", KINDS)
def test_recall_and_precision(kind):
    positive, alike = cases(kind)
    assert min(len(positive), len(alike)) == SIZE >= 100
    rows = found_of([text for text, _, _ in positive])
    missed = [
        (text[start:end], row)
        for (text, start, end), row in zip(positive, rows, strict=True)
        if {"start": start, "end": end, "kind": kind} not in row
    ]
    false = [
        (text, row)
        for text, row in zip(alike, found_of(alike), strict=True)
        if any(span["kind"] == kind for span in row)
    ]
    assert (SIZE - len(missed)) / SIZE >= RECALL, missed
    assert (SIZE - len(missed)) / (SIZE - len(missed) + len(false)) >= PRECISION, false
