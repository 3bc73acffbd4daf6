"""Where the entries of a snapshot's files stand: their paths, which depend on no order, and the names that manifests give them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.archives.containers import without_compression
from pipeline.archives.paths import normalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archives.archive import Archive, Entry


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry of one archive: its path, of which ids are made, the name by which manifests know it, and its depth.

    `prefix` is what its path has before its name, for siblings; `top` is the file of the snapshot that it is in.
    """

    path: str
    name: str
    archive: int
    entry: Entry
    top: int
    prefix: str = ""
    level: int = 1


@dataclass(frozen=True)
class Beside:
    """What files of a snapshot have beside them: how many archives each folder has, and the names of the other files."""

    archives: Counter[str]
    plain: frozenset[str]
    stems: Counter[str]

    @classmethod
    def of(cls, archives: Sequence[Archive], below: Sequence[str]) -> Beside:
        """Return what stands beside the files of a snapshot, whichever of them comes first."""
        both = list(zip(archives, below, strict=True))
        singles = [f"{folder}{normalised(archive.name)}" for archive, folder in both if not archive.is_archive]
        return cls(
            Counter(folder for archive, folder in both if archive.is_archive),
            frozenset(singles),
            Counter(map(without_compression, singles)),
        )

    def path(self, name: str, archive: Archive, folder: str) -> str:
        """Return the path of a member, given its name without its archive."""
        whole = f"{folder}{normalised(archive.name)}"
        is_taken = not archive.is_archive and self.stems[name] > 1
        return whole if is_taken else f"{self.prefix(name, archive, folder)}{name}"

    def prefix(self, name: str, archive: Archive, folder: str) -> str:
        """Return what stands before a member's name in its path: its archive, where others have the same names."""
        return f"{archive.name}/" if archive.is_archive and (self.archives[folder] > 1 or name in self.plain) else ""
