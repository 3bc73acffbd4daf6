"""Words and numbers of the descriptions in German and English."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from gemeingut.yaml_text import load_yaml
from licenses.wording import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.describe.questions import Language

DATA_FILES: Final = ("pipeline/describe/words.yaml",)

GROUPS: Final[dict[Language, tuple[str, str]]] = {"de": (".", ","), "en": (",", ".")}
"""Separator of thousands and decimal sign."""
ISO_639_1: Final = {"deu": "de", "eng": "en", "lat": "la", "ltz": "lb"}
"""The tag by which browsers and the Hub know a language of ISO 639-3; the others keep their three letters."""
DONE: Final = {"masked": "mask", "removed": "remove"}
"""How a change to personal data begins, and what a recipe calls it."""


@cache
def wordings() -> dict[str, dict[str, Any]]:
    """Return `words.yaml`: topic → name → text by language."""
    text = resources.files("pipeline.describe").joinpath("words.yaml").read_text(encoding="utf-8")
    topics: dict[str, dict[str, Any]] = load_yaml(text)
    return topics


def word(topic: str, name: str, language: Language) -> str:
    """Return the words for a name; an unknown name, from a manifest or a newer release, is returned as it is."""
    texts = wordings()[topic].get(name)
    return str(texts[language]) if texts else name


def change(name: str, language: Language) -> str:
    """Return what was done to a text in words: a step of cleaning, or how a kind of personal data was treated."""
    done, _, kind = name.partition("_")
    if done in DONE and kind in wordings()["kinds"]:
        return f"{word('kinds', kind, language)}: {word('words', DONE[done], language)}"
    return word("changes", name, language)


def number(value: float, language: Language = "en") -> str:
    """Return a number with separated thousands and at most four significant digits after the point: 1234567 → 1,234,567."""
    thousands, point = GROUPS[language]
    plain = f"{value:,}" if isinstance(value, int) or float(value).is_integer() else _decimal(value)
    plain = plain.removesuffix(".0")
    return plain.translate(str.maketrans(",.", thousands + point))


def _decimal(value: float) -> str:
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.4g}"


def share(part: float, whole: float, language: Language = "en") -> str:
    """Return a share as a percentage with one digit: `12.3 %`; an empty whole gives a dash."""
    if not whole:
        return "–"
    point = GROUPS[language][1]
    return f"{100 * part / whole:.1f}".replace(".", point) + " %"


def meanings(names: Iterable[str], policy: Mapping[str, tuple[str, str | None]]) -> dict[str, dict[str, str]]:
    """Return what rules mean in both languages; `policy` gives English and German (or None) for the policy's own rules."""
    explained = {}
    for name in sorted(names):
        english, german = policy.get(name) or (rule(name, "en"), rule(name, "de"))
        if english:
            explained[name] = {"german": german or english, "english": english}
    return explained
