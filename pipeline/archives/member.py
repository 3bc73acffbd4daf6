"""One file of a snapshot: its path, its bytes or a stream of them, and a way to its siblings."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Streams = Literal["forward", "seek"]


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a snapshot: its path (`/` separated), from which ids are made, its bytes, and a way to its siblings.

    `sibling(path)` returns the bytes of another member of the same source, or None; used where metadata are in a member of their own.
    A large member of a format that streams has no `data`: `stream` opens its bytes, which `open` gives in either case.
    `name` is what manifests call it (see `Snapshot`); empty where that is the path.
    """

    path: str
    data: bytes
    sibling: Callable[[str], bytes | None] = lambda _path: None
    stream: Callable[[], IO[bytes]] | None = None
    name: str = ""

    def open(self) -> IO[bytes]:
        """Return the member's bytes as a stream, from their beginning."""
        return self.stream() if self.stream else BytesIO(self.data)
