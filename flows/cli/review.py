"""`gemeingut review`: what a person must decide; the table out, the decisions in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from flows.cli.funnel import columns
from flows.cli.parser import UsageError
from pipeline.manifest import reviews
from pipeline.stages.open_collection import open_collection
from pipeline.store import files
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.manifest.load import LoadedCollection


NOTHING: Final = {"de": "nichts wartet auf eine Entscheidung", "en": "nothing is waiting for a decision"}
HEADER: Final = {
    "de": ("Quelle", "Regel", "Grund", "Dokumente", "warum"),
    "en": ("source", "rule", "reason", "documents", "why"),
}

PASSAGES: Final = {
    "de": "Wo die Zitate stehen (zwischen ⸨ und ⸩):",
    "en": "Where the quotes stand (between ⸨ and ⸩):",
}


def run(chosen: argparse.Namespace) -> int:
    """Show the open groups of the last run, write them to a file, or take decisions over."""
    collection = open_collection(chosen.collection)
    if chosen.answers:
        return _take_over(chosen, collection)
    path = _open_groups(chosen, collection)
    if not path.is_file():
        raise UsageError(f"{path}: not there; run the collection first: gemeingut run {chosen.collection}")
    lines = reviews.in_language(reviews.read(path), chosen.lang, _sentences(collection))
    if chosen.export:
        files.write_text(chosen.export, reviews.table(lines, for_spreadsheet=chosen.spreadsheet))
        print(f"{len(lines)} groups written to {chosen.export}; fill in verdict, role, case, decision_reason and date")
    elif chosen.json:
        print(json.dumps(lines, ensure_ascii=False, indent=2))
    else:
        print(_table(lines, chosen.lang))
    return 0


def _open_groups(chosen: argparse.Namespace, collection: LoadedCollection) -> Path:
    """Return the file with what the last run left to be decided."""
    workspace = ws.open_workspace(chosen.workspace)
    return workspace.store.local(workspace.review(collection.manifest.name))


def _sentences(collection: LoadedCollection) -> dict[str, str]:
    """Return the German of the policy's sentences, by the English ones."""
    return {rule.why: rule.why_de for rule in collection.policy.rules if rule.why_de}


def _table(lines: Sequence[dict[str, str]], lang: str) -> str:
    if not lines:
        return NOTHING[lang]
    rows = [(line["source"], line["rule"], line["reason"], line["documents"], line["why"]) for line in lines]
    passages = [f"{line['source']}: {line['passage']}" for line in lines if line.get("passage")]
    shown = ["", PASSAGES[lang], *dict.fromkeys(passages)] if passages else []
    return "\n".join([*columns([HEADER[lang], *rows], right={3}), *shown])


def _take_over(chosen: argparse.Namespace, collection: LoadedCollection) -> int:
    decided = reviews.decisions(reviews.read(chosen.answers), chosen.answers)
    known = {source.id for source in collection.sources}
    foreign = sorted(set(decided) - known)
    if foreign:
        raise UsageError(f"{chosen.answers}: {foreign[0]!r} is no source of {collection.manifest.name}")
    for source, new in sorted(decided.items()):
        path = reviews.store(collection.reviews_folder, source, new)
        print(f"{source}: {len(new)} decisions in {path}")
    path = _open_groups(chosen, collection)
    for line in reviews.unknown(decided, reviews.read(path)) if path.is_file() else []:
        print(f"not open in the last run, so without effect unless it comes up again: {line}")
    if not decided:
        print("no line has a verdict; nothing was taken over")
    return 0
