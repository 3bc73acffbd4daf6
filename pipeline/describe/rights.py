"""Rows of the datasheet's tables on licences, persons and groups of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filters.pii.kinds import KINDS
from pipeline.describe import processing
from pipeline.describe.fairness import EVERYWHERE
from pipeline.describe.wording import share, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.describe.fairness import FairnessRow
    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language


def personal_data(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the manifests' statements on personal data: source, kinds, legal basis, notice, impact assessment, note."""
    for name, statement in model.personal_data.items():
        kinds = statement.get("kinds") or []
        listed = [word("kinds", kind, language) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
        stated = (statement.get(key) or "" for key in ("legal_basis", "notice", "impact_assessment", "note"))
        yield f"`{name}`", ", ".join(listed), *stated


def pii(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield how each kind of personal data was treated, and which sources are exempt."""
    cut = model.facts.counts.characters.cut_by_reason
    for kind in KINDS:
        done = model.recipe.pii.kinds.get(kind, model.recipe.pii.default)
        documents = sum(model.composition.changed(f"{verb}_{kind}") for verb in processing.PII_DONE)
        exempt = ", ".join(
            f"`{name}`" for name, statement in model.personal_data.items() if kind in (statement.get("keep") or ())
        )
        yield word("kinds", kind, language), word("words", done, language), documents, cut.get(f"pii_{kind}", 0), exempt


def licenses(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the licences with their share of the documents."""
    words = model.facts.counts.words
    for name, texts in sorted(model.facts.licenses.items()):
        yield name, texts.rows, texts.words, share(texts.words, words, language), f"`{texts.obligation}`"


def obligations(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield what each licence demands."""
    for license_ in model.licenses:
        duties = ", ".join(word("obligations", duty, language) for duty in license_.obligations)
        yield license_.id, license_.title(language), duties or word("words", "none", language), license_.url


def rules(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield each rule with the number of proofs that it decided."""
    for rule in model.composition.rules:
        yield f"`{rule.name}`", rule.documents


def fairness(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield all sources together for every group, each followed by the sources in which the difference is more than chance."""
    for row in model.fairness:
        if row.source != EVERYWHERE and not row.is_telling:
            continue
        name = (row.german if language == "de" else row.english) or row.group
        source = word("words", "all_sources", language) if row.source == EVERYWHERE else f"`{row.source}`"
        yield (
            name,
            source,
            row.mentioning,
            share(row.removed_mentioning, row.mentioning, language),
            row.others,
            share(row.removed_others, row.others, language),
            _points(row, language),
        )


def _points(row: FairnessRow, language: Language) -> str:
    if row.difference is None or row.low is None or row.high is None:
        return "–"
    shown = (share(points, 1, language).removesuffix(" %") for points in (row.difference, row.low, row.high))
    value, low, high = shown
    return f"{value} [{low}; {high}]"
