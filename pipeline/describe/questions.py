"""The questions of datasheet, data statement and forms, read from `questions.yaml` and `forms/`, and checked once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal

from gemeingut.errors import GemeingutError
from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA_FILES: Final = ("pipeline/describe/questions.yaml", "pipeline/describe/forms")

Language = Literal["de", "en"]
FORMS: Final = ("ai-act", "fmti")


class QuestionsError(GemeingutError, ValueError):
    """The catalogue of questions contradicts itself."""


@dataclass(frozen=True)
class Question:
    """One question in both languages; `answer` holds the templates of the run's answer, empty if it has none.

    `needs_person`: a person must answer, or complete the run's answer; `needs_provider`: the question is for the provider of
    a model that is trained on the data, not for those who make them.
    """

    id: str
    text: dict[Language, str]
    answer: dict[Language, str]
    tables: tuple[str, ...]
    needs_person: bool
    needs_provider: bool = False


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    id: str
    title: dict[Language, str]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire or a form: its title, and the published template whose sections it follows."""

    id: str
    title: dict[Language, str]
    template: str
    sections: tuple[Section, ...]


@cache
def questionnaires() -> tuple[Questionnaire, ...]:
    """Return datasheet and data statement; raise QuestionsError if a question id occurs twice."""
    text = resources.files("pipeline.describe").joinpath("questions.yaml").read_text(encoding="utf-8")
    return _checked(tuple(_questionnaire(raw) for raw in load_yaml(text)), "questions.yaml")


@cache
def form(name: str) -> Questionnaire:
    """Return a form of `forms/`: `ai-act` or `fmti`; raise QuestionsError if a question id occurs twice."""
    path = resources.files("pipeline.describe").joinpath("forms", f"{name}.yaml")
    questionnaire = _questionnaire(load_yaml(path.read_text(encoding="utf-8")))
    return _checked((questionnaire,), path.name)[0]


def _checked(listed: tuple[Questionnaire, ...], file: str) -> tuple[Questionnaire, ...]:
    ids = [question.id for question in _all(listed)]
    twice = sorted({question_id for question_id in ids if ids.count(question_id) > 1})
    if twice:
        raise QuestionsError(f"{file}: {twice[0]!r} occurs twice")
    return listed


def question_ids() -> frozenset[str]:
    """Return the ids that a collection's answers file may use; questions for a model's provider are not among them."""
    everything = (*questionnaires(), *(form(name) for name in FORMS))
    return frozenset(question.id for question in _all(everything) if not question.needs_provider)


def by_id(id_: str) -> Question:
    """Return a question of the datasheet or the data statement; raise QuestionsError for an unknown id."""
    for question in _all(questionnaires()):
        if question.id == id_:
            return question
    raise QuestionsError(f"no question {id_!r} in questions.yaml; there are {', '.join(sorted(question_ids()))}")


def _all(listed: tuple[Questionnaire, ...]) -> Iterator[Question]:
    return (
        question for questionnaire in listed for section in questionnaire.sections for question in section.questions
    )


def _questionnaire(raw: dict[str, Any]) -> Questionnaire:
    sections = tuple(
        Section(section["id"], _both(section), tuple(_question(each) for each in section["questions"]))
        for section in raw["sections"]
    )
    return Questionnaire(raw["document"], _both(raw), raw["template"], sections)


def _question(raw: dict[str, Any]) -> Question:
    answer = raw.get("answer") or {"de": "", "en": ""}
    return Question(
        id=raw["id"],
        text=_both(raw),
        answer=_both(answer),
        tables=tuple(raw.get("tables", ())),
        needs_person=bool(raw.get("person", not answer["de"] and not raw.get("provider"))),
        needs_provider=bool(raw.get("provider")),
    )


def _both(raw: dict[str, Any]) -> dict[Language, str]:
    return {"de": raw["de"], "en": raw["en"]}
