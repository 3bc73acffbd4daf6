"""Hashes of files that look untouched since they were computed, so that large files are not read again in every run.

A file looks untouched if size, inode, and the times of its last change and of the last change of its record on disk are what
they were: the last cannot be set back.  `run --paranoid` believes none of it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from pipeline.store.files import sha256_of
from pipeline.store.store import DamagedError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.store.store import Store
    from pipeline.store.workspace import Workspace

FILE: Final = "seen.json"
"""The name of the file with the hashes, next to the lock; it is of this machine and in no release."""
SETTLED_NS: Final = 2_000_000_000
"""A file changed so shortly before it was hashed may change again within the same tick of its file system's clock."""

_Look = list[int]


class Seen:
    """The hashes of a source's files, of those in the workspace and of those that they were copied from."""

    def __init__(self, workspace: Workspace, source: str) -> None:
        self._store, self._name = workspace.store, workspace.snapshot(source) / FILE
        self._known = {} if workspace.store.is_paranoid else _known(self._store, workspace, source)
        self._used: dict[str, tuple[_Look, str]] = {}

    def sha256(self, path: Path) -> str:
        """Return the SHA-256 of a file, from memory if it looks untouched; raise OSError if it cannot be read."""
        look, key = _look(path), str(path)
        known = self._used.get(key) or self._known.get(key)
        if known and known[0] == look:
            self._used[key] = known
            return known[1]
        begun = time.time_ns()
        sha256 = sha256_of(path)
        if look == _look(path) and max(look[1], look[2]) + SETTLED_NS < begun:
            self._used[key] = (look, sha256)
        return sha256

    def note(self, path: Path, sha256: str) -> None:
        """Remember the hash of a file that was just written here, and that nobody else writes to."""
        self._used[str(path)] = (_look(path), sha256)

    def write(self) -> None:
        """Write what was asked for, for the next run; what was not is forgotten."""
        self._store.write_sealed(self._name, {path: [*look, sha256] for path, (look, sha256) in self._used.items()})


def _known(store: Store, workspace: Workspace, source: str) -> dict[str, tuple[_Look, str]]:
    """Return what an earlier run wrote; nothing if it is damaged."""
    try:
        stored = store.read_sealed(workspace.snapshot(source) / FILE) or {}
    except DamagedError:
        return {}
    return {path: (list(row[:4]), str(row[4])) for path, row in stored.items()}


def _look(path: Path) -> _Look:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
