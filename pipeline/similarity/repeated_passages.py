"""Finding repeated passages of a collection, in four passes: per shard, over all, per shard again, over all again.

Files between the passes have temporary names, so that the next run deletes them if this one is killed.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from pipeline.similarity import passages
from pipeline.store.files import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.store.shard import Shard
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

_SCREEN: Final = "screen"
_FILE: Final = "file"


def runs(workspace: Workspace, collection: str) -> list[Name]:
    """Return the files of runs that occur in several documents."""
    return workspace.store.names(workspace.passages(collection), "runs-*.parquet")


def _working(workspace: Workspace, collection: str) -> Name:
    return workspace.passages(collection) / f"{TEMPORARY}working"


def _between(workspace: Workspace, collection: str, kind: str, shard: Shard) -> Name:
    return _working(workspace, collection) / kind / shard.label


def begin(workspace: Workspace, collection: str) -> None:
    """Delete what an earlier run found."""
    workspace.store.delete_folder(workspace.passages(collection))


def anchor(workspace: Workspace, collection: str, shard: Shard, tokens: int) -> None:
    """Write the anchors of a shard."""
    store = workspace.store
    with store.scratch() as folder:
        passages.write_anchors(store.local(shard.documents(workspace)), folder / _FILE, tokens)
        store.put(folder / _FILE, _between(workspace, collection, "anchors", shard))


def screen(workspace: Workspace, collection: str, shards: Sequence[Shard]) -> int:
    """Write the screen of all anchors and return how many anchors there are."""
    store = workspace.store
    files = [store.local(_between(workspace, collection, "anchors", shard)) for shard in shards]
    with store.scratch() as folder:
        anchors = passages.write_screen(files, folder / _FILE)
        store.put(folder / _FILE, _working(workspace, collection) / _SCREEN)
    return anchors


def run(workspace: Workspace, collection: str, shard: Shard, first: int, tokens: int) -> None:
    """Write the runs of a shard that may be repeated; `first` is the number of its first document over all shards."""
    store = workspace.store
    documents = store.local(shard.documents(workspace))
    screened = store.local(_working(workspace, collection) / _SCREEN)
    with store.scratch() as folder:
        passages.write_runs(documents, screened, folder / _FILE, first, tokens)
        store.put(folder / _FILE, _between(workspace, collection, "runs", shard))


def find(workspace: Workspace, collection: str, shards: Sequence[Shard], anchors: int) -> None:
    """Write the runs that occur in several documents, and the report; files between the passes are deleted."""
    store, place = workspace.store, workspace.passages(collection)
    documents = sum(store.rows(shard.documents(workspace)) for shard in shards)
    files = [store.local(_between(workspace, collection, "runs", shard)) for shard in shards]
    with store.scratch() as folder:
        report = passages.find(files, folder, documents, anchors)
        for path in sorted(folder.glob("runs-*.parquet")):
            store.put(path, place / path.name)
    store.delete_folder(_working(workspace, collection))
    store.write_json(place / "report.json", asdict(report))
