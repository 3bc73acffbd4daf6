"""Where a sentence restricts the use of what it speaks of, or names another holder of the rights, beyond the licence claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from licenses import cues
from licenses.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

RESTRICTIONS: Final = ("noncommercial", "no_derivatives", "reserved")
_IMPLIED: Final[Mapping[str, frozenset[str]]] = {
    "noncommercial": frozenset({"noncommercial", "research_only", "personal_use", "reserved"}),
    "no_derivatives": frozenset({"no_derivatives", "reserved"}),
    "reserved": frozenset({"reserved", "copyright_notice"}),
}
"""Classes of licence that restrict in the same way, so that such a sentence adds nothing."""


def restricting(sentence: str, wanted: Collection[str]) -> tuple[tuple[int, int], ...]:
    """Return where a plain sentence restricts use in a way that the wanted licences do not."""
    return tuple(span for kind in kinds(sentence, wanted) for span in cues.hits(kind, sentence))


def kinds(sentence: str, wanted: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of restriction that a plain sentence makes and the wanted licences do not.

    A sentence that restricts as one of these licences does restricts in no other way: `kommerzielle Nutzung ist nicht gestattet`.
    """
    of_licences = _not_implied(wanted)
    if any(cues.hit(kind, sentence) for kind in RESTRICTIONS if kind not in of_licences):
        return ()
    return tuple(kind for kind in of_licences if cues.hit(kind, sentence))


def _not_implied(wanted: Collection[str]) -> tuple[str, ...]:
    classes = {name for id_ in wanted for name in catalogue().get(id_).classes}
    return tuple(kind for kind in RESTRICTIONS if classes.isdisjoint(_IMPLIED[kind]))
