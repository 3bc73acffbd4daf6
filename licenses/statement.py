"""What is said about rights: a reader's statements, a manifest's claim, and which statements are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

Scope = Literal["source", "document"]


class Statement(Protocol):
    """A statement about rights as readers yield it: verbatim, where it stood, its level and what it is about."""

    @property
    def statement(self) -> str:
        """The statement, verbatim."""

    @property
    def where(self) -> str:
        """Element path, field name or member."""

    @property
    def level(self) -> str:
        """`source` or `document`."""

    @property
    def object(self) -> str:
        """`text`, `digital_original`, `metadata`, `software` or `images`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the manifest claims of the source, after its proof was checked."""

    license: str | None = None
    basis: str | None = None
    scope: Scope = "source"
    proven: bool = False
    why_unproven: str = ""


def elements(statements: Sequence[Statement]) -> list[tuple[tuple[int, ...], str]]:
    """Return positions and text of what was stated, an attribute and the text of its element as one statement.

    `<licence target="…/by/3.0/de/">CC BY 3.0</licence>` says one thing: its address makes the name precise, or contradicts it.
    """
    elements: list[tuple[tuple[int, ...], str]] = []
    for at, one in enumerate(statements):
        before = statements[at - 1] if elements and elements[-1][0] == (at - 1,) else None
        if not one.statement.strip():
            continue
        if before is not None and _is_attribute_of(before, one):
            elements[-1] = ((at - 1, at), f"{one.statement} {before.statement}")
        else:
            elements.append(((at,), one.statement))
    return elements


def _is_attribute_of(attribute: Statement, element: Statement) -> bool:
    place, _, name = attribute.where.rpartition("@")
    return bool(name) and (place.rstrip("/"), attribute.level, attribute.object) == (
        element.where,
        element.level,
        element.object,
    )
