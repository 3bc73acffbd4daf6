"""Dates of decisions, as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from gemeingut.yaml_text import load_yaml
from pipeline.manifest import Takedown


def demanded(written):
    return Takedown.model_validate(load_yaml(f"{{id: a/b, reason: verlangt, date: {written}}}")).date


@pytest.mark.parametrize(
    "written",
    [
        "2025-11-01",
        "'2025-11-01'",
        "1.11.2025",
        "01.11.2025",
        "1. 11. 2025",
        "1. November 2025",
        "1. Nov. 2025",
        "01.november 2025",
    ],
)
def test_a_date_may_be_written_as_in_german(written):
    assert demanded(written) == dt.date(2025, 11, 1)


def test_months_are_known_by_both_their_names():
    names = ["Januar", "Jänner", "Februar", "Feber", "März", "Mrz.", "Mai", "Oktober", "Dezember"]
    assert [demanded(f"3. {name} 2025").month for name in names] == [1, 1, 2, 2, 3, 3, 5, 10, 12]


@pytest.mark.parametrize(
    "written", ["1.11.25", "31.2.2025", "11/01/2025", "1. Nebelung 2025", "'1.13.2025'", "gestern", "1. 2025"]
)
def test_what_is_no_date_is_refused_and_said_how_it_is_written(written):
    with pytest.raises(ValidationError, match=r"is no date; write it as 2025-11-01 or 1\.11\.2025"):
        demanded(written)
