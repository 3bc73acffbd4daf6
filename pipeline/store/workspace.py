"""The workspace of a curator: the names of objects in a store, used by one run at a time.

snapshots/<source>/            files as fetched, archived pages of evidence, lock.json, proof.json
read/<source>/                 what the reader emitted, shard by shard; counts, quarantine, members
documents/<source>/            the immutable document shards
quarantine/<source>/           documents that cleaning emptied or a detector failed on
annotations/<annotator>/<source>/
index/<collection>/            verified edges, fingerprints by hash, what a later run can build on
contamination/, passages/, decisions/, review/, state/, releases/
records/<stage>/<owner>.json   keys and content hashes of everything above that a step made (`records`)
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import filelock

from gemeingut.errors import PlaceError
from pipeline.store.store import Name, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://?")


class WorkspaceError(PlaceError, RuntimeError):
    """The workspace is locked by another run, has an unsupported address, or holds tables that do not fit together."""


@dataclass(frozen=True)
class Workspace:
    """A store, and the names of the objects in it."""

    store: Store

    def __str__(self) -> str:
        """Return the workspace's folder, for messages."""
        return str(self.store.root)

    def snapshot(self, source: str) -> Name:
        """Folder of a source's snapshot: its files and `lock.json`."""
        return Name("snapshots", source)

    def read(self, source: str) -> Name:
        """Folder of what the reader emitted."""
        return Name("read", source)

    def documents(self, source: str) -> Name:
        """Folder of the immutable document shards."""
        return Name("documents", source)

    def quarantine(self, source: str) -> Name:
        """Folder of the quarantined documents, one table per stage and shard."""
        return Name("quarantine", source)

    def annotation(self, annotator: str, source: str, shard: str) -> Name:
        """Table of one annotator for one shard."""
        return Name("annotations", annotator, source, f"{shard}.parquet")

    def index(self, collection: str) -> Name:
        """Folder of the verified edges and what they were found with."""
        return Name("index", collection)

    def contamination(self, collection: str) -> Name:
        """Folder of the benchmark items and of what each shard shares with them."""
        return Name("contamination", collection)

    def passages(self, collection: str) -> Name:
        """Folder of the runs of tokens that occur in several documents."""
        return Name("passages", collection)

    def decisions(self, collection: str) -> Name:
        """Folder of decisions, licences and cuts."""
        return Name("decisions", collection)

    def review(self, collection: str) -> Name:
        """CSV of what a person must decide."""
        return Name("review", f"{collection}.csv")

    def state(self, collection: str) -> Name:
        """Version and date that a run froze at its start."""
        return Name("state", f"{collection}.json")

    def releases(self, collection: str) -> Name:
        """Folder of a collection's releases, one folder per version."""
        return Name("releases", collection)

    def release(self, collection: str, version: str) -> Path:
        """Folder of a release on this machine: a release is used as files, wherever its workspace is stored."""
        return self.store.local(self.releases(collection) / version)

    def release_folders(self, collection: str = "*") -> list[Path]:
        """Return the folders of all finished releases (of a collection), sorted by path."""
        names = self.store.names(Name("releases"), f"{collection}/*/release.json")
        return [self.store.local(name).parent for name in names]

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for one run; raise WorkspaceError if another holds it."""
        self.store.root.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self.store.local(Name(".lock")), blocking=False)
        try:
            with lock:
                self.store.sweep()
                yield
        except filelock.Timeout as error:
            raise WorkspaceError(f"{self}: another run holds this workspace; wait for it or use another") from error


def open_workspace(address: str | Path, *, is_paranoid: bool = False) -> Workspace:
    """Return the workspace at a path of this machine; raise WorkspaceError for an unsupported address.

    One that is paranoid hashes files again that look untouched.
    """
    address_scheme = _SCHEME.match(str(address))
    if address_scheme and not isinstance(address, Path) and address_scheme["scheme"].lower() != "file":
        raise WorkspaceError(
            f"{address}: a workspace lies in a folder of this machine; object stores ({address_scheme['scheme']}) are not supported yet"
        )
    return Workspace(Store(Path(str(address).removeprefix("file://")).resolve(), is_paranoid))
