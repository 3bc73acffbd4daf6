"""Blanks between the words of a tokenised TEI text that has none: `<w>Erstes</w><w>Kapitel</w><pc>.</pc>`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.read.flow import BLANK, NONE
from pipeline.read.xml import local

if TYPE_CHECKING:
    from lxml import etree

_TOKENS: Final = frozenset({"w", "pc", "s"})
_CLOSING: Final = frozenset(",.;:!?)]}…“”’'") | {"...", "?!", "!?"}
_OPENING: Final = frozenset("([{„‚")
_PAIRS: Final = {"»": "«", "«": "»", "›": "‹", "‹": "›"}
_ELIDED: Final = frozenset({"'s", "’s"})


class Spacing:
    """Decides between two tokens.

    »…« and «…» are both in use: in each text the mark of a pair that comes first is the one that opens.
    """

    def __init__(self) -> None:
        self._opens: dict[str, bool] = {'"': False}
        self._tight = False

    def missing(self, element: etree._Element) -> bool:
        """Return whether the children are tokens with no white space anywhere between them."""
        if not any(local(token) in _TOKENS for token in element):
            return False
        return not any(token.tail and token.tail.isspace() for token in element if local(token) in {"w", "pc"})

    def before(self, token: etree._Element) -> int:
        """Return the break before this token, and remember whether the next one follows without a blank."""
        name = local(token)
        if name not in _TOKENS:
            return NONE
        if name == "s":
            return BLANK
        mark = (token.text or "").strip()
        joined = token.get("join", "")
        attached = self._tight or joined in {"left", "both"} or mark in _ELIDED
        closes = name == "pc" and self._closes(mark)
        self._tight = joined in {"right", "both"} or (name == "pc" and self._opens.get(mark, mark in _OPENING))
        return NONE if attached or closes else BLANK

    def _closes(self, mark: str) -> bool:
        if mark == '"':
            self._opens[mark] = not self._opens[mark]
        elif mark in _PAIRS and mark not in self._opens:
            self._opens |= {mark: True, _PAIRS[mark]: False}
        return mark in _CLOSING or self._opens.get(mark) is False
