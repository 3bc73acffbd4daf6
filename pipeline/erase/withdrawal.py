"""What is deleted as a whole after an erasure: releases and snapshots."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import polars as pl

from pipeline.describe import notices
from pipeline.fetch import erased
from pipeline.fetch.lock import read_lock
from pipeline.release_files.data_files import data_files

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from pipeline.manifest.load import LoadedSource
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace


def releases(workspace: Workspace, ids: Collection[str]) -> list[Path]:
    """Return the releases of the workspace that hold the text of one of the documents."""
    return [
        release for release in workspace.release_folders() if any(_holds(path, ids) for path in data_files(release))
    ]


def _holds(path: Path, ids: Collection[str]) -> bool:
    return bool(pl.read_parquet(path, columns=["id"])["id"].is_in(list(ids)).any())


def delete_releases(workspace: Workspace, ids: Collection[str]) -> None:
    """Delete the releases that hold the text of one of the documents."""
    for release in releases(workspace, ids):
        shutil.rmtree(release)


def snapshots(workspace: Workspace, sources: Iterable[str]) -> list[Name]:
    """Return the files as fetched of the sources, of earlier fetches too: they may still hold the texts."""
    locks = [read_lock(workspace, source) for source in sources]
    return [name for lock in locks if lock for name in erased.held(workspace, lock)]


def delete_snapshots(workspace: Workspace, sources: Iterable[LoadedSource]) -> None:
    """Delete the files as fetched of the sources; the licence texts that releases owe are kept."""
    for source in sources:
        lock = read_lock(workspace, source.id)
        if lock:
            notices.keep(workspace, source, lock)
            erased.erase(workspace, lock)
