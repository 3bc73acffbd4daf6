"""Tar files, plain or compressed, up to the first damage."""

from __future__ import annotations

import io
import tarfile
from functools import partial
from typing import IO, TYPE_CHECKING, Final, cast

from pipeline.archives.archive import NOT_A_FILE, Broken, Entry
from pipeline.archives.streams import BLOCK, ODD, drain, message_of, unpacked
from pipeline.store.files import readable_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.archives.archive import Limits

_KINDS: Final = {
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.CHRTYPE: "a character device",
    tarfile.BLKTYPE: "a block device",
    tarfile.FIFOTYPE: "a named pipe",
}


class TarArchive:
    """A tar file, plain or compressed; a hard link is the file that it names, folders are no entries.

    Symbolic links, devices and pipes are entries in which there is nothing to read.
    """

    is_archive: bool = True

    def __init__(self, path: Path, name: str, limits: Limits, kind: str) -> None:
        self.name = name
        self.entries: list[Entry] = []
        self.faults: list[Broken] = []
        self._limits = limits
        self._path, self._kind = path, kind
        self._packed = path.stat().st_size
        self._damage: str | None = None
        self._stream: IO[bytes] | None = self._seekable()
        self._tar: tarfile.TarFile | None = None
        self._list(self._stream)

    @property
    def is_compressed(self) -> bool:
        """Whether its entries are reached by unpacking what stands before them."""
        return self._kind != "plain"

    def _seekable(self) -> IO[bytes]:
        """Return the unpacked bytes, in memory if they are few enough, and note any damage."""
        path, kind = self._path, self._kind
        if kind == "plain":
            return path.open("rb")
        ceiling = self._limits.memory_bytes
        with unpacked(path, kind) as stream:
            data, self._damage = drain(stream, ceiling)
        if len(data) <= ceiling:
            return io.BytesIO(data)
        return unpacked(path, kind)

    def _list(self, stream: IO[bytes]) -> None:
        """Fill `entries` up to the first damage, and note the damage."""
        files: dict[str, tarfile.TarInfo] = {}
        end = -1
        try:
            self._tar = tarfile.open(fileobj=stream, mode="r:")  # noqa: SIM115  open as long as the archive is
            for info in self._tar:
                if self._tar.offset <= end:  # a negative size leads back to an earlier header, again and again
                    raise tarfile.HeaderError("an entry of a negative size")
                end = self._tar.offset
                if not info.isdir():
                    self.entries.append(_entry(info, files))
        except ODD as error:
            self._damage = self._damage or message_of(error)
        self._damage = self._damage or self._unfinished(stream)
        if self._damage is not None:
            self.faults.append(Broken("", "corrupt", f"tar: {self._damage}; {len(self.entries)} entries before it"))

    def _unfinished(self, stream: IO[bytes]) -> str | None:
        """Return why the end of the list is not the end of the archive: `tarfile` stops silently at a bad header."""
        if self._tar is None:
            return "no header"
        try:
            stream.seek(self._tar.offset)
            block = stream.read(BLOCK)
        except ODD as error:
            return message_of(error)
        if len(block) < BLOCK:
            return "no end mark"
        return "bad header" if block.strip(b"\0") else None

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the entry's bytes; one that the file's end cuts off is corrupt."""
        if isinstance(entry.handle, Broken):
            return entry.handle
        if objection := self._limits.objection(entry.size, self._packed):
            return Broken(entry.name, "too_large", objection)
        try:
            data = self._extract(entry).read()
        except ODD as error:
            return Broken(entry.name, "corrupt", f"tar: {message_of(error)}")
        if len(data) < entry.size:
            return Broken(entry.name, "corrupt", f"tar: {len(data)} of {entry.size} bytes")
        return data

    def _extract(self, entry: Entry) -> IO[bytes]:
        if self._stream is None:
            self._stream = self._seekable()
            self._tar = tarfile.open(fileobj=self._stream, mode="r:")  # noqa: SIM115  open as long as the archive is
        return cast("IO[bytes]", cast("tarfile.TarFile", self._tar).extractfile(entry.handle))

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return a function that opens the entry; only a plain tar is seekable."""
        return None if seek and self._kind != "plain" else partial(self._extract, entry)

    def close(self) -> None:
        """Close the stream."""
        if self._stream is not None:
            self._stream.close()
        self._stream = self._tar = None


def _entry(info: tarfile.TarInfo, files: dict[str, tarfile.TarInfo]) -> Entry:
    """Return the entry of a header, and note a file under its name: a hard link names a file before it."""
    name = readable_name(info.name)
    if info.islnk():
        return _linked(name, info, files)
    if info.isfile():
        files[info.name] = info
        return Entry(name, info.size, info)
    kind = _KINDS.get(info.type, f"an entry of the type {info.type!r}")
    target = f" to {readable_name(info.linkname)}" if info.issym() else ""
    return Entry(name, 0, Broken(name, NOT_A_FILE, f"tar: {kind}{target}"))


def _linked(name: str, info: tarfile.TarInfo, files: dict[str, tarfile.TarInfo]) -> Entry:
    target = files.get(info.linkname)
    if target is not None:
        files[info.name] = target  # a later link may name this one
        return Entry(name, target.size, target)
    detail = f"tar: a hard link to {readable_name(info.linkname)}, which is no file before it"
    return Entry(name, 0, Broken(name, "corrupt", detail))
