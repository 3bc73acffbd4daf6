"""The quality class of a text: tenths of trusted samples, of its own measures alone."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filters import profiles, quality_class
from filters.calibration import bounds
from filters.definitions import MEASURES
from filters.quality_class import BANDS, Reference, Tenths, classes, refer, references, written
from gemeingut.yaml_text import load_yaml

NINE = tuple(float(tenth) for tenth in range(1, 10))
REFERENCE = Reference(100, (Tenths("ocr_score", "at_least", NINE), Tenths("symbol_ratio", "at_most", NINE[::-1])), NINE)


def measured(**columns):
    rows = len(next(iter(columns.values())))
    empty = {name: pl.Series([None] * rows, dtype=pl.Float32) for name in MEASURES}
    return pl.DataFrame(empty | {name: pl.Series(values, dtype=pl.Float32) for name, values in columns.items()})


def test_a_rank_is_the_number_of_tenths_that_a_value_reaches_in_the_direction_of_the_limit():
    values = pl.Series([0.0, 1.0, 1.5, 9.0, 99.0])
    assert Tenths("m", "at_least", NINE).ranks(values).to_list() == [0, 1, 1, 9, 9]
    assert Tenths("m", "at_most", NINE[::-1]).ranks(values).to_list() == [9, 9, 8, 1, 0]


def test_what_is_no_number_has_no_rank_and_a_text_without_a_number_no_class():
    values = pl.Series([None, math.nan, math.inf, 9.5])
    assert Tenths("m", "at_least", NINE).ranks(values).to_list() == [None, None, None, 9]
    frame = measured(ocr_score=[9.5, None], symbol_ratio=[None, None])
    assert REFERENCE.classes(frame).to_list() == [9, None]


def test_the_class_is_one_more_than_the_tenths_below_the_mean_rank():
    frame = measured(ocr_score=[0, 5, 9, 9], symbol_ratio=[9.5, 5, 1, 9.5])  # mean ranks 0, 5, 9, 4.5
    assert REFERENCE.classes(frame).to_list() == [1, 5, 9, 5]


@pytest.mark.parametrize("profile", sorted(profiles.profiles()))
def test_every_shipped_profile_has_a_reference_for_each_length_over_measures_that_there_are(profile):
    bands = references()[profile]
    assert len(bands) == len(BANDS)
    for band in bands:
        assert {entry.measure for entry in band.measures} <= set(MEASURES) - quality_class.NOT_QUALITY
        assert list(band.means) == sorted(band.means)
        for entry in band.measures:
            assert list(entry.cuts) == sorted(entry.cuts, reverse=entry.side == "at_most")


def test_a_profile_without_samples_has_no_classes():
    assert classes(measured(ocr_score=[0.9]), "my-own").to_list() == [None]
    assert classes(measured(ocr_score=[]), "law").to_list() == []


def test_misread_and_garbled_print_is_in_a_lower_class_than_clean_print_of_the_same_length():
    frame = measured(words=[500, 500], ocr_score=[0.99, 0.6], word_bits=[2.2, 4.5], letter_bits=[2.8, 4.6])
    clean, garbled = classes(frame, "ocr_print")
    assert garbled == 1
    assert clean > 5


def test_samples_fall_about_evenly_into_the_classes_they_define():
    names = sorted({bound.measure for bound in bounds()} - quality_class.NOT_QUALITY)
    drawn = np.random.default_rng(7).random((len(names), 2000))
    frame = measured(words=[500] * 2000, **dict(zip(names, drawn.tolist(), strict=True)))
    (_, middle, _) = refer(frame, ["words", *names])
    assert middle.documents == 2000
    counts = middle.classes(frame).value_counts().sort("quality_class")
    assert counts["quality_class"].to_list() == list(range(1, 11))
    assert all(140 <= count <= 260 for count in counts["count"].to_list())


def test_a_length_of_which_there_are_few_samples_is_compared_with_all():
    frame = measured(words=[50.0] * 49 + [500.0] * 51, ocr_score=[0.1] * 49 + [0.9] * 51)
    short, middle, long = refer(frame, ["ocr_score"])
    assert (short.documents, middle.documents, long.documents) == (100, 51, 100)


def test_what_is_written_is_what_is_read():
    bands = refer(measured(words=[500.0] * 60, ocr_score=[at / 60 for at in range(60)]), ["ocr_score"])
    (stored,) = load_yaml(written({"law": bands})).values()
    assert tuple(quality_class._reference(band) for band in stored) == bands


@settings(max_examples=25)  # each asks a few hundred expressions twice
@given(st.lists(st.floats(0, 1, width=32), min_size=2, max_size=20), st.integers(0, 19))
def test_a_class_depends_on_no_other_document(scores, at):
    at %= len(scores)
    together = measured(words=[300.0] * len(scores), ocr_score=scores)
    alone = measured(words=[300.0], ocr_score=[scores[at]])
    assert classes(together, "prose")[at] == classes(alone, "prose")[0]
