"""`reasons.json`: each reason with a sentence in German and English, the rules that lead to it, and how many it removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from pipeline.release_files.facts import Facts, ReleaseError, damage
from pipeline.store import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE: Final = "reasons.json"


class RuleFacts(Facts):
    """A rule of a profile (`*`: of all) with side, limit (null: it has none) and the origin of the limit.

    Texts of fewer than `min_words` words are held to `short`, or not judged if that is null; `variety` is the limit for
    varieties of German with a spelling of their own, if it is another.
    """

    profile: str
    measure: str
    side: str
    limit: int | float | None
    origin: str
    min_words: int = 0
    short: float | None = None
    variety: float | None = None


class ReasonFacts(Facts):
    """A reason in words, its rules, the documents it was the first reason for, and how often its rules were broken."""

    german: str
    english: str
    documents: int
    rules_broken: int
    rules: tuple[RuleFacts, ...]


_REASONS: Final = TypeAdapter(dict[str, ReasonFacts])


def read_reasons(release: Path) -> dict[str, ReasonFacts]:
    """Return the reasons of a release by name; raise ReleaseError, in one line, if the file is not there or damaged."""
    path = release / FILE
    if not path.is_file():
        raise ReleaseError(f"{release}: no {FILE} there; is it the folder of a release?")
    try:
        return _REASONS.validate_json(path.read_bytes())
    except ValidationError as error:
        raise damage(path, error) from error


def write_reasons(release: Path, reasons: Mapping[str, ReasonFacts]) -> None:
    """Write the reasons, whole or not at all."""
    files.write_json(release / FILE, {name: reason.as_json() for name, reason in reasons.items()})
