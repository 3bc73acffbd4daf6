"""Sentences that were stored in English, in German: recognised by the template they were made from.

What a release or a review table stores is written once, in English; each such sentence is a note of `texts/notes.yaml`.
What stands in it (names, quotations, licences) is told as it is; what is itself a sentence is translated, too.
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
"""How several sentences, and several words, are joined."""


@lru_cache(maxsize=4096)
def translated(sentence: str, lang: str) -> str:
    """Return a stored sentence in the language asked for; as it stands where it is in no template's words."""
    if lang == "en":
        return sentence
    return _pieces(sentence, wanted=all) or _german(sentence) or _pieces(sentence, wanted=any) or sentence


def _german(sentence: str) -> str | None:
    for pattern, german in _templates():
        hit = pattern.fullmatch(sentence)
        if hit:
            return _FIELD.sub(lambda field, hit=hit: _value(hit, field), german)  # type: ignore[misc]
    return words().get(sentence) or _meanings().get(sentence)


@cache
def _meanings() -> Mapping[str, str]:
    """Return the German of what rules and recognition say, by the English."""
    return {one["en"]: one["de"] for one in (*rules().values(), *sentences().values())}


def _value(hit: re.Match[str], field: re.Match[str]) -> str:
    value = hit[f"f{field[1]}"]
    return value if field[2] else translated(value, "de")


def _pieces(sentence: str, wanted: Callable[[Iterable[object]], bool]) -> str | None:
    """Return sentences or words in a row, each in German, if all (or any) of them are known."""
    for sign in _JOINED:
        parts = sentence.split(sign)
        told = [_german(part) for part in parts]
        if len(parts) > 1 and wanted(told):
            return sign.join(german or part for german, part in zip(told, parts, strict=True))
    return None


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the pattern of every note's English sentence with the German one, those with most fixed words first."""
    found: list[Mapping[str, str]] = sorted(notes().values(), key=lambda one: -len(_FIELD.sub("", one["en"])))
    return tuple((_pattern(one["en"]), one["de"]) for one in found)


def _pattern(english: str) -> re.Pattern[str]:
    parts = _FIELD.split(english)  # text, number, "!r" or None, text, …
    made = re.escape(parts[0])
    for number, quoted, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        made += f"(?P<f{number}>{_QUOTED if quoted else '.+?'})" + re.escape(text)
    return re.compile(made, re.DOTALL)
