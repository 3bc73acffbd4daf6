"""What is deleted as a whole after an erasure: releases, snapshots, and tables of shards that are no longer read."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import polars as pl

from pipeline.describe import notices
from pipeline.fetch import erased
from pipeline.fetch.lock import read_lock
from pipeline.release_files.data_files import data_files
from pipeline.store.shard import shards_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from pipeline.manifest.load import LoadedSource
    from pipeline.store.workspace import Workspace


def releases(workspace: Workspace, ids: Collection[str]) -> list[Path]:
    """Return the releases of the workspace that hold the text of one of the documents."""
    there = sorted(path.parent for path in workspace.root.glob("releases/*/*/release.json"))
    return [release for release in there if any(_holds(path, ids) for path in data_files(release))]


def _holds(path: Path, ids: Collection[str]) -> bool:
    return bool(pl.read_parquet(path, columns=["id"])["id"].is_in(list(ids)).any())


def delete_releases(workspace: Workspace, ids: Collection[str]) -> None:
    """Delete the releases that hold the text of one of the documents."""
    for release in releases(workspace, ids):
        shutil.rmtree(release)


def snapshots(workspace: Workspace, sources: Iterable[str]) -> list[Path]:
    """Return the files as fetched of the sources, of earlier fetches too: they may still hold the texts."""
    locks = [read_lock(workspace, source) for source in sources]
    return [path for lock in locks if lock for path in erased.held(workspace, lock)]


def delete_snapshots(workspace: Workspace, sources: Iterable[LoadedSource]) -> None:
    """Delete the files as fetched of the sources; the licence texts that releases owe are kept."""
    for source in sources:
        lock = read_lock(workspace, source.id)
        if lock:
            notices.keep(workspace, source, lock)
            erased.erase(workspace, lock)


def delete_leftovers(workspace: Workspace, source: str) -> None:
    """Delete the tables of shards that a source had in an earlier reading and has no more."""
    names = {f"{shard.name}.parquet" for shard in shards_of(workspace, source)}
    stages_of = ("read", "documents", "annotations/*", "decisions/*/cuts", "decisions/*/passages")
    for stage in stages_of:
        for path in workspace.root.glob(f"{stage}/{source}/[0-9]*.parquet"):
            if path.name not in names:
                path.unlink()
