"""The answers file: read, or refused with file, key and what is allowed."""

from __future__ import annotations

import pytest

from pipeline.describe.answers import AnswersError, read_answers


@pytest.fixture
def answers(tmp_path):
    def read(text):
        path = tmp_path / "answers.yaml"
        path.write_text(text, "utf-8")
        return read_answers(path)

    return read


def test_a_bare_text_is_german_and_texts_are_stripped(answers):
    assert answers("funding: '  Spenden '\npurpose: {en: Why, de: Warum}\n") == {
        "funding": {"de": "Spenden"},
        "purpose": {"de": "Warum", "en": "Why"},
    }


def test_an_unknown_question_is_refused_with_the_nearest_one(answers):
    with pytest.raises(AnswersError, match=r"answers\.yaml: fundin: no such question; did you mean 'funding'\?"):
        answers("fundin: Spenden\n")


@pytest.mark.parametrize(
    "text",
    [
        "- funding\n",
        "funding: {fr: Dons}\n",
        "funding: {}\n",
        "funding: ' '\n",
        "funding: {de: ''}\n",
        "funding: 3\n",
        "",
    ],
)
def test_anything_else_is_refused(answers, text):
    with pytest.raises(AnswersError, match="expected"):
        answers(text)


@pytest.mark.parametrize("text", ["funding: [", "funding: \x01"])
def test_broken_yaml_is_refused(answers, text):
    with pytest.raises(AnswersError, match="not valid YAML"):
        answers(text)


def test_a_question_answered_twice_is_refused(answers):
    with pytest.raises(AnswersError, match="'funding' stands twice"):
        answers("funding: Spenden\nfunding: Beiträge\n")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(AnswersError, match="no such file"):
        read_answers(tmp_path / "none.yaml")
