"""The verdict on one occurrence of a quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from licenses.wording import Note

Verdict = Literal["unproven", "review", "accept"]


class Judged(NamedTuple):
    """The verdict on an occurrence, its rule (empty if accepted) and what was noticed."""

    verdict: Verdict
    rule: str = ""
    note: Note | None = None
    objects: frozenset[str] = frozenset()
