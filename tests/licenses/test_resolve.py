from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licenses.policy import STRICTNESS, Reservations
from licenses.resolve import Claim, assess, resolve
from licenses.term import status

from .conftest import load_policy

POLICY = load_policy("open-definition")
FREE, PROTECTED = status(dt.date(2026, 1, 1), [1900]), status(dt.date(2026, 1, 1), [1990])


@dataclass(frozen=True)
class Said:
    statement: str
    where: str = "teiHeader"
    level: str = "document"
    object: str = "text"


def proven(license_, basis=None):
    return Claim(license_, basis, "source", proven=True)


def fate(claim, *statements, term=None):
    resolution = resolve(claim, statements, POLICY, term)
    return resolution.license, resolution.verdict, resolution.reason


NOTHING = Claim()
PER_DOCUMENT = Claim("CC-BY-4.0", None, "document", proven=True)


@pytest.mark.parametrize(
    ("claim", "statements", "expected"),
    [
        (NOTHING, [], (None, "reject", "license_unknown")),
        (PER_DOCUMENT, [], (None, "reject", "license_unknown")),
        (PER_DOCUMENT, ["CC-BY-4.0"], ("CC-BY-4.0", "accept", None)),
        (PER_DOCUMENT, ["CC BY-SA 4.0"], ("CC-BY-SA-4.0", "accept", None)),
        (NOTHING, ["CC BY 4.0"], ("CC-BY-4.0", "accept", None)),
        (NOTHING, ["Adolph Ernst Knoch"], (None, "reject", "license_unknown")),
        (NOTHING, ["© Ludwig Albrecht"], ("LicenseRef-copyright-notice", "review", "rights_reserved")),
        (NOTHING, ["Alle Rechte vorbehalten"], ("LicenseRef-all-rights-reserved", "reject", "rights_reserved")),
        (NOTHING, ["CC BY-NC 4.0"], ("CC-BY-NC-4.0", "reject", "license_rejected")),
        (NOTHING, ["Kein Copyright"], (None, "review", "license_review")),
        (NOTHING, ["http://www.gnu.org/licenses/gpl.html"], ("GPL-3.0-only", "review", "license_review")),
        (proven("CC0-1.0"), [], ("CC0-1.0", "accept", None)),
        (proven("CC-BY-NC-4.0"), [], ("CC-BY-NC-4.0", "reject", "license_rejected")),
        (proven("CC-BY-SA-4.0"), ["CC BY 4.0"], ("CC-BY-SA-4.0", "accept", None)),
        (proven("CC0-1.0"), ["CC BY 4.0"], ("CC-BY-4.0", "accept", None)),
        (proven("CC-BY-4.0"), ["CC0"], ("CC-BY-4.0", "accept", None)),
        (proven("CC-BY-4.0"), ["CC BY 3.0 DE"], (None, "review", "license_conflict")),
        (proven("CC-BY-4.0"), ["CC BY-NC 4.0"], (None, "review", "license_conflict")),
        (proven("CC-BY-4.0"), ["Alle Rechte vorbehalten"], (None, "review", "license_conflict")),
        (proven("CC-BY-NC-SA-4.0"), ["CC BY 4.0"], (None, "review", "license_conflict")),
        (proven("CC-BY-NC-SA-4.0"), ["CC BY-NC-SA 4.0"], ("CC-BY-NC-SA-4.0", "reject", "license_rejected")),
        (proven("CC-BY-4.0"), ["Adolph Ernst Knoch"], (None, "review", "license_review")),
        (proven("CC-BY-4.0"), ["CC BY 4.0?"], (None, "review", "license_review")),
        (proven("CC0-1.0"), ["Unlicense"], ("Unlicense", "accept", None)),
    ],
)
def test_fate_of_a_document(claim, statements, expected):
    assert fate(claim, *[Said(text) for text in statements]) == expected


def test_an_unproven_claim_is_for_review_unless_the_document_speaks():
    unproven = Claim("CC-BY-4.0", None, "source", proven=False, why_unproven="quote not found in README.md")
    assert fate(unproven) == ("CC-BY-4.0", "review", "license_unproven")
    assert resolve(unproven, [], POLICY).why == "quote not found in README.md"
    assert fate(unproven, Said("CC BY-SA 4.0")) == ("CC-BY-SA-4.0", "accept", None)


def test_a_refused_claim_needs_no_proof():
    refused = Claim("CC-BY-NC-4.0", None, "source", proven=False)
    assert fate(refused)[1:] == ("reject", "license_rejected")
    assert fate(refused, Said("CC BY 4.0"))[1:] == ("review", "license_conflict")


def test_the_stricter_licence_says_what_it_stands_on_and_that_they_differ():
    resolution = resolve(proven("CC-BY-SA-4.0"), [Said("CC BY 4.0")], POLICY)
    assert resolution.stands_on == ()
    assert "CC-BY-4.0" in resolution.note
    resolution = resolve(
        proven("CC0-1.0"), [Said("MIT", object="software"), Said("CC BY 4.0"), Said("CC-BY-4.0")], POLICY
    )
    assert resolution.stands_on == (1, 2)
    assert resolution.license_url == "https://creativecommons.org/licenses/by/4.0/"


