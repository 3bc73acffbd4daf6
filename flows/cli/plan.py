"""`gemeingut plan`: what a run would fetch, the licence verdicts, sizes and needs; changes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from flows.cli.funnel import columns
from pipeline import workspace as ws
from pipeline.describe.answers import check_answers
from pipeline.load import load_collection
from pipeline.planning import SourcePlan, needs, plan_source, targets, undescribed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

WITNESS = "a witness: compared, never published"


def run(chosen: argparse.Namespace) -> int:
    """Print the plan of a collection."""
    collection = load_collection(chosen.collection)
    check_answers(collection)
    workspace = ws.Workspace(chosen.workspace)
    day = collection.manifest.as_of
    as_of = day.isoformat() if day else None
    plans = [plan_source(source, collection.policy, workspace, chosen.mirror, as_of) for source in collection.sources]
    lacking = targets(collection.manifest)
    if chosen.json:
        found = {
            "collection": collection.manifest.name,
            "policy": collection.policy.name,
            "recipe": collection.recipe.name,
            "sources": [asdict(one) for one in plans],
            "needs": needs(plans),
            "targets": lacking,
            "undescribed": undescribed(collection.manifest),
        }
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    print(f"{collection.manifest.name}: policy {collection.policy.name}, recipe {collection.recipe.name}")
    print("\n".join(_table(plans)))
    wanted = needs(plans)
    print(
        f"needs about {wanted['disk_bytes'] / 1e6:,.0f} MB of disk, {wanted['memory_bytes'] / 1e9:.1f} GB of memory, "
        f"{wanted['hours']:.2f} hours on two processors; {wanted['fetch_bytes'] / 1e6:,.0f} MB known to be fetched"
    )
    for name, instead in undescribed(collection.manifest).items():
        print(f"not said by the collection: {name} ({instead})")
    for target, missing in lacking.items():
        print(f"to publish to {target}: {'nothing is missing' if not missing else 'missing ' + ', '.join(missing)}")
    return 0


def _table(plans: Sequence[SourcePlan]) -> list[str]:
    rows = [
        (
            one.source,
            one.license or "-",
            one.verdict,
            one.proof,
            "-" if one.bytes is None else f"{one.bytes / 1e6:,.2f}",
            one.origin,
            ", ".join(filter(None, (one.reason, WITNESS if one.witness else None))),
        )
        for one in plans
    ]
    return columns([("source", "licence", "verdict", "proof", "MB", "from", "reason"), *rows], right={4})
