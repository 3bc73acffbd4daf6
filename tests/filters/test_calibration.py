import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.calibration import CalibrationError, Plan, bounds, plans, propose, written
from filters.definitions import MEASURES
from filters.filter import objections
from filters.measures import measure
from filters.profiles import parse, profiles
from gemeingut.yaml_text import load_yaml

PLAN = Plan("own", "Eigenes", "own", ("sample",))
SOUND = measure(
    pa.array(
        [
            f"Im Jahr {1800 + n} ging der Müller mit seinem Sohn durch den Wald und fand dort, was er {n} Tage lang gesucht hatte. "
            f"Niemand wollte ihm glauben, bis er es am Abend auf den Tisch legte und {n + 2} Männer es sahen."
            for n in range(300)
        ]
    )
)


def test_there_is_a_plan_for_every_shipped_profile_and_every_rule_is_bounded():
    assert set(plans()) == set(profiles())
    for name, plan in plans().items():
        known = {(bound.reason, bound.measure, bound.side): bound for bound in bounds()}
        for rule in profiles()[name].rules:
            bound = known[rule.reason, rule.measure, rule.side]
            if rule.origin == "set by hand":
                assert rule.limit == plan.words
                continue
            key = f"{rule.measure}/{rule.side}"
            ends = sorted((plan.strictest.get(key, bound.strictest), plan.laxest.get(key, bound.laxest)))
            assert ends[0] <= rule.limit <= ends[1], (name, rule)


def test_a_profile_has_every_rule_but_those_it_omits_and_those_of_others():
    for name, plan in plans().items():
        has = {(bound.measure, bound.side) for bound in profiles()[name].rules}
        wanted = {
            (bound.measure, bound.side)
            for bound in bounds()
            if bound.measure not in plan.omit and (not bound.only or name in bound.only)
        }
        assert has == wanted, name
    of_some = {bound.measure for bound in bounds() if bound.only}
    assert of_some
    assert of_some.isdisjoint(bound.measure for bound in propose({"sample": SOUND}, PLAN))


def test_what_it_was_found_on_stays():
    assert len(objections(SOUND, propose({"sample": SOUND}, PLAN, 1.0))) == 0


def test_the_sample_that_needs_the_most_room_decides():
    digits = SOUND.set_column(
        SOUND.column_names.index("digit_ratio"), "digit_ratio", pa.array(np.linspace(0, 0.3, 300), pa.float32())
    )
    rules = {(rule.measure, rule.side): rule for rule in propose({"plain": SOUND, "tables": digits}, PLAN)}
    rule = rules["digit_ratio", "at_most"]
    assert rule.limit == pytest.approx(0.31)
    assert "tables (n=300)" in rule.origin


def test_no_sample_makes_a_limit_stricter_or_laxer_than_is_sensible():
    column = pa.array([0.9] * 300, pa.float32())
    noisy = SOUND.set_column(SOUND.column_names.index("link_ratio"), "link_ratio", column)
    limits = {rule.measure: rule for rule in propose({"sample": noisy}, PLAN)}
    assert limits["link_ratio"].limit == 0.4
    assert "laxest" in limits["link_ratio"].origin
    assert limits["digit_ratio"].limit == 0.25
    assert "strictest" in limits["digit_ratio"].origin


@given(st.floats(0.6, 1.0), st.floats(0.6, 1.0))
def test_a_higher_quantile_is_never_stricter(first, second):
    low, high = sorted((first, second))
    for strict, lax in zip(propose({"s": SOUND}, PLAN, low), propose({"s": SOUND}, PLAN, high), strict=True):
        assert strict.limit <= lax.limit if strict.side == "at_most" else strict.limit >= lax.limit


@pytest.mark.parametrize(
    ("samples", "quantile", "message"),
    [({}, 0.99, "no documents"), ({"s": SOUND.slice(0, 0)}, 0.99, "s: no documents"), ({"s": SOUND}, 0.3, "quantile")],
)
def test_nothing_is_found_on_nothing(samples, quantile, message):
    with pytest.raises(CalibrationError, match=message):
        propose(samples, PLAN, quantile)


def test_short_texts_have_a_limit_of_their_own_found_on_short_texts():
    words = pa.array([30] * 200 + [6] * 100, pa.int64())
    digits = pa.array([0.3] * 200 + [0.5] * 100, pa.float32())
    few = SOUND.set_column(SOUND.column_names.index("words"), "words", words)
    few = few.set_column(few.column_names.index("digit_ratio"), "digit_ratio", digits)
    (rule,) = [rule for rule in propose({"sample": few}, PLAN) if rule.measure == "digit_ratio"]
    assert (rule.limit, rule.min_words, rule.short) == (pytest.approx(0.31), 20, pytest.approx(0.55))
    (rule,) = [rule for rule in propose({"sample": SOUND}, PLAN) if rule.measure == "digit_ratio"]
    assert rule.short == 0.6  # no short text among them: the laxest


def test_a_limit_is_found_on_standard_german_and_is_laxer_for_varieties():
    bits = pa.array([2.5] * 150 + [4.7] * 150, pa.float32())
    mixed = SOUND.set_column(SOUND.column_names.index("word_bits"), "word_bits", bits)
    mixed = mixed.append_column("language", pa.array(["deu"] * 150 + ["nds"] * 150))
    (rule,) = [rule for rule in propose({"sample": mixed}, PLAN) if rule.measure == "word_bits"]
    assert (rule.limit, rule.variety) == (4.0, 5.2)
    own = Plan("own", "Eigenes", "own", ("sample",), any_language=True)
    (rule,) = [rule for rule in propose({"sample": mixed}, own) if rule.measure == "word_bits"]
    assert (rule.limit, rule.variety) == (4.8, None)


def test_what_is_written_reads_back_as_the_same_rules():
    rules = propose({"sample": SOUND}, PLAN)
    text = "profiles:\n" + written(PLAN, rules)
    assert parse(load_yaml(text), "here")["own"].rules == rules


def test_bounds_name_measures_that_there_are():
    assert {bound.measure for bound in bounds()} <= set(MEASURES)
