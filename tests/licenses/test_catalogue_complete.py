"""The catalogue holds every licence and statement that open German data bear, each with all that must be known of it."""

from __future__ import annotations

import pytest
from license_expression import get_spdx_licensing
from rdflib import Graph

from licenses.catalogue import DCAT_BASE, catalogue, spdx_ids
from licenses.policy import judge
from licenses.recognise import recognise
from licenses.resolve import basis_of

KINDS = ("BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND")
CREATIVE = [
    *(f"CC-{kind}-{version}" for kind in KINDS for version in ("1.0", "2.0", "2.5", "3.0", "4.0")),
    *(
        f"CC-{kind}-{version}-{port}"
        for kind in KINDS
        for version, port in (("2.0", "DE"), ("2.0", "AT"), ("2.5", "CH"))
    ),
    *(f"CC-{kind}-3.0-{port}" for kind in KINDS for port in ("DE", "AT", "CH", "IGO")),
]
RIGHTS_STATEMENTS = (
    *("InC", "InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU", "NoC-CR", "NoC-NC", "NoC-OKLR", "NoC-US", "CNE", "UND"),
    "NKC",
)
OPEN = {
    *("CC0-1.0", "PDDL-1.0", "DL-DE-ZERO-2.0", "DL-DE-BY-2.0", "ODbL-1.0", "ODC-By-1.0", "OGL-UK-2.0", "OGL-UK-3.0"),
    *("OGL-Canada-2.0", "LAL-1.3", "MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "GPL-3.0-only"),
    *("EUPL-1.1", "EUPL-1.2", "GFDL-1.3-no-invariants-only", "GFDL-1.3-no-invariants-or-later", "AGPL-3.0-only"),
}
"""Conformant to the Open Definition 2.1, besides Creative Commons BY and BY-SA in every version and port."""
CLOSED = {
    *("LicenseRef-DL-DE-BY-NC-1.0", "LicenseRef-noncommercial", "LicenseRef-research-only", "LicenseRef-personal-use"),
    *("LicenseRef-no-derivatives", "LicenseRef-all-rights-reserved", "LicenseRef-DDB-free-access"),
    *("LicenseRef-DDB-paid-access", "LicenseRef-DDB-orphan", "LicenseRef-DDB-unknown", "GFDL-1.3-invariants-only"),
    *("LicenseRef-europeana-out-of-copyright-nc", "LicenseRef-community-protocol"),
    *(f"LicenseRef-rightsstatements-{code}" for code in RIGHTS_STATEMENTS),
}
OTHERS = {
    *("CC-PDM-1.0", "LicenseRef-DL-DE-BY-1.0", "LicenseRef-GeoNutzV", "LicenseRef-GeoNutzV-Berlin", "LicenseRef-GFDL"),
    *("LicenseRef-DE-UrhG-5-1", "LicenseRef-DE-UrhG-5-2", "LicenseRef-DE-UrhG-64", "etalab-2.0", "NLOD-2.0"),
    *("LicenseRef-EU-reuse-2011-833", "GFDL-1.2-or-later", "GFDL-1.3-or-later", "LicenseRef-public-domain"),
}
LISTED = sorted({*CREATIVE, *OPEN, *CLOSED, *OTHERS})
SAID = {
    "http://rightsstatements.org/vocab/InC/1.0/": "LicenseRef-rightsstatements-InC",
    "https://rightsstatements.org/page/NoC-NC/1.0/?language=de": "LicenseRef-rightsstatements-NoC-NC",
    "http://www.deutsche-digitale-bibliothek.de/lizenzen/rv-fz/": "LicenseRef-DDB-free-access",
    "https://www.deutsche-digitale-bibliothek.de/content/lizenzen/rv-fz": "LicenseRef-DDB-free-access",
    "http://www.deutsche-digitale-bibliothek.de/lizenzen/rv-ez/": "LicenseRef-DDB-paid-access",
    "http://www.deutsche-digitale-bibliothek.de/content/lizenzen/rv-ez": "LicenseRef-DDB-paid-access",
    "http://www.deutsche-digitale-bibliothek.de/lizenzen/vw/": "LicenseRef-DDB-orphan",
    "http://www.europeana.eu/rights/rr-f/": "LicenseRef-DDB-free-access",
    "http://www.europeana.eu/rights/rr-p/": "LicenseRef-DDB-paid-access",
    "http://www.europeana.eu/rights/unknown/": "LicenseRef-DDB-unknown",
    "http://www.europeana.eu/rights/out-of-copyright-non-commercial/": "LicenseRef-europeana-out-of-copyright-nc",
    "http://www.europeana.eu/rights/orphan-work-eu/": "LicenseRef-DDB-orphan",
    "https://www.govdata.de/dl-de/zero-2-0": "DL-DE-ZERO-2.0",
    "https://www.govdata.de/dl-de/by-2-0": "DL-DE-BY-2.0",
    "dl-de/by-nc/1.0": "LicenseRef-DL-DE-BY-NC-1.0",
    "Datenlizenz Deutschland Namensnennung 2.0": "DL-DE-BY-2.0",
    "GeoNutzV": "LicenseRef-GeoNutzV",
    "EUPL v1.2": "EUPL-1.2",
    "Lizenz Freie Kunst": "LAL-1.3",
    "§ 5 Abs. 1 UrhG": "LicenseRef-DE-UrhG-5-1",
    "§ 5 Abs. 2 UrhG": "LicenseRef-DE-UrhG-5-2",
    "amtliches Werk": "LicenseRef-DE-UrhG-5",
    "gemeinfrei": "LicenseRef-public-domain",
    "Schutzfrist abgelaufen": "LicenseRef-DE-UrhG-64",
    "nur für Forschungszwecke": "LicenseRef-research-only",
    "Alle Rechte vorbehalten": "LicenseRef-all-rights-reserved",
    "nur für den privaten Gebrauch": "LicenseRef-personal-use",
    "free for personal use": "LicenseRef-personal-use",
}
COARSER = {"CC-PDDC"}
"""Identifiers of SPDX that stand for nothing more than a claim of public domain, and are read as one."""
HUB = {
    *("cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-2.0"),
    *("cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0"),
    *("cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "odc-by", "odbl", "pddl", "gfdl", "cdla-permissive-2.0", "etalab-2.0"),
    *("eupl-1.1", "eupl-1.2", "unlicense", "mit", "apache-2.0", "bsd-2-clause", "bsd-3-clause", "isc", "artistic-2.0"),
    *("mpl-2.0", "gpl-2.0", "gpl-3.0", "lgpl-2.1", "lgpl-3.0", "agpl-3.0"),
}
"""Licence ids of the Hugging Face Hub's documentation, as far as the catalogue has the licence."""


@pytest.mark.parametrize("id_", LISTED)
def test_a_listed_licence_has_everything_that_must_be_known_of_it(id_):
    license_ = catalogue().get(id_)
    assert license_.title("de")
    assert license_.title("en")
    assert license_.uris or license_.names or license_.id in spdx_ids()
    assert license_.dcat_uri.startswith(DCAT_BASE)
    assert license_.url.startswith("http")
    assert license_.classes
    assert id_ in {license_.id, *license_.aliases}
    assert license_.id in spdx_ids() or license_.id.startswith("LicenseRef-")


def test_every_licence_of_the_catalogue_has_an_address_for_portals_and_names_in_both_languages():
    for license_ in catalogue().licenses.values():
        assert license_.dcat_uri.startswith(DCAT_BASE), license_.id
        assert license_.title("de"), license_.id
        is_descriptive = (
            license_.id.startswith("LicenseRef-") and "CLARIN-PUB" not in license_.id and "IGO" not in license_.id
        )
        assert not is_descriptive or license_.title("de") != license_.title("en"), license_.id


@pytest.mark.parametrize(
    "id_", [license_id for license_id in CREATIVE if "NC" not in license_id and "ND" not in license_id]
)
def test_by_and_by_sa_are_open_in_every_version_and_port(id_):
    assert catalogue().get(id_).open_definition is True


def test_what_is_open_and_what_is_not_is_as_the_open_definition_says(open_definition):
    restricted = {license_id for license_id in CREATIVE if "NC" in license_id or "ND" in license_id}
    assert all(catalogue().get(license_id).open_definition is True for license_id in OPEN)
    assert all(catalogue().get(license_id).open_definition is False for license_id in CLOSED | restricted)
    for license_id in CLOSED | restricted:
        id_ = catalogue().get(license_id).id
        assert judge(id_, basis_of(id_), open_definition).verdict == "reject", id_


@pytest.mark.parametrize("code", RIGHTS_STATEMENTS)
def test_every_rights_statement_is_known_by_all_its_addresses(code):
    for address in (f"http://rightsstatements.org/vocab/{code}/1.0/", f"https://rightsstatements.org/page/{code}/1.0/"):
        for statement in (address, address.rstrip("/"), f"{address}?language=de", address.replace("//", "//www.")):
            assert recognise(statement).license == f"LicenseRef-rightsstatements-{code}", statement


@pytest.mark.parametrize(("statement", "id_"), SAID.items())
def test_statements_of_portals_and_statutes_are_recognised(statement, id_):
    assert recognise(statement).license == id_


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_title_of_creative_commons_is_recognised_as_the_licence_that_bears_it(lang):
    for license_ in catalogue().licenses.values():
        if "creative_commons" in license_.classes:
            assert recognise(license_.title(lang)).license == license_.id, license_.title(lang)


def test_official_works_of_both_kinds_owe_what_the_statute_says():
    assert catalogue().get("LicenseRef-DE-UrhG-5-1").obligations == ()
    assert catalogue().get("LicenseRef-DE-UrhG-5-2").obligations == ("source_note", "no_changes")


def test_every_address_is_one_of_the_vocabulary_for_german_portals(shared):
    graph = Graph().parse(shared / "standards/dcat-ap-de/vocab/dcat-ap-de-licenses-open.rdf")
    known = {str(subject) for subject in graph.subjects() if str(subject).startswith(DCAT_BASE)} - {DCAT_BASE}
    used = {license_.dcat_uri for license_ in catalogue().licenses.values()}
    assert used <= known, used - known
    assert {address for address in known if recognise(address).license is None} <= {
        f"{DCAT_BASE}{name}"
        for name in ("bsd", "other-open", "other-closed", "other-opensource", "other-freeware", "other-commercial")
    }


def test_hub_ids_are_those_of_the_hub():
    assert {license_.hub_id for license_ in catalogue().licenses.values() if license_.hub_id} == HUB


def test_identifiers_and_aliases_agree_with_spdx():
    known = get_spdx_licensing().known_symbols
    for license_ in catalogue().licenses.values():
        for alias in license_.aliases:
            symbol = known.get(alias)
            if symbol is not None and alias not in COARSER:
                assert license_.id in {symbol.key, f"{alias}-only", f"{alias.removesuffix('+')}-or-later"}, alias


def test_a_communitys_protocol_can_be_declared_and_is_honoured(open_definition):
    for statement in ("TK Notice", "https://localcontexts.org/notice/tk-notice/", "LicenseRef-community-protocol"):
        license_ = recognise(statement).license
        assert judge(license_, basis_of(license_), open_definition).rule == "community-protocol", statement
