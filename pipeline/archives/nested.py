"""Archives inside archives: how deep they are opened, and how many bytes one file may unpack to over all levels."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemeingut.errors import DataError
from pipeline.archives.containers import COMPRESSIONS
from pipeline.archives.streams import DAMAGE, drain, message_of, unpacked

if TYPE_CHECKING:
    from pipeline.archives.archive import Limits

LEVELS: Final = 8
"""Containers one inside the other that are opened; an archive that holds itself has no end."""
LEAST_BYTES: Final = 4096
"""What a nested archive costs at least, however small it is: a block of the disk, and the time to open it."""


class UnpackedError(DataError, ValueError):
    """A container is not opened: it is nested too deep, or its file has unpacked to more than is allowed."""


@dataclass
class Budget:
    """What a file of the snapshot may unpack to over all levels of containers in it; each of them counts once."""

    packed: int
    limits: Limits
    spent: int = 0
    _counted: set[str] = field(default_factory=set)

    @property
    def allowed(self) -> int:
        """The bytes that may be unpacked in all: by the ratio that holds for a single member."""
        return max(self.limits.ratio_from_bytes, self.limits.ratio * max(self.packed, 1))

    def inside(self) -> Limits:
        """Return the limits of an archive inside: no member of it may be larger than what is left."""
        left = max(self.allowed - self.spent, 0)
        return replace(self.limits, member_bytes=min(self.limits.member_bytes, left))

    def spend(self, path: str, size: int) -> None:
        """Count what was unpacked under a path; raise UnpackedError where it is too much."""
        if path in self._counted:
            return
        self._counted.add(path)
        self.spent += size
        if self.spent > self.allowed:
            raise UnpackedError(
                f"{self.spent} bytes unpacked over all levels from {self.packed}, allowed are {self.allowed}; "
                "unpack it, and leave out what is not needed"
            )


class Aside:
    """A folder of this machine in which nested archives lie while their snapshot is open."""

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._number = 0

    def put(self, data: bytes) -> Path:
        """Write bytes into a file of their own and return its path."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="nested-", dir=self._given)
        path = Path(self._folder.name) / str(self._number)
        self._number += 1
        path.write_bytes(data)
        return path

    def close(self) -> None:
        """Delete all of it."""
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = None


def decompressed(data: bytes, kind: str, limits: Limits) -> tuple[bytes, str | None, str | None]:
    """Return the bytes of a compressed member, what damage ended them early, and what objects to their size."""
    if kind not in COMPRESSIONS:
        raise ValueError(f"{kind!r} is no compression; there are {', '.join(COMPRESSIONS)}")
    try:
        with unpacked(BytesIO(data), kind) as stream:
            content, damage = drain(stream, limits.allowed(len(data)))
    except DAMAGE as error:
        return b"", message_of(error), None
    return content, damage, limits.objection(len(content), len(data))
