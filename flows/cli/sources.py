"""`gemeingut sources`: the source manifests that come with Gemeingut."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flows.cli.funnel import columns
from pipeline.admit.admitted import claim_judgement, refusal
from pipeline.manifest.load import load_policy, load_source, manifests_root

if TYPE_CHECKING:
    import argparse

    from pipeline.manifest import Policy
    from pipeline.manifest.load import LoadedSource


def run(chosen: argparse.Namespace) -> int:
    """Print the sources whose id, title, domain or licence contains the pattern."""
    policy = load_policy(chosen.policy)
    paths = sorted((manifests_root() / "sources").glob("*.yaml"))
    rows = [_row(load_source(path), policy) for path in paths]
    pattern = chosen.pattern.casefold()
    rows = [row for row in rows if pattern in " ".join(str(value) for value in row.values()).casefold()]
    if chosen.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    if rows:
        table = [
            tuple(rows[0]),
            *[tuple("-" if value is None else str(value) for value in row.values()) for row in rows],
        ]
        print("\n".join(columns(table, right={3})))
    print(f"{len(rows)} sources")
    return 0


def _row(source: LoadedSource, policy: Policy) -> dict[str, object]:
    refused = refusal(source, policy)
    judged = claim_judgement(source, policy)
    admission = source.manifest.admission
    verdict = "reject" if refused else "review" if admission else judged.verdict if judged else "per document"
    return {
        "source": source.id,
        "domain": source.manifest.domain,
        "license": source.manifest.license.id,
        "files": len(source.manifest.fetch),
        "verdict": verdict,
        "title": source.manifest.title,
    }
