"""Running text put together from fragments: white space collapses, and the strongest break between two words wins."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

NONE: Final = 0
BLANK: Final = 1
LINE: Final = 2
PARAGRAPH: Final = 3
"""Strength of a break: nothing, a blank, a new line, an empty line."""

_BREAKS: Final = ("", " ", "\n", "\n\n")
_WHITE: Final = " \t\r\n"
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_OTHER_BLANKS: Final = "\u00a0\u0085\u000b\u000c\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What Python takes for white space and XML does not: the author's, which stays."""

_CLOSING: Final = ",.;:!?)"
_HYPHENS: Final = "-⸗¬\u00ad\u2010"
_SUSPENDED: Final = re.compile(r"(?:und|oder|bzw|bis|u|vnd|vnnd)\b")
"""How a fragment begins before which a hyphen stands for the second half of a pair."""


class Flow:
    """Collects text.  A break is remembered until the next word, so that none stands at the beginning or the end.

    Only XML white space collapses: no-break spaces and other characters are the author's and stay.
    """

    __slots__ = ("_broken", "_cap", "_elided", "_glue", "_parts", "_pending", "_tabs", "inline")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pending = NONE
        self._cap = PARAGRAPH
        self._tabs = 0
        self._glue = False
        self._elided = False
        self._broken = False
        self.inline = 0

    def text(self, fragment: str | None) -> None:
        """Append the fragment; runs of white space become one blank, or part of the break that is due anyway."""
        if not fragment:
            return
        body = fragment.strip(_WHITE)
        if not body:
            if not self._pending and not self._glue:
                self._pending = BLANK
            return
        if fragment[0] in _WHITE:
            if not self._pending and not self._glue:
                self._pending = BLANK
        elif self._elided and self._pending == BLANK and fragment[0] in _CLOSING:
            self._pending = NONE
        self._write(_single(body))
        self._pending = BLANK if fragment[-1] in _WHITE else NONE

    def between(self, strength: int, fragment: str | None) -> None:
        """Append the fragment with breaks of that strength on either side."""
        self.to(strength)
        self.text(fragment)
        self.to(strength)

    def mark(self, sign: str) -> None:
        """Append a sign that stands for what is not there, unless it is the last word already."""
        if not self._parts or self._parts[-1] != sign:
            self.text(sign)

    def line(self, text: str) -> None:
        """Append a line of its own as it is: white space inside it stays."""
        self.to(LINE)
        self._write(text)
        self._pending = LINE

    def _write(self, body: str) -> None:
        strength = min(self._cap, self._pending)
        if self._broken:
            strength = self._rejoin(body)
            self._broken = False
        parts = self._parts
        if self._tabs:
            if parts and strength > BLANK:
                parts.append(_BREAKS[strength])
            parts.append("\t" * self._tabs)
            self._tabs = 0
        elif strength and parts:
            parts.append(_BREAKS[strength])
        parts.append(body)
        self._cap = PARAGRAPH
        self._glue = self._elided = False

    def _rejoin(self, body: str) -> int:
        """Return the break between the halves of a word; the hyphen goes where the second is in lower case."""
        if _SUSPENDED.match(body) or not body[0].isalpha():
            return BLANK
        if body[0].islower():
            self._parts[-1] = self._parts[-1][:-1]
        return NONE

    def to(self, strength: int) -> None:
        """Ask for a break of at least this strength before the next word; inside a table's cell none is above a blank."""
        if self.inline:
            strength = min(strength, BLANK)
        elif strength >= LINE:
            self._tabs = 0
        if not self._glue or strength == PARAGRAPH:
            self._pending = max(self._pending, strength)
            self._glue = False

    def hold(self, strength: int) -> None:
        """Ask for a break of exactly this strength before the next word, whatever is asked for in between."""
        self.to(strength)
        self._cap = strength

    def tab(self) -> None:
        """Put a tab before the next word: the next cell of a row."""
        self._tabs += 1

    def join(self) -> None:
        """Forget the break that is due, and white space and line breaks that follow: the next word continues this one."""
        self._pending = NONE
        self._glue = True

    def elide(self) -> None:
        """Say that a note was taken out here: a blank before it goes too if a closing mark follows."""
        self._elided = True

    def held(self) -> bool:
        """Return whether the next break is held below a paragraph."""
        return self._cap < PARAGRAPH

    def line_end(self, strength: int, *, joins: bool) -> None:
        """Take in a line end of the source: a break of that strength, or none where the word goes on.

        A hyphen before it keeps a line end, so that cleaning can judge the word; inside a cell the halves are joined.
        """
        if self._hyphenated():
            self._broken = self._broken or bool(self.inline)
            self.to(LINE)
        elif joins:
            self.join()
        else:
            self.to(strength)

    def _hyphenated(self) -> bool:
        """Return whether the text so far ends with a hyphen behind a letter, but for white space."""
        if self._pending == PARAGRAPH or self._tabs or not self._parts or self._parts[-1][-1] not in _HYPHENS:
            return False
        ending = self._parts[-1][-2:] if len(self._parts[-1]) > 1 else "".join(self._parts[-2:])[-2:]
        return ending[:-1].isalpha() or unicodedata.combining(ending[0]) > 0

    def result(self) -> str:
        """Return the text, without a break at its end."""
        return "".join(self._parts)


def _single(text: str) -> str:
    """Return the text with each run of XML white space as one blank."""
    if not ("\n" in text or "  " in text or "\t" in text or "\r" in text):
        return text
    if any(sign in text for sign in _OTHER_BLANKS):
        return _SPACES.sub(" ", text)
    return " ".join(text.split())  # several times as fast as the pattern
