"""The lock file of a snapshot: names, hashes, addresses and dates of its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from pipeline.store.files import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.store.store import Name
    from pipeline.store.workspace import Workspace

NAME_CHARACTERS: Final = 150  # of a name that stand in the snapshot's file name, which may have 255 bytes


@dataclass(frozen=True)
class SnapshotFile:
    """One file of a snapshot: its name in the source, its hash, its size and where it came from.

    `folder` is what its members are put under, `entries` are the manifest's entries that it was fetched for.
    """

    name: str
    sha256: str
    bytes: int
    address: str
    retrieved: str
    folder: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lock:
    """What a snapshot consists of; `pages` are the archived pages of evidence, `missing` says why others could not be fetched."""

    source: str
    files: tuple[SnapshotFile, ...]
    pages: tuple[SnapshotFile, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    def sha256(self) -> str:
        """Return one hash over the names (with their folders) and hashes of all files."""
        return key([(placed(file), file.sha256) for file in self.files])


def placed(file: SnapshotFile) -> str:
    """Return the name of a file with the folder that its members are put under."""
    return f"{file.folder}/{file.name}" if file.folder else file.name


def read_lock(workspace: Workspace, source: str, file: str = "lock.json") -> Lock | None:
    """Return the lock of a source, or None if nothing was fetched yet."""
    content = workspace.store.read_sealed(workspace.snapshot(source) / file)
    return lock_from_json(content) if content is not None else None


def lock_from_json(content: Mapping[str, Any]) -> Lock:
    """Return a lock from what its file holds."""
    files, pages = (tuple(_from_json(entry) for entry in content[part]) for part in ("files", "pages"))
    missing = tuple((str(name), str(why)) for name, why in content.get("missing", ()))
    return Lock(content["source"], files, pages, missing)


def _from_json(entry: dict[str, Any]) -> SnapshotFile:
    return SnapshotFile(**{**entry, "entries": tuple(entry.get("entries", ()))})


def snapshot_path(workspace: Workspace, source: str, file: SnapshotFile) -> Name:
    """Return the name of a file of the snapshot in the store: it begins with the hash, so that none clash or escape."""
    name = PurePosixPath(file.name).name.encode()[-NAME_CHARACTERS:].decode(errors="ignore")
    return workspace.snapshot(source) / "files" / f"{file.sha256[:32]}-{name}"
