"""Heads of files, valid and not."""

from __future__ import annotations

import pytest

from pipeline.read.document import Statement
from pipeline.read.markup.front_matter import first, people, rights, split


def test_values_stay_as_they_were_written():
    assert split("---\na: 2019-01-02\nb: yes\nc: 007\n---\nText") == (
        {"a": "2019-01-02", "b": "yes", "c": "007"},
        "Text",
    )


@pytest.mark.parametrize(
    "text", ["kein Kopf", "", "--- \nnur ein Strich", "Text\n---\na: b\n---\n", "% kein Pandoc", "<!-- a: b -->"]
)
def test_a_text_without_a_head_stays_whole(text):
    assert split(text) == ({}, text)


def test_a_head_that_is_no_yaml_is_read_by_lines():
    fields, rest = split('---\ntitle: Gesetz: Anlage\nlicense: "CC0\nleer:\n---\nText')
    assert fields == {"title": "Gesetz: Anlage", "license": "CC0"}
    assert rest == "Text"


def test_aliases_are_not_followed():
    assert split("---\na: &x [1, 2]\nb: [*x, *x]\n---\n")[0] == {"a": "&x [1, 2]", "b": "[*x, *x]"}


def test_toml_is_read():
    assert split('+++\ntitle = "Brücke"\ndate = 2020-01-02\n+++\nText') == (
        {"title": "Brücke", "date": "2020-01-02"},
        "Text",
    )


def test_liascripts_comment_is_a_head_only_where_asked():
    text = "<!--\nauthor:   Anna Beispiel\nlanguage: de\nimport: https://example.org/a\n-->\n# Kurs"
    fields, rest = split(text, liascript=True)
    assert fields == {"author": "Anna Beispiel", "language": "de", "import": "https://example.org/a"}
    assert rest == "\n# Kurs"
    assert split(text) == ({}, text)


def test_pandocs_authors_stand_on_lines_or_between_semicolons():
    assert split("% Titel\n% Anna; Bert\n% 2001\nText", pandoc=True) == (
        {"title": "Titel", "author": ["Anna", "Bert"], "date": "2001"},
        "Text",
    )


def test_fields_are_found_by_the_first_name_that_has_a_value():
    fields = {"title": " ", "name": "Brücke", "creators": [{"name": "Anna"}, "Bert", {"ort": "x"}], "author": ""}
    assert first(fields, ["title", "name"]) == "Brücke"
    assert people(fields, ["author", "creators"]) == ("Anna", "Bert")
    assert first(fields, ["fehlt"]) is None


def test_all_rights_fields_count_and_those_of_images_say_so():
    fields = {"license": "CC0", "image": {"license": "alle Rechte"}, "copyright": ["A", "B"]}
    assert rights(fields, ["license", "image.license", "copyright"]) == (
        Statement("CC0", "license"),
        Statement("alle Rechte", "image.license", object="images"),
        Statement("A", "copyright[0]"),
        Statement("B", "copyright[1]"),
    )
