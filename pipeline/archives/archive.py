"""What every archive offers: `entries` in the order of the file, `load(entry)` with the bytes or a `Broken`, and `faults`.

`faults` are what concerns the file as a whole.  A truncated or damaged file keeps the entries before the damage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


NOT_A_FILE: Final = "not_a_file"
OF_SYSTEM: Final = "of_system"


@dataclass(frozen=True, slots=True)
class Broken:
    """A member that cannot be read (`path` empty: the archive).

    `reason` is corrupt, too_large or unreadable; NOT_A_FILE for a link, device or pipe, in which there is nothing to read;
    OF_SYSTEM for what an operating system keeps beside the files.
    """

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what an archive may unpack to."""

    member_bytes: int = 1 << 27  # of a member that is held whole; its text and its tree take several times as much
    ratio: int = 400  # unpacked to packed bytes, judged from `ratio_from_bytes` on
    ratio_from_bytes: int = 1 << 26
    memory_bytes: int = 1 << 28  # compressed tar files that unpack to no more are held in memory, larger ones streamed

    def allowed(self, packed: int) -> int:
        """Return how many bytes may be unpacked from `packed` ones; reading stops at the first byte more."""
        return min(self.member_bytes, self.streamed(packed))

    def streamed(self, packed: int) -> int:
        """Return how many bytes may be unpacked from `packed` ones where only a few of them are held at a time."""
        return max(self.ratio_from_bytes, self.ratio * max(packed, 1))

    def objection(self, size: int, packed: int) -> str | None:
        """Return why `size` bytes are not unpacked from `packed` ones, or None."""
        if size > self.member_bytes:
            return f"{size} bytes unpacked, allowed are {self.member_bytes}"
        return self.blown_up(size, packed)

    def blown_up(self, size: int, packed: int) -> str | None:
        """Return why so many bytes cannot come of `packed` ones unless somebody wants them to, or None."""
        if size > self.ratio_from_bytes and size > self.ratio * max(packed, 1):
            return f"{size} bytes unpacked from {packed}: more than {self.ratio} times as many"
        return None


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive: its name as stored, its size unpacked, and the handle by which its archive finds it.

    The handle is a `Broken` where the archive's list already says that there is nothing to read.
    """

    name: str
    size: int
    handle: Any = None
    is_packed: bool = False
    """Whether the size is that of the packed bytes, because nothing says how many they unpack to."""


class Archive(Protocol):
    """What every kind of file offers."""

    name: str
    is_archive: bool
    entries: list[Entry]
    faults: list[Broken]

    def load(self, entry: Entry) -> bytes | Broken:
        """Return the entry's bytes, or why there are none."""

    def stream(self, entry: Entry, *, seek: bool) -> Callable[[], IO[bytes]] | None:
        """Return a function that opens the entry as a stream, None if `seek` is wanted and the entry is not seekable."""

    def close(self) -> None:
        """Close the file and free its memory; `load` and `stream` open it again."""