def test_statements_about_code_images_and_metadata_decide_nothing():
    for object_ in ("software", "images", "metadata"):
        for text in ("MIT", "CC BY-NC 4.0", "Alle Rechte vorbehalten"):
            assert fate(proven("CC-BY-4.0"), Said(text, object=object_)) == ("CC-BY-4.0", "accept", None)
            assert fate(NOTHING, Said(text, object=object_)) == (None, "reject", "license_unknown")


def test_a_refused_digital_original_is_for_review_and_another_one_changes_nothing():
    original = Said("http://creativecommons.org/licenses/by-nc/3.0/de/", object="digital_original")
    assert fate(proven("CC0-1.0"), Said("CC0"), original) == ("CC0-1.0", "review", "license_review")
    original = Said("http://creativecommons.org/licenses/by/3.0/de/legalcode", object="digital_original")
    assert fate(proven("CC0-1.0"), Said("CC0"), original) == ("CC0-1.0", "accept", None)
    assert fate(NOTHING, original) == (None, "reject", "license_unknown")


def test_source_statements_count_only_where_nobody_claims_and_no_document_speaks():
    source = Said("CC BY-SA 4.0", level="source")
    assert fate(NOTHING, source) == ("CC-BY-SA-4.0", "accept", None)
    assert fate(NOTHING, source, Said("CC BY 4.0")) == ("CC-BY-4.0", "accept", None)
    assert fate(PER_DOCUMENT, source) == (None, "reject", "license_unknown")


def test_public_domain_stands_on_an_expired_term_only():
    claim = Said("<rights>Public Domain</rights>")
    assert fate(NOTHING, claim) == ("LicenseRef-public-domain", "review", "license_review")
    assert fate(NOTHING, claim, term=PROTECTED) == ("LicenseRef-public-domain", "review", "license_review")
    assert fate(NOTHING, claim, term=FREE) == ("LicenseRef-DE-UrhG-64", "accept", None)
    assert resolve(NOTHING, [claim], POLICY, FREE).basis == "public_domain_term"


def test_a_proven_term_needs_no_statement_and_a_protected_author_beats_it():
    claim = proven(None, "public_domain_term")
    assert fate(claim)[1] == "review"  # the quote speaks of the source, the term is the document's
    assert fate(claim, term=FREE) == ("LicenseRef-DE-UrhG-64", "accept", None)
    assert fate(claim, Said("Public Domain Mark 1.0"), term=FREE) == ("LicenseRef-DE-UrhG-64", "accept", None)
    assert fate(claim, term=PROTECTED)[1] == "review"
    assert resolve(claim, [], POLICY, PROTECTED).rule == "term_protected"
    assert fate(claim, Said("CC BY 4.0"), term=FREE) == ("CC-BY-4.0", "accept", None)
    assert fate(claim, Said("CC BY 4.0"))[1] == "review"  # an edition's licence does not free the work


def element(target, text, object_="text"):
    return Said(target, "licence/@target", object=object_), Said(text, "licence", object=object_)


def test_an_element_and_its_address_are_one_statement():
    resolution = resolve(
        NOTHING, element("http://creativecommons.org/licenses/by/3.0/de/legalcode", "CC-BY-3.0"), POLICY
    )
    assert (resolution.license, resolution.verdict, resolution.stands_on) == ("CC-BY-3.0-DE", "accept", (0, 1))
    summary = "Sie dürfen: Teilen — das Material in jedwedem Format oder Medium vervielfältigen und weiterverbreiten."
    assert fate(NOTHING, *element("https://creativecommons.org/licenses/by/4.0/", summary)) == (
        "CC-BY-4.0",
        "accept",
        None,
    )
    contradiction = element("https://creativecommons.org/licenses/by/4.0/", "CC BY-NC 4.0")
    assert fate(proven("CC-BY-4.0"), *contradiction) == (None, "review", "license_review")


