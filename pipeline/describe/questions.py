"""The questions of datasheet, data statement and forms, read from `questions.yaml` and `forms/`, and checked once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal

import yaml

from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA_FILES: Final = ("pipeline/describe/questions.yaml", "pipeline/describe/forms")

Language = Literal["de", "en"]
FORMS: Final = ("ai-act", "fmti")


class QuestionsError(GemeingutError, ValueError):
    """The catalogue of questions contradicts itself."""


@dataclass(frozen=True)
class Question:
    """One question in both languages; `answer` holds the templates of what the run knows, empty where it knows nothing.

    `needs_person` says that a person must answer, or add to what the run knows; `needs_provider` that this is not for those
    who make the data, but for the provider of a model that is trained on them.
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
    """One of the two documents: its name and the template whose sections it follows."""

    id: str
    title: dict[Language, str]
    template: str
    sections: tuple[Section, ...]


@cache
def questionnaires() -> tuple[Questionnaire, ...]:
    """Return datasheet and data statement; refuse a question id that stands twice."""
    text = resources.files("pipeline.describe").joinpath("questions.yaml").read_text(encoding="utf-8")
    return _checked(tuple(_questionnaire(raw) for raw in yaml.safe_load(text)), "questions.yaml")


@cache
def form(name: str) -> Questionnaire:
    """Return a form of `forms/`: `ai-act` or `fmti`; refuse a question id that stands twice."""
    path = resources.files("pipeline.describe").joinpath("forms", f"{name}.yaml")
    questionnaire = _questionnaire(yaml.safe_load(path.read_text(encoding="utf-8")))
    return _checked((questionnaire,), path.name)[0]


def _checked(listed: tuple[Questionnaire, ...], file: str) -> tuple[Questionnaire, ...]:
    ids = [question.id for question in _all(listed)]
    twice = sorted({question_id for question_id in ids if ids.count(question_id) > 1})
    if twice:
        raise QuestionsError(f"{file}: {twice[0]!r} stands twice")
    return listed


def question_ids() -> frozenset[str]:
    """Return the ids under which a collection's answers file may answer; the fields of a model's provider are not its own."""
    everything = (*questionnaires(), *(form(name) for name in FORMS))
    return frozenset(question.id for question in _all(everything) if not question.needs_provider)


def by_id(id_: str) -> Question:
    """Return a question of the datasheet or the data statement; refuse an id that there is not."""
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
