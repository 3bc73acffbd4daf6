"""Tables of a shard put aside on disk while other shards are decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

    Key = tuple[str, str]
    """Source and shard."""

KEPT: Final = "kept"
ROWS: Final = "rows"
"""The kinds of tables: kept documents, and one row per broken rule."""


class Shelf:
    """A folder with tables by kind, source and shard."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places: dict[Key, int] = {}

    def shards(self) -> list[Key]:
        """Return source and shard of everything put aside, ascending."""
        return sorted(self._places)

    def put(self, key: Key, kind: str, frame: pl.DataFrame) -> None:
        """Put a table aside, or another in its place."""
        place = self._places.setdefault(key, len(self._places))
        frame.write_ipc(self._folder / f"{place:06d}-{kind}.arrow", compression="lz4")

    def get(self, key: Key, kind: str) -> pl.DataFrame:
        """Return a table that was put aside."""
        path = self._folder / f"{self._places[key]:06d}-{kind}.arrow"
        return pl.read_ipc(path.read_bytes())  # not mapped: it may be written again
