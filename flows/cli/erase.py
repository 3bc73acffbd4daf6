"""`gemeingut erase`: demands for deletion carried out in the workspace; what is left to do is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.erase.erasure import erase
from pipeline.manifest import tombstones
from pipeline.stages.open_collection import open_collection
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Erase, and return 0; 1 if snapshots or releases still hold one of the texts."""
    collection = open_collection(chosen.collection)
    workspace = ws.open_workspace(chosen.workspace)
    with workspace.lock():
        done = erase(
            collection,
            workspace,
            delete_releases=chosen.delete_releases,
            delete_snapshots=chosen.delete_snapshots,
        )
    print(f"{len(done.ids):,} documents erased, {done.tables:,} tables rewritten")
    for document_id in done.ids:
        print(f"  {document_id}")
    print(f"{workspace.store.local(tombstones.NAME)} keeps them out: the demands and their files may be deleted now")
    for path in done.releases:
        print(f"still in the release {path}: withdraw it where it was published, then --delete-releases")
    for name in done.snapshots:
        print(f"perhaps still in {workspace.store.local(name)}: fetch a version without it, or --delete-snapshots")
    return 1 if done.releases or done.snapshots else 0
