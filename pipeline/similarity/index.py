"""The index of a workspace or a release: fingerprints and edges in a folder, with a manifest.

    index.json         format, version, how the fingerprints were made, and each file's rows and SHA-256
    tables/*.parquet   fingerprints by the hash of the file, in a workspace: id, exact, signature, shingles
    prints*.parquet    fingerprints in a release: id, exact, signature, the document kept for it, and its licence
    edges.parquet      a, b, similarity, kind; in a workspace only

Signatures are those of datasketch.  A release's index has no shingles: it is enough to find a text again, not to
verify.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from gemeingut.errors import PlaceError
from pipeline.similarity.prints import made_alike
from pipeline.store.store import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.store.store import Name, Store

FORMAT: Final = "gemeingut-index"
VERSION: Final = 1
MANIFEST: Final = "index.json"
EDGES: Final = "edges.parquet"
TABLES: Final = "tables"


class IndexFolderError(PlaceError, ValueError):
    """A folder is no index, one of another version, or damaged; the message names the file."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the index; `name` is its path in the folder."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Index:
    """An opened index, checked to be complete."""

    folder: Path
    made: dict[str, str]  # how the fingerprints were made
    has_shingles: bool
    files: tuple[File, ...]

    @property
    def prints(self) -> list[Path]:
        """Return the files of fingerprints, in their order."""
        return [self.folder / file.name for file in self.files if file.name != EDGES]

    @property
    def edges(self) -> Path | None:
        """Return the file of edges, or None where the index has none."""
        return next((self.folder / file.name for file in self.files if file.name == EDGES), None)

    @property
    def documents(self) -> int:
        """Return the number of documents in it."""
        return sum(file.rows for file in self.files if file.name != EDGES)


def store_index(store: Store, folder: Name, prints: Sequence[Name], edges: Path) -> None:
    """Make `folder` the index of the tables of fingerprints `prints` and of the edges in the file `edges`, which moves there.

    Tables of fingerprints are stored under the hash of their bytes, so that the index keeps what it was made from when
    a table of the workspace is made anew; equal tables are stored once.  The manifest is written last: an interrupted
    index has none.  Raises PrintsError where a table holds no fingerprints.
    """
    paths = [store.local(name) for name in prints]
    made = made_alike(paths)
    store.delete(folder / MANIFEST)
    files = []
    for name, path in zip(prints, paths, strict=True):
        target = folder / TABLES / f"{digest_of(path)}.parquet"
        store.copy(name, target)
        files.append(described(store.local(target), store.local(folder)))
    whole = described(edges, edges.parent)
    store.put(edges, folder / EDGES)
    for name in store.names(folder / TABLES):
        if name.relative_to(folder).as_posix() not in {file.name for file in files}:
            store.delete(name)
    content = manifest(made, [*files, File(EDGES, whole.rows, whole.sha256)], has_shingles=True)
    store.write_bytes(folder / MANIFEST, content.encode())


def described(path: Path, folder: Path) -> File:
    """Return the manifest's entry for a table of an index."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path.relative_to(folder).as_posix(), int(pq.read_metadata(path).num_rows), digest)


def manifest(made: Mapping[str, str], files: Sequence[File], *, has_shingles: bool) -> str:
    """Return the manifest of an index as JSON: format, version, how the fingerprints were made, its files."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "made": dict(made),
        "has_shingles": has_shingles,
        "files": [asdict(file) for file in files],
    }
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def write_manifest(folder: Path, made: Mapping[str, str], files: Sequence[File], *, has_shingles: bool) -> None:
    """Write the manifest of an index that is a folder of this machine, such as that of a release."""
    text = manifest(made, files, has_shingles=has_shingles)
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def open_index(folder: Path, *, is_checked: bool = True) -> Index:
    """Return the index in `folder` after comparing every file with its SHA-256 (or, unless `is_checked`, its rows).

    Raises IndexFolderError that names the folder or file that is missing, foreign, of another version or damaged.
    """
    index = _manifest(folder / MANIFEST)
    for file in index.files:
        path = folder / file.name
        if not path.is_file():
            raise IndexFolderError(f"{path}: missing; {MANIFEST} names it")
        _compare(path, file, is_checked=is_checked)
    return index


def _compare(path: Path, file: File, *, is_checked: bool) -> None:
    if is_checked:
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        if digest != file.sha256:
            raise IndexFolderError(f"{path}: damaged; SHA-256 is {digest}, {MANIFEST} says {file.sha256}")
    try:
        rows = int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowInvalid) as error:
        raise IndexFolderError(f"{path}: damaged; no Parquet file ({error})") from error
    if rows != file.rows:
        raise IndexFolderError(f"{path}: holds {rows} rows, {MANIFEST} says {file.rows}")


def _manifest(path: Path) -> Index:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        format_, version = content["format"], content["version"]
        if format_ != FORMAT or version != VERSION:
            newer = "; made by a newer Gemeingut?" if format_ == FORMAT and version > VERSION else ""
            raise IndexFolderError(
                f"{path}: format {format_!r} version {version!r}; read is {FORMAT!r} version {VERSION}{newer}"
            )
        files = tuple(File(**file) for file in content["files"])
        foreign = [
            file.name for file in files if not (path.parent / file.name).resolve().is_relative_to(path.parent.resolve())
        ]
        if foreign:
            raise IndexFolderError(f"{path}: names {foreign[0]!r}, which lies outside the index")
        return Index(path.parent, dict(content["made"]), bool(content["has_shingles"]), files)
    except OSError as error:
        raise IndexFolderError(f"{path.parent}: no index; {MANIFEST} cannot be read ({error.strerror})") from error
    except (KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise IndexFolderError(f"{path}: no manifest of an index ({type(error).__name__}: {error})") from error
