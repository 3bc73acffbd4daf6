"""Whether a text contains a quote verbatim, except for what typesetting changes: white space, emphasis, comment signs.

A module of its own: evidence that was found with it is kept as long as this code does not change.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

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
