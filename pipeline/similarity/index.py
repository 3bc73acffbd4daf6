"""The index of a workspace or a release: fingerprints and edges in a folder that says what it is and proves it whole.

    index.json                     format, version, how the fingerprints were made, and each file's rows and SHA-256
    prints-00000.parquet ...       id, exact, signature, and in a workspace shingles; a signature is datasketch's own
    edges.parquet                  a, b, similarity, kind; in a workspace only

A release's index carries no shingles unless asked for: it is enough to find a text again, not to verify increments.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.similarity.prints import made_alike

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT: Final = "gemeingut-index"
VERSION: Final = 1
_MANIFEST: Final = "index.json"
_EDGES: Final = "edges.parquet"


class IndexFolderError(ValueError):
    """A folder is no index, one of another version, or damaged; the message names the file."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the index."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Index:
    """An index that has been opened and found whole."""

    folder: Path
    made: dict[str, str]  # how the fingerprints were made
    has_shingles: bool
    files: tuple[File, ...]

    @property
    def prints(self) -> list[Path]:
        """Return the files of fingerprints, in their order."""
        return [self.folder / file.name for file in self.files if file.name != _EDGES]

    @property
    def edges(self) -> Path | None:
        """Return the file of edges, or None where the index has none."""
        return next((self.folder / file.name for file in self.files if file.name == _EDGES), None)


def write_index(
    shards: Sequence[Path],
    out: Path,
    *,
    edges: Path | None = None,
    keep: pa.Array | pa.ChunkedArray | None = None,
    with_shingles: bool = True,
) -> Index:
    """Write the index of the fingerprints in `shards` to the folder `out`, whole or not at all, and return it.

    `keep` (ids) restricts it to the documents of a release.  Raises PrintsError where a shard is no file of fingerprints,
    IndexFolderError where `out` is a folder with something else in it.
    """
    made = made_alike(shards)
    if out.exists() and any(out.iterdir()) and not (out / _MANIFEST).is_file():
        raise IndexFolderError(f"{out}: holds files but no {_MANIFEST}; an index is not written over something else")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".index-", dir=out.parent) as working:
        folder = Path(working) / "index"
        folder.mkdir()
        files = [
            _write_prints(shard, folder / f"prints-{number:05d}.parquet", keep, with_shingles=with_shingles)
            for number, shard in enumerate(shards)
        ]
        if edges is not None:
            shutil.copyfile(edges, folder / _EDGES)
            files.append(_described(folder / _EDGES))
        _write_manifest(folder, made, files, has_shingles=with_shingles)
        if out.exists():
            out.replace(Path(working) / "before")
        folder.replace(out)
    return Index(out, made, with_shingles, tuple(files))


def _write_prints(shard: Path, path: Path, keep: pa.Array | pa.ChunkedArray | None, *, with_shingles: bool) -> File:
    columns = ["id", "exact", "signature", *(["shingles"] if with_shingles else [])]
    with (
        pq.ParquetFile(shard) as source,
        pq.ParquetWriter(path, _schema(source, columns), compression="zstd") as target,
    ):
        for batch in source.iter_batches(batch_size=1 << 14, columns=columns):
            ordered = batch.select(columns)
            target.write_batch(
                ordered if keep is None else ordered.filter(pc.is_in(ordered.column("id"), value_set=keep))
            )
    return _described(path)


def _schema(source: pq.ParquetFile, columns: list[str]) -> pa.Schema:
    whole = source.schema_arrow
    return pa.schema([whole.field(name) for name in columns], metadata=whole.metadata)


def _described(path: Path) -> File:
    with path.open("rb") as file:
        return File(path.name, int(pq.read_metadata(path).num_rows), hashlib.file_digest(file, "sha256").hexdigest())


def _write_manifest(folder: Path, made: dict[str, str], files: list[File], *, has_shingles: bool) -> None:
    content = {
        "format": FORMAT,
        "version": VERSION,
        "made": made,
        "has_shingles": has_shingles,
        "files": [asdict(file) for file in files],
    }
    (folder / _MANIFEST).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def open_index(folder: Path, *, is_checked: bool = True) -> Index:
    """Return the index in `folder` after comparing every file with its SHA-256 (or, unless `is_checked`, its presence).

    Raises IndexFolderError that names the folder or file that is missing, foreign, of another version or damaged.
    """
    index = _manifest(folder / _MANIFEST)
    for file in index.files:
        path = folder / file.name
        if not path.is_file():
            raise IndexFolderError(f"{path}: missing; {_MANIFEST} names it")
        if is_checked:
            _compare(path, file)
    return index


def _compare(path: Path, file: File) -> None:
    with path.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != file.sha256:
        raise IndexFolderError(f"{path}: damaged; SHA-256 is {found}, {_MANIFEST} says {file.sha256}")


def _manifest(path: Path) -> Index:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        said, version = content["format"], content["version"]
        if said != FORMAT or version != VERSION:
            raise IndexFolderError(f"{path}: format {said!r} version {version!r}; read is {FORMAT!r} version {VERSION}")
        files = tuple(File(**file) for file in content["files"])
        return Index(path.parent, dict(content["made"]), bool(content["has_shingles"]), files)
    except OSError as error:
        raise IndexFolderError(f"{path.parent}: no index; {_MANIFEST} cannot be read ({error.strerror})") from error
    except (KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise IndexFolderError(f"{path}: no manifest of an index ({type(error).__name__}: {error})") from error
