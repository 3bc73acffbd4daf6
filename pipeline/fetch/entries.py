"""The files that a fetch entry of a manifest names: files of this machine, or addresses."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from gemeingut.errors import DataError
from pipeline.store.files import readable_name

if TYPE_CHECKING:
    from pipeline.manifest import Fetch
    from pipeline.manifest.load import LoadedSource


class EntryError(DataError, ValueError):
    """A fetch entry that matches nothing."""


@dataclass(frozen=True)
class Wanted:
    """A file to be fetched: the local path or the address it comes from, the hash it must have, the folder it gets."""

    name: str
    address: str
    path: Path | None = None
    sha256: str | None = None
    folder: str = ""


def key_of(entry: Fetch) -> str:
    """Return the key of an entry: its address, path or data set, and its folder."""
    asked = entry.url or (f"path:{entry.path}" if entry.path else f"dataset:{entry.dataset}@{entry.revision or ''}")
    return f"{asked} in {entry.folder}" if entry.folder else asked


def local_files(entry: Fetch, source: LoadedSource, mirror: Path | None) -> list[Wanted]:
    """Return the files of this machine that an entry names: the mirror's, a path's, those of a `file://` address.

    An empty list means that the entry must be fetched.  Raise EntryError if a path matches no file.
    """
    if mirrored := _mirrored(entry, source, mirror):
        return mirrored
    if entry.path is not None:
        return _paths(entry, entry.path, source)
    if entry.url is not None and (path := file_path(entry.url)) is not None:
        return [Wanted(name_of(entry.url), entry.url, path, entry.sha256, folder=entry.folder)]
    return []


def _mirrored(entry: Fetch, source: LoadedSource, mirror: Path | None) -> list[Wanted]:
    if mirror is None:
        return []
    root = mirror / source.id
    if entry.path is not None and not entry.mirror:
        return _mirrored_paths(entry, entry.path, root, source.id)
    named = [(mirrored.file, mirrored.sha256) for mirrored in entry.mirror]
    if not named and entry.url is not None:
        name = name_of(entry.url)
        named = [(f"{entry.folder}/{name}" if entry.folder else name, entry.sha256)]
    if not named or not all((root / file).is_file() for file, _ in named):
        return []
    users = Counter(mirrored.file for other in source.manifest.fetch for mirrored in other.mirror)
    return [
        Wanted(
            name=file if entry.mirror else name_of(str(entry.url)),
            address=f"mirror:{source.id}/{file}",
            path=root / file,
            sha256=sha256,
            folder="" if users[file] > 1 else entry.folder,  # a file that serves several entries contains their folders
        )
        for file, sha256 in named
    ]


def _mirrored_paths(entry: Fetch, pattern: str, root: Path, source: str) -> list[Wanted]:
    """Return the mirror's copies of the files that a path or glob names next to the manifest, under the same names."""
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts or not root.is_dir():
        return []
    rest = f"{pattern}/*" if pattern.endswith("**") else pattern
    literal = root / pattern
    paths = [literal] if literal.is_file() else sorted(path for path in root.glob(rest) if path.is_file())
    names = [readable_name(path.relative_to(root).as_posix()) for path in paths]
    return [
        Wanted(name, f"mirror:{source}/{name}", path, entry.sha256, folder=entry.folder)
        for name, path in zip(names, paths, strict=True)
    ]


def _paths(entry: Fetch, pattern: str, source: LoadedSource) -> list[Wanted]:
    folder = source.path.parent
    literal = folder / pattern
    if literal.is_dir():
        raise EntryError(f"{source.path}: fetch: {pattern!r} is a folder; write {pattern.rstrip('/') + '/**/*'!r}")
    root, rest = (Path(literal.anchor), pattern.lstrip("/")) if Path(pattern).is_absolute() else (folder, pattern)
    rest = f"{rest}/*" if rest.endswith("**") else rest
    paths = [literal] if literal.is_file() else sorted(path for path in root.glob(rest) if path.is_file())
    if not paths:
        raise EntryError(f"{source.path}: fetch: no file {pattern!r} in {root}")
    if entry.sha256 and len(paths) > 1:
        raise EntryError(f"{source.path}: fetch: one sha256 for the {len(paths)} files that {pattern!r} matches")
    names = [readable_name(Path(os.path.relpath(path, folder)).as_posix()) for path in paths]
    return [
        Wanted(name, f"path:{name}", path, entry.sha256, folder=entry.folder)
        for name, path in zip(names, paths, strict=True)
    ]


def file_path(url: str) -> Path | None:
    """Return the path of a `file://` address, None for every other."""
    return Path(unquote(urlsplit(url).path)) if url.lower().startswith("file:") else None


def name_of(address: str) -> str:
    """Return the last part of an address's path, `index.html` where it has none."""
    return PurePosixPath(unquote(urlsplit(address).path)).name or "index.html"
