"""An edition's licence needs a free work, an annotation's adds nothing to it, and age makes a licence implausible."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeingut.yaml_text import load_yaml
from licenses.layers import IMPLAUSIBLE, UNPROVEN, claimed_ground, is_implausible, term_ground, with_work
from licenses.policy import STRICTNESS
from licenses.resolve import Claim, resolve
from licenses.term import status
from pipeline.manifest import Policy
from pipeline.manifest.policy import policy_of
from pipeline.read.document import Statement

POLICIES = Path(__file__).parents[2] / "manifests" / "policies"
OPEN = policy_of(Policy.model_validate(load_yaml((POLICIES / "open-definition.yaml").read_text("utf-8"))))
AS_OF = dt.date(2026, 1, 1)
BY = ("attribution", "notice", "mark_changes")
BY_SA = ("attribution", "notice", "share_alike", "mark_changes")
FREE, RUNNING, UNKNOWN = (status(AS_OF, [year]) for year in (1832, 1975, None))
PRESUMED = status(AS_OF, [None], 1907, presume_after_years=100)


def licensed(text):
    return resolve(Claim(), [Statement(text, "license")], OPEN)


def official(license_="LicenseRef-DE-UrhG-5-1", *, proven=True):
    return claimed_ground(Claim(license_, "official_work", proven=proven, why_unproven="no quote"), OPEN)


def grant(license_):
    return claimed_ground(Claim(license_, None, proven=True), OPEN)


def told(layered):
    resolution = layered.resolution
    return resolution.verdict, resolution.license, resolution.basis, resolution.obligations, layered.taken


@pytest.mark.parametrize(
    ("layer", "license_", "ground", "expected"),
    [
        # an annotator's licence adds nothing to an official or a free work
        ("annotation", "CC BY 4.0", official(), ("accept", "LicenseRef-DE-UrhG-5-1", "official_work", (), "layer_work")),
        ("annotation", "Apache-2.0", term_ground(FREE, OPEN), ("accept", "LicenseRef-DE-UrhG-64", "public_domain_term", (), "layer_work")),
        ("annotation", "CC BY-NC 4.0", official(), ("accept", "LicenseRef-DE-UrhG-5-1", "official_work", (), "layer_work")),
        ("annotation", "CC BY 4.0", grant("CC-BY-SA-4.0"), ("accept", "CC-BY-SA-4.0", "license", BY_SA, "layer_work")),
        # an edition's licence stays, on a work that is free itself
        ("edition", "CC0 1.0", term_ground(FREE, OPEN), ("accept", "CC0-1.0", "waiver", (), "layer_edition")),
        ("edition", "CC BY 4.0", term_ground(FREE, OPEN), ("accept", "CC-BY-4.0", "license", BY, "layer_edition")),
        ("edition", "CC BY 4.0", official(), ("accept", "CC-BY-4.0", "license", BY, "layer_edition")),
        (None, "CC BY 4.0", term_ground(FREE, OPEN), ("accept", "CC-BY-4.0", "license", BY, "layer_edition")),
        # where the work itself asks for something, both hold
        ("edition", "CC0 1.0", grant("CC-BY-4.0"), ("accept", "CC-BY-4.0", "license", BY, "layer_edition")),
        ("edition", "CC BY 4.0", grant("CC-BY-SA-4.0"), ("accept", "CC-BY-SA-4.0 AND CC-BY-4.0", "license", BY_SA, "layer_edition")),
    ],
)  # fmt: skip
def test_what_is_taken_decides_what_is_owed(layer, license_, ground, expected):
    verdict, named, basis, duties, taken = told(with_work(licensed(license_), layer, ground))
    assert (verdict, named, basis, set(duties), taken) == (*expected[:3], set(expected[3]), expected[4])


@pytest.mark.parametrize(
    ("layer", "ground", "rule"),
    [
        ("edition", term_ground(RUNNING, OPEN), "term_protected"),
        ("edition", term_ground(UNKNOWN, OPEN), "term_not_proven"),
        ("annotation", term_ground(UNKNOWN, OPEN), "term_not_proven"),
        ("edition", official(proven=False), UNPROVEN),
        ("annotation", official(proven=False), UNPROVEN),
        ("annotation", None, UNPROVEN),
        ("edition", official("LicenseRef-DE-UrhG-5-2"), "official-work-restricted"),
    ],
)
def test_a_work_that_is_not_free_sends_its_edition_and_its_annotation_to_review(layer, ground, rule):
    resolution = with_work(licensed("CC0 1.0"), layer, ground).resolution
    assert (resolution.verdict, resolution.rule) == ("review", rule)


def test_a_work_presumed_to_be_free_has_a_basis_of_its_own():
    layered = with_work(licensed("CC BY 4.0"), "annotation", term_ground(PRESUMED, OPEN))
    assert told(layered)[:3] == ("accept", "LicenseRef-public-domain-presumed", "public_domain_presumed")
    edition = with_work(licensed("CC BY 4.0"), "edition", term_ground(PRESUMED, OPEN))
    assert told(edition)[:3] == ("accept", "CC-BY-4.0", "public_domain_presumed")


@pytest.mark.parametrize(
    ("year", "domain", "expected"),
    [
        (1976, "science", True),
        (1950, "literature", True),
        (1907, "news", True),
        (1994, "web", True),
        (1995, "web", False),
        (1970, "web", False),  # the year of dates that nobody set
        (1970, "science", True),
        (2015, "science", False),
        (None, "historical", False),
        (1976, "law", False),
        (1976, "court", False),
        (1985, "administration", False),
        (1951, "parliament", False),
    ],
)
def test_a_licence_is_implausible_on_an_old_text_that_no_authority_wrote(year, domain, expected):
    assert is_implausible(year, domain) == expected


def test_an_implausible_licence_is_a_question_of_its_own_and_says_year_licence_and_term():
    resolution = with_work(licensed("CC0 1.0"), None, term_ground(UNKNOWN, OPEN), year=1976).resolution
    assert (resolution.verdict, resolution.reason, resolution.rule) == ("review", "license_review", IMPLAUSIBLE)
    assert "of 1976 and here under CC0-1.0" in resolution.why
    assert "death year" in resolution.why
    assert with_work(licensed("CC0 1.0"), None, term_ground(FREE, OPEN), year=1890).resolution.verdict == "accept"


STATEMENTS = st.sampled_from(["CC0 1.0", "CC BY 4.0", "CC BY-NC 4.0", "frei verwendbar", "CC BY-SA 4.0"])
GROUNDS = st.sampled_from(
    [None, official(), official(proven=False), *(term_ground(term, OPEN) for term in (FREE, RUNNING, UNKNOWN))]
)


@given(STATEMENTS, st.sampled_from([None, "work", "edition"]), GROUNDS)
def test_a_work_never_makes_an_editions_verdict_laxer(text, layer, ground):
    resolution = licensed(text)
    after = with_work(resolution, layer, ground).resolution
    assert STRICTNESS[after.verdict] >= STRICTNESS[resolution.verdict]
    assert set(resolution.obligations) <= set(after.obligations) or after.verdict != "accept"


@given(STATEMENTS, GROUNDS)
def test_an_annotation_is_as_free_as_its_work_whatever_its_own_licence(text, ground):
    after = with_work(licensed(text), "annotation", ground).resolution
    assert (after.verdict == "accept") == (ground is not None and ground.is_accepted)
