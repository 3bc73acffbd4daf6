"""The members of a snapshot: of tar, zip, compressed and plain files, whole or damaged.

The kind of a file is decided by its first bytes, never by its name.  Nothing is written to disk and nothing is raised for bad
data: what cannot be read is yielded as `Broken`, among everything that can.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from pipeline.archives.archive import Broken, Entry, Limits
from pipeline.archives.member import Member
from pipeline.archives.single_file import WARC, SingleFile
from pipeline.archives.streams import BLOCK, DAMAGE, unpacked
from pipeline.archives.tar import TarArchive
from pipeline.archives.zip import ZipArchive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pipeline.archives.archive import Archive
    from pipeline.archives.member import Streams

CACHED_BYTES: Final = 4 * 1024 * 1024
"""Members up to this size stay in memory once `Snapshot.read` has read them, the latest `CACHE_BYTES` of them."""
CACHE_BYTES: Final = 256 * 1024 * 1024
STREAMED_BYTES: Final = 64 * 1024 * 1024
"""Members from this size on, packed or not, are not held in memory if their reader streams."""
OPEN_ARCHIVES: Final = 32
"""Archives open at a time; the others are opened again when something of them is asked for."""

_MAGIC: Final = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
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
    leading slash or `..`.  Archives of repositories put everything into a folder `<name>-<commit>`: a single
    such folder is removed, and where there are several they lose their commit, so that paths are stable over
    versions.  A path that an earlier file of the snapshot already has is put under the name of its archive.
    """

    def __init__(
        self, files: Sequence[tuple[Path, str]], limits: Limits | None = None, folders: Sequence[str] = ()
    ) -> None:
        self._limits = limits or Limits()
        self._archives: list[Archive] = []
        self._open: dict[int, None] = {}
        self._current = 0  # the archive whose members are being read stays open: one may be streaming
        self._placed: list[list[_Placed]] = []
        self._by_path: dict[str, _Placed] = {}
        self._cache: dict[str, bytes] = {}
        self._cached_bytes = 0
        for number, (path, name) in enumerate(files):
            self._archives.append(_open_archive(path, name, self._limits))
            self._opened(number)
            self._placed.append(self._place(number, name, f"{folders[number]}/" if folders and folders[number] else ""))

    def _opened(self, number: int) -> Archive:
        """Return an archive, which is now the latest one used; the one longest unused is closed if too many are open."""
        self._open.pop(number, None)
        self._open[number] = None
        if len(self._open) > OPEN_ARCHIVES:
            oldest = next(candidate for candidate in self._open if candidate != self._current)
            del self._open[oldest]
            self._archives[oldest].close()
        return self._archives[number]

    def _place(self, number: int, name: str, folder: str) -> list[_Placed]:
        archive = self._archives[number]
        entries = [entry for entry in archive.entries if not _NOISE.search(entry.name)]
        names = [_normalised(entry.name) for entry in entries]
        paths = [f"{folder}{path}" for path in (_unrooted(names) if archive.is_archive else names)]
        taken = {path for path in paths if path in self._by_path}
        placed = [
            _Placed(f"{name}/{path}" if path in taken else path, number, entry)
            for path, entry in zip(paths, entries, strict=True)
        ]
        for placed_entry in placed:
            self._by_path.setdefault(placed_entry.path, placed_entry)
        return placed

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
        return [entry.path for placed in self._placed for entry in placed]

    def members(
        self,
        wanted: Callable[[str], bool] = lambda _path: True,
        streams: Callable[[str], Streams | None] = lambda _path: None,
    ) -> Iterator[Member | Broken]:
        """Yield the members whose path is `wanted`, in archive order, and a `Broken` for each that cannot be read.

        A large member comes without its bytes if its reader `streams`; it is to be read before the next one.

        A fault of an archive as a whole (truncated, no archive) follows its last member, with the path `""` for an
        archive that stands alone and the file's own name where the snapshot has several files.
        """
        for number, (archive, placed) in enumerate(zip(self._archives, self._placed, strict=True)):
            self._current = number
            for placed_entry in placed:
                if wanted(placed_entry.path):
                    yield self._member(placed_entry, streams(placed_entry.path))
            for fault in archive.faults:
                path = archive.name if len(self._archives) > 1 else ""
                yield Broken(fault.path or path, fault.reason, fault.detail)

    def _member(self, placed: _Placed, how: Streams | None) -> Member | Broken:
        archive = self._opened(placed.archive)
        if how and placed.entry.size >= STREAMED_BYTES:
            stream = archive.stream(placed.entry, seek=how == "seek")
            if stream:
                return Member(placed.path, b"", self.read, stream)
        loaded = archive.load(placed.entry)
        if isinstance(loaded, Broken):
            return Broken(placed.path, loaded.reason, loaded.detail)
        return Member(placed.path, loaded, self.read)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a member, or None if there is none of that path or it cannot be read."""
        if path in self._cache:
            return self._cache[path]
        placed = self._by_path.get(unicodedata.normalize("NFC", path))
        if placed is None:
            return None
        loaded = self._opened(placed.archive).load(placed.entry)
        if isinstance(loaded, Broken):
            return None
        if len(loaded) <= CACHED_BYTES:
            self._remember(path, loaded)
        return loaded

    def _remember(self, path: str, loaded: bytes) -> None:
        self._cache[path] = loaded
        self._cached_bytes += len(loaded)
        while self._cached_bytes > CACHE_BYTES:
            self._cached_bytes -= len(self._cache.pop(next(iter(self._cache))))


def _normalised(name: str) -> str:
    """Return an archive's path with `/`, in NFC, without empty, `.` and `..` components."""
    parts = unicodedata.normalize("NFC", name.replace("\\", "/")).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _unrooted(paths: list[str]) -> list[str]:
    """Return the paths without the folder `<name>-<commit>` above them all; several such folders become `<name>`."""
    roots = {path.partition("/")[0] for path in paths if "/" in path}
    names = {root: match.group("name") for root in roots if (match := _ROOT.match(root))}
    if not names or len(names) < len(roots) or any("/" not in path for path in paths):
        return paths
    if len(names) == 1:
        return [path.partition("/")[2] for path in paths]
    if len(set(names.values())) < len(names):
        return paths
    return [f"{names[root]}/{rest}" for root, _slash, rest in (path.partition("/") for path in paths)]


def _open_archive(path: Path, name: str, limits: Limits) -> Archive:
    """Return the archive of a file, chosen by its first bytes; a WARC stays packed, since its reader needs the records."""
    with path.open("rb") as stream:
        head = stream.read(BLOCK)
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "plain")
    if kind == "zip":
        return ZipArchive(path, name, limits)
    if kind == "plain":
        return TarArchive(path, name, limits, "plain") if _is_tar(head) else SingleFile(path, name, limits, kind)
    if not name.lower().endswith(WARC) and _is_tar(_first_block(path, kind)):
        return TarArchive(path, name, limits, kind)
    return SingleFile(path, name, limits, kind)


def _is_tar(block: bytes) -> bool:
    return len(block) == BLOCK and block[257:262] == b"ustar"


def _first_block(path: Path, kind: str) -> bytes:
    try:
        with unpacked(path, kind) as stream:
            return stream.read(BLOCK)
    except DAMAGE:
        return b""
