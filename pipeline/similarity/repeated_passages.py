"""The steps that find repeated passages: per shard, over all, per shard again, over all again; keys and files of each."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from pipeline.similarity import passages
from pipeline.store import workspace as ws
from pipeline.store.code import code_hash, library_version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

CODE: Final = (
    "filters/repeats",
    "filters/kernels",
    "pipeline/similarity/passages",
    "pipeline/similarity/repeated_passages",
)
_SCREEN: Final = "screen"


def key_of(documents: Sequence[str], tokens: int) -> str:
    """Return the key of a collection's repeated passages; `documents` are the keys of all shards of documents."""
    return ws.key("passages", sorted(documents), tokens, code_hash(*CODE), library_version("numba"))


def is_found(workspace: Workspace, collection: str, key: str) -> bool:
    """Return whether the passages are there and fresh."""
    report = ws.read_json(workspace.passages(collection) / "report.json")
    return bool(report and report["key"] == key)


def _working(workspace: Workspace, collection: str) -> Path:
    # The next run sweeps away a folder of this name, should this one be killed.
    return workspace.passages(collection) / f"{ws.TEMPORARY}working"


def _file(workspace: Workspace, collection: str, kind: str, shard: Shard) -> Path:
    return _working(workspace, collection) / kind / shard.label


def begin(workspace: Workspace, collection: str) -> None:
    """Take away what an earlier run found."""
    shutil.rmtree(workspace.passages(collection), ignore_errors=True)


def anchor(workspace: Workspace, collection: str, shard: Shard, tokens: int) -> None:
    """Write the anchors of a shard."""
    passages.write_anchors(shard.documents(workspace), _file(workspace, collection, "anchors", shard), tokens)


def screen(workspace: Workspace, collection: str, shards: Sequence[Shard]) -> int:
    """Write the screen of all anchors and return how many there are."""
    files = [_file(workspace, collection, "anchors", shard) for shard in shards]
    return passages.write_screen(files, _working(workspace, collection) / _SCREEN)


def run(workspace: Workspace, collection: str, shard: Shard, first: int, tokens: int) -> None:
    """Write the runs of a shard that may be repeated; `first` is the number of its first document over all shards."""
    out = _file(workspace, collection, "runs", shard)
    passages.write_runs(shard.documents(workspace), _working(workspace, collection) / _SCREEN, out, first, tokens)


def find(workspace: Workspace, collection: str, shards: Sequence[Shard], anchors: int, key: str) -> None:
    """Write the runs that stand in several documents, and the report with the key last."""
    folder = workspace.passages(collection)
    documents = sum(ws.rows(shard.documents(workspace)) for shard in shards)
    files = [_file(workspace, collection, "runs", shard) for shard in shards]
    found = passages.find(files, folder, documents, anchors)
    shutil.rmtree(_working(workspace, collection))
    ws.write_json(folder / "report.json", asdict(found) | {"key": key})
