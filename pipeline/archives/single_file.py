"""A file that is no archive: one member, plain or compressed by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING, Final

from pipeline.archives.archive import Broken, Entry
from pipeline.archives.streams import drain, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.archives.archive import Limits

WARC: Final = (".warc.gz", ".warc")
_SUFFIXES: Final = (".gz", ".gzip", ".bz2", ".xz", ".zst", ".zstd")
_PROMISES: Final = (*_SUFFIXES, ".zip", ".tar", ".tgz", ".tbz2", ".txz")


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
        if name.endswith(WARC):
            self.kind = "plain"
        elif self.kind == "plain" and name.endswith(_PROMISES):
            self.faults.append(Broken(self.name, "corrupt", "bytes of another kind than the name says"))
            return
        suffix = next((ending for ending in _SUFFIXES if name.endswith(ending)), "")
        bare = self.name[: -len(suffix)] if suffix and self.kind != "plain" else self.name
        self.entries.append(Entry(bare, self.path.stat().st_size))

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the unpacked bytes; a stream that breaks off is corrupt as a whole."""
        ceiling = self.limits.member_bytes if self.kind == "plain" else self.limits.allowed(entry.size)
        with unpacked(self.path, self.kind) as stream:
            data, damage = drain(stream, ceiling)
        packed = entry.size if self.kind != "plain" else len(data)
        if objection := self.limits.objection(len(data), packed):
            return Broken(entry.name, "too_large", objection)
        if damage is not None:
            return Broken(entry.name, "corrupt", f"{self.kind}: {damage} after {len(data)} bytes")
        return data

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return a function that opens the unpacked bytes; only a plain file is seekable."""
        del entry
        return None if seek and self.kind != "plain" else partial(unpacked, self.path, self.kind)

    def close(self) -> None:
        """Do nothing: the file is open only while it is read."""
