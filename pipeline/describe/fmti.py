"""`fmti.md` and `fmti.json`: the data indicators of the Foundation Model Transparency Index, each answered or not disclosed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.describe.datasheet import Answer, filled
from pipeline.describe.questions import form
from pipeline.describe.render import render
from pipeline.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

PAGE: Final[dict[Language, dict[str, str]]] = {
    "de": {
        "version": "Fassung",
        "follows": "Indikatoren nach",
        "by_person": "Angabe der Herausgeber",
        "nothing": "nicht offengelegt",
        "more": "Ergänzung durch einen Menschen: nicht offengelegt",
        "legend": "Zahlen stammen aus dem Lauf; was niemand gesagt hat, ist „nicht offengelegt“.",
    },
    "en": {
        "version": "version",
        "follows": "Indicators after",
        "by_person": "Statement of the publishers",
        "nothing": "not disclosed",
        "more": "To be added by a person: not disclosed",
        "legend": "Numbers come from the run; what nobody has said is “not disclosed”.",
    },
}
LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")


def write(release: Path, model: Model) -> None:
    """Write the indicators for people and for programs."""
    indicators = form("fmti")
    editions = [(language, PAGE[language], filled(indicators, model, language)) for language in LANGUAGES]
    text = render("form.md.j2", form=indicators, editions=editions, facts=model.facts, mark=mark)
    files.write_text(release / "fmti.md", text)
    files.write_json(release / "fmti.json", {"template": indicators.template, "indicators": list(rows(model))})


def mark(answer: Answer, words: dict[str, str]) -> str:
    """Return the note on an answer: not disclosed, not completed by a person, or an empty text."""
    if answer.is_open:
        return words["nothing"]
    return words["more"] if answer.is_lacking else ""


def rows(model: Model) -> list[dict[str, Any]]:
    """Return each indicator with its answer in both languages; `is_disclosed` is false where there is none."""
    by_id: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        for section, answers in filled(form("fmti"), model, language):
            for answer in answers:
                parts = [*answer.paragraphs, *([answer.by_person.text] if answer.by_person else [])]
                text = "\n\n".join(parts) or (PAGE[language]["nothing"] if answer.is_open else "")
                row = by_id.setdefault(answer.question.id, {"id": answer.question.id, "section": section.id})
                row |= {"is_disclosed": not answer.is_open, language: text}
                row.setdefault("tables", list(answer.question.tables))
    return list(by_id.values())
