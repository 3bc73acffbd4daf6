"""Whether a quote stands verbatim in a text, up to what typesetting changes: white space, emphasis, comment signs."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

_COMMENT_PREFIX: Final = re.compile(r"^[ \t]*(?:(?://+|#+|%+|;+|>+|\*+(?=[ \t]|$)|--(?=[ \t]))[ \t]?)+", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"[*_`]+|</?(?:b|i|em|strong|u|code|hi)(?:\s[^<>]*)?>", re.IGNORECASE)
_SOFT: Final = re.compile(r"\u00ad\s*|[\u200b\ufeff]")
_MARK: Final = "\x00"
"""What stands for an emphasis mark: it may part two words, and may stand within one."""
_BEGINS: Final = r"(?<!\w)(?<!\w[-‐‑])"
_ENDS: Final = r"(?![-‐‑]?\w)"
"""A hyphen goes on with a word: `CC BY` does not stand in `CC BY-SA`."""
_PIECE: Final = re.compile(r"\w+|[^\w\s\x00]")


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """Return the text without comment signs at line starts and soft hyphens, every emphasis as one mark."""
    return _EMPHASIS.sub(_MARK, _COMMENT_PREFIX.sub("", _SOFT.sub("", text)))


def stands_in(quote: str, text: str) -> bool:
    """Return whether the quote stands in the text letter by letter, case and punctuation included; an empty one never does.

    Words must be whole: `CC BY` stands neither in `MCC BYTES` nor in `CCBY`.  White space may be of any kind and length
    between words, and comes and goes beside punctuation.
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
