"""What recognition did with a statement, and what it noticed there, as sentences in German or English."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_FILES: Final = ("licenses/texts/notes.yaml", "licenses/texts/recognitions.yaml", "licenses/texts/rules.yaml")


class Note(NamedTuple):
    """Something noticed: the key of its sentence in `texts/notes.yaml`, and what stands in the sentence.

    A value is a quotation, another note, or a tuple of words that are told in the language of the sentence.
    """

    key: str
    values: tuple[Any, ...] = ()


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentence of every rule of recognition in both languages, by rule and language."""
    found: Mapping[str, Mapping[str, str]] = _data("recognitions")
    return found


def recognition(rule: str, lang: str) -> str:
    """Return how a statement was recognised, or why it was not; KeyError for a rule that recognition does not know."""
    return sentences()[rule][lang]


def rule(name: str, lang: str) -> str:
    """Return what a rule means that no policy names; an empty string for one that we do not know."""
    if name.startswith("recognition:"):
        return recognition(name.removeprefix("recognition:"), lang)
    return rules()[name][lang] if name in rules() else ""


def told(note: Note, lang: str = "en") -> str:
    """Return a note as a sentence without a full stop; KeyError for one that has no sentence."""
    sentence = notes()[note.key][lang]
    return sentence.format(*(_value(one, lang) for one in note.values)) if note.values else sentence


def _value(value: Any, lang: str) -> str:
    if isinstance(value, Note):
        return told(value, lang)
    if isinstance(value, tuple):
        return ", ".join(words().get(one, one) if lang == "de" else one for one in value)
    return str(value)


@cache
def notes() -> Mapping[str, Mapping[str, str]]:
    """Return the sentence of every note in both languages, by key and language."""
    found: Mapping[str, Mapping[str, str]] = _data("notes")["notes"]
    return found


@cache
def rules() -> Mapping[str, Mapping[str, str]]:
    """Return what every rule that no policy names means in both languages, by rule and language."""
    found: Mapping[str, Mapping[str, str]] = _data("rules")
    return found


@cache
def words() -> Mapping[str, str]:
    """Return the German of the words that stand in notes."""
    found: Mapping[str, str] = _data("notes")["words"]
    return found


def _data(name: str) -> Any:
    return yaml.safe_load(files("licenses").joinpath("texts", f"{name}.yaml").read_text(encoding="utf-8"))
