"""What stands before a number decides what it is: words near a find."""

from __future__ import annotations

import re


def words(*stems: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the stems at the beginning of a word, in any case."""
    return re.compile(r"(?<![^\W\d_])(?:" + "|".join(stems) + ")", re.IGNORECASE)


def stands_before(text: str, start: int, wanted: re.Pattern[str], characters: int = 40) -> bool:
    """Return whether `wanted` is found in the `characters` code points before `start`."""
    return wanted.search(text, max(0, start - characters), start) is not None


def ends_with(text: str, start: int, wanted: re.Pattern[str], characters: int = 24) -> bool:
    """Return whether what stands directly before `start` ends with `wanted` (a pattern that ends in `$`)."""
    return wanted.search(text[max(0, start - characters) : start]) is not None
