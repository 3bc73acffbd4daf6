"""`gemeingut reproduce`: a release built again from its own inputs/, and the first difference if there is one."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from flows.curate import curate
from flows.engine import LocalEngine, Pool
from flows.progress import Progress
from flows.run import Run
from flows.start import check_code
from pipeline.curator import reproduce
from pipeline.manifest.frozen import freeze
from pipeline.stages.open_collection import open_collection
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    import argparse

    from pipeline.admit.admit import Access


def run(chosen: argparse.Namespace) -> int:
    """Build the release again; return 0 if data, ledger and proofs have the same bytes, else 1 with the cause."""
    if chosen.keep:
        return _again(chosen, chosen.keep.resolve())
    with tempfile.TemporaryDirectory(prefix="gemeingut-") as folder:
        return _again(chosen, Path(folder))


def _again(chosen: argparse.Namespace, root: Path) -> int:
    release = chosen.release.resolve()
    for line in reproduce.differences_of_software(release):
        print(f"note: {line}", file=sys.stderr)
    collection = open_collection(str(reproduce.collection_of(release)))
    check_code(collection, is_allowed=chosen.allow_code)
    workspace = ws.open_workspace(root)
    reproduce.bring_snapshots(release, workspace, collection)
    workers = chosen.workers or len(os.sched_getaffinity(0))
    progress = Progress(workers=workers)
    with workspace.lock(), Pool(workers) as pool:
        frozen, _ = freeze(collection.manifest, workspace, None)
        fetched: Access = "offline" if chosen.offline else "network"
        access: Access = "locked" if reproduce.has_snapshots(workspace, collection) else fetched
        mirror = chosen.mirror.resolve() if chosen.mirror else None
        task = Run(collection, workspace, frozen, mirror, access)
        outcome = curate(task, LocalEngine(pool, progress), progress)
    if outcome.failed:
        raise reproduce.ReproduceError(
            f"{len(outcome.failed)} of {len(collection.sources)} sources cannot be fetched again, such as "
            f"{outcome.failed[0].source}; put the release's snapshots into DIR/snapshots and name it: --keep DIR"
        )
    difference = reproduce.first_difference(release, outcome.release)
    print("reproduced: the same bytes" if difference is None else f"not reproduced: {difference}")
    return 0 if difference is None else 1
