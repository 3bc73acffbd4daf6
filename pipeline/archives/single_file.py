"""A file that is no archive: one member, plain or compressed by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import IO, TYPE_CHECKING

from pipeline.archives.archive import Broken, Entry
from pipeline.archives.containers import COMPRESSIONS, PLAIN, is_warc, promises_archive, without_compression
from pipeline.archives.streams import counted, drain, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.archives.archive import Limits


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
        bare = without_compression(self.name)
        if is_warc(self.name):
            self.kind = PLAIN
        elif self.kind == PLAIN and (bare != self.name or promises_archive(self.name)):
            what = "bytes of another kind than the name says" if self.path.stat().st_size else "an empty file"
            self.faults.append(Broken(self.name, "corrupt", f"{what}; fetch it again"))
            return
        is_packed = self.kind in COMPRESSIONS
        self.entries.append(Entry(bare if is_packed else self.name, self.path.stat().st_size, is_packed=is_packed))

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
        """Return a function that opens the unpacked bytes, which are counted; only a plain file is seekable."""
        if self.kind == PLAIN:
            return partial(unpacked, self.path, self.kind)
        most = self.limits.streamed(entry.size)
        return None if seek else lambda: counted(unpacked(self.path, self.kind), most)

    def close(self) -> None:
        """Do nothing: the file is open only while it is read."""
