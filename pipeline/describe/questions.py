"""The questions of the datasheet and the data statement, read from `questions.yaml` and checked once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

Language = Literal["de", "en"]


class QuestionsError(ValueError):
    """The catalogue of questions contradicts itself."""


@dataclass(frozen=True)
class Question:
    """One question in both languages; `answer` holds the templates of what the run knows, empty where it knows nothing.

    `needs_person` says that a person must answer, or add to what the run knows.
    """

    id: str
    text: dict[Language, str]
    answer: dict[Language, str]
    tables: tuple[str, ...]
    needs_person: bool


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
    found = tuple(_questionnaire(raw) for raw in yaml.safe_load(text))
    ids = [one.id for one in _all(found)]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise QuestionsError(f"questions.yaml: {twice[0]!r} stands twice")
    return found


def question_ids() -> frozenset[str]:
    """Return the ids under which a collection's answers file may answer."""
    return frozenset(one.id for one in _all(questionnaires()))


def _all(found: tuple[Questionnaire, ...]) -> Iterator[Question]:
    return (question for one in found for section in one.sections for question in section.questions)


def _questionnaire(raw: dict[str, Any]) -> Questionnaire:
    sections = tuple(
        Section(one["id"], _both(one), tuple(_question(each) for each in one["questions"])) for one in raw["sections"]
    )
    return Questionnaire(raw["document"], _both(raw), raw["template"], sections)


def _question(raw: dict[str, Any]) -> Question:
    answer = raw.get("answer") or {"de": "", "en": ""}
    return Question(
        id=raw["id"],
        text=_both(raw),
        answer=_both(answer),
        tables=tuple(raw.get("tables", ())),
        needs_person=bool(raw.get("person", not answer["de"])),
    )


def _both(raw: dict[str, Any]) -> dict[Language, str]:
    return {"de": raw["de"], "en": raw["en"]}
