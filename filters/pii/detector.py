"""What a detector is, and the patterns that detectors look for around a match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Detector:
    """Finds one kind of personal data in one text.

    `mark` is the bit that the compiled pass sets (see `marks`) at a place of every match; `find` sees only the windows
    around such places, and yields (start, end) in code points.
    """

    kind: str
    mark: int
    find: Callable[[str], Iterator[tuple[int, int]]]


_FOLDED: Final = {
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
    "\uff20": "@",
}


def fold(text: str) -> str:
    """Return the text with every kind of blank, hyphen and @ as the usual one; no position changes."""
    if text.isascii():
        return text
    for character, usual in _FOLDED.items():
        if character in text:
            text = text.replace(character, usual)
    return text


def words(*stems: str) -> re.Pattern[str]:
    """Return a pattern that matches any of the stems at the beginning of a word, in any case."""
    return re.compile(r"(?<![^\W\d_])(?:" + "|".join(stems) + ")", re.IGNORECASE)


def matches(
    wanted: re.Pattern[str], begins: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> Iterator[re.Match[str]]:
    """Yield what `wanted.finditer` would, provided that every match begins where `begins` matches; trying only there is faster.

    It is if `begins` starts with a set of characters; what must not stand before is then looked up behind it.
    """
    last = len(text) if end is None else end
    done = start
    for place in begins.finditer(text, start, last):
        match = wanted.match(text, place.start(), last) if place.start() >= done else None
        if match:
            done = match.end()
            yield match


def has_any(text: str, hints: tuple[str, ...]) -> bool:
    """Return whether one of the lower-case strings occurs in the text in any case; faster than a pattern."""
    folded = text.casefold()
    return any(hint in folded for hint in hints)


def stands_before(text: str, start: int, wanted: re.Pattern[str], characters: int = 40) -> bool:
    """Return whether `wanted` matches somewhere in the `characters` code points before `start`."""
    return wanted.search(text, max(0, start - characters), start) is not None


def ends_with(text: str, start: int, wanted: re.Pattern[str], characters: int = 24) -> bool:
    """Return whether the text directly before `start` ends with `wanted` (a pattern that ends in `$`)."""
    return wanted.search(text[max(0, start - characters) : start]) is not None
