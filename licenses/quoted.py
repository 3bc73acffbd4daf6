"""What a quote names: the licence recognised in it, or the only one it names, and where that name stands.

A quote that cannot be read word by word proves its licence only if its other words are no reason against it: its name alone is then
judged in its sentence, as if no more had been quoted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from licenses.agreement import ContradictionError, agreed
from licenses.catalogue import catalogue
from licenses.mentions import mentions
from licenses.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Sequence


_GRANTED: Final = frozenset({"license", "waiver", None})
"""Bases that somebody grants; that a term has run out, or a law applies, is not granted by naming it."""


@lru_cache(maxsize=4096)
def licensed_by(quote: str) -> str | None:
    """Return the licence that a quote grants if its words are read, else the only one it names; None if it names none or several."""
    recognition = recognise(quote)
    if recognition.license is not None or not _is_unread(quote):
        return recognition.license
    try:
        named = agreed([mention.license for mention in mentions(quote)])
    except ContradictionError:
        return None
    return named if all(license_.basis in _GRANTED for license_ in catalogue().of(named)) else None


def narrowed(quote: str, text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where in a text the quote stands; of one that is not read word by word, where its licence is named in it."""
    if not _is_unread(quote):
        return list(spans)
    pattern = re.compile(r"[\W_]*".join(map(re.escape, mentions(quote)[0].words.split())))
    return [
        (start + named.start(), start + named.end()) if (named := pattern.search(text[start:end])) else (start, end)
        for start, end in spans
    ]


@lru_cache(maxsize=4096)
def _is_unread(quote: str) -> bool:
    """Return whether a quote names a licence among words that recognition does not explain."""
    return recognise(quote).rule == "unexplained_words" and bool(mentions(quote))
