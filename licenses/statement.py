"""Statements about rights: those of readers, the claim of a manifest, and statements that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

Scope = Literal["source", "document"]


class Statement(Protocol):
    """A statement about rights as readers yield it: verbatim, with its place, its level and its object."""

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
    """The manifest's claim about the source, after its proof was checked.

    `reason` and `rule` are those of a review where it is not proven: `license_review` if the passage around a quote is open.
    """

    license: str | None = None
    basis: str | None = None
    scope: Scope = "source"
    proven: bool = False
    why_unproven: str = ""
    reason: str = "license_unproven"
    rule: str = "unproven"


def elements(statements: Sequence[Statement]) -> list[tuple[tuple[int, ...], str]]:
    """Return positions and text of the statements, an attribute and the text of its element joined to one.

    `<licence target="…/by/3.0/de/">CC BY 3.0</licence>` is one statement: its address makes the name precise, or contradicts it.
    """
    joined: list[tuple[tuple[int, ...], str]] = []
    for at, statement in enumerate(statements):
        before = statements[at - 1] if joined and joined[-1][0] == (at - 1,) else None
        if not statement.statement.strip():
            continue
        if before is not None and _is_attribute_of(before, statement):
            joined[-1] = ((at - 1, at), f"{statement.statement} {before.statement}")
        else:
            joined.append(((at,), statement.statement))
    return joined


def _is_attribute_of(attribute: Statement, element: Statement) -> bool:
    place, _, name = attribute.where.rpartition("@")
    return bool(name) and (place.rstrip("/"), attribute.level, attribute.object) == (
        element.where,
        element.level,
        element.object,
    )
