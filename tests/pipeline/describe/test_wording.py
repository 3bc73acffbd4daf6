"""Words and numbers in both languages, and the catalogue of questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.pii.kinds import KINDS
from licenses.catalogue import OBLIGATIONS
from pipeline.describe.questions import FORMS, form, questionnaires
from pipeline.describe.render import cell, inline
from pipeline.describe.tables import TABLES, TableError, table
from pipeline.describe.wording import number, share, word, wordings
from pipeline.manifest import PROFILE_OF_DOMAIN
from pipeline.release_files.data_files import schema

GEBRU = [
    "Motivation",
    "Composition",
    "Collection Process",
    "Preprocessing/cleaning/labeling",
    "Uses",
    "Distribution",
    "Maintenance",
]
STATEMENT = [
    *("Header", "Executive summary", "Curation rationale", "Documentation for source datasets", "Language varieties"),
    *("Language user demographic", "Annotator demographic", "Linguistic situation and text characteristics"),
    *("Preprocessing and data formatting", "Capture quality", "Limitations", "Metadata"),
    *("Disclosures and ethical review", "Distribution", "Maintenance", "Other", "Glossary"),
]


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_234_567, "1,234,567", "1.234.567"),
        (-3, "-3", "-3"),
        (0.05999999865889549, "0.06", "0,06"),
        (0.8, "0.8", "0,8"),
        (1.0, "1", "1"),
        (138.537, "138.5", "138,5"),
        (12345.67, "12,345.7", "12.345,7"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(value, english, german):
    assert number(value, "en") == english
    assert number(value, "de") == german


@given(st.integers(-(10**15), 10**15))
def test_no_digit_of_a_count_is_lost(value):
    assert int(number(value, "de").replace(".", "")) == int(number(value, "en").replace(",", "")) == value


def test_a_share_of_nothing_is_a_dash():
    assert share(1, 3, "de") == "33,3 %"
    assert share(0, 0) == "–"


def test_every_word_is_there_in_both_languages():
    for topic, words in wordings().items():
        for name, texts in words.items():
            both = [texts] if topic == "columns" else [texts.get("de"), texts.get("en")]
            assert all(isinstance(one, str) and one for one in both), (topic, name)


def test_every_name_of_the_files_has_words():
    assert set(wordings()["columns"]) == set(schema(tokens=True).names)
    assert set(wordings()["kinds"]) == {*KINDS, "name", "address"}
    assert set(wordings()["obligations"]) == set(OBLIGATIONS)
    assert set(wordings()["domains"]) == set(PROFILE_OF_DOMAIN)
    assert set(wordings()["captions"]) == set(TABLES)


def test_a_name_nobody_foresaw_stands_for_itself():
    assert word("changes", "polished", "de") == "polished"


def test_the_sections_are_those_of_the_templates():
    sheet, statement = questionnaires()
    assert [one.title["en"] for one in sheet.sections] == GEBRU
    questions = [question for section in statement.sections for question in section.questions]
    for language in ("de", "en"):
        assert [one.text[language].partition(":")[0] for one in questions] == STATEMENT


def test_every_table_that_a_question_names_exists_and_every_table_is_shown():
    named = [
        name
        for part in (*questionnaires(), *map(form, FORMS))
        for section in part.sections
        for question in section.questions
        for name in question.tables
    ]
    assert set(named) == set(TABLES)


def test_an_unknown_table_is_refused():
    with pytest.raises(TableError, match="no table 'nonsense'; there are "):
        table("nonsense", None, "de")


def test_a_question_that_nothing_answers_needs_a_person():
    for part in questionnaires():
        for section in part.sections:
            for one in section.questions:
                assert one.needs_person or one.answer["de"]
                assert bool(one.answer["de"]) == bool(one.answer["en"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("<b>", r"\<b\>"),
        ("two\nlines", "two lines"),
        ("`a_b` and a_b", r"`a_b` and a\_b"),
        (r"back\slash", r"back\\slash"),
        ("[x](y)", r"\[x\](y)"),
    ],
)
def test_a_cell_of_markdown_is_one_line_without_markup(text, shown):
    assert cell(text) == shown


def test_html_is_escaped_and_backticks_become_code():
    assert inline("<i> & `a<b`") == "&lt;i&gt; &amp; <code>a&lt;b</code>"
