from __future__ import annotations

import pytest

from licenses.recognise import recognise
from licenses.wording import recognition, sentence, sentences

from .conftest import POLICIES, load_policy


def test_every_rule_of_recognition_has_a_sentence_in_both_languages(labelled):
    texts = [text for side in labelled.values() for group in side.values() for text in group]
    rules = {recognise(text).rule for text in [*texts, "", "x " * 5000, "noai"]}
    assert rules <= set(sentences())
    assert all(recognition(rule, "de") != recognition(rule, "en") for rule in rules)


@pytest.mark.parametrize("name", sorted(path.stem for path in POLICIES.glob("*.yaml")))
def test_every_rule_of_the_shipped_policies_says_why_in_both_languages(name):
    for rule in load_policy(name).rules:
        assert rule.why
        assert rule.why_de
        assert rule.why != rule.why_de


def test_whatever_is_noticed_in_a_statement_is_told_in_both_languages(labelled):
    texts = [text for side in labelled.values() for group in side.values() for text in group]
    noticed = [recognition.noticed for text in texts if (recognition := recognise(text)).noticed]
    assert len(noticed) > 100
    for note in noticed:
        assert sentence(note, "de") != sentence(note, "en")
        assert "{" not in sentence(note, "de").replace(str(note.values), "")


def test_what_a_statement_speaks_of_is_named_in_german():
    recognition = recognise("Images are licensed under CC BY 4.0").noticed
    assert sentence(recognition, "de") == "spricht von Bildern, nicht vom Text"
    assert sentence(recognition) == "speaks of images, not of the text"
