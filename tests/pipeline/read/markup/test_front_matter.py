"""Heads of files, valid and not."""

from __future__ import annotations

import pytest

from pipeline.read.document import Statement
from pipeline.read.markup.front_matter import first, people, rights, split
from scripts.growth import MOST_GROWTH, growth


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


BAD = "title: Gesetz: Anlage"


def test_a_head_that_is_no_yaml_is_read_field_by_field():
    fields, rest = split(f'---\n{BAD}\nlicense: "CC0\nleer:\n---\nText')
    assert fields == {"title": "Gesetz: Anlage", "license": "CC0", "leer": ""}
    assert rest == "Text"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("license:\n  - CC BY-NC 4.0", ["CC BY-NC 4.0"]),
        ("license:\n- CC BY-NC 4.0\n- CC BY 4.0", ["CC BY-NC 4.0", "CC BY 4.0"]),
        ("license: [CC BY 4.0, CC BY-NC 4.0]", ["CC BY 4.0", "CC BY-NC 4.0"]),
        ("license:\n  name: CC BY-NC 4.0\n  url: https://l.example", ["CC BY-NC 4.0", "https://l.example"]),
        ("license:\n\t- CC BY-NC 4.0", ["CC BY-NC 4.0"]),
        ("license:\n  name: CC: BY-NC 4.0", ["CC: BY-NC 4.0"]),
        ("license: >\n  Alle Texte\n  CC BY-NC 4.0", ["Alle Texte CC BY-NC 4.0\n"]),
        ("'license': CC BY-NC 4.0", ["CC BY-NC 4.0"]),
        ("license: CC BY 4.0\nlicense: CC BY-NC 4.0", ["CC BY 4.0", "CC BY-NC 4.0"]),
        ("license: !!str CC BY-NC 4.0", ["CC BY-NC 4.0"]),
        ("license: @CC BY-NC 4.0", ["@CC BY-NC 4.0"]),
    ],
)
@pytest.mark.parametrize("above", [BAD, "titel: Der Anker"])
def test_a_bad_line_does_not_lose_the_licence_below(above, below, expected):
    fields, rest = split(f"---\n{above}\n{below}\nlang: de\n---\nText")
    statements = [statement.statement for statement in rights(fields, ["license"])]
    assert [" ".join(text.split()) for text in statements] == [" ".join(text.split()) for text in expected]
    assert (fields["lang"], rest) == ("de", "Text")


def test_of_a_key_that_stands_twice_both_statements_count_and_the_last_title():
    fields, _ = split("---\ntitle: A\ntitle: B\nimage: {license: CC0, license: CC BY-ND 4.0}\n---\n")
    assert first(fields, ["title"]) == "B"
    assert [one.statement for one in rights(fields, ["image.license"])] == ["CC0", "CC BY-ND 4.0"]


def test_aliases_and_merged_mappings_are_followed():
    fields, _ = split("---\nrechte: &r {license: CC BY-NC 4.0}\nseite:\n  <<: *r\n  a: 1\nname: *r\n---\n")
    assert fields["seite"] == {"license": "CC BY-NC 4.0", "a": "1"}
    assert fields["name"] == {"license": "CC BY-NC 4.0"}


def test_aliases_that_grow_without_end_are_not_followed():
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)), "license: CC0"]
    fields, _ = split("---\n" + "\n".join(lines) + "\n---\n")
    assert (fields["license"], fields["a39"]) == ("CC0", "&a39 [*a38, *a38")


def test_a_head_that_is_never_closed_ends_at_a_blank_line():
    assert split("---\nlicense: CC BY-NC 4.0\n\n# Titel") == ({"license": "CC BY-NC 4.0"}, "\n# Titel")


def test_text_between_two_rules_is_no_head():
    text = "---\nEs war einmal ein Müller.\n\n---\nDer hatte drei Söhne."
    assert split(text) == ({}, text)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('title = "A"\nlicense = ["CC BY-NC 4.0"]\ntitle = "B"', {"title": ["A", "B"], "license": ["CC BY-NC 4.0"]}),
        ('title = "A\nlicense = [\n  "CC BY-NC 4.0",\n]', {"title": "A", "license": ["CC BY-NC 4.0"]}),
        ('title = A: B\n[params]\nlicense = "CC0"', {"title": "A: B", "params.license": "CC0"}),
    ],
)
def test_a_head_that_is_no_toml_is_read_field_by_field(head, expected):
    assert split(f"+++\n{head}\n+++\nText") == (expected, "Text")


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


GROWING = {
    "a long line": lambda n: "---\n" + "a" * n,
    "a long line behind a field": lambda n: "---\na: b\n" + "a " * n,
    "blanks": lambda n: "---\na: b\n" + " " * n + "x",
    "lines": lambda n: "---\n" + "a\n" * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", GROWING)
def test_time_grows_with_the_head(kind):
    assert growth(lambda n: split(GROWING[kind](n)), 1_000) < MOST_GROWTH


def test_an_open_head_ends_at_its_first_blank_line_and_needs_none():
    assert split("---\na: b\nc: d\n \t\nText\n") == ({"a": "b", "c": "d"}, " \t\nText\n")
    assert split("---\na: b\nohne Ende")[0] == {"a": "b"}
