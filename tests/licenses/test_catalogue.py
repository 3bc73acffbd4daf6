from __future__ import annotations

import pytest

from licenses.catalogue import OBLIGATIONS, CatalogueError, catalogue, license_of, spdx_ids
from licenses.uris import license_at


def test_every_identifier_is_spdx_or_a_license_ref():
    for id_ in catalogue().licenses:
        assert id_ in spdx_ids() or id_.startswith("LicenseRef-"), id_


def test_a_license_ref_stands_only_where_spdx_has_none():
    for id_ in catalogue().licenses:
        if id_.startswith("LicenseRef-"):
            assert id_.removeprefix("LicenseRef-") not in spdx_ids(), id_


def test_all_creative_commons_licences_of_spdx_are_there():
    left_out = {"CC-SA-1.0"}
    assert {id_ for id_ in spdx_ids() if id_.startswith("CC-")} - left_out <= {
        key for license_ in catalogue().licenses.values() for key in (license_.id, *license_.aliases)
    }


def test_all_twelve_rights_statements_are_there_and_none_is_open():
    statements = [
        license_ for license_ in catalogue().licenses.values() if license_.id.startswith("LicenseRef-rightsstatements-")
    ]
    assert len(statements) == 12
    assert not any(license_.open_definition or license_.basis for license_ in statements)


def test_no_address_stands_for_two_licences():
    seen: dict[str, str] = {}
    for license_ in catalogue().licenses.values():
        for uri in license_.uris:
            assert seen.setdefault(uri.casefold().rstrip("/"), license_.id) == license_.id


def test_non_commercial_and_no_derivatives_are_never_open():
    for license_ in catalogue().licenses.values():
        if {"noncommercial", "no_derivatives", "reserved", "research_only", "personal_use"} & set(license_.classes):
            assert license_.open_definition is False, license_.id
        if "noncommercial" in license_.classes and license_.basis:
            assert "no_commercial_use" in license_.obligations, license_.id


def test_obligations_follow_the_elements():
    assert catalogue().get("CC-BY-4.0").obligations == ("attribution", "notice", "mark_changes")
    assert catalogue().get("CC-BY-NC-SA-3.0-DE").obligations == (
        "attribution",
        "notice",
        "share_alike",
        "mark_changes",
        "no_commercial_use",
    )
    assert catalogue().get("CC0-1.0").obligations == ()
    assert all(set(license_.obligations) <= set(OBLIGATIONS) for license_ in catalogue().licenses.values())


def test_unversioned_licences_have_no_hub_id_of_a_version():
    assert catalogue().get("CC-BY-unversioned").hub_id is None
    assert catalogue().get("CC-BY-4.0").hub_id == "cc-by-4.0"
    assert catalogue().get("CC-BY-3.0-DE").hub_id is None


def test_dcat_addresses_are_those_of_the_vocabulary():
    assert catalogue().get("CC-BY-3.0-DE").dcat_uri == "http://dcat-ap.de/def/licenses/cc-by-de/3.0"
    assert catalogue().get("LicenseRef-DE-UrhG-5-1").dcat_uri == "http://dcat-ap.de/def/licenses/officialWork"
    for license_ in catalogue().licenses.values():
        if "/other-" not in license_.dcat_uri and not license_.dcat_uri.endswith("/bsd"):
            assert license_at(license_.dcat_uri) is not None, license_.dcat_uri


def test_expressions_are_normalised_and_unknown_parts_refused():
    assert catalogue().normal("mit or apache-2.0") == "MIT OR Apache-2.0"
    assert catalogue().normal("GPL-2.0+ and cc-by-4.0") == "GPL-2.0-or-later AND CC-BY-4.0"
    assert [license_.id for license_ in catalogue().of("MIT OR (Apache-2.0 AND MIT)")] == ["MIT", "Apache-2.0"]
    with pytest.raises(CatalogueError, match=r"Erfunden-1\.0"):
        catalogue().expression("MIT OR Erfunden-1.0")
    with pytest.raises(CatalogueError, match="not in"):
        catalogue().get("Erfunden-1.0")


ENTRY = {
    "id": "LicenseRef-Town",
    "name": "Town",
    "url": "https://town.example",
    "classes": ["open"],
    "dcat": "other-open",
}


@pytest.mark.parametrize("key", ["id", "name", "url", "classes", "dcat"])
def test_an_entry_without_what_all_have_is_refused_in_one_line(key):
    assert license_of(ENTRY).dcat_uri.endswith("/other-open")
    with pytest.raises(CatalogueError, match=rf"^catalogue\.yaml: .*lacks \['{key}'\]"):
        license_of({name: value for name, value in ENTRY.items() if name != key})
