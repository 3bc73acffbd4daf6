"""Masks personal data with typed placeholders, or removes or keeps it, without joining words."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from filters.pii.kinds import PLACEHOLDERS
from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Action = Literal["mask", "remove", "keep"]

CHANGES: Final[Mapping[Action, str]] = MappingProxyType({"mask": "masked", "remove": "removed"})
"""What a change is called in which an action was carried out; `keep` changes nothing."""


class PiiError(GemeingutError, ValueError):
    """A span is outside its text, overlaps another, or is of an unknown kind; or an action is unknown."""


def mask(
    text: str,
    spans: Sequence[Mapping[str, object]],
    actions: Mapping[str, Action],
    default: Action = "mask",
) -> tuple[str, dict[str, int]]:
    """Return the text with the spans masked, removed or kept, and the number of characters removed, per kind.

    The numbers are signed (negative where the placeholder is longer): `len(text)` minus their sum is the length of the
    result, in code points.  Combining marks after the last character of a span are removed with it.  Where a word would
    touch another word or a placeholder, a blank is inserted between them.
    """
    written = ""
    cuts: dict[str, int] = {}
    done = 0
    for first, end, kind in _checked(text, spans):
        action = actions.get(kind, default)
        if action not in ("mask", "remove", "keep"):
            raise PiiError(f"action for {kind!r} is {action!r}; expected mask, remove or keep")
        if action == "keep":
            continue
        start, after = max(first, done), max(done, _after_marks(text, end))
        written += text[done:start]
        put, after = _put(written[-1:], text, after, PLACEHOLDERS[kind] if action == "mask" else "")
        written += put
        cuts[kind] = cuts.get(kind, 0) + after - start - len(put)
        done = after
    return written + text[done:], cuts


def _checked(text: str, spans: Sequence[Mapping[str, object]]) -> list[tuple[int, int, str]]:
    checked: list[tuple[int, int, str]] = []
    last = 0
    for span in spans:
        start, end, kind = span["start"], span["end"], span["kind"]
        if not (isinstance(start, int) and isinstance(end, int) and last <= start < end <= len(text)):
            raise PiiError(f"span {dict(span)!r} in a text of {len(text)} characters; spans must rise without overlap")
        if not isinstance(kind, str) or kind not in PLACEHOLDERS:
            raise PiiError(f"kind {kind!r} is unknown; there are {sorted(PLACEHOLDERS)}")
        checked.append((start, end, kind))
        last = end
    return checked


def _after_marks(text: str, end: int) -> int:
    while end < len(text) and unicodedata.category(text[end])[0] == "M":
        end += 1
    return end


def _put(before: str, text: str, end: int, placeholder: str) -> tuple[str, int]:
    """Return the text to insert between `before` and `text[end:]`, and where the text continues: words separate, blanks single."""
    after = text[end : end + 1]
    if placeholder:
        return f"{' ' * before.isalnum()}{placeholder}{' ' * after.isalnum()}", end
    if before.isalnum() and after.isalnum():
        return " ", end
    return "", end + (after == " " and before in ("", " ", "\n"))
