"""`gemeingut diff`: what changed from one release to the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flows.cli.funnel import columns
from pipeline.release_files.diff import compare

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Print the differences between two releases."""
    differences = compare(chosen.old, chosen.new)
    print(json.dumps(differences, ensure_ascii=False, indent=2) if chosen.json else "\n".join(_lines(differences)))
    return 0


def _lines(differences: dict[str, Any]) -> list[str]:
    lines = [
        f"{name:<10} {differences[name]['documents']:>9,} documents {differences[name].get('words', 0):>+13,} words"
        if name != "removed"
        else f"{name:<10} {differences[name]['documents']:>9,} documents {-differences[name]['words']:>+13,} words"
        for name in ("added", "removed", "changed")
    ]
    lines.append(f"unchanged  {differences['unchanged']['documents']:>9,} documents")
    for title, counts in (
        ("removed because", differences["removed_by_reason"]),
        ("added from", differences["added_from"]),
    ):
        if counts:
            lines.append(f"{title}: " + ", ".join(f"{reason} {count:,}" for reason, count in counts.items()))
    rows = [
        (name, *(f"{change[part]:,}" for part in ("added", "removed", "changed")))
        for name, change in differences["sources"].items()
    ]
    if rows:
        lines += columns([("source", "added", "removed", "changed"), *rows], right={1, 2, 3})
    for limit in differences["limits"]:
        lines.append(
            f"limit of {limit['reason']} ({limit['profile']}, {limit['measure']}): {limit['old']} → {limit['new']}"
        )
    return lines
