"""Running text from separate tokens: German rules for the spaces around punctuation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_SPACE_BEFORE: Final = frozenset(",.;:!?)]}“”’‘")
_NO_SPACE_AFTER: Final = frozenset("([{„‚")
_PAIRED: Final = frozenset("\"»«'")
"""Quotation marks that may open or close: the first opens, the next of its kind closes."""
_OTHER: Final = {"»": "«", "«": "»"}


def detokenized(tokens: Iterable[str]) -> str:
    """Return the tokens as a line of text, closing signs joined to the left and opening ones to the right.

    A hyphen or dash keeps its spaces: the tokens do not show whether it joined two words.
    """
    parts: list[str] = []
    opened: set[str] = set()
    is_joined = True
    for token in tokens:
        before, after = _spaces(token, opened)
        if not is_joined and before:
            parts.append(" ")
        parts.append(token)
        is_joined = not after
    return "".join(parts)


def _spaces(token: str, opened: set[str]) -> tuple[bool, bool]:
    """Return whether a space stands before and after the token, and keep account of open quotation marks."""
    if token in _PAIRED:
        opener = _OTHER.get(token, token)
        if opener in opened:
            opened.discard(opener)
            return False, True
        opened.add(token)
        return True, False
    return token not in _NO_SPACE_BEFORE, token not in _NO_SPACE_AFTER
