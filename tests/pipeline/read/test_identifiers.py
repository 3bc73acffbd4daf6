"""Persistent identifiers: recognised by form and check digit, in a field of that name or in an address."""

from __future__ import annotations

import pytest

from pipeline.read.document import Identifier
from pipeline.read.identifiers import identifier, in_address, of_fields


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("doi", "10.5281/zenodo.10144428", "10.5281/zenodo.10144428"),
        ("DOI", "https://doi.org/10.5281/zenodo.10144428", "10.5281/zenodo.10144428"),
        ("doi", "kein", None),
        ("ISBN-13", "978-3-16-148410-0", "9783161484100"),
        ("isbn", "3-16-148410-X", "316148410X"),
        ("isbn", "978-3-16-148410-1", None),  # the check digit is wrong
        ("issn", "0317-8471", "0317-8471"),
        ("issn", "0317-8472", None),
        ("PPN", "813172802", "813172802"),
        ("ppn", "813172803", None),
        ("urn:nbn", "urn:nbn:de:bvb:12-bsb00034304-6", "urn:nbn:de:bvb:12-bsb00034304-6"),
        ("GND", "https://d-nb.info/gnd/118540238", "118540238"),
        ("ecli", "ECLI:DE:BGH:2017:010217UVIZR1.17", "ECLI:DE:BGH:2017:010217UVIZR1.17"),
        ("celex", "CELEX:32016R0679", "32016R0679"),
        ("vd16", "VD16 L 4150", "L 4150"),
        ("VD 17", "12:123456A", "12:123456A"),
        ("vd18", "90012345", "90012345"),
        ("iiif_manifest", "https://example.org/iiif/7/manifest", "https://example.org/iiif/7/manifest"),
        ("note", "10.5281/zenodo.1", None),
        ("doi", "10.1234/" + "x" * 600, None),
    ],
)
def test_a_field_named_after_a_scheme_holds_an_identifier_of_its_form(name, value, taken):
    found = identifier(name, value)
    assert (found.value if found else None) == taken


@pytest.mark.parametrize(
    ("address", "scheme", "value"),
    [
        ("https://doi.org/10.5281/zenodo.7", "doi", "10.5281/zenodo.7"),
        ("https://nbn-resolving.org/urn:nbn:de:kobv:517-vlib-5075", "urn", "urn:nbn:de:kobv:517-vlib-5075"),
        ("https://example.org/iiif/v2/7/manifest", "iiif", "https://example.org/iiif/v2/7/manifest"),
        ("https://eur-lex.europa.eu/legal-content/DE/TXT/?uri=CELEX:32016R0679", "celex", "32016R0679"),
        ("https://www.wikidata.org/wiki/Q5879", "wikidata", "Q5879"),
        ("https://hdl.handle.net/21.11113/0000-000B", "handle", "21.11113/0000-000B"),
    ],
)
def test_an_address_says_itself_which_scheme_it_is_of(address, scheme, value):
    assert in_address(address) == Identifier(scheme, value)


@pytest.mark.parametrize("address", ["https://example.org/a", "https://example.org/?doi=x", "", "Q5879", "10.1/x"])
def test_any_other_address_is_none(address):
    assert in_address(address) is None


def test_the_fields_come_before_the_address_each_identifier_once():
    fields = {"doi": ["10.5281/zenodo.7", "10.5281/zenodo.8"], "isbn": 9783161484100, "year": 1841, "urn": None}
    assert of_fields(fields, "https://doi.org/10.5281/zenodo.7") == (
        Identifier("doi", "10.5281/zenodo.7"),
        Identifier("doi", "10.5281/zenodo.8"),
        Identifier("isbn", "9783161484100"),
    )
