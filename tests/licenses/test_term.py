from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licenses.term import TermError, status

NEW_YEAR = dt.date(2026, 1, 1)
EVE = dt.date(2025, 12, 31)
YEARS = st.integers(1500, 2025)


def test_the_term_ends_with_the_seventieth_year_after_death():
    assert status(EVE, [1955]).state == "protected"
    assert status(NEW_YEAR, [1955]).state == "free"
    assert status(NEW_YEAR, [1955]).free_from == NEW_YEAR
    assert status(NEW_YEAR, [1956]).state == "protected"


def test_a_joint_work_waits_for_the_longest_living_author():
    result = status(NEW_YEAR, [1931, 1960])
    assert (result.state, result.rule, result.free_from) == ("protected", "§ 65 (1) UrhG", dt.date(2031, 1, 1))


def test_a_translation_of_a_free_work_is_protected_by_its_translator():
    assert status(NEW_YEAR, [1832]).is_free
    assert status(NEW_YEAR, [1832, 1998]).state == "protected"


def test_an_unknown_death_proves_nothing():
    assert status(NEW_YEAR, [1832, None]).state == "not_proven"
    assert status(NEW_YEAR, []).state == "not_proven"
    assert status(NEW_YEAR, [None], 1850).state == "not_proven"


def test_the_publication_year_is_a_presumption_only_where_the_policy_says_so():
    assert status(NEW_YEAR, [None], 1850, presume_after_years=140).rule == "presumption"
    assert status(NEW_YEAR, [None], 1885, presume_after_years=140).state == "presumed"
    assert not status(NEW_YEAR, [None], 1885, presume_after_years=140).is_free
    assert status(NEW_YEAR, [None], 1886, presume_after_years=140).state == "not_proven"


def test_what_is_older_than_any_life_and_seventy_years_is_free_whoever_wrote_it():
    # whoever published in 1843, at ten or older, died in 1955 at the latest, at 122
    result = status(NEW_YEAR, [None], 1843)
    assert (result.state, result.free_from) == ("free", NEW_YEAR)
    assert status(EVE, [None], 1843).state == "not_proven"
    assert status(NEW_YEAR, [None], 1844).state == "not_proven"
    assert status(NEW_YEAR, [], 1582).is_free
    assert not status(NEW_YEAR, [], 1582).counts_from_death
    assert status(NEW_YEAR, [1960, None], 1582).state == "protected"  # the edition's author is one of them


def test_a_known_protected_author_beats_an_unknown_one():
    assert status(NEW_YEAR, [None, 1990], 1850, presume_after_years=140).state == "protected"


def test_anonymous_works_count_from_publication_or_creation():
    assert status(NEW_YEAR, [], 1955, kind="anonymous").is_free
    assert status(NEW_YEAR, [], 1956, kind="anonymous").state == "protected"
    assert status(NEW_YEAR, [], None, kind="anonymous", created=1900).is_free
    assert status(NEW_YEAR, [], None, kind="anonymous").state == "not_proven"


def test_editions_are_protected_for_twenty_five_years_and_so_is_the_work_in_them():
    assert status(NEW_YEAR, [1750], 2000, kind="scholarly_edition").is_free
    assert status(NEW_YEAR, [1750], 2001, kind="scholarly_edition").rule == "§ 70 (3) UrhG"
    assert status(NEW_YEAR, [1750], 2001, kind="posthumous_edition").rule == "§ 71 (3) UrhG"
    assert status(NEW_YEAR, [1990], 1970, kind="scholarly_edition").state == "protected"
    assert status(NEW_YEAR, [None], 1970, kind="scholarly_edition").state == "not_proven"


def test_years_that_cannot_be_true_are_refused():
    with pytest.raises(TermError, match="2030"):
        status(NEW_YEAR, [2030])


def test_a_publication_in_the_future_is_not_known():
    assert status(NEW_YEAR, [None], 9999, presume_after_years=140).state == "not_proven"
    assert status(NEW_YEAR, [1900], 9999).is_free
    assert status(NEW_YEAR, [], 2027, kind="anonymous").state == "not_proven"


@given(st.lists(YEARS, min_size=1, max_size=5), YEARS)
def test_another_author_never_makes_a_work_free(deaths, more):
    if not status(NEW_YEAR, deaths).is_free:
        assert not status(NEW_YEAR, [*deaths, more]).is_free
    assert not status(NEW_YEAR, [*deaths, None]).is_free


@given(st.lists(st.none() | YEARS, min_size=1, max_size=4), st.integers(0, 200))
def test_what_is_free_stays_free(deaths, later):
    if status(NEW_YEAR, deaths).is_free:
        assert status(NEW_YEAR.replace(year=2026 + later), deaths).is_free


@given(st.permutations([1900, 1931, None, 1960]))
def test_the_order_of_authors_says_nothing(deaths):
    assert status(NEW_YEAR, deaths) == status(NEW_YEAR, [1900, 1931, None, 1960])
