"""The parts of a statement as the grammar reads them, and the reader that stands between its tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from licenses.wording import Note

if TYPE_CHECKING:
    from licenses.creative_commons import Named
    from licenses.tokens import Tokens

Kind = Literal[
    "mention",
    "object",
    "link",
    "connector",
    "purpose",
    "article",
    "comma",
    "end",
    "holder",
    "unclear",
    "deed",
    "problem",
    "name",
    "other",
]


class Event(NamedTuple):
    """A part of a statement: its kind, its text or meaning, the licence it names, if any, and for a problem the note on it."""

    kind: Kind
    value: str
    license: str | Named | None = None
    note: Note | None = None


@dataclass(slots=True)
class Reader:
    """The tokens of a statement, the place reached in them, and the events read so far."""

    tokens: Tokens
    at: int = 0
    events: list[Event] = field(default_factory=list)
    has_mention: bool = False

    def emit(self, length: int, kind: Kind, value: str, license_: str | Named | None = None) -> None:
        """Note the next tokens as an event."""
        self.events.append(Event(kind, value, license_))
        if kind == "mention":
            self.has_mention = True
        self.at += length

    def doubt(self, key: str) -> None:
        """Note a token as a problem."""
        raw = self.tokens.raw[self.at]
        self.events.append(Event("problem", raw, None, Note(key, (raw,))))
        self.at += 1
