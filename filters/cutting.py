"""Removes spans from a text and masks personal data in the rest; every removed character is counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from filters.pii.masking import mask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from filters.pii.masking import Action


class Removal(NamedTuple):
    """A span in code points that is removed, and the reason for it."""

    start: int
    end: int
    reason: str


def cut(
    text: str,
    removals: Sequence[Removal],
    personal: Sequence[Mapping[str, object]],
    actions: Mapping[str, Action],
    default: Action = "mask",
    mark: str = "",
) -> tuple[str, dict[str, int]]:
    """Return the text without `removals` and with `personal` masked, and the number of characters removed, by reason.

    `mark` stands where something was removed, once for removals that touch, and counts against what they removed.

    `len(text)` minus the sum of these numbers is the length of the result; personal data count under `pii_<kind>`.
    Removals should be whole sentences; where they overlap, the shared part counts for the one that begins first.  Of the
    white space around a removal only the stronger side remains: a blank line, else a line end, else a blank.
    """
    gone: Counter[str] = Counter()
    written: list[str] = []
    place = 0
    for removal in [*disjoint(text, removals), Removal(len(text), len(text), "")]:
        kept, masked = _masked(text, place, removal.start, personal, actions, default)
        left = _marked(text[removal.start : removal.end], mark) if kept or not written else ""
        written += [kept, left]
        gone.update(masked)
        if removal.end > removal.start:
            gone[removal.reason] += removal.end - removal.start - len(left)
        place = removal.end
    return "".join(written), dict(gone)


def _marked(removed: str, mark: str) -> str:
    """Return the mark between the white space that was removed with a passage; empty if nothing is marked."""
    inner = removed.strip()
    if not mark or not inner:
        return ""
    before, _, after = removed.partition(inner)
    return f"{before}{mark}{after}"


def disjoint(text: str, removals: Sequence[Removal]) -> list[Removal]:
    """Return the removals in order, without overlap, each extended by the white space that is removed with it.

    Removals that touch are one to the text around them: the white space is decided on once.
    """
    ordered: list[Removal] = []
    place = 0
    for group in _touching(removals):
        first, last = max(group[0].start, place), max(removal.end for removal in group)
        if first >= last:
            continue
        begin, stop = _with_space(text, place, first, last)
        for removal in group:
            end = stop if removal.end == last else min(removal.end, stop)
            if end > begin:
                ordered.append(Removal(begin, end, removal.reason))
                begin = end
        place = max(place, stop)
    return ordered


def _touching(removals: Sequence[Removal]) -> list[list[Removal]]:
    """Return the removals, empty ones left out, in groups that touch or overlap, in order."""
    groups: list[list[Removal]] = []
    reached = -1
    for removal in sorted(removal for removal in removals if removal.end > removal.start):
        if removal.start <= reached:
            groups[-1].append(removal)
        else:
            groups.append([removal])
        reached = max(reached, removal.end)
    return groups


def _with_space(text: str, place: int, start: int, end: int) -> tuple[int, int]:
    before = start
    while before > place and text[before - 1].isspace():
        before -= 1
    inner = end
    while inner > start and text[inner - 1].isspace():
        inner -= 1
    after = end
    while after < len(text) and text[after].isspace():
        after += 1
    if after == len(text):
        return before, len(text)
    if before == 0:
        return 0, after
    if text.count("\n", inner, after) > text.count("\n", before, start):
        return before, inner
    return start, after


def _masked(
    text: str,
    start: int,
    end: int,
    personal: Sequence[Mapping[str, object]],
    actions: Mapping[str, Action],
    default: Action,
) -> tuple[str, dict[str, int]]:
    """Return text[start:end] with its personal data masked; a span that extends beyond it counts with its part inside."""
    inside = [
        {"start": max(first, start) - start, "end": min(last, end) - start, "kind": span["kind"]}
        for span in personal
        if isinstance(first := span["start"], int) and isinstance(last := span["end"], int)
        if first < end and last > start
    ]
    kept, masked = mask(text[start:end], inside, actions, default)
    return kept, {f"pii_{kind}": count for kind, count in masked.items()}
