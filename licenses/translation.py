"""German for sentences that are stored in English, recognised by the templates they were made from.

Releases and review tables store sentences in English only; each is a note of `texts/notes.yaml`.  The values in it (names,
quotations, licences) are kept; values that are sentences themselves are translated too.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from licenses.wording import notes, rules, sentences, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_FIELD: Final = re.compile(r"\{(\d)(!r)?\}")
_QUOTED: Final = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_JOINED: Final = ("; ", ", ")
"""Separators of several sentences, and of several words."""


@lru_cache(maxsize=4096)
def translated(sentence: str, lang: str) -> str:
    """Return a stored sentence in the given language; unchanged if it matches no template."""
    if lang == "en":
        return sentence
    return _pieces(sentence, wanted=all) or _german(sentence) or _pieces(sentence, wanted=any) or sentence


def _german(sentence: str) -> str | None:
    for pattern, german in _templates():
        match = pattern.fullmatch(sentence)
        if match:
            return _FIELD.sub(lambda field, match=match: _value(match, field), german)  # type: ignore[misc]
    return words().get(sentence) or _meanings().get(sentence)


@cache
def _meanings() -> Mapping[str, str]:
    """Return the German sentences of rules and recognition, by the English ones."""
    return {entry["en"]: entry["de"] for entry in (*rules().values(), *sentences().values())}


def _value(match: re.Match[str], field: re.Match[str]) -> str:
    value = match[f"f{field[1]}"]
    return value if field[2] else translated(value, "de")


def _pieces(sentence: str, wanted: Callable[[Iterable[object]], bool]) -> str | None:
    """Return several sentences or words, each in German, if all (or any) of them are known."""
    for sign in _JOINED:
        parts = sentence.split(sign)
        german_parts = [_german(part) for part in parts]
        if len(parts) > 1 and wanted(german_parts):
            return sign.join(german or part for german, part in zip(german_parts, parts, strict=True))
    return None


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the pattern of every note's English sentence with the German one, those with most fixed text first."""
    ordered: list[Mapping[str, str]] = sorted(notes().values(), key=lambda entry: -len(_FIELD.sub("", entry["en"])))
    return tuple((_pattern(entry["en"]), entry["de"]) for entry in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    parts = _FIELD.split(english)  # text, number, "!r" or None, text, …
    made = re.escape(parts[0])
    for number, quoted, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        made += f"(?P<f{number}>{_QUOTED if quoted else '.+?'})" + re.escape(text)
    return re.compile(made, re.DOTALL)
