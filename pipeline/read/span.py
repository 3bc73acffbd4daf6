"""A piece of a snapshot that is read by itself; a module of its own, since planning pieces needs what reads them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """Members of one file of the snapshot, from `first` to before `stop` in its order; or parts of the one member `first`.

    `parts` are the fields of the member's parts but the member.
    """

    file: int
    first: int
    stop: int
    parts: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Piece:
    """A piece of a source: spans in the order of the snapshot; `is_first` for the one that notes members which are left out."""

    spans: tuple[Span, ...]
    is_first: bool

    def as_json(self) -> dict[str, Any]:
        """Return the piece as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Piece:
        """Return the piece that `as_json` wrote."""
        spans = tuple(Span(**{**span, "parts": tuple(span["parts"])}) for span in stored["spans"])
        return cls(spans, stored["is_first"])
