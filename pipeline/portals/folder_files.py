"""A release's files in a folder, at any address that fsspec knows."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import fsspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class InFolder:
    """A folder at any address that fsspec knows."""

    address: str
    archives: tuple[str, ...] = ()

    @contextlib.contextmanager
    def blocks(self, name: str) -> Iterator[Iterable[bytes] | None]:
        """Yield the bytes of one file; None if it is not there."""
        with contextlib.ExitStack() as opened:
            try:
                stream = opened.enter_context(fsspec.open(f"{self.address}/{name}", "rb"))
            except FileNotFoundError:
                yield None
                return
            yield iter(lambda: stream.read(BLOCK), b"")
