"""`gemeingut review`: what a person must decide; the table out, the decisions in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flows.cli.errors import UsageError
from flows.cli.funnel import columns
from pipeline import review
from pipeline import workspace as ws
from pipeline.load import load_collection

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pipeline.load import LoadedCollection


def run(chosen: argparse.Namespace) -> int:
    """Show the open groups of the last run, write them to a file, or take decisions over."""
    collection = load_collection(chosen.collection)
    if chosen.answers:
        return _take_over(chosen, collection)
    path = ws.Workspace(chosen.workspace).review(collection.manifest.name)
    if not path.is_file():
        raise UsageError(f"{path}: not there; run the collection first: gemeingut run {chosen.collection}")
    lines = review.read(path)
    if chosen.export:
        ws.write_text(chosen.export, path.read_text(encoding="utf-8"))
        print(f"{len(lines)} groups written to {chosen.export}; fill in verdict, role, case, decision_reason and date")
    elif chosen.json:
        print(json.dumps(lines, ensure_ascii=False, indent=2))
    else:
        print(_table(lines))
    return 0


def _table(lines: Sequence[dict[str, str]]) -> str:
    if not lines:
        return "nothing is waiting for a decision"
    rows = [(one["source"], one["rule"], one["reason"], one["documents"], one["why"]) for one in lines]
    return "\n".join(columns([("source", "rule", "reason", "documents", "why"), *rows], right={3}))


def _take_over(chosen: argparse.Namespace, collection: LoadedCollection) -> int:
    decided = review.decisions(review.read(chosen.answers), chosen.answers)
    known = {source.id for source in collection.sources}
    foreign = sorted(set(decided) - known)
    if foreign:
        raise UsageError(f"{chosen.answers}: {foreign[0]!r} is no source of {collection.manifest.name}")
    for source, new in sorted(decided.items()):
        path = review.store(collection.reviews_folder, source, new)
        print(f"{source}: {len(new)} decisions in {path}")
    if not decided:
        print("no line has a verdict; nothing was taken over")
    return 0
