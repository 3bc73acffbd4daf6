"""Snapshots opened: the members of tar, zip and singly compressed files, whatever state the files are in.

What a file is is told by its first bytes, never by its name.  Nothing is written to disk and nothing is raised for bad
data: what cannot be read comes out as `Broken`, beside everything that can.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from pipeline.archives import Broken, Entry, Limits, open_archive
from pipeline.read.reader import Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pipeline.archives import Archive

__all__ = ["Broken", "Limits", "Snapshot", "members"]

CACHED_BYTES: Final = 4 * 1024 * 1024
"""Members up to this size stay in memory once `Snapshot.read` has read them."""

_ROOT = re.compile(r"^(?P<name>.+)-(?:[0-9a-f]{7,40}|main|master|v?\d+(?:\.\d+)+)$")
_NOISE = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._[^/]*$)")


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry of one archive under the path that the snapshot gives it."""

    path: str
    archive: int
    entry: Entry


class Snapshot:
    """The files of one source as one tree of members.

    `files` are pairs of the file on disk and the name it was published under; `folders` says, file by file, which folder
    its members are put under (empty: none).  Paths are `/` separated, NFC, without
    leading slash or `..`.  Archives that repositories hand out put everything into a folder `<name>-<commit>`: a single
    such folder is taken off, and where there are several they lose their commit, so that paths are stable over
    versions.  A path that an earlier file of the snapshot already has is put under the name of its archive.
    """

    def __init__(
        self, files: Sequence[tuple[Path, str]], limits: Limits | None = None, folders: Sequence[str] = ()
    ) -> None:
        self._limits = limits or Limits()
        self._archives: list[Archive] = [open_archive(path, name, self._limits) for path, name in files]
        self._placed: list[_Placed] = []
        self._by_path: dict[str, _Placed] = {}
        self._cache: dict[str, bytes] = {}
        for number, (_path, name) in enumerate(files):
            self._place(number, name, f"{folders[number]}/" if folders and folders[number] else "")

    def _place(self, number: int, name: str, folder: str) -> None:
        archive = self._archives[number]
        entries = [entry for entry in archive.entries if not _NOISE.search(entry.name)]
        taken = set(self._by_path)
        names = [_normalised(entry.name) for entry in entries]
        paths = _unrooted(names) if archive.is_archive else names
        for path, entry in zip((f"{folder}{path}" for path in paths), entries, strict=True):
            one = _Placed(f"{name}/{path}" if path in taken else path, number, entry)
            self._placed.append(one)
            self._by_path.setdefault(one.path, one)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all files; members already yielded keep their bytes."""
        for archive in self._archives:
            archive.close()

    def names(self) -> list[str]:
        """Return the paths of all members, in the order of the files and, within each, of the archive."""
        return [one.path for one in self._placed]

    def members(self, wanted: Callable[[str], bool] = lambda _path: True) -> Iterator[Member | Broken]:
        """Yield the members whose path is `wanted`, in archive order, and a `Broken` for each that cannot be read.

        A fault of an archive as a whole (truncated, no archive) follows its last member, with the path `""` for an
        archive that stands alone and the file's own name where the snapshot has several files.
        """
        for number, archive in enumerate(self._archives):
            for one in self._placed:
                if one.archive == number and wanted(one.path):
                    yield self._load(one)
            for fault in archive.faults:
                path = archive.name if len(self._archives) > 1 else ""
                yield Broken(fault.path or path, fault.reason, fault.detail)

    def _load(self, one: _Placed) -> Member | Broken:
        loaded = self._archives[one.archive].load(one.entry)
        if isinstance(loaded, Broken):
            return Broken(one.path, loaded.reason, loaded.detail)
        return Member(one.path, loaded, self.read)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a member, or None if there is none of that path or it cannot be read."""
        if path in self._cache:
            return self._cache[path]
        one = self._by_path.get(unicodedata.normalize("NFC", path))
        if one is None:
            return None
        loaded = self._archives[one.archive].load(one.entry)
        if isinstance(loaded, Broken):
            return None
        if len(loaded) <= CACHED_BYTES:
            self._cache[path] = loaded
        return loaded


def members(
    path: Path, name: str, *, wanted: Callable[[str], bool] = lambda _path: True, limits: Limits | None = None
) -> Iterator[Member | Broken]:
    """Yield the members of one file: see `Snapshot.members`."""
    with Snapshot([(path, name)], limits) as snapshot:
        yield from snapshot.members(wanted)


def _normalised(name: str) -> str:
    """Return an archive's path with `/`, in NFC, without empty, `.` and `..` components."""
    parts = unicodedata.normalize("NFC", name.replace("\\", "/")).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _unrooted(paths: list[str]) -> list[str]:
    """Return the paths without the folder `<name>-<commit>` above them all; several such folders become `<name>`."""
    roots = {path.partition("/")[0] for path in paths if "/" in path}
    found = {root: match.group("name") for root in roots if (match := _ROOT.match(root))}
    if not found or len(found) < len(roots) or any("/" not in path for path in paths):
        return paths
    if len(found) == 1:
        return [path.partition("/")[2] for path in paths]
    if len(set(found.values())) < len(found):
        return paths
    return [f"{found[root]}/{rest}" for root, _slash, rest in (path.partition("/") for path in paths)]
