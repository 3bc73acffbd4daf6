"""Whether a text contains a quote verbatim, except for what typesetting changes: white space, emphasis, comment signs.

A module of its own: evidence that was found with it is kept as long as this code does not change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import islice, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMENT_PREFIX: Final = re.compile(r"^[ \t]*(?:(?://+|#+|%+|;+|>+|\*+(?=[ \t]|$)|--(?=[ \t]))[ \t]?)+", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"[*_`]+|</?(?:b|i|em|strong|u|code|hi)(?:\s[^<>]*)?>", re.IGNORECASE)
_SOFT: Final = re.compile(r"\u00ad\s*|[\u200b\ufeff]")
_MARK: Final = "\x00"
"""Replaces an emphasis mark, which may separate two words or be inside one."""
_BEGINS: Final = r"(?<!\w)(?<!\w[-‐‑])"
_ENDS: Final = r"(?![-‐‑]?\w)"
"""A hyphen continues a word: `CC BY` is not contained in `CC BY-SA`."""
_PIECE: Final = re.compile(r"\w+|[^\w\s\x00]")


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """Return the text without soft hyphens and comment signs at line starts, with a mark in place of every emphasis."""
    return _EMPHASIS.sub(_MARK, _COMMENT_PREFIX.sub("", _SOFT.sub("", text)))


def stands_in(quote: str, text: str) -> bool:
    """Return whether the text contains the quote letter by letter, including case and punctuation; False for an empty quote.

    Words must be whole: `CC BY` is contained neither in `MCC BYTES` nor in `CCBY`.  White space between words may be of any
    kind and length, and is optional next to punctuation.
    """
    pattern = _pattern(quote)
    return pattern is not None and pattern.search(plain(text)) is not None


def spans(quote: str, text: str, most: int = 50) -> tuple[tuple[int, int], ...]:
    """Return where the quote stands in the text, as pairs of offsets in the text as it is; at most so many, in order."""
    pattern = _pattern(quote)
    if pattern is None:
        return ()
    stages: list[Sequence[tuple[int, int]]] = []
    stripped = text
    for removed, mark in ((_SOFT, ""), (_COMMENT_PREFIX, ""), (_EMPHASIS, _MARK)):
        stripped, anchors = _replaced(removed, mark, stripped)
        stages.append(anchors)
    matches = islice(pattern.finditer(stripped), most)
    return tuple((_original(match.start(), stages), _original(match.end() - 1, stages) + 1) for match in matches)


def _replaced(pattern: re.Pattern[str], mark: str, text: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """Return the text with a mark for every match, and pairs of offsets, after it and before, that belong together."""
    pieces, anchors = [], [(0, 0)]
    at = length = 0
    for match in pattern.finditer(text):
        pieces += [text[at : match.start()], mark]
        length += match.start() - at + len(mark)
        at = match.end()
        anchors.append((length, at))
    return "".join([*pieces, text[at:]]), anchors


def _original(offset: int, stages: Sequence[Sequence[tuple[int, int]]]) -> int:
    for anchors in reversed(stages):
        after, before = anchors[bisect_right(anchors, offset, key=itemgetter(0)) - 1]
        offset = before + offset - after
    return offset


@lru_cache(maxsize=256)
def _pattern(quote: str) -> re.Pattern[str] | None:
    pieces = _PIECE.findall(plain(quote))
    if not pieces:
        return None
    written = [(_BEGINS if _is_word(pieces[0]) else "") + _spelled(pieces[0])]
    for before, piece in pairwise(pieces):
        gap = rf"[\s{_MARK}]+" if _is_word(before) and _is_word(piece) else rf"[\s{_MARK}]*"
        written.append(gap + _spelled(piece))
    return re.compile("".join(written) + (_ENDS if _is_word(pieces[-1]) else ""))


def _spelled(piece: str) -> str:
    return f"{_MARK}*".join(map(re.escape, piece))


def _is_word(piece: str) -> bool:
    return piece[0].isalnum()
