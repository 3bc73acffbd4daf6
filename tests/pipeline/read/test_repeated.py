"""Keys that stand more than once: each plain value once, in order, in a time that is linear in the values."""

from __future__ import annotations

import json

import pytest

from pipeline.read.repeated import gathered
from scripts.growth import MOST_GROWTH, growth


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('{"a": "x", "a": "y", "a": "x"}', {"a": ["x", "y"]}),
        ('{"a": "x", "a": "x", "b": 1}', {"a": "x", "b": 1}),
        ('{"a": null, "a": "x"}', {"a": "x"}),
        ('{"a": null, "a": null}', {"a": None}),
        ('{"a": ["x"], "a": ["x"], "a": {}}', {"a": [["x"], ["x"], {}]}),
        ('{"a": "x", "b": "x"}', {"a": "x", "b": "x"}),
    ],
)
def test_different_values_of_a_key_all_stay(text, fields):
    assert json.loads(text, object_pairs_hook=gathered) == fields


@pytest.mark.slow
def test_time_grows_with_the_values_of_one_key():
    pairs = {}

    def gather(count):
        return gathered(pairs.setdefault(count, [("a", str(number)) for number in range(count)]))

    assert growth(gather, 1_000) < MOST_GROWTH
