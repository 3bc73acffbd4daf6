"""The funnel of a release as a table: documents read, kept and removed per source, with reasons; and aligned columns."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.release_files.facts import Counts, ReleaseFacts

SHOWN: Final = 3  # reasons named per source; the ledger has them all


def funnel(facts: ReleaseFacts) -> str:
    """Return the table as text, one line a source, the sum last, then the sources that were not read."""
    rows = [_row(name, source) for name, source in sorted(facts.sources.items())]
    rows.append(_row("total", facts.counts))
    header = ("source", "read", "kept", "removed", "quarantined", "why")
    lines = columns([header, *rows], right={1, 2, 3, 4})
    lines += [f"{source.source}: {source.fate} before reading: {source.reason}" for source in facts.not_read]
    return "\n".join(lines)


def _row(name: str, counts: Counts) -> tuple[str, ...]:
    reasons = counts.by_reason()
    named = ", ".join(f"{reason} {count}" for reason, count in islice(reasons.items(), SHOWN))
    more = f", {len(reasons) - SHOWN} more" if len(reasons) > SHOWN else ""
    return (name, *(f"{count:,}" for count in counts.by_fate().values()), named + more)


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
