"""`CHANGES.md`: what changed since the previous release, in German and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.describe.render import render
from pipeline.describe.wording import number
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language
    from pipeline.release_files.facts import Previous

NOT_READ = {"de": "von der neuen Version nicht gelesen", "en": "not read by the new release"}


def write(release: Path, model: Model) -> None:
    """Write the changelog; that of a first release states that it is the first."""
    before = model.facts.previous
    editions: list[tuple[Language, list[tuple[str, ...]], list[tuple[str, ...]]]] = [
        (language, list(_sources(before, language)), list(_reasons(before, model, language)))
        for language in ("de", "en")
        if before
    ]
    files.write_text(
        release / "CHANGES.md",
        render("changes.md.j2", model=model, facts=model.facts, before=before, editions=editions),
    )


def _sources(before: Previous, language: Language) -> Iterator[tuple[str, ...]]:
    for name, change in before.sources.items():
        reasons = change.removed_by_reason.items()
        why = ", ".join(f"`{reason}` {number(count, language)}" for reason, count in reasons)
        numbers = (number(count, language) for count in (change.added, change.removed, change.changed))
        yield f"`{name}`", *numbers, why or "–"


def _reasons(before: Previous, model: Model, language: Language) -> Iterator[tuple[str, ...]]:
    for reason, count in before.removed_by_reason.items():
        says = NOT_READ[language] if reason == "not_read" else model.sentence(reason, language)
        yield f"`{reason}`", says or "–", number(count, language)
