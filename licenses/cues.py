"""Words around a licence that deny, end, announce, condition or restrict it: the patterns of `context.yaml`, compiled.

A sentence is looked at in lower case, with single blanks, and without the phrases that change nothing (`soweit nicht anders
angegeben`, `ohne Gewähr`).  All patterns are linear: repetitions of words are bounded.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA_FILES: Final = ("licenses/context.yaml",)
LONGEST: Final = 2_000
"""Characters of a sentence that are looked at."""
_LOOSE: Final = re.compile(r"[\u00ad\u200b*`„“”‚‘«»\"|_\[\]{}<>]+")


def plain(text: str) -> str:
    """Return a text for `hit`: lower case, one blank for white space and signs that mean nothing, harmless phrases left out."""
    bare = " ".join(_LOOSE.sub(" ", text.replace("\u00ad", "")).lower().replace("’", "'").split())
    return " ".join(_pattern("harmless").sub(" ", bare[:LONGEST]).split())


def hit(group: str, sentence: str) -> str:
    """Return the first words of a plain sentence that a group of patterns matches, or an empty string."""
    match = _pattern(group).search(sentence)
    return match.group().strip() if match else ""


def hits(group: str, sentence: str) -> tuple[tuple[int, int], ...]:
    """Return where a group of patterns matches in a plain sentence."""
    return tuple(match.span() for match in _pattern(group).finditer(sentence))


def without(group: str, sentence: str) -> str:
    """Return a plain sentence without what a group of patterns matches."""
    return " ".join(_pattern(group).sub(" ", sentence).split())


def is_wholly(group: str, text: str) -> bool:
    """Return whether a plain text consists of nothing but a match of a group, with articles and signs around it."""
    return _pattern(group).fullmatch(text.strip(" :.#-=0123456789")) is not None


@cache
def _pattern(group: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(data()[group])})(?!\w)")


@cache
def data() -> Mapping[str, Any]:
    """Return the groups of patterns and words by name."""
    content: Mapping[str, Any] = load_yaml(files("licenses").joinpath("context.yaml").read_text(encoding="utf-8"))
    return content
