from __future__ import annotations

import itertools

import pytest

from licenses.catalogue import catalogue
from licenses.policy import STRICTNESS, Policy, PolicyRule, judge, strictness
from licenses.resolve import basis_of

from .conftest import load_policy


@pytest.mark.parametrize(
    ("license_", "verdict", "reason"),
    [
        ("CC0-1.0", "accept", None),
        ("Unlicense", "accept", None),
        ("MIT", "accept", None),
        ("Apache-2.0", "accept", None),
        ("BSD-3-Clause", "accept", None),
        ("CC-BY-4.0", "accept", None),
        ("CC-BY-3.0-DE", "accept", None),
        ("CC-BY-SA-3.0", "accept", None),
        ("LicenseRef-CC-BY-SA-2.0-DE", "accept", None),
        ("DL-DE-BY-2.0", "accept", None),
        ("DL-DE-ZERO-2.0", "accept", None),
        ("EUPL-1.2", "accept", None),
        ("GFDL-1.3-no-invariants-or-later", "accept", None),
        ("GFDL-1.3-only", "review", "license_review"),
        ("GFDL-1.3-invariants-only", "reject", "license_rejected"),
        ("LicenseRef-DE-UrhG-5-1", "accept", None),
        ("LicenseRef-DE-UrhG-5-2", "review", "license_review"),
        ("LicenseRef-DE-UrhG-5", "review", "license_review"),
        ("GPL-3.0-only", "review", "license_review"),
        ("LGPL-2.1-only", "review", "license_review"),
        ("AGPL-3.0-only", "review", "license_review"),
        ("CC-PDM-1.0", "review", "license_review"),
        ("LicenseRef-public-domain", "review", "license_review"),
        ("CC-BY-NC-4.0", "reject", "license_rejected"),
        ("CC-BY-ND-4.0", "reject", "license_rejected"),
        ("CC-BY-NC-unversioned", "reject", "license_rejected"),
        ("CC-BY-unversioned", "review", "license_review"),
        ("LicenseRef-research-only", "reject", "license_rejected"),
        ("LicenseRef-all-rights-reserved", "reject", "rights_reserved"),
        ("LicenseRef-copyright-notice", "review", "rights_reserved"),
        ("LicenseRef-rightsstatements-InC", "reject", "rights_reserved"),
        ("LicenseRef-rightsstatements-NoC-US", "reject", "license_rejected"),
        ("LicenseRef-DL-DE-BY-NC-1.0", "reject", "license_rejected"),
        (None, "reject", "license_unknown"),
        ("Erfunden-1.0", "review", "license_review"),
    ],
)
def test_open_definition(license_, verdict, reason, open_definition):
    judgement = judge(license_, basis_of(license_), open_definition)
    assert (judgement.verdict, judgement.reason) == (verdict, reason)
    assert judgement.why
    assert judgement.rule


def test_public_domain_needs_a_proven_basis(open_definition):
    assert judge("CC-PDM-1.0", None, open_definition).verdict == "review"
    assert judge("CC-PDM-1.0", "public_domain_term", open_definition).verdict == "accept"
    assert judge("LicenseRef-DE-UrhG-64", None, open_definition).verdict == "review"
    assert judge("LicenseRef-DE-UrhG-64", "public_domain_term", open_definition).verdict == "accept"


def test_a_basis_never_frees_a_restricted_licence(open_definition):
    for basis in ("license", "public_domain_term", "official_work", "waiver", None):
        for license_ in ("CC-BY-NC-4.0", "LicenseRef-all-rights-reserved", "CC-BY-ND-3.0", None):
            assert judge(license_, basis, open_definition).verdict == "reject"


def test_what_is_accepted_is_nowhere_refused_by_the_open_definition(open_definition):
    for license_ in catalogue().licenses.values():
        judgement = judge(license_.id, license_.basis, open_definition)
        if license_.open_definition is False:
            assert judgement.verdict != "accept", license_.id
        if judgement.verdict == "accept":
            assert license_.open_definition or "official_work" in license_.classes, license_.id


@pytest.mark.parametrize("name", ["open-definition", "public-domain-only", "permissive-and-share-alike"])
def test_every_licence_of_the_catalogue_has_a_rule_in_every_policy(name):
    policy = load_policy(name)
    for license_ in catalogue().licenses.values():
        assert judge(license_.id, license_.basis, policy).rule != "unlisted", license_.id


def test_public_domain_only_accepts_nothing_that_asks_for_anything():
    policy = load_policy("public-domain-only")
    for license_ in catalogue().licenses.values():
        judgement = judge(license_.id, license_.basis, policy)
        assert not (judgement.verdict == "accept" and judgement.obligations), license_.id
    assert judge("CC0-1.0", "waiver", policy).verdict == "accept"
    assert judge("CC-BY-4.0", "license", policy).verdict == "reject"


def test_permissive_and_share_alike_differs_where_it_says():
    policy = load_policy("permissive-and-share-alike")
    assert judge("GPL-3.0-only", "license", policy).verdict == "accept"
    assert judge("CC-BY-SA-unversioned", "license", policy).verdict == "accept"
    assert judge("CC-BY-NC-unversioned", "license", policy).verdict == "reject"
    assert judge("LicenseRef-GFDL", "license", policy).verdict == "review"


def test_or_takes_the_freest_and_and_the_strictest(open_definition):
    assert judge("GPL-2.0-only OR CC-BY-SA-4.0", "license", open_definition).verdict == "accept"
    assert judge("CC-BY-NC-4.0 OR MIT", "license", open_definition).obligations == ("attribution", "notice")
    assert judge("GPL-2.0-only AND CC-BY-SA-4.0", "license", open_definition).verdict == "review"
    assert judge("CC0-1.0 AND CC-BY-NC-4.0", "license", open_definition).verdict == "reject"
    both = judge("MIT AND CC-BY-SA-4.0", "license", open_definition)
    assert both.obligations == ("attribution", "notice", "share_alike", "mark_changes")


def test_operators_agree_with_their_parts(open_definition):
    ids = ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "GPL-3.0-only", "CC-BY-NC-4.0", "LicenseRef-all-rights-reserved"]
    for first, second in itertools.combinations(ids, 2):
        verdicts = [STRICTNESS[judge(id_, None, open_definition).verdict] for id_ in (first, second)]
        assert STRICTNESS[judge(f"{first} AND {second}", None, open_definition).verdict] == max(verdicts)
        assert STRICTNESS[judge(f"{first} OR {second}", None, open_definition).verdict] == min(verdicts)


def test_the_first_rule_that_fits_decides():
    rules = (
        PolicyRule("one", "review", "why", licenses=("MIT",)),
        PolicyRule("all", "reject", "why", classes=("attribution",), reason="license_rejected"),
    )
    policy = Policy("p", "P", rules)
    assert judge("MIT", None, policy).rule == "one"
    assert judge("Apache-2.0", None, policy).rule == "all"
    assert judge("CC0-1.0", None, policy).rule == "unlisted"


def test_strictness_orders_free_attribution_share_alike_refused(open_definition):
    ordered = ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "GPL-3.0-only", "CC-BY-NC-SA-4.0"]
    ranks = [strictness(id_, None, open_definition) for id_ in ordered]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
