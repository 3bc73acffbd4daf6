"""The funnel of a release as a table: what was read, what was removed for which reason, what is left, per source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHOWN: Final = 3  # reasons named per source; the ledger has them all


def funnel(facts: Mapping[str, Any]) -> str:
    """Return the table as text, one line a source, the sum last, then the sources that were not read."""
    rows = [_row(name, one) for name, one in sorted(facts["sources"].items())]
    rows.append(_row("total", facts["counts"]))
    header = ("source", "read", "kept", "removed", "quarantined", "why")
    lines = columns([header, *rows], right={1, 2, 3, 4})
    for one in facts["not_read"]:
        lines.append(f"{one['source']}: {one['fate']} before reading: {one['reason']}")
    return "\n".join(lines)


def _row(name: str, one: Mapping[str, Any]) -> tuple[str, ...]:
    reasons = {**one["removed_by_reason"]}
    for reason, count in one["quarantined_by_reason"].items():
        reasons[reason] = reasons.get(reason, 0) + count
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    named = ", ".join(f"{reason} {count}" for reason, count in ordered[:SHOWN])
    more = f", {len(ordered) - SHOWN} more" if len(ordered) > SHOWN else ""
    counts = (one["read"], one["kept"], one["removed"], one["quarantined"])
    return (name, *(f"{count:,}" for count in counts), named + more)


def columns(rows: Sequence[Sequence[str]], right: set[int] = frozenset()) -> list[str]:  # type: ignore[assignment]
    """Return the rows as lines of aligned columns; `right` names the columns aligned to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
