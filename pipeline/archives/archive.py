"""What every archive offers: `entries` in the order of the file, `load(entry)` with the bytes or a `Broken`, and `faults`.

`faults` are what concerns the file as a whole.  A truncated or damaged file keeps the entries before the damage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


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
