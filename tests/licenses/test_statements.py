from __future__ import annotations

from pathlib import Path

import pytest

from gemeingut.yaml_text import load_yaml
from licenses.recognise import recognise
from licenses.resolve import assess

LABELLED = load_yaml((Path(__file__).parent / "statements.yaml").read_text(encoding="utf-8"))
HONEST = [(license_, text) for license_, texts in LABELLED["honest"].items() for text in texts]
TRAPS = [(kind, text) for kind, texts in LABELLED["traps"].items() for text in texts]


def test_the_set_is_large_enough_and_every_statement_is_a_text():
    assert len(HONEST) + len(TRAPS) >= 400
    assert len(TRAPS) >= 150
    assert all(isinstance(text, str) for _, text in HONEST + TRAPS)


def test_no_statement_stands_on_both_sides():
    assert not {text for _, text in HONEST} & {text for _, text in TRAPS}


@pytest.mark.parametrize(("license_", "text"), HONEST)
def test_honest_statement_is_recognised_exactly(license_, text):
    recognition = recognise(text)
    assert (recognition.license, recognition.reason) == (license_, None), recognition.note


@pytest.mark.parametrize(("kind", "text"), TRAPS)
def test_trap_is_never_accepted(kind, text, open_definition):
    recognition, judgement = assess(text, open_definition)
    assert judgement.verdict in {"review", "reject"}, (kind, recognition)
    assert judgement.reason


@pytest.mark.parametrize("text", [text for kind, text in TRAPS if kind in {"conditions", "questions_quotations"}])
def test_a_statement_with_a_condition_is_not_the_licence_it_names(text):
    assert recognise(text).license is None


@pytest.mark.parametrize("text", [text for kind, text in TRAPS if kind == "other_objects"])
def test_a_statement_about_something_else_says_nothing_of_the_text(text):
    assert recognise(text).license is None
