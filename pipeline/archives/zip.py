"""Zip files, whole or cut off."""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING, Final

from pipeline.archives.archive import Broken, Entry
from pipeline.archives.streams import ODD, drain, message_of
from pipeline.archives.zip_recovery import UTF8, Found, load_found, readable, recover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.archives.archive import Limits

_ENCRYPTED: Final = 0x1  # general purpose bit 0 of a zip entry (APPNOTE 4.4.4)
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


class ZipArchive:
    """A zip file; one without its directory (cut off) is read from the entries' own headers as far as they go."""

    is_archive: bool = True

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        self.name = name
        self.faults: list[Broken] = []
        self._limits = limits
        self._path = path
        self._zip: zipfile.ZipFile | None = None
        try:
            self._zip = zipfile.ZipFile(path)
            self.entries = list(_entries(self._zip.infolist()))
        except ODD as error:
            self.entries = [Entry(found.name, found.size, found) for found in recover(path, limits)]
            self.faults.append(
                Broken("", "corrupt", f"zip: {message_of(error)}; {len(self.entries)} entries recovered")
            )

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the entry's bytes after its checksum was found right; they are counted as they come, whatever the list says."""
        handle = entry.handle
        if isinstance(handle, Broken):
            return handle
        if isinstance(handle, Found):
            return load_found(self._path, handle)
        if objection := self._limits.objection(entry.size, handle.compress_size):
            return Broken(entry.name, "too_large", objection)
        try:
            with self._opened().open(handle) as stream:
                data, damage = drain(stream, self._limits.allowed(handle.compress_size))
        except ODD as error:
            damage = message_of(error)
        else:
            if damage is None and len(data) == entry.size:
                return data
        return Broken(entry.name, "corrupt", f"zip: {damage or f'{len(data)} bytes instead of {entry.size}'}")

    def _opened(self) -> zipfile.ZipFile:
        if self._zip is None:
            self._zip = zipfile.ZipFile(self._path)
        return self._zip

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return a function that opens an entry of a whole zip; it is not seekable."""
        handle = entry.handle
        if seek or not isinstance(handle, zipfile.ZipInfo):
            return None
        return lambda: self._opened().open(handle)

    def close(self) -> None:
        """Close the file."""
        if self._zip is not None:
            self._zip.close()
        self._zip = None


def _entries(infos: Iterable[zipfile.ZipInfo]) -> Iterator[Entry]:
    """Yield the files of a directory; one whose bytes begin inside another's is none, so that no byte is unpacked twice."""
    infos = list(infos)
    inside = set()
    end = -1
    for number in sorted(range(len(infos)), key=lambda number: infos[number].header_offset):
        if infos[number].header_offset < end:
            inside.add(number)
        else:
            end = infos[number].header_offset + infos[number].compress_size
    for number, info in enumerate(infos):
        if not info.is_dir():
            name = info.filename if info.flag_bits & UTF8 else readable(info.filename.encode("cp437"))
            overlaps = Broken(name, "corrupt", "zip: its bytes overlap those of another entry")
            yield Entry(name, info.file_size, overlaps if number in inside else _locked(name, info) or info)


def _locked(name: str, info: zipfile.ZipInfo) -> Broken | None:
    """Return why an entry cannot be unpacked by anybody here, and what to do; None where it can."""
    if info.flag_bits & _ENCRYPTED:
        return Broken(name, "unreadable", "zip: it is encrypted; unpack it with its password, and pack it without")
    if info.compress_type not in _METHODS:
        detail = f"zip: packed by method {info.compress_type}, which is not known; pack it anew by deflate"
        return Broken(name, "unreadable", detail)
    return None
