"""The licence IRI of dcat-ap.de for one licence and for several."""

from __future__ import annotations

import pytest

from licenses import dcat_terms
from licenses.catalogue import catalogue


@pytest.mark.parametrize(
    ("id_", "uri"),
    [
        ("CC-BY-3.0", "cc-by"),
        ("LicenseRef-CC-BY-SA-2.0-DE", "cc-by-sa"),
        ("CC-BY-4.0", "cc-by/4.0"),
        ("MIT", "other-opensource"),
        ("CC-BY-NC-SA-4.0", "other-closed"),
    ],
)
def test_a_licence_without_a_term_of_its_own_gets_the_nearest_true_one(id_, uri):
    assert catalogue().get(id_).dcat_uri.endswith(f"/{uri}")


@pytest.mark.parametrize(
    ("expressions", "uri"),
    [
        (["CC-BY-3.0", "CC-BY-2.0"], "cc-by"),
        (["CC-BY-4.0", "CC0-1.0"], "other-open"),
        (["CC-BY-4.0", "CC-BY-NC-4.0"], "other-closed"),
    ],
)
def test_several_licences_of_different_names_claim_none_of_them(expressions, uri):
    assert dcat_terms.iri_of(expressions).endswith(f"/{uri}")
