from __future__ import annotations

import pytest

from licenses.catalogue import catalogue
from licenses.combine import RANK, CombinationError, adaptation, collection, obligation_class


@pytest.mark.parametrize(
    ("license_", "expected"),
    [
        ("CC0-1.0", "free"),
        ("Unlicense", "free"),
        ("LicenseRef-DE-UrhG-5-1", "free"),
        ("LicenseRef-DE-UrhG-64", "free"),
        ("CC-BY-4.0", "attribution"),
        ("MIT", "attribution"),
        ("DL-DE-BY-2.0", "attribution"),
        ("LicenseRef-DE-UrhG-5-2", "source-note"),
        ("CC-BY-SA-3.0-DE", "share-alike"),
        ("ODbL-1.0", "share-alike"),
        ("GPL-3.0-only", "share-alike"),
        ("MIT OR GPL-2.0-only", "attribution"),
        ("MIT AND CC-BY-SA-4.0", "share-alike"),
        ("Unlicense AND LicenseRef-DE-UrhG-5-1", "free"),
    ],
)
def test_obligation_class(license_, expected):
    assert obligation_class(license_) == expected


def test_every_licence_has_an_obligation_class():
    assert {obligation_class(id_) for id_ in catalogue().licenses} == set(RANK)


def test_a_collection_takes_any_mix_of_free_licences_and_states_its_duties():
    combination = collection(["CC-BY-SA-4.0", "CC0-1.0", "CC-BY-SA-3.0", "ODbL-1.0"])
    assert combination.obligation == "share-alike"
    assert set(combination.obligations) == {"attribution", "notice", "share_alike", "mark_changes"}
    assert combination.one_license is None
    assert len(combination.notes) == 2
    assert collection(["CC0-1.0", "cc0-1.0"]).one_license == "CC0-1.0"


@pytest.mark.parametrize(
    "license_", ["CC-BY-NC-4.0", "CC-BY-ND-4.0", "LicenseRef-all-rights-reserved", "LicenseRef-rightsstatements-UND"]
)
def test_what_may_not_be_passed_on_freely_is_refused_by_name(license_):
    with pytest.raises(CombinationError, match=license_):
        collection(["CC-BY-4.0", license_])


def test_a_choice_with_a_free_side_may_be_passed_on():
    assert collection(["CC-BY-NC-4.0 OR MIT"]).obligation == "attribution"
    with pytest.raises(CombinationError, match="CC-BY-NC-4"):
        collection(["CC-BY-NC-4.0 AND MIT"])


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [
        (["CC-BY-SA-3.0", "CC-BY-SA-4.0"], "CC-BY-SA-4.0"),
        (["CC-BY-SA-2.5", "CC-BY-SA-3.0"], "CC-BY-SA-3.0"),
        (["CC-BY-SA-3.0-DE", "CC-BY-SA-4.0"], "CC-BY-SA-4.0"),
        (["CC-BY-SA-4.0", "CC-BY-4.0", "CC0-1.0"], "CC-BY-SA-4.0"),
        (["LAL-1.3", "CC-BY-SA-4.0"], "CC-BY-SA-4.0"),
        (["CC-BY-SA-4.0", "GPL-3.0-only"], "GPL-3.0-only"),
        (["CC0-1.0"], "CC0-1.0"),
        (["CC-BY-4.0", "MIT"], "CC-BY-4.0 AND MIT"),
    ],
)
def test_an_adaptation_stands_under(licenses, expected):
    assert adaptation(licenses) == expected


@pytest.mark.parametrize(
    "licenses",
    [
        ["CC-BY-SA-1.0", "CC-BY-SA-4.0"],
        ["CC-BY-SA-4.0", "ODbL-1.0"],
        ["CC-BY-SA-3.0", "GFDL-1.3-no-invariants-or-later"],
        ["CC-BY-SA-3.0", "GPL-2.0-only"],
    ],
)
def test_no_common_licence_is_refused_by_name(licenses):
    with pytest.raises(CombinationError, match=licenses[0]):
        adaptation(licenses)


def test_nothing_to_combine_is_refused():
    with pytest.raises(CombinationError, match="no licence"):
        collection([])
