"""The index of a workspace or a release: fingerprints and edges in a folder that says what it is and proves it whole.

    index.json         format, version, how the fingerprints were made, and each file's rows and SHA-256
    prints*.parquet    id, exact, signature; in a workspace shingles, in a release what stands for the document and its licence
    edges.parquet      a, b, similarity, kind; in a workspace only

A signature is datasketch's own.  A release's index carries no shingles: it is enough to find a text again, not to verify.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq

from gemeingut.errors import PlaceError
from pipeline.similarity.prints import made_alike

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FORMAT: Final = "gemeingut-index"
VERSION: Final = 1
MANIFEST: Final = "index.json"
EDGES: Final = "edges.parquet"
PRINTS: Final = "prints"


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
    """An index that has been opened and found whole."""

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
        """Return the number of documents that it can tell."""
        return sum(file.rows for file in self.files if file.name != EDGES)


def store_index(shards: Mapping[str, Path], out: Path, edges: Path) -> Index:
    """Make `out` the index of the files of fingerprints `shards` (name to path) and of `edges`, which moves there; return it.

    The files are linked where the file system can, copied elsewhere: fingerprints are not on the disk twice.  The edges
    come last, so that an index that was interrupted is told by their absence.  Raises PrintsError where a shard is no file
    of fingerprints, IndexFolderError where `out` is a folder with something else in it.
    """
    made = made_alike(list(shards.values()))
    _refuse_foreign(out)
    (out / EDGES).unlink(missing_ok=True)
    shutil.rmtree(out / PRINTS, ignore_errors=True)
    for name, shard in shards.items():
        _link(shard, out / PRINTS / f"{name}.parquet")
    files = [described(out / PRINTS / f"{name}.parquet", out) for name in shards]
    whole = described(edges, edges.parent)
    write_manifest(out, made, [*files, File(EDGES, whole.rows, whole.sha256)], has_shingles=True)
    edges.replace(out / EDGES)
    return open_index(out, is_checked=False)


def _refuse_foreign(out: Path) -> None:
    tables = [one for one in out.glob("*.parquet") if one.name != EDGES]
    if tables and not (out / MANIFEST).is_file():
        raise IndexFolderError(f"{out}: holds tables but no {MANIFEST}; an index is not written over something else")


def _link(shard: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(shard, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(shard, target)


def described(path: Path, folder: Path) -> File:
    """Return a table of an index as its manifest names it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path.relative_to(folder).as_posix(), int(pq.read_metadata(path).num_rows), digest)


def write_manifest(folder: Path, made: Mapping[str, str], files: Sequence[File], *, has_shingles: bool) -> None:
    """Write what makes a folder an index: format, version, how the fingerprints were made, its files."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "made": dict(made),
        "has_shingles": has_shingles,
        "files": [asdict(file) for file in files],
    }
    text = json.dumps(content, indent=1, sort_keys=True) + "\n"
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
            found = hashlib.file_digest(content, "sha256").hexdigest()
        if found != file.sha256:
            raise IndexFolderError(f"{path}: damaged; SHA-256 is {found}, {MANIFEST} says {file.sha256}")
    try:
        rows = int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowInvalid) as error:
        raise IndexFolderError(f"{path}: damaged; no Parquet file ({error})") from error
    if rows != file.rows:
        raise IndexFolderError(f"{path}: holds {rows} rows, {MANIFEST} says {file.rows}")


def _manifest(path: Path) -> Index:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        said, version = content["format"], content["version"]
        if said != FORMAT or version != VERSION:
            newer = "; made by a newer Gemeingut?" if said == FORMAT and version > VERSION else ""
            raise IndexFolderError(
                f"{path}: format {said!r} version {version!r}; read is {FORMAT!r} version {VERSION}{newer}"
            )
        files = tuple(File(**file) for file in content["files"])
        foreign = [
            one.name for one in files if not (path.parent / one.name).resolve().is_relative_to(path.parent.resolve())
        ]
        if foreign:
            raise IndexFolderError(f"{path}: names {foreign[0]!r}, which lies outside the index")
        return Index(path.parent, dict(content["made"]), bool(content["has_shingles"]), files)
    except OSError as error:
        raise IndexFolderError(f"{path.parent}: no index; {MANIFEST} cannot be read ({error.strerror})") from error
    except (KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise IndexFolderError(f"{path}: no manifest of an index ({type(error).__name__}: {error})") from error
