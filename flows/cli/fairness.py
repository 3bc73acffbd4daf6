"""`gemeingut inspect --fairness`: removal rates of documents that mention groups of people, against all others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flows.cli.errors import UsageError
from flows.cli.funnel import columns
from pipeline.curator import inspection
from pipeline.describe import fairness

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Print the report of a release, all sources together or one of them."""
    rows = fairness.read(chosen.place)
    if not rows:
        raise UsageError(f"{chosen.place}: no {fairness.FILE} there; it stands in a release")
    if chosen.source:
        inspection.check_name("source", chosen.source, {row.source for row in rows})
    wanted = chosen.source or fairness.EVERYWHERE
    shown = rows if chosen.json and not chosen.source else [row for row in rows if row.source == wanted]
    if chosen.json:
        print(json.dumps([row.as_json() for row in shown], ensure_ascii=False, indent=2))
        return 0
    header = ("group", "mention it", "removed", "others", "removed", "difference", "95 %", "")
    print("\n".join(columns([header, *map(_line, shown)], right={1, 2, 3, 4, 5})))
    telling = [row for row in rows if row.source != fairness.EVERYWHERE and row.is_telling]
    if not chosen.source:
        worse = sorted({row.source for row in telling if row.low is not None and row.low > 0})
        print(f"sources in which a group is removed more often than chance would: {', '.join(worse) or 'none'}")
    return 0


def _line(row: fairness.FairnessRow) -> tuple[str, ...]:
    rates = (_share(row.removed_mentioning, row.mentioning), _share(row.removed_others, row.others))
    counts = (f"{row.mentioning:,}", rates[0], f"{row.others:,}", rates[1])
    if row.difference is None or row.low is None or row.high is None:
        return (row.group, *counts, "–", "", "")
    mark = "more often" if row.low > 0 else "less often" if row.high < 0 else ""
    return (row.group, *counts, f"{row.difference:+.1%}", f"{row.low:+.1%} to {row.high:+.1%}", mark)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
