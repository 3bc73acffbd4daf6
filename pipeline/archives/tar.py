"""Tar files, plain or compressed, up to the first damage."""

from __future__ import annotations

import io
import tarfile
from functools import partial
from typing import IO, TYPE_CHECKING, cast

from pipeline.archives.archive import Broken, Entry
from pipeline.archives.streams import BLOCK, DAMAGE, drain, message_of, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.archives.archive import Limits


class TarArchive:
    """A tar file, plain or compressed; symbolic links, devices and folders are no entries, a hard link is a file again."""

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

    def _seekable(self) -> IO[bytes]:
        """Return the unpacked bytes, in memory if they are few enough, and note any damage."""
        path, kind = self._path, self._kind
        if kind == "plain":
            return path.open("rb")
        ceiling = self._limits.member_bytes if kind == "zstd" else self._limits.memory_bytes
        with unpacked(path, kind) as stream:
            data, self._damage = drain(stream, ceiling)
        if len(data) <= ceiling:
            return io.BytesIO(data)
        if kind == "zstd":
            self._damage = f"unpacks to more than the {ceiling} bytes that a zstd stream, not being seekable, may"
            return io.BytesIO(data)
        return unpacked(path, kind)

    def _list(self, stream: IO[bytes]) -> None:
        """Fill `entries` up to the first damage, and note the damage."""
        try:
            self._tar = tarfile.open(fileobj=stream, mode="r:")  # noqa: SIM115  open as long as the archive is
            for info in self._tar:
                if info.isfile() or info.islnk():
                    self.entries.append(Entry(info.name, info.size, info))
        except DAMAGE as error:
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
        except DAMAGE as error:
            return message_of(error)
        if len(block) < BLOCK:
            return "no end mark"
        return "bad header" if block.strip(b"\0") else None

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the entry's bytes; one that the file's end cuts off is corrupt."""
        if objection := self._limits.objection(entry.size, self._packed):
            return Broken(entry.name, "too_large", objection)
        try:
            data = self._extract(entry).read()
        except (*DAMAGE, KeyError) as error:  # KeyError: what a hard link names is not there
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
