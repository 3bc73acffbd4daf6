"""Under every shipped policy: what is added to a document's statements never makes its verdict laxer, unless it is laxer itself.

Statements are all licences of the catalogue by their ids and names, expressions of two of them, and what is no licence.
"""

from __future__ import annotations

import random as shuffling
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from licenses.catalogue import catalogue
from licenses.combine import RANK, obligation_class
from licenses.policy import STRICTNESS, Reservations
from licenses.resolve import Claim, assess, resolve

from .conftest import POLICIES, load_policy
from .test_resolve import FREE, PROTECTED, Said

SHIPPED = {path.stem: load_policy(path.stem) for path in POLICIES.glob("*.yaml")}
IDS = sorted(catalogue().licenses)
NAMES = sorted({license_.name for license_ in catalogue().licenses.values()})
UNCLEAR = [
    "Adolph Ernst Knoch",
    "Kein Copyright",
    "CC BY 4.0?",
    "frei verwendbar",
    "© Verlag Beispiel",
    "nur für die Forschung",
]
single = st.one_of(st.sampled_from(IDS), st.sampled_from(NAMES), st.sampled_from(UNCLEAR))
pair = st.builds("{} {} {}".format, st.sampled_from(IDS), st.sampled_from(["AND", "OR"]), st.sampled_from(IDS))
statement = st.one_of(single, pair)
claim = st.one_of(
    st.just(Claim()),
    st.builds(Claim, st.sampled_from(IDS), st.none(), st.sampled_from(["source", "document"]), st.booleans()),
)
policies = st.sampled_from(sorted(SHIPPED))
terms = st.sampled_from([None, PROTECTED])
THOROUGH = settings(max_examples=400, deadline=None)


def strictness(text, policy):
    """Return how strict a statement is on its own: its verdict, then what it obliges to."""
    resolution, judged = assess(text, policy)
    return STRICTNESS[judged.verdict], RANK[obligation_class(resolution.license)] if resolution.license else 0


def strictness_of(claimed, policy):
    """Return how strict a claim is on its own; one that does not count is laxer than any statement."""
    if claimed.license is None or claimed.scope == "document":
        return -1, 0
    resolution = resolve(claimed, [], policy)
    return STRICTNESS[resolution.verdict], RANK[obligation_class(claimed.license)]


def verdict(claimed, statements, policy, term=None):
    return STRICTNESS[resolve(claimed, statements, policy, term).verdict]


@given(policies, claim, st.lists(statement, max_size=4), statement, terms)
@example("open-definition", Claim(), ["CC-BY-4.0"], "CC-BY-NC-4.0", None)
@example(
    "open-definition", Claim("CC-BY-SA-4.0", None, "source", proven=True), [], "LicenseRef-all-rights-reserved", None
)
@THOROUGH
def test_a_stricter_statement_never_makes_a_verdict_laxer(name, claimed, texts, more, term):
    policy = SHIPPED[name]
    before = [strictness(text, policy) for text in texts] + [strictness_of(claimed, policy)]
    if not texts and not (claimed.proven and claimed.scope == "source" and claimed.license):
        return  # where nobody has said anything that holds, whoever speaks first may grant
    stricter = strictness(more, policy) >= max(before)
    was = verdict(claimed, [Said(text) for text in texts], policy, term)
    now = verdict(claimed, [Said(text) for text in (*texts, more)], policy, term)
    assert now >= was or not stricter


@given(policies, claim, st.lists(statement, max_size=3), statement, st.sampled_from([None, FREE, PROTECTED]))
@THOROUGH
def test_what_is_said_of_the_scan_never_makes_a_verdict_laxer(name, claimed, texts, more, term):
    statements = [Said(text) for text in texts]
    scan = Said(more, object="digital_original")
    assert verdict(claimed, [*statements, scan], SHIPPED[name], term) >= verdict(
        claimed, statements, SHIPPED[name], term
    )


MEANINGS = sorted(product(["record", "review", "reject"], repeat=2))


@given(
    policies, st.sampled_from(MEANINGS), claim, st.lists(statement, max_size=3), st.sampled_from(["document", "source"])
)
@THOROUGH
def test_a_reservation_never_makes_a_verdict_laxer(name, meaning, claimed, texts, level):
    policy = replace(SHIPPED[name], reservations=Reservations(*meaning))
    statements = [Said(text) for text in texts]
    assert verdict(claimed, [*statements, Said("noai", level=level)], policy) >= verdict(claimed, statements, policy)


@given(
    policies, claim, st.lists(statement, max_size=4), st.randoms(use_true_random=False), st.sampled_from([None, FREE])
)
@example("open-definition", Claim(), ["0BSD", "CC BY-NC 2.0 HR", "Kein Copyright"], shuffling.Random(1), None)  # noqa: S311  a shuffle
@THOROUGH
def test_neither_order_nor_repetition_of_statements_says_anything(name, claimed, texts, random, term):
    statements = [Said(text) for text in texts]
    others = [*statements, *random.sample(statements, len(statements) // 2)]
    random.shuffle(others)
    first, second = (resolve(claimed, all_, SHIPPED[name], term) for all_ in (statements, others))
    assert (first.license, first.verdict, first.reason, first.rule) == (
        second.license,
        second.verdict,
        second.reason,
        second.rule,
    )


SCANS = {
    "CC BY-NC 4.0": ("review", "review", "review"),
    "CC BY-ND 4.0": ("review", "review", "review"),
    "Alle Rechte vorbehalten": ("review", "review", "review"),
    "CC0": ("accept", "accept", "accept"),
    "CC BY 4.0": ("accept", "accept", "review"),
    "CC BY-SA 4.0": ("accept", "accept", "review"),
    "Staatsbibliothek Beispielstadt": ("accept", "accept", "accept"),
}
"""What a scan is under, and what follows for a CC0 text: open-definition, permissive-and-share-alike, public-domain-only."""
ORDER = ("open-definition", "permissive-and-share-alike", "public-domain-only")


@pytest.mark.parametrize(("scan", "expected"), SCANS.items())
def test_a_scan_changes_nothing_unless_the_policy_refuses_it(scan, expected):
    for name, fate in zip(ORDER, expected, strict=True):
        plain = resolve(Claim(), [Said("CC0 1.0")], SHIPPED[name])
        resolution = resolve(Claim(), [Said("CC0 1.0"), Said(scan, object="digital_original")], SHIPPED[name])
        assert resolution.license == plain.license == "CC0-1.0"
        assert plain.verdict == "accept"
        _, judged = assess(scan, SHIPPED[name])
        assert resolution.verdict == fate, (name, judged)
        assert resolution == plain or (resolution.reason, resolution.rule) == ("license_review", "digital-original")
        assert (fate == "review") == (judged.verdict == "reject" and scan != "Staatsbibliothek Beispielstadt")


@pytest.mark.parametrize("name", ORDER)
def test_a_statement_on_text_and_scan_alike_counts_for_both(name):
    alone = resolve(Claim(), [Said("CC BY-NC 4.0")], SHIPPED[name])
    both = resolve(Claim(), [Said("CC BY-NC 4.0"), Said("CC BY-NC 4.0", object="digital_original")], SHIPPED[name])
    assert (both.verdict, both.reason) == (alone.verdict, alone.reason) == ("reject", "license_rejected")
    freed = resolve(Claim(), [Said("CC BY-NC 4.0"), Said("CC0", object="digital_original")], SHIPPED[name])
    assert (freed.verdict, freed.reason) == (alone.verdict, alone.reason)
