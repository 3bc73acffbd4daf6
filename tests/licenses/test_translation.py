"""Sentences stored in English are told in German: all of them, whatever stands in them."""

from __future__ import annotations

import string

import pytest

from licenses.resolve import Claim, resolve
from licenses.translation import translated
from licenses.wording import Note, notes, rule, rules, sentence, sentences

from .conftest import load_policy
from .test_resolve import Said

POLICY = load_policy("open-definition")
VALUES = ("Moor, Ida", "CC-BY-NC-4.0", "LICENSE.md", "1931")


def fields(key):
    return [name for _, name, _, _ in string.Formatter().parse(notes()[key]["en"]) if name is not None]


@pytest.mark.parametrize("key", sorted(notes()))
def test_every_note_is_found_again_by_its_english_sentence(key):
    note = Note(key, VALUES[: len(set(fields(key)))])
    assert sorted(fields(key)) == sorted(
        name for _, name, _, _ in string.Formatter().parse(notes()[key]["de"]) if name is not None
    )
    assert translated(sentence(note), "de") == sentence(note, "de")
    assert translated(sentence(note), "en") == sentence(note)


@pytest.mark.parametrize("spoken", [notes(), rules(), sentences()])
def test_every_sentence_is_there_whole_in_both_languages(spoken):
    assert [
        name for name, both in spoken.items() if set(both) != {"de", "en"}
    ] == []  # an unquoted comma cuts one short
    assert [name for name, both in rules().items() if not all(text.endswith(".") for text in both.values())] == []


def test_what_a_rule_means_is_told_in_german():
    assert translated(rule("no-license", "en"), "de") == rule("no-license", "de")


def test_what_a_note_quotes_stays_as_it_is():
    note = Note("quote_absent", ("no licence named",))
    assert translated(sentence(note), "de") == "das Zitat steht nicht in 'no licence named'"
    assert translated("Ein deutscher Satz, den niemand kennt.", "de") == "Ein deutscher Satz, den niemand kennt."


def test_notes_in_notes_and_notes_in_a_row_are_told_in_german():
    died = "; ".join(sentence(Note("died", values)) for values in (("Moor, Ida", 1958), ("Lind, Karl", 1931)))
    assert translated(sentence(Note("authors_died", (died,))), "de") == (
        "Urheber: Moor, Ida (gestorben 1958, so das Dokument); Lind, Karl (gestorben 1931, so das Dokument)"
    )
    term = sentence(Note("term", ("§ 64", sentence(Note("term_ends", (70, Note("death_of_last"), 1959, 2029))))))
    assert translated(term, "de") == (
        "§ 64 UrhG: 70 Jahre nach dem Tod des zuletzt gestorbenen Urhebers (1959) endet die Frist, mit 2029"
    )
    assert translated(sentence(Note("not_releasable", ("CC-BY-NC-4.0", ("no_commercial_use",)))), "de") == (
        "CC-BY-NC-4.0 (keine kommerzielle Nutzung) darf in keiner freien Sammlung stehen"
    )


CLAIMED = Claim("CC-BY-4.0", None, "source", proven=True)


@pytest.mark.parametrize(
    "texts",
    [
        ["CC BY-SA 4.0"],
        ["CC BY-NC 4.0"],
        ["Alle Rechte vorbehalten", "CC0"],
        ["CC BY 4.0, aber bitte fragen"],
        ["noai"],
    ],
)
def test_what_resolving_says_of_statements_is_german_in_german(texts):
    resolution = resolve(CLAIMED, [Said(text) for text in texts], POLICY)
    for english in filter(
        None, (resolution.why if resolution.rule == "conflict" else "", resolution.note, resolution.difference)
    ):
        german = translated(english, "de")
        assert german != english
        assert not {"the", "stated", "claimed", "differ", "reserved", "named"} & set(german.replace(":", " ").split())


@pytest.mark.parametrize("name", ["conflict", "unproven", "no-statement", "recognition:unexplained_words", "witness"])
def test_a_rule_outside_the_policy_means_something_in_both_languages(name):
    assert rule(name, "de")
    assert rule(name, "de") != rule(name, "en")
    assert not rule("made-up", "de")


def test_every_rule_that_resolving_decides_by_has_a_sentence():
    names = {rule_.name for rule_ in POLICY.rules}
    seen = set()
    for texts in ([], ["CC BY-NC 4.0"], ["noai"], ["CC BY 4.0?"], ["Kein Copyright"], ["CC0", "CC BY-NC 4.0"]):
        for claim in (Claim(), CLAIMED, Claim("CC-BY-4.0", None, "source"), Claim("CC-BY-4.0", None, "document", True)):
            statements = [Said(text) for text in texts]
            seen.add(resolve(claim, statements, POLICY).rule)
    assert len(seen) > 6
    assert [rule_ for rule_ in seen - names if not rule(rule_, "de") and rule_ != "claim"] == []
