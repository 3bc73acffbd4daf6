"""One file of a snapshot as an archive: which entries it has, and the bytes of each.

Every archive has the same face: `entries` in the order of the file, `load(entry)` with the bytes or a `Broken`, and
`faults` for what concerns the file as a whole.  A truncated or damaged file keeps the entries before the damage.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final, Protocol, cast

import pyarrow as pa

from pipeline.zip_recovery import recover

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_DAMAGE: Final = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    pa.ArrowException,
)
_UNSUPPORTED: Final = (RuntimeError, NotImplementedError)  # zipfile's words for encryption and unknown methods
_MAGIC: Final = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
_SUFFIXES: Final = (".gz", ".gzip", ".bz2", ".xz", ".zst", ".zstd")
_PROMISES: Final = (*_SUFFIXES, ".zip", ".tar", ".tgz", ".tbz2", ".txz")
_WARC: Final = (".warc.gz", ".warc")
_BLOCK: Final = 512  # of a tar file
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1  # general purpose bit 0 of a zip entry (APPNOTE 4.4.4)


@dataclass(frozen=True, slots=True)
class Broken:
    """A member that cannot be read (`path` empty: the archive); `reason` is corrupt, too_large or unreadable."""

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Guards against archives that unpack to more than anyone packed."""

    member_bytes: int = 1 << 30
    ratio: int = 400  # unpacked to packed bytes, judged from `ratio_from_bytes` on
    ratio_from_bytes: int = 1 << 26
    memory_bytes: int = 1 << 28  # compressed tar files that unpack to no more are held in memory, larger ones streamed

    def objection(self, size: int, packed: int) -> str | None:
        """Return what speaks against unpacking `size` bytes from `packed` ones, or None."""
        if size > self.member_bytes:
            return f"{size} bytes unpacked, allowed are {self.member_bytes}"
        if size > self.ratio_from_bytes and size > self.ratio * max(packed, 1):
            return f"{size} bytes unpacked from {packed}: more than {self.ratio} times as many"
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """A regular file of an archive: its name as stored, its size unpacked, and what the archive finds it by."""

    name: str
    size: int
    handle: Any = None


