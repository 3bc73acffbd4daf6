"""Rules over measures: a truth table on either side of each limit, and whatever is no number is an objection."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.filter import OBJECTIONS, Rule, RuleError, breaks, objections
from filters.measures import measure
from filters.profiles import profiles
from filters.profiles import rules as rules_of

LEAST = Rule("words", "at_least", 20, "too_few_words")
MOST = Rule("upper_ratio", "at_most", 0.72, "too_much_upper_case")
NUMBERS = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))


def broken(rule, *values, kind=pa.float64()):  # noqa: B008  a type of Arrow never changes
    return breaks(pa.chunked_array([pa.array(values, kind)]), rule).to_pylist()


@pytest.mark.parametrize(
    ("side", "value", "is_broken"),
    [
        ("at_least", 20.0, False),
        ("at_least", math.nextafter(20.0, 0), True),
        ("at_least", math.nextafter(20.0, 99), False),
        ("at_most", 20.0, False),
        ("at_most", math.nextafter(20.0, 99), True),
        ("at_most", math.nextafter(20.0, 0), False),
        ("at_least", None, True),
        ("at_most", None, True),
        ("at_least", math.nan, True),
        ("at_most", math.nan, True),
        ("at_least", math.inf, True),
        ("at_most", math.inf, True),
        ("at_least", -math.inf, True),
        ("at_most", -math.inf, True),
    ],
)
def test_a_value_at_the_limit_passes_and_one_beyond_it_or_no_number_does_not(side, value, is_broken):
    assert broken(Rule("words", side, 20.0, "some_reason"), value) == [is_broken]


@pytest.mark.parametrize(("value", "is_broken"), [(19, True), (20, False), (21, False), (None, True)])
def test_counts_are_compared_like_numbers(value, is_broken):
    assert broken(LEAST, value, kind=pa.int32()) == [is_broken]


@pytest.mark.parametrize("side", ["at_least", "at_most"])
@pytest.mark.parametrize("limit", [0.1, 0.3, 0.72, 0.9])
def test_a_measure_of_32_bits_that_equals_the_limit_passes_on_both_sides(side, limit):
    rule = Rule("upper_ratio", side, limit, "some_reason")
    assert broken(rule, limit, kind=pa.float32()) == [False]
    below, above = np.nextafter(np.float32(limit), np.float32([0, 1]))
    assert broken(rule, below, above, kind=pa.float32()) == [side == "at_least", side == "at_most"]


@given(st.lists(NUMBERS, max_size=8), st.floats(allow_nan=False, allow_infinity=False))
def test_no_value_passes_that_is_not_finite_and_on_the_right_side(values, limit):
    for side, holds in (("at_least", lambda value: value >= limit), ("at_most", lambda value: value <= limit)):
        passes = [value is not None and math.isfinite(value) and holds(value) for value in values]
        assert broken(Rule("words", side, limit, "some_reason"), *values) == [not is_passed for is_passed in passes]


SHORT = Rule("upper_ratio", "at_most", 0.3, "shouting", min_words=20, short=0.8)


@pytest.mark.parametrize(
    ("words", "value", "is_broken"),
    [(20, 0.31, True), (19, 0.31, False), (19, 0.81, True), (19, None, True), (None, 0.31, True), (None, 0.3, False)],
)
def test_a_short_text_is_held_to_its_own_limit_and_one_of_unknown_length_to_that_of_all(words, value, is_broken):
    measures = pa.table({"words": pa.array([words], pa.int64()), "upper_ratio": pa.array([value], pa.float64())})
    table = objections(measures, [SHORT])
    assert len(table) == is_broken
    if is_broken:
        assert table["limit"].to_pylist() == [0.8 if words == 19 else 0.3]


@pytest.mark.parametrize(
    ("words", "value", "rows"),
    [(19, 0.9, [1]), (19, 0.1, []), (5, None, [0, 1]), (5, math.nan, [0, 1]), (0, math.inf, [0, 1])],
)
def test_a_rule_without_a_limit_for_short_texts_objects_to_none_of_their_values_but_to_missing_ones(words, value, rows):
    rule = Rule("upper_ratio", "at_most", 0.3, "shouting", min_words=20)
    measures = pa.table({"words": pa.array([words, 20]), "upper_ratio": pa.array([value, value], pa.float64())})
    assert objections(measures, [rule])["row"].to_pylist() == rows


@pytest.mark.parametrize("text", ["Ja.", "Haus", "42", "§ 5", "Eins\nZwei", "Die Sitzung wird geschlossen."])
def test_no_measure_of_a_rule_that_does_not_judge_short_texts_is_missing_in_one(text):
    rules = [rule for name in profiles() for rule in rules_of(name) if rule.min_words and rule.short is None]
    measured = measure(pa.array([text]))
    assert rules
    assert {rule.measure for rule in rules if measured[rule.measure].null_count} == set()


@pytest.mark.parametrize(
    ("language", "variety", "is_broken"),
    [
        ("deu", None, True),
        ("nds", None, False),
        ("deu", "deu-x-fnhd", False),
        ("deu", "deu-AT", True),
        (None, None, True),
        ("nld", None, True),
    ],
)
def test_a_variety_with_its_own_spelling_has_its_own_limit(language, variety, is_broken):
    rule = Rule("word_bits", "at_most", 4.0, "ocr_quality", variety=5.0)
    columns = {"language": pa.array([language], pa.string()), "variety": pa.array([variety], pa.string())}
    measures = pa.table({"word_bits": [4.5], **columns})
    assert bool(len(objections(measures, [rule]))) == is_broken
    assert len(objections(measures.set_column(0, "word_bits", pa.array([5.1])), [rule])) == 1
    assert len(objections(measures.select(["word_bits"]), [rule])) == 1


@given(st.lists(NUMBERS, min_size=1, max_size=8), st.integers(0, 8))
def test_chunks_of_a_column_make_no_difference(values, cut):
    whole = pa.array(values, pa.float64())
    parts = pa.chunked_array([whole[:cut], whole[cut:]])
    assert breaks(parts, MOST).equals(breaks(pa.chunked_array([whole]), MOST))


def test_an_objection_names_row_reason_measure_value_limit_and_the_rank_of_its_rule():
    measures = pa.table({"words": pa.array([30, 5, None], pa.int32()), "upper_ratio": pa.array([0.9, 0.5, math.inf])})
    table = objections(measures, [LEAST, MOST], first_rank=300)
    assert table.schema == OBJECTIONS
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        (1, "too_few_words", "words", 5.0, 20.0, 300),
        (2, "too_few_words", "words", None, 20.0, 300),
        (0, "too_much_upper_case", "upper_ratio", 0.9, 0.72, 301),
        (2, "too_much_upper_case", "upper_ratio", math.inf, 0.72, 301),
    ]


def test_without_rules_or_rows_there_is_no_objection():
    measures = pa.table({"words": pa.array([], pa.int32())})
    assert objections(measures, [LEAST]).equals(OBJECTIONS.empty_table())
    assert objections(measures, []).equals(OBJECTIONS.empty_table())
    assert objections(measures, [LEAST]).schema == OBJECTIONS


def test_a_rule_on_what_was_not_measured_is_refused_with_what_was():
    with pytest.raises(RuleError, match=r"'too_few_words' needs measure 'words'; measured were \['lines'\]"):
        objections(pa.table({"lines": [1]}), [LEAST])
