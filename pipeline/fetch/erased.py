"""Files that an erasure took out of a snapshot: the lock goes on naming them, and they are not brought again unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.fetch.lock import snapshot_path

if TYPE_CHECKING:
    from pipeline.fetch.lock import Lock
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

ERASED: Final = "erased.json"
"""Beside the lock: the hashes of the files."""


def is_whole(workspace: Workspace, lock: Lock) -> bool:
    """Return whether every file and page of a snapshot lies there."""
    return all(
        workspace.store.exists(snapshot_path(workspace, lock.source, file)) for file in (*lock.files, *lock.pages)
    )


def erased(workspace: Workspace, source: str) -> frozenset[str]:
    """Return the hashes of the files that were erased from a snapshot."""
    return frozenset(workspace.store.read_json(workspace.snapshot(source) / ERASED) or ())


def held(workspace: Workspace, lock: Lock) -> list[Name]:
    """Return the files of a snapshot that are there, those of earlier fetches too, but for the pages of evidence."""
    files = {file.sha256 for file in lock.files}
    pages = {snapshot_path(workspace, lock.source, page) for page in lock.pages if page.sha256 not in files}
    there = workspace.store.names(workspace.snapshot(lock.source) / "files")
    return [name for name in there if name not in pages]


def erase(workspace: Workspace, lock: Lock) -> None:
    """Delete the files of a snapshot, but for its pages of evidence; noted first, so that none comes back if this breaks."""
    gone = {file.sha256 for file in lock.files}
    workspace.store.write_json(workspace.snapshot(lock.source) / ERASED, sorted(gone | erased(workspace, lock.source)))
    for name in held(workspace, lock):
        workspace.store.delete(name)


def bring_again(workspace: Workspace, source: str) -> None:
    """Let the next fetch bring what was erased, because it is to be read anew."""
    workspace.store.delete(workspace.snapshot(source) / ERASED)
