"""The workspace: where each stage's output lies, written whole or not at all, and how freshness is told.

Every output carries a key: a hash of its inputs, its parameters and the code that made it.  An output whose key is the
one wanted is not made again.  Paths are `pathlib`; nothing but this module knows the layout.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import filelock
import pyarrow as pa
import pyarrow.parquet as pq

from gemeingut.errors import PlaceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY: Final = b"gemeingut.key"
TEMPORARY: Final = ".part-"


class WorkspaceError(PlaceError, RuntimeError):
    """The workspace is locked by another run, or a file in it is damaged."""


@dataclass(frozen=True)
class Workspace:
    """Paths inside a workspace folder."""

    root: Path

    def snapshot(self, source: str) -> Path:
        """Folder of a source's snapshot: its files and `lock.json`."""
        return self.root / "snapshots" / source

    def read(self, source: str) -> Path:
        """Folder of what the reader emitted."""
        return self.root / "read" / source

    def documents(self, source: str) -> Path:
        """Folder of the immutable document shards."""
        return self.root / "documents" / source

    def quarantine(self, source: str) -> Path:
        """Folder of the quarantined documents, one table per stage and shard."""
        return self.root / "quarantine" / source

    def annotation(self, annotator: str, source: str, shard: str) -> Path:
        """Table of one annotator for one shard."""
        return self.root / "annotations" / annotator / source / f"{shard}.parquet"

    def index(self, collection: str) -> Path:
        """Folder of the verified edges and what they were found with."""
        return self.root / "index" / collection

    def contamination(self, collection: str) -> Path:
        """Folder of the benchmark items and of what each shard shares with them."""
        return self.root / "contamination" / collection

    def passages(self, collection: str) -> Path:
        """Folder of the runs of tokens that stand in several documents."""
        return self.root / "passages" / collection

    def decisions(self, collection: str) -> Path:
        """Folder of decisions, licences and cuts."""
        return self.root / "decisions" / collection

    def review(self, collection: str) -> Path:
        """CSV of what a person must decide."""
        return self.root / "review" / f"{collection}.csv"

    def state(self, collection: str) -> Path:
        """File with what a run froze at its start."""
        return self.root / "state" / f"{collection}.json"

    def releases(self, collection: str) -> Path:
        """Folder of a collection's releases, one folder per version."""
        return self.root / "releases" / collection

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for one run; raise WorkspaceError if another holds it."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self.root / ".lock", blocking=False)
        try:
            with lock:
                self._sweep()
                yield
        except filelock.Timeout as error:
            raise WorkspaceError(
                f"{self.root}: another run holds this workspace; wait for it or use another"
            ) from error

    def _sweep(self) -> None:
        for left in self.root.rglob(f"{TEMPORARY}*"):
            if left.is_dir():
                shutil.rmtree(left)
            elif left.exists():
                left.unlink()


def key(*parts: Any) -> str:
    """Return the SHA-256 (hex) of the parts' canonical JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    return str(value)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder; move it to `path` when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all, lines ended by a line feed alone."""
    with whole(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())  # a cut text does not show it, as a Parquet file without its footer does


def write_json(path: Path, value: Any) -> None:
    """Write JSON with sorted keys, whole or not at all."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=_plain) + "\n")


def read_json(path: Path) -> Any:
    """Return the JSON of a file, or None if there is no such file; raise WorkspaceError if it is damaged."""
    if not path.is_file():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WorkspaceError(f"{path}: damaged, no JSON: {error}; delete it, and it is made again") from error


def write_table(path: Path, table: pa.Table, made_with: str, *, group_rows: int | None = None) -> None:
    """Write a stage's table with its key in the footer, whole or not at all; `group_rows` where readers seek single rows."""
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: made_with.encode()})
    with whole(path) as temporary:
        pq.write_table(table, temporary, compression="zstd", compression_level=1, row_group_size=group_rows)


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return a stage's table, without the key."""
    return pq.read_table(path, columns=columns, partitioning=None, memory_map=True).replace_schema_metadata(None)


def rows(path: Path) -> int:
    """Return the number of rows that a Parquet file's footer states."""
    return int(pq.read_metadata(path).num_rows)


def is_fresh(path: Path, wanted: str) -> bool:
    """Return whether the table exists, is readable and carries the wanted key."""
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return False
    return bool(metadata.get(KEY) == wanted.encode())
