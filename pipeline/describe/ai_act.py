"""`ai-act-summary.md`, `.docx` and `ai-act-domains.csv`: the public summary of training content under the AI Act.

A model's provider has to publish it; a collection can answer the questions about its data.  Fields that only the provider can
fill are marked, and so are questions that nobody answered; nothing is invented.  The document can be edited and completed.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from pipeline.describe.datasheet import Answer, filled
from pipeline.describe.holdings import top_hosts
from pipeline.describe.questions import form
from pipeline.describe.render import render
from pipeline.manifest.cells import plain
from pipeline.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe import word_document
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

PAGE: Final[dict[Language, dict[str, str]]] = {
    "de": {
        "version": "Fassung",
        "follows": "Felder nach",
        "by_person": "Angabe der Herausgeber der Sammlung",
        "provider": "[vom Modellanbieter auszufüllen]",
        "lacking": "[nicht erhoben; von den Herausgebern der Sammlung oder vom Modellanbieter zu ergänzen]",
        "legend": "Ausgefüllt ist, was sich aus dem Lauf ergibt, mit dem die Sammlung entstand. Für ein Modell, das außer ihr noch anderes gelernt hat, ist jedes Feld zu ergänzen.",
    },
    "en": {
        "version": "version",
        "follows": "Fields after",
        "by_person": "Statement of the collection's publishers",
        "provider": "[to be filled in by the model's provider]",
        "lacking": "[not recorded; to be added by the collection's publishers or the model's provider]",
        "legend": "Filled in is what follows from the run that made the collection. For a model that has learned from more than this, every field has to be completed.",
    },
}
LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")


def write(release: Path, model: Model) -> None:
    """Write the summary in both formats, and the internet domains that make up the top tenth by volume."""
    summary = form("ai-act")
    editions = [(language, PAGE[language], filled(summary, model, language)) for language in LANGUAGES]
    text = render("form.md.j2", form=summary, editions=editions, facts=model.facts, mark=mark)
    files.write_text(release / "ai-act-summary.md", text)
    from pipeline.describe import word_document  # noqa: PLC0415  what writes it takes a fifth of a second to import

    document = word_document.Document(f"{model.facts.title}: {summary.title['de']}", model.released)
    for language, words, sections in editions:
        document.start(summary.title[language], language)
        document.paragraph(f"{model.facts.title}, {words['version']} {model.facts.version}. {words['legend']}")
        document.paragraph(f"{words['follows']}: {summary.template}")
        for section, answers in sections:
            document.heading(section.title[language], 2)
            for answer in answers:
                _add(document, answer, language)
    document.write(release / "ai-act-summary.docx")
    files.write_text(release / "ai-act-domains.csv", domains(model))


def mark(answer: Answer, words: dict[str, str]) -> str:
    """Return the note on what an answer lacks and who has to add it, or an empty text."""
    if answer.question.needs_provider:
        return words["provider"]
    return words["lacking"] if answer.is_lacking or answer.is_open else ""


def _add(document: word_document.Document, answer: Answer, language: Language) -> None:
    document.heading(answer.question.text[language], 3)
    for paragraph in answer.paragraphs:
        document.paragraph(paragraph)
    for table in answer.tables:
        document.table(table)
    if answer.by_person:
        document.paragraph(f"{PAGE[language]['by_person']}: {answer.by_person.text}")
    note = mark(answer, PAGE[language])
    if note:
        document.mark(note)


def domains(model: Model) -> str:
    """Return the top tenth of the internet domains as CSV, the largest first; the last column marks what an SME must name."""
    hosts = top_hosts(model)
    small = min(1000, max(1, len(model.hosts) // 20))
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["domain", "documents", "words", "in_top_5_percent_or_1000"])
    table.writerows(
        [plain(host.name), host.documents, host.words, str(place < small).lower()] for place, host in enumerate(hosts)
    )
    return text.getvalue()
