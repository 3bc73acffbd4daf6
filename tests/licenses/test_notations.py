"""Records in the notations of libraries, feeds, packages and programs, and the syntax around statements."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licenses.bibliographic import bibtex_in, marc_in, rows_in, tagged_in
from licenses.keyed import columns_in, pairs_in, table_in, toml_in
from licenses.marked_up import marked_up_in
from licenses.recognise import recognise
from licenses.record_keys import is_plainly_of_rights, plain_key, states
from licenses.statutes import with_names
from licenses.triples import triples_in
from licenses.unmarked import unmarked

FREE = "https://creativecommons.org/licenses/by/4.0/"


def test_an_entry_of_bibtex_is_its_fields_and_its_type():
    entry = '@misc{moor, title = {Das {M}oor}, year = 1911, note = "a {b} \\& c", url = {\\url{https://a.example}}}'
    expected = [
        ("type", "misc"),
        ("title", "Das Moor"),
        ("year", "1911"),
        ("note", "a b & c"),
        ("url", "https://a.example"),
    ]
    assert bibtex_in(entry) == expected
    assert bibtex_in("@misc{moor, title = {Das Moor") == [("type", "misc"), ("title", "Das Moor")]
    assert bibtex_in("@misc{moor, title = {a}} und mehr") is None


@pytest.mark.parametrize(
    "field",
    [
        "540 __ $a CC BY 4.0 $u https://x.example $2 cc",
        "=540  \\\\$aCC BY 4.0$uhttps://x.example$2cc",
        '<datafield tag="540"><subfield code="a">CC BY 4.0</subfield><subfield code="u">https://x.example</subfield></datafield>',
    ],
)
def test_field_540_states_rights_in_every_spelling_of_marc(field):
    assert marc_in(field) == [("rights", "CC BY 4.0"), ("rights", "https://x.example")]


def test_field_540_of_some_materials_names_them():
    assert marc_in("540 __ $3 Metadaten $a CC0 1.0") == [("materials", "Metadaten"), ("rights", "CC0 1.0")]
    assert recognise("540 __ $3 Metadaten $a CC0 1.0").license is None


def test_rows_and_tagged_lines_keep_their_keys():
    assert rows_in("dc.rights[de]\tCC BY 4.0\tde_DE\ndc.type\tBuch") == [
        ("dc.rights", "CC BY 4.0"),
        ("dc.type", "Buch"),
    ]
    assert rows_in("edm:rights http://x.example") == [("edm:rights", "http://x.example")]
    assert rows_in("dc.rights\tCC BY 4.0\nEin Satz.") is None
    assert tagged_in("TY  - DATA\nTI  - Moor\nC1  - License: CC0") == [
        ("type", "DATA"),
        ("title", "Moor"),
        ("License", "CC0"),
    ]


def test_tables_columns_and_toml_are_keys_and_values():
    assert table_in("| Titel | Lizenz |\n|---|---|\n| Moor | CC0 |") == [("Titel", "Moor"), ("Lizenz", "CC0")]
    assert table_in("| Titel | Moor |\n| Lizenz | CC0 |") == [("Titel", "Moor"), ("Lizenz", "CC0")]
    assert table_in("| ein Satz\n| noch einer") is None
    assert columns_in("Lizenz\tCC0\nTitel\tMoor") == [("Lizenz", "CC0"), ("Titel", "Moor")]
    assert toml_in('license = {text = "CC0"}  # noch offen') == [
        ("license", [("text", "CC0")]),
        ("comment", "noch offen"),
    ]
    assert toml_in("license: CC0") is None
    assert pairs_in("#+TITLE: Moor\n#+LICENSE: CC0") == [("TITLE", "Moor"), ("LICENSE", "CC0")]
    assert pairs_in("= Moor\n:license: CC0\n:toc:") == [("title", "Moor"), ("license", "CC0"), ("toc", "")]


def test_elements_and_attributes_of_rights_are_read_together():
    pairs = marked_up_in(
        f'<r><dc:title>Moor</dc:title><dc:rights rdf:resource="{FREE}">CC <b>BY</b></dc:rights></r>', states
    )
    assert pairs == [("title", "Moor"), ("rights", f"{FREE} ; CC BY")]
    assert marked_up_in("<p>CC BY 4.0</p>", states) is None
    assert marked_up_in("kein Element", states) is None


def test_a_table_of_html_is_a_record_by_its_terms():
    pairs = marked_up_in("<table><tr><th>Lizenz</th><td>CC0</td></tr><tr><td>Ort</td><td>Aue</td></tr></table>", states)
    assert pairs == [("Lizenz", "CC0"), ("Ort", "Aue")]


def test_triples_are_read_by_local_names():
    turtle = f'@prefix dct: <http://purl.org/dc/terms/> .\n<https://a.example> a dcat:Dataset ; dct:license <{FREE}> ; dct:title "Moor"@de .'
    assert triples_in(turtle) == [("type", "dcat:Dataset"), ("license", FREE), ("title", "Moor")]
    assert triples_in("Ein Satz ; noch einer .") is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("# a\n# SPDX-License-Identifier: CC0-1.0", "a\nSPDX-License-Identifier: CC0-1.0"),
        ("<!-- CC0-1.0 -->", "CC0-1.0"),
        (".. license:: CC0-1.0", "license: CC0-1.0"),
        (f"`CC BY 4.0 <{FREE}>`_", f"CC BY 4.0 {FREE}"),
        (f"\\href{{{FREE}}}{{CC BY 4.0}}", f"CC BY 4.0 {FREE}"),
    ],
)
def test_the_syntax_around_a_statement_is_taken_off(written, said):
    assert unmarked(written) == said


@pytest.mark.parametrize(
    "plain", ["Lizenz: CC BY 4.0", "# Lizenz\n\nCC BY 4.0", "* CC BY 4.0", "", "/* a */ b /* c */"]
)
def test_what_has_no_such_syntax_stays(plain):
    assert unmarked(plain) is None


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("§ 5 Absatz 1 des Urheberrechtsgesetzes", "§ 5 Abs. 1 UrhG"),
        ("§5 I UrhG", "§ 5 Abs. 1 UrhG"),
        ("§ 5 Abs. 2 UrhG", "§ 5 Abs. 2 UrhG"),
        ("§ 7 Abs. 1 des österreichischen Urheberrechtsgesetzes", "§ 7 öUrhG"),
        ("Art. 5 Abs. 1 Bst. c URG", "Art. 5 URG"),
        ("§ 51 UrhG", "§ 51 UrhG"),
        ("§ 5 UWG", "§ 5 UWG"),
    ],
)
def test_a_paragraph_is_spelled_as_the_catalogue_names_it(written, named):
    assert with_names(written) == named


def test_keys_are_known_without_prefix_and_language():
    assert [plain_key(key) for key in ("dc.rights.uri", "dcterms:license", "dc.rights[de_DE]")] == [
        "rightsuri",
        "license",
        "rights",
    ]
    assert is_plainly_of_rights("cmd:LicenseName")
    assert not is_plainly_of_rights("metadataLicense")
    assert not is_plainly_of_rights("formerRights")


@pytest.mark.parametrize(
    ("text", "license_"),
    [
        ("GFDL 1.2 oder später", "GFDL-1.2-or-later"),
        ("GNU FDL v1.3 or any later version", "GFDL-1.3-or-later"),
        ("GFDL 1.2", "GFDL-1.2-only"),
        ("Creativ Common Attribution 4.0 International", "CC-BY-4.0"),
    ],
)
def test_a_later_version_is_offered_only_where_it_is_said(text, license_):
    assert recognise(text).license == license_


@given(st.text(alphabet='<>/="{}@$|#.:; \n\tabcdcrightslicenseCCBY40-\\', max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_recognised_or_refused(text):
    assert recognise(text).reason in {None, "license_unknown", "license_review", "rights_reserved"}
