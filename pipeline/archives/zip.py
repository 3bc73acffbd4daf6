"""Zip files, whole or cut off."""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING, Final, cast

from pipeline.archives.archive import Broken, Entry
from pipeline.archives.streams import DAMAGE, message_of
from pipeline.archives.zip_recovery import recover

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.archives.archive import Limits

_UNSUPPORTED: Final = (RuntimeError, NotImplementedError)  # raised by zipfile for encryption and unknown methods
_ENCRYPTED: Final = 0x1  # general purpose bit 0 of a zip entry (APPNOTE 4.4.4)


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
            infos = [info for info in self._zip.infolist() if not info.is_dir()]
            self.entries = [Entry(info.filename, info.file_size, info) for info in infos]
        except (*DAMAGE, *_UNSUPPORTED) as error:
            self._is_whole = False
            recovered = recover(path.read_bytes(), limits.member_bytes)
            self.entries = [Entry(path_inside, len(data), data) for path_inside, data in recovered]
            self.faults.append(
                Broken("", "corrupt", f"zip: {message_of(error)}; {len(self.entries)} entries recovered")
            )

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the entry's bytes after its checksum was found right."""
        if not self._is_whole:
            return cast("bytes", entry.handle)
        if objection := self._limits.objection(entry.size, entry.handle.compress_size):
            return Broken(entry.name, "too_large", objection)
        try:
            return self._opened().read(entry.handle)
        except DAMAGE as error:
            return Broken(entry.name, "corrupt", f"zip: {message_of(error)}")
        except _UNSUPPORTED as error:
            return Broken(entry.name, "unreadable", f"zip: {message_of(error)}")

    def _opened(self) -> zipfile.ZipFile:
        if self._zip is None:
            self._zip = _open_zip(self._path)
        return self._zip

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return a function that opens an entry of a whole zip; it is not seekable."""
        if seek or not self._is_whole or entry.handle.flag_bits & _ENCRYPTED:
            return None
        return lambda: self._opened().open(entry.handle)

    def close(self) -> None:
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