def test_two_elements_are_two_statements():
    statements = (
        *element("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        Said("CC BY-SA 4.0", "licence"),
    )
    assert fate(NOTHING, *statements) == ("CC-BY-SA-4.0", "accept", None)


def test_a_restricted_availability_is_no_licence_and_contradicts_one():
    restricted = Said("restricted", "availability/@status")
    assert fate(NOTHING, restricted) == ("LicenseRef-all-rights-reserved", "reject", "rights_reserved")
    assert fate(NOTHING, restricted, Said("CC BY 4.0", "availability/licence"))[1:] == ("review", "license_conflict")


def test_an_html_link_and_its_address_are_one_statement():
    link = (
        Said("http://creativecommons.org/licenses/by/3.0/de/", "a[rel=license]@href"),
        Said("CC BY 3.0", "a[rel=license]"),
    )
    assert fate(NOTHING, *link) == ("CC-BY-3.0-DE", "accept", None)


RESERVATIONS = ["noai, noimageai", "noindex, noai", "tdm-reservation: 1", "NoAI"]


@pytest.mark.parametrize("text", RESERVATIONS)
def test_a_reservation_is_recorded_beside_a_license_and_excludes_where_there_is_none(text):
    reservation = Said(text, "meta[name=robots]")
    resolution = resolve(NOTHING, [Said("CC BY 4.0"), reservation], POLICY)
    assert (resolution.license, resolution.verdict, resolution.reserved) == ("CC-BY-4.0", "accept", (1,))
    assert "meta[name=robots]" in resolution.note
    alone = resolve(NOTHING, [reservation], POLICY)
    assert (alone.verdict, alone.reason) == ("reject", "rights_reserved")
    assert "reserved" in alone.note


@pytest.mark.parametrize(
    ("licensed", "unlicensed", "beside", "alone"),
    [
        ("record", "record", ("accept", None), ("reject", "license_unknown")),
        ("review", "review", ("review", "rights_reserved"), ("reject", "rights_reserved")),
        ("reject", "reject", ("reject", "rights_reserved"), ("reject", "rights_reserved")),
    ],
)
def test_the_policy_says_what_a_reservation_means(licensed, unlicensed, beside, alone):
    policy = replace(POLICY, reservations=Reservations(licensed, unlicensed))
    resolution = resolve(NOTHING, [Said("CC BY 4.0"), Said("noai")], policy)
    assert (resolution.verdict, resolution.reason) == beside
    resolution = resolve(NOTHING, [Said("noai", level="source")], policy)
    assert (resolution.verdict, resolution.reason) == alone


def test_a_reservation_makes_no_refusal_laxer():
    policy = replace(POLICY, reservations=Reservations("review", "review"))
    resolution = resolve(NOTHING, [Said("CC BY-NC 4.0"), Said("noai")], policy)
    assert (resolution.verdict, resolution.reason) == ("reject", "license_rejected")


def test_what_only_resembles_a_reservation_is_a_statement():
    assert fate(NOTHING, Said("CC BY 4.0"), Said("noai unless licensed"))[1] == "review"


STATEMENTS = {
    "CC0": 0,
    "Unlicense": 0,
    "CC BY 4.0": 1,
    "MIT": 1,
    "CC BY 3.0 DE": 1,
    "CC BY-SA 4.0": 2,
    "CC BY-SA 3.0": 2,
    "Kein Copyright": 3,
    "GPL-3.0-only": 3,
    "CC BY": 3,
    "© Verlag Beispiel": 3,
    "CC BY-NC 4.0": 4,
    "Alle Rechte vorbehalten": 4,
    "http://rightsstatements.org/vocab/InC/1.0/": 4,
    "Adolph Ernst Knoch": 4,
}
CLAIMS = [NOTHING, proven("CC0-1.0"), proven("CC-BY-4.0"), proven("CC-BY-SA-4.0"), proven("CC-BY-NC-4.0"), PER_DOCUMENT]


def rank_of(claim):
    if claim.scope == "document" or claim.license is None:
        return -1
    return {"CC0-1.0": 0, "CC-BY-4.0": 1, "CC-BY-SA-4.0": 2, "CC-BY-NC-4.0": 4}[claim.license]


@given(
    st.sampled_from(CLAIMS),
    st.lists(st.sampled_from(sorted(STATEMENTS)), max_size=4),
    st.sampled_from(sorted(STATEMENTS)),
)
@settings(max_examples=500, deadline=None)
def test_a_stricter_statement_never_makes_a_verdict_laxer(claim, texts, more):
    before = [STATEMENTS[text] for text in texts] + [rank_of(claim)]
    if max(before) < 0 or STATEMENTS[more] < max(before):
        return
    was = resolve(claim, [Said(text) for text in texts], POLICY)
    now = resolve(claim, [Said(text) for text in (*texts, more)], POLICY)
    assert STRICTNESS[now.verdict] >= STRICTNESS[was.verdict], (was, now)


@given(
    st.sampled_from(CLAIMS),
    st.lists(st.sampled_from(sorted(STATEMENTS)), max_size=5),
    st.randoms(use_true_random=False),
)
@settings(max_examples=200, deadline=None)
def test_the_order_of_statements_says_nothing(claim, texts, random):
    shuffled = list(texts)
    random.shuffle(shuffled)
    first = resolve(claim, [Said(text) for text in texts], POLICY)
    second = resolve(claim, [Said(text) for text in shuffled], POLICY)
    assert (first.verdict, first.reason) == (second.verdict, second.reason)


@given(st.sampled_from(sorted(STATEMENTS)))
def test_a_refused_statement_alone_is_never_accepted(text):
    _, judgement = assess(text, POLICY)
    assert (judgement.verdict == "accept") == (STATEMENTS[text] <= 2)
