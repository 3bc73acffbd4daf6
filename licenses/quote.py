"""Whether a quote stands verbatim in a text, up to what typesetting changes: white space, emphasis, comment signs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_COMMENT_PREFIX: Final = re.compile(r"^[ \t]*(?:(?://+|#+|%+|;+|>+|\*+(?=[ \t]|$)|--(?=[ \t]))[ \t]?)+", re.MULTILINE)
_EMPHASIS: Final = re.compile(r"[*_`]+|</?(?:b|i|em|strong|u|code|hi)(?:\s[^<>]*)?>", re.IGNORECASE)
_SPACE: Final = re.compile(r"[\s\u00ad\u200b\ufeff]+")


@lru_cache(maxsize=256)
def normal_text(text: str) -> str:
    """Return the text without white space, emphasis marks and comment signs at line starts; letters stay as they are.

    All white space goes, so that a quote is found across line breaks and whatever stands between two tags.
    """
    return _SPACE.sub("", _EMPHASIS.sub("", _COMMENT_PREFIX.sub("", text)))


def stands_in(quote: str, text: str) -> bool:
    """Return whether the quote stands in the text letter by letter, case and punctuation included; an empty one never does."""
    wanted = normal_text(quote)
    return bool(wanted) and wanted in normal_text(text)
