"""How a statement was recognised, and what was noticed in it, as sentences in German or English."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_FILES: Final = ("licenses/texts/notes.yaml", "licenses/texts/recognitions.yaml", "licenses/texts/rules.yaml")


class Note(NamedTuple):
    """Something noticed: the key of its sentence in `texts/notes.yaml`, and the values in the sentence.

    A value is a quotation, another note, or a tuple of words that are translated into the language of the sentence.
    """

    key: str
    values: tuple[Any, ...] = ()


def packed(note: Note) -> str:
    """Return a note as JSON, for a table; `unpacked` gives it back."""
    return json.dumps(_plain(note), ensure_ascii=False)


def unpacked(text: str) -> Note:
    """Return the note that `packed` wrote."""
    return Note(*_tuples(json.loads(text)["note"]))


def _plain(value: Any) -> Any:
    if isinstance(value, Note):
        return {"note": [value.key, [_plain(part) for part in value.values]]}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return Note(*_tuples(value["note"]))
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentence of every rule of recognition in both languages, by rule and language."""
    data: Mapping[str, Mapping[str, str]] = _data("recognitions")
    return data


def recognition(rule: str, lang: str) -> str:
    """Return how a statement was recognised, or why it was not; KeyError for a rule that recognition does not have."""
    return sentences()[rule][lang]


def rule(name: str, lang: str) -> str:
    """Return the meaning of a rule that is not a policy's; an empty string for an unknown rule."""
    if name.startswith("recognition:"):
        return recognition(name.removeprefix("recognition:"), lang)
    return rules()[name][lang] if name in rules() else ""


def sentence(note: Note, lang: str = "en") -> str:
    """Return a note as a sentence without a full stop; KeyError for a note without one."""
    template = notes()[note.key][lang]
    return template.format(*(_value(value, lang) for value in note.values)) if note.values else template


def _value(value: Any, lang: str) -> str:
    if isinstance(value, Note):
        return sentence(value, lang)
    if isinstance(value, tuple):
        return ", ".join(words().get(word, word) if lang == "de" else word for word in value)
    return str(value)


@cache
def notes() -> Mapping[str, Mapping[str, str]]:
    """Return the sentence of every note in both languages, by key and language."""
    data: Mapping[str, Mapping[str, str]] = _data("notes")["notes"]
    return data


@cache
def rules() -> Mapping[str, Mapping[str, str]]:
    """Return the meaning of every rule that is not a policy's in both languages, by rule and language."""
    data: Mapping[str, Mapping[str, str]] = _data("rules")
    return data


@cache
def words() -> Mapping[str, str]:
    """Return the German of the words that occur in notes."""
    data: Mapping[str, str] = _data("notes")["words"]
    return data


def _data(name: str) -> Any:
    return load_yaml(files("licenses").joinpath("texts", f"{name}.yaml").read_text(encoding="utf-8"))