class Archive(Protocol):
    """What every kind of file offers."""

    name: str
    is_archive: bool
    entries: list[Entry]
    faults: list[Broken]

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the entry's bytes, or why there are none."""

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return what opens the entry as a stream, None if it cannot be jumped about in and that is wanted."""

    def rest(self) -> None:
        """Let go of the file, and of what is held of it in memory, until it is asked for again."""


def open_archive(path: Path, name: str, limits: Limits) -> Archive:
    """Return the archive of a file, told by its first bytes; a WARC stays packed, since its reader needs the records."""
    with path.open("rb") as stream:
        head = stream.read(_BLOCK)
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "plain")
    if kind == "zip":
        return ZipArchive(path, name, limits)
    if kind == "plain":
        return TarArchive(path, name, limits, "plain") if _is_tar(head) else SingleFile(path, name, limits, kind)
    if not name.lower().endswith(_WARC) and _is_tar(_first_block(path, kind)):
        return TarArchive(path, name, limits, kind)
    return SingleFile(path, name, limits, kind)


def _is_tar(block: bytes) -> bool:
    return len(block) == _BLOCK and block[257:262] == b"ustar"


def _unpacked(path: Path, kind: str) -> IO[bytes]:
    """Return a stream of the unpacked bytes of a file."""
    if kind == "gzip":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if kind == "bz2":
        return cast("IO[bytes]", bz2.open(path, "rb"))
    if kind == "xz":
        return cast("IO[bytes]", lzma.open(path, "rb"))
    if kind == "zstd":
        return cast("IO[bytes]", pa.CompressedInputStream(pa.OSFile(str(path)), "zstd"))
    return path.open("rb")


def _first_block(path: Path, kind: str) -> bytes:
    try:
        with _unpacked(path, kind) as stream:
            return stream.read(_BLOCK)
    except _DAMAGE:
        return b""


def _drain(stream: IO[bytes], limit: int) -> tuple[bytes, str | None]:
    """Return what a stream gives up to `limit` + 1 bytes, and the damage that ended it early, if any."""
    parts: list[bytes] = []
    size = 0
    try:
        while size <= limit and (chunk := cast("io.BufferedReader", stream).read1(_CHUNK)):
            parts.append(chunk)
            size += len(chunk)
    except _DAMAGE as error:
        return b"".join(parts), _said(error)
    return b"".join(parts), None


def _said(error: BaseException) -> str:
    return str(error) or type(error).__name__


@dataclass(slots=True)
class SingleFile:
    """A file that holds one member: plain, or compressed by gzip, bzip2, xz or zstd; the member loses that suffix.

    A plain file under an archive's name (an error page saved as `.zip`) is corrupt and has no member.
    """

    path: Path
    name: str
    limits: Limits
    kind: str
    is_archive: bool = False
    entries: list[Entry] = field(default_factory=list)
    faults: list[Broken] = field(default_factory=list)

    def __post_init__(self) -> None:
        name = self.name.lower()
        if name.endswith(_WARC):
            self.kind = "plain"
        elif self.kind == "plain" and name.endswith(_PROMISES):
            self.faults.append(Broken(self.name, "corrupt", "bytes of another kind than the name says"))
            return
        suffix = next((one for one in _SUFFIXES if name.endswith(one)), "")
        bare = self.name[: -len(suffix)] if suffix and self.kind != "plain" else self.name
        self.entries.append(Entry(bare, self.path.stat().st_size))

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the unpacked bytes; a stream that breaks off is corrupt as a whole."""
        ceiling = self.limits.member_bytes
        with _unpacked(self.path, self.kind) as stream:
            data, damage = _drain(stream, ceiling)
        packed = entry.size if self.kind != "plain" else len(data)
        if objection := self.limits.objection(len(data), packed):
            return Broken(entry.name, "too_large", objection)
        if damage is not None:
            return Broken(entry.name, "corrupt", f"{self.kind}: {damage} after {len(data)} bytes")
        return data

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return what opens the unpacked bytes; only a plain file can be jumped about in."""
        del entry
        return None if seek and self.kind != "plain" else partial(_unpacked, self.path, self.kind)

    def rest(self) -> None:
        """Do nothing: the file is open only while it is read."""


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
        """Return the unpacked bytes, in memory if they are few enough, and note damage met on the way."""
        path, kind = self._path, self._kind
        if kind == "plain":
            return path.open("rb")
        ceiling = self._limits.member_bytes if kind == "zstd" else self._limits.memory_bytes
        with _unpacked(path, kind) as stream:
            data, self._damage = _drain(stream, ceiling)
        if len(data) <= ceiling:
            return io.BytesIO(data)
        if kind == "zstd":
            self._damage = f"unpacks to more than the {ceiling} bytes that a zstd stream, not being seekable, may"
            return io.BytesIO(data)
        return _unpacked(path, kind)

    def _list(self, stream: IO[bytes]) -> None:
        """Fill `entries` up to the first damage, and note the damage."""
        try:
            self._tar = tarfile.open(fileobj=stream, mode="r:")  # noqa: SIM115  open as long as the archive is
            for one in self._tar:
                if one.isfile() or one.islnk():
                    self.entries.append(Entry(one.name, one.size, one))
        except _DAMAGE as error:
            self._damage = self._damage or _said(error)
        self._damage = self._damage or self._unfinished(stream)
        if self._damage is not None:
            self.faults.append(Broken("", "corrupt", f"tar: {self._damage}; {len(self.entries)} entries before it"))

    def _unfinished(self, stream: IO[bytes]) -> str | None:
        """Return why the end of the list is not the end of the archive: `tarfile` stops silently at a bad header."""
        if self._tar is None:
            return "no header"
        try:
            stream.seek(self._tar.offset)
            block = stream.read(_BLOCK)
        except _DAMAGE as error:
            return _said(error)
        if len(block) < _BLOCK:
            return "no end mark"
        return "bad header" if block.strip(b"\0") else None

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the entry's bytes; one that the file's end cuts off is corrupt."""
        if objection := self._limits.objection(entry.size, self._packed):
            return Broken(entry.name, "too_large", objection)
        try:
            data = self._extract(entry).read()
        except (*_DAMAGE, KeyError) as error:  # KeyError: what a hard link names is not there
            return Broken(entry.name, "corrupt", f"tar: {_said(error)}")
        if len(data) < entry.size:
            return Broken(entry.name, "corrupt", f"tar: {len(data)} of {entry.size} bytes")
        return data

    def _extract(self, entry: Entry) -> IO[bytes]:
        if self._stream is None:
            self._stream = self._seekable()
            self._tar = tarfile.open(fileobj=self._stream, mode="r:")  # noqa: SIM115  open as long as the archive is
        return cast("IO[bytes]", cast("tarfile.TarFile", self._tar).extractfile(entry.handle))

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return what opens the entry; only a plain tar can be jumped about in."""
        return None if seek and self._kind != "plain" else partial(self._extract, entry)

    def rest(self) -> None:
        """Close the stream."""
        if self._stream is not None:
            self._stream.close()
        self._stream = self._tar = None


class ZipArchive:
    """A zip file; one without its directory (cut off) is read from the entries' own headers as far as they go."""

    is_archive: bool = True

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        self.name = name
        self.faults: list[Broken] = []
        self._limits = limits
        self._path = path
        self._is_whole = True
        self._zip: zipfile.ZipFile | None = None
        try:
            self._zip = _open_zip(path)
            infos = [one for one in self._zip.infolist() if not one.is_dir()]
            self.entries = [Entry(one.filename, one.file_size, one) for one in infos]
        except (*_DAMAGE, *_UNSUPPORTED) as error:
            self._is_whole = False
            found = recover(path.read_bytes(), limits.member_bytes)
            self.entries = [Entry(one, len(data), data) for one, data in found]
            self.faults.append(Broken("", "corrupt", f"zip: {_said(error)}; {len(self.entries)} entries recovered"))

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the entry's bytes after its checksum was found right."""
        if not self._is_whole:
            return cast("bytes", entry.handle)
        if objection := self._limits.objection(entry.size, entry.handle.compress_size):
            return Broken(entry.name, "too_large", objection)
        try:
            return self._opened().read(entry.handle)
        except _DAMAGE as error:
            return Broken(entry.name, "corrupt", f"zip: {_said(error)}")
        except _UNSUPPORTED as error:
            return Broken(entry.name, "unreadable", f"zip: {_said(error)}")

    def _opened(self) -> zipfile.ZipFile:
        if self._zip is None:
            self._zip = _open_zip(self._path)
        return self._zip

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return what opens an entry of a whole zip; it cannot be jumped about in."""
        if seek or not self._is_whole or entry.handle.flag_bits & _ENCRYPTED:
            return None
        return lambda: self._opened().open(entry.handle)

    def rest(self) -> None:
        """Close the file."""
        if self._zip is not None:
            self._zip.close()
        self._zip = None


def _open_zip(path: Path) -> zipfile.ZipFile:
    """Return the zip with names as UTF-8, which most packers write without saying so, else as CP437."""
    try:
        return zipfile.ZipFile(path, metadata_encoding="utf-8")
    except UnicodeDecodeError:
        return zipfile.ZipFile(path)
