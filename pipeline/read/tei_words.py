"""Blanks between the words of a tokenised TEI text that has none: `<w>Erstes</w><w>Kapitel</w><pc>.</pc>`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.read.flow import BLANK, NONE
from pipeline.read.xml import local

if TYPE_CHECKING:
    from lxml import etree

_TOKENS: Final = frozenset({"w", "pc", "s"})
_CLOSING: Final = frozenset(",.;:!?)]}…") | {"...", "?!", "!?"}
_OPENING: Final = frozenset("([{„‚")
_QUOTES: Final = {"»": "«", "«": "«", "›": "‹", "‹": "‹", "'": "'", '"': '"', "“": "“", "”": "“"}
"""Marks that open or close, by the pair they belong to: the first of a pair opens, the next closes."""


class Spacing:
    """Decides between two tokens; quotation marks are counted, since »…« and «…» are both in use."""

    def __init__(self) -> None:
        self._open: dict[str, bool] = {}
        self._tight = False

    def missing(self, element: etree._Element) -> bool:
        """Return whether the children are tokens with no white space anywhere between them."""
        if not any(local(one) in _TOKENS for one in element):
            return False
        return not any(one.tail and one.tail.isspace() for one in element if local(one) in {"w", "pc"})

    def before(self, token: etree._Element) -> int:
        """Return the break before this token, and remember whether the next one follows without a blank."""
        name = local(token)
        if name not in _TOKENS:
            return NONE
        if name == "s":
            return BLANK
        tight, self._tight = self._tight, token.get("join") in {"right", "both"}
        mark = (token.text or "").strip()
        if token.get("join") in {"left", "both"}:
            return NONE
        if name == "pc":
            return self._mark(mark, tight=tight)
        return NONE if tight else BLANK

    def _mark(self, mark: str, *, tight: bool) -> int:
        pair = _QUOTES.get(mark)
        if pair is not None:
            opens = not self._open.get(pair, False)
            self._open[pair] = opens
            self._tight = opens
            return BLANK if opens and not tight else NONE
        self._tight = mark in _OPENING
        return NONE if tight or mark in _CLOSING else BLANK
