"""`datasheet.md` and `datasheet.html`: every question of both questionnaires, German first, then English.

An answer has up to three parts: text from the run, tables, and a person's text from the collection's answers file.  A question
that a person had to answer and did not is marked; nothing is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.describe.questions import Question, Questionnaire, Section, questionnaires
from pipeline.describe.render import fill, render
from pipeline.describe.tables import Table, table
from pipeline.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

PAGE: Final[dict[Language, dict[str, str]]] = {
    "de": {
        "language": "Deutsch",
        "of": "Datenblatt zu",
        "version": "Fassung",
        "as_of": "Stichtag",
        "follows": "Abschnitte nach",
        "contents": "Inhalt",
        "unanswered": "nicht beantwortet",
        "not_added": "Ergänzung durch einen Menschen: nicht beantwortet",
        "by_person": "Angabe der Herausgeber",
        "legend": "Zahlen stammen aus dem Lauf selbst; was nur ein Mensch sagen kann und niemand gesagt hat, ist als „nicht beantwortet“ gekennzeichnet.",
        "tally": "{answered} von {all} Fragen sind beantwortet, {partly} davon nur durch den Lauf; {open} sind offen.",
    },
    "en": {
        "language": "English",
        "of": "Datasheet for",
        "version": "Version",
        "as_of": "judged as of",
        "follows": "Sections after",
        "contents": "Contents",
        "unanswered": "not answered",
        "not_added": "To be added by a person: not answered",
        "by_person": "Statement of the publishers",
        "legend": "Numbers come from the run itself; what only a person can say and nobody has said is marked “not answered”.",
        "tally": "{answered} of {all} questions are answered, {partly} of them by the run alone; {open} are open.",
    },
}


@dataclass(frozen=True)
class PersonText:
    """A person's answer and its language."""

    text: str
    language: Language


@dataclass(frozen=True)
class Answer:
    """The answer to one question in one language; `is_lacking` if a person had to answer and did not."""

    question: Question
    paragraphs: tuple[str, ...]
    tables: tuple[Table, ...]
    by_person: PersonText | None
    is_lacking: bool

    @property
    def is_open(self) -> bool:
        """Return whether nothing is answered at all."""
        return not (self.paragraphs or self.tables or self.by_person)


@dataclass(frozen=True)
class Edition:
    """The whole datasheet in one language."""

    language: Language
    words: dict[str, str]
    parts: tuple[tuple[Questionnaire, tuple[tuple[Section, tuple[Answer, ...]], ...]], ...]

    @property
    def tally(self) -> str:
        """Return how many questions are answered, in words."""
        answers = [answer for _, sections in self.parts for _, listed in sections for answer in listed]
        still_open = sum(answer.is_open for answer in answers)
        partly = sum(answer.is_lacking and not answer.is_open for answer in answers)
        counts = {"answered": len(answers) - still_open, "all": len(answers), "partly": partly, "open": still_open}
        return self.words["tally"].format(**counts)


def write(release: Path, model: Model) -> None:
    """Write the datasheet in both formats."""
    editions = [edition(model, "de"), edition(model, "en")]
    for name in ("datasheet.md", "datasheet.html"):
        files.write_text(release / name, render(f"{name}.j2", editions=editions, facts=model.facts))


def edition(model: Model, language: Language) -> Edition:
    """Return the datasheet in one language, every question of every section in order."""
    parts = tuple((form, filled(form, model, language)) for form in questionnaires())
    return Edition(language, PAGE[language], parts)


def filled(form: Questionnaire, model: Model, language: Language) -> tuple[tuple[Section, tuple[Answer, ...]], ...]:
    """Return the sections of a questionnaire with the answers to their questions, in order."""
    return tuple((section, _answers(section, model, language)) for section in form.sections)


def _answers(section: Section, model: Model, language: Language) -> tuple[Answer, ...]:
    return tuple(answer(question, model, language) for question in section.questions)


def answer(question: Question, model: Model, language: Language) -> Answer:
    """Return the answer to a question, from the run and from a person, whose text may be in the other language only."""
    text = fill(question.answer[language], language, f=model.facts, c=model.composition, m=model)
    paragraphs = tuple(part for part in text.split("\n\n") if part)
    tables = tuple(filled_table for name in question.tables if (filled_table := table(name, model, language)))
    by_person = _by_person(question, model, language)
    return Answer(question, paragraphs, tables, by_person, is_lacking=question.needs_person and by_person is None)


def _by_person(question: Question, model: Model, language: Language) -> PersonText | None:
    texts = model.answers.get(question.id)
    if not texts:
        return None
    spoken = language if language in texts else next(iter(texts))
    return PersonText(texts[spoken], spoken)
