"""No reader loses, glues or invents more than one word in a thousand, against an extraction that shares no code with it."""

from __future__ import annotations

import pytest

from tests.real import fidelity

ALLOWED = 1.0
"""Words of a thousand that may be missing, and that may be invented."""


@pytest.mark.parametrize("slug", fidelity.SOURCES)
def test_every_word_is_there_once(slug, corpora):
    result = fidelity.tally(slug)
    assert result.words > 10_000
    assert result.per_thousand(result.missing) <= ALLOWED, result.missing.most_common(20)
    assert result.per_thousand(result.invented) <= ALLOWED, result.invented.most_common(20)


def test_a_lost_a_glued_and_an_invented_word_are_counted():
    result = fidelity.Tally()
    result.add("Der Deich hält bis Ver- \ue000 waltung heute", "DerDeich hält Verwaltung heute noch")
    assert (result.words, dict(result.missing), dict(result.invented)) == (
        6,
        {"Der": 1, "Deich": 1, "bis": 1},
        {"DerDeich": 1, "noch": 1},
    )
