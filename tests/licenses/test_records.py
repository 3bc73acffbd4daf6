from __future__ import annotations

import json

import pytest

from licenses.keyed import pairs_in
from licenses.recognise import recognise

HONEST = [
    ("CC-BY-SA-4.0", "---\ntitle: Moorgeschichten\nlang: de\nlicense: CC-BY-SA-4.0\nauthor:\n  - Vera Holm\n---"),
    ("CC-BY-4.0", "annotations_creators:\n- no-annotation\nlicense:\n- cc-by-4.0\nlanguage:\n- de"),
    ("CC0-1.0", '{"id": 17, "license_id": "cc-zero", "license_title": "Creative Commons Zero", "isopen": true}'),
    ("CC-BY-4.0", "Files: *\nCopyright: 2020 Geschichtsverein\nLicense: CC-BY-4.0"),
    ("CC-BY-4.0", "name: chronik\nlicense:\n  name: CC BY 4.0\n  url: https://creativecommons.org/licenses/by/4.0/"),
    ("MIT", '{"name": "wortlisten", "main": "index.js", "repository": {"type": "git"}, "license": "MIT"}'),
    ("CC-BY-4.0", "Titel: Chronik von Aue\nJahr: 2014\nLizenz: CC BY 4.0"),
    ("CC-BY-4.0", '{"metadata": {"title": "Predigten", "license": {"id": "cc-by-4.0"}, "access_right": "open"}}'),
]
TRAPS = [
    "---\ntitle: Moorgeschichten\nlicense: other\nlicense_link: LICENSE\n---",
    '{"name": "x", "license": "CC-BY-4.0", "dataLicense": "CC-BY-NC-4.0"}',
    '{"license": "CC-BY-4.0", "license": "CC-BY-NC-4.0", "title": "x"}',
    '{"@type": "ImageObject", "name": "Rathaus", "license": "https://creativecommons.org/licenses/by/4.0/"}',
    '{"title": "Briefe", "cover": {"license": "https://creativecommons.org/licenses/by/4.0/"}}',
    '{"title": "Briefe", "metadataLicense": "CC0-1.0"}',
    '{"title": "Sagen", "license": "other-closed", "license_url": "https://creativecommons.org/licenses/by/4.0/"}',
    "Files: bilder/*\nCopyright: 2020 Verein\nLicense: CC-BY-4.0",
    "Files: *\nLicense: CC-BY-4.0\n\nFiles: texte/*\nLicense: CC-BY-NC-ND-4.0",
    "Titel: Chronik\nHinweis: Nutzung nur nach Genehmigung des Archivs\nLizenz: CC BY 4.0",
    "Frühere Lizenz: CC BY 4.0\nStand: 2019",
    "Gegenstand: Metadaten\nLizenz: CC0 1.0",
    "title: Sagen\nlicense: CC-BY-4.0\naccess: closed",
    "title: Sagen\nlicense: CC-BY-4.0\nembargo: 2031-01-01",
]


@pytest.mark.parametrize(("license_", "text"), HONEST)
def test_a_record_states_the_licence_of_its_rights_keys(license_, text):
    recognition = recognise(text)
    assert (recognition.license, recognition.reason) == (license_, None), recognition.note


@pytest.mark.parametrize("text", TRAPS)
def test_a_record_with_two_licences_or_of_something_else_states_none(text):
    assert recognise(text).license is None


def test_keys_that_stand_twice_are_kept_twice_and_items_belong_to_the_key_above():
    assert pairs_in("a: 1\nb:\n- x\n- y\na: 2") == [("a", "1"), ("b", ["x", "y"]), ("a", "2")]
    assert pairs_in("Ein Satz ohne Schlüssel\nb: 2") is None
    assert pairs_in("Lizenz: CC BY 4.0") is None


def test_a_record_nested_too_deeply_is_no_statement():
    assert recognise('{"license": ' + "[" * 2_000 + "]" * 2_000 + "}").license is None


def test_order_of_keys_says_nothing():
    record = {"license": "CC-BY-4.0", "title": "Sagen", "type": "Book"}
    turned = dict(reversed(record.items()))
    assert recognise(json.dumps(record)).license == recognise(json.dumps(turned)).license == "CC-BY-4.0"
