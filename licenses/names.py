"""Creative Commons names by their parts: `CC BY-SA 3.0 DE`, `Creative Commons 3.0 by-nc-sa`, `Namensnennung 4.0 International`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from licenses.creative_commons import NOT_PORTED, Named
from licenses.vocabulary import vocabulary

if TYPE_CHECKING:
    from licenses.tokens import Tokens

_VERSION: Final = re.compile(r"\d(?:\.\d)?")
_COMPACT: Final = re.compile(r"[1-4][015]")
_LANGUAGES: Final = frozenset({"de", "en", "fr"})
_SKIPPED: Final = frozenset("(:+.")
_FIRST: Final = frozenset({"cc", "creative"})


class _Parts:
    """The parts of a name read so far."""

    __slots__ = ("creative", "elements", "international", "is_compact", "port", "unported", "version")

    def __init__(self) -> None:
        self.creative = False
        self.elements: set[str] = set()
        self.version: str | None = None
        self.port: str | None = None
        self.unported = False
        self.international = False
        self.is_compact = False

    def named(self) -> Named:
        """Return the parts; if the version contradicts `International` or `Unported`, with a port that does not exist."""
        port = self.port
        if self.international and self.version not in {"4.0", None}:
            port = "contradiction"
        elif self.unported and self.version == "4.0":
            port = NOT_PORTED
        return Named(frozenset(self.elements), self.version, port, self.unported)

    def is_enough(self) -> bool:
        """Return whether the parts form a name: with CC in front, or as the title of a licence text, or `by-sa 4.0`."""
        if self.creative:
            return True
        titled = self.international or self.unported or self.port is not None
        return "by" in self.elements and self.version is not None and (titled or len(self.elements) > 1)


def creative_name(tokens: Tokens, start: int) -> tuple[int, Named] | None:
    """Return length and parts of the Creative Commons name that starts at token `start`, or None if there is none."""
    word, words = tokens.words[start], vocabulary()
    if word not in _FIRST and word not in words.compounds and word not in words.elements.by_first:
        return None
    parts, at, end = _Parts(), start, start
    while at < len(tokens.words):
        length = _take(tokens, at, parts)
        if length == 0:
            if at == start or not _may_skip(tokens, at, parts):
                break
            at += 1
            continue
        at += length
        end = at
    if end == start or not parts.is_enough():
        return None
    return end - start, parts.named()


def _may_skip(tokens: Tokens, at: int, parts: _Parts) -> bool:
    word = tokens.words[at]
    if word in vocabulary().creative_fillers:
        return True
    if word == ")" and parts.creative and parts.elements and parts.version is None:
        return at + 1 < len(tokens.words) and tokens.kinds[at + 1] == "number"
    if word == "+":
        return bool(parts.elements)
    if word == "(" and parts.creative and parts.elements and parts.version is None:
        return tokens.kinds[at + 1 : at + 2] == ("number",) and tokens.words[at + 2 : at + 3] == (")",)
    if word == "(" and parts.elements and parts.version is not None:
        return _is_place_in_brackets(tokens, at + 1)
    return word in _SKIPPED and parts.creative and not parts.elements and word != "."


def _is_place_in_brackets(tokens: Tokens, at: int) -> bool:
    """Return whether `International`, `Unported` or a port stands here, with a bracket that closes behind it."""
    known, words = vocabulary(), tokens.words
    if at >= len(words):
        return False
    spelled = known.unported.longest(words, at) or known.ports.longest(words, at)
    length = 1 if words[at] in known.international else spelled[0] if spelled else 0
    return length > 0 and words[at + length : at + length + 1] == (")",)


def _take(tokens: Tokens, at: int, parts: _Parts) -> int:
    """Add the next part of the name to `parts`; return the number of its tokens, 0 if there is none."""
    words = tokens.words
    word = words[at]
    if word == "cc" or (word == "creative" and words[at + 1 : at + 2] == ("commons",)):
        if parts.creative and parts.elements:
            return 0
        parts.creative = True
        return 1 if word == "cc" else 2
    if tokens.kinds[at] == "number":
        return _take_version(word, parts) or _take_compact(tokens, at, parts)
    if parts.is_compact and parts.version == "4.0" and tokens.glued[at] and word in _LANGUAGES:
        return 1  # the language of the deed; 4.0 has no ports
    if word not in vocabulary().creative_words:
        return 0
    return _take_element(words, at, parts) or _take_place(tokens, at, parts)


def _take_version(word: str, parts: _Parts) -> int:
    if parts.version is not None or not _VERSION.fullmatch(word) or not (parts.creative or parts.elements):
        return 0
    parts.version = word if "." in word else f"{word}.0"
    return 1


def _take_compact(tokens: Tokens, at: int, parts: _Parts) -> int:
    """Add a version that is written without its point, as in keys of vocabularies: `cc_by_40`, `cc_by_sa_30_de`."""
    word = tokens.words[at]
    if parts.version is not None or not parts.elements or not tokens.glued[at] or not _COMPACT.fullmatch(word):
        return 0
    parts.version, parts.is_compact = f"{word[0]}.{word[1]}", True
    return 1


def _take_element(words: tuple[str, ...], at: int, parts: _Parts) -> int:
    compound = vocabulary().compounds.get(words[at])
    if compound is not None:
        if parts.elements:
            return 0
        parts.elements |= compound
        parts.creative = parts.creative or words[at].startswith("cc")
        return 1
    element = vocabulary().elements.longest(words, at)
    if element is None or element[1] in parts.elements:
        return 0
    parts.elements.add(element[1])
    return element[0]


def _take_place(tokens: Tokens, at: int, parts: _Parts) -> int:
    """Add port, `International` or `Unported`; a two-letter port must look like one, since `at` and `in` are words too."""
    words = tokens.words
    if not parts.elements or parts.port or parts.unported or parts.international:
        return 0
    if words[at] in vocabulary().international:
        parts.international = True
        return 1
    unported = vocabulary().unported.longest(words, at)
    if unported is not None:
        parts.unported = True
        return unported[0]
    port = vocabulary().ports.longest(words, at)
    if port is None or (port[0] == 1 and not _looks_like_port(tokens, at)):
        return 0
    parts.port = port[1]
    return port[0]


def _looks_like_port(tokens: Tokens, at: int) -> bool:
    raw = tokens.raw[at]
    return len(raw) > 3 or raw.isupper() or tokens.glued[at] or at == len(tokens.words) - 1
