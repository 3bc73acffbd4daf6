"""Files that an erasure deleted from a snapshot: the lock still names them, and they are fetched again only on demand.

A module of its own, apart from `lock`: reading a source depends on that one, and must not depend on erasures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.fetch.lock import snapshot_path

if TYPE_CHECKING:
    from pipeline.fetch.lock import Lock
    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

ERASED: Final = "erased.json"
"""The name of the file with their hashes, next to the lock."""
UNFINISHED: Final = "unfinished"
"""The folder of what has come of files that are being downloaded."""


def is_whole(workspace: Workspace, lock: Lock) -> bool:
    """Return whether every file and page of a snapshot is present."""
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
    """Delete the files of a snapshot, but for its pages of evidence; recorded first, so that none comes back if this is interrupted."""
    gone = {file.sha256 for file in lock.files}
    workspace.store.write_json(workspace.snapshot(lock.source) / ERASED, sorted(gone | erased(workspace, lock.source)))
    workspace.store.delete_folder(workspace.snapshot(lock.source) / UNFINISHED)
    for name in held(workspace, lock):
        workspace.store.delete(name)


def bring_again(workspace: Workspace, source: str) -> None:
    """Allow the next fetch to bring erased files again, because the source must be read anew."""
    workspace.store.delete(workspace.snapshot(source) / ERASED)
