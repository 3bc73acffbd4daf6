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
    found = compare(chosen.old, chosen.new)
    print(json.dumps(found, ensure_ascii=False, indent=2) if chosen.json else "\n".join(_lines(found)))
    return 0


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [
        f"{name:<10} {found[name]['documents']:>9,} documents {found[name].get('words', 0):>+13,} words"
        if name != "removed"
        else f"{name:<10} {found[name]['documents']:>9,} documents {-found[name]['words']:>+13,} words"
        for name in ("added", "removed", "changed")
    ]
    lines.append(f"unchanged  {found['unchanged']['documents']:>9,} documents")
    for title, counts in (("removed because", found["removed_by_reason"]), ("added from", found["added_from"])):
        if counts:
            lines.append(f"{title}: " + ", ".join(f"{reason} {count:,}" for reason, count in counts.items()))
    rows = [
        (name, *(f"{one[part]:,}" for part in ("added", "removed", "changed")))
        for name, one in found["sources"].items()
    ]
    if rows:
        lines += columns([("source", "added", "removed", "changed"), *rows], right={1, 2, 3})
    for one in found["limits"]:
        lines.append(f"limit of {one['reason']} ({one['profile']}, {one['measure']}): {one['old']} → {one['new']}")
    return lines
