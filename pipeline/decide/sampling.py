"""The sample of a release, drawn while its documents pass by; held are only those that can still be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from pipeline.decide.splits import TRAIN
from pipeline.release_files.data_files import hash_of

TENTH: Final = 0.1
OF_EACH_SOURCE: Final = 3  # documents at least, as long as the bytes suffice
_DRAWABLE: Final = {"id": pl.String, "source": pl.String, "characters": pl.Int64, "hash": pl.UInt64}


@dataclass
class Sampling:
    """Draws documents of `train` in the order of their ids' hashes.

    First come three of every source, then the same share of each, up to a tenth of the text and `limit_bytes` of it
    (characters count as two bytes, which German text stays below).
    """

    limit_bytes: int
    _held: dict[str, pl.DataFrame] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _characters: int = 0

    def add(self, kept: pl.DataFrame) -> None:
        """Take in kept documents: `id, source, characters, split`."""
        if not self.limit_bytes:
            return
        train = kept.filter(pl.col("split") == TRAIN).select("id", "source", "characters")
        hashes = pl.Series("hash", [hash_of(document_id) for document_id in train["id"]], dtype=pl.UInt64)
        for (source,), rows in train.with_columns(hashes).group_by("source"):
            name = str(source)
            self._counts[name] = self._counts.get(name, 0) + len(rows)
            self._characters += int(rows["characters"].sum())
            known = self._held.get(name, pl.DataFrame(schema=_DRAWABLE))
            self._held[name] = self._drawable(pl.concat([known, rows.cast(pl.Schema(_DRAWABLE))]))

    def _drawable(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the first documents of a source, up to the one by which it alone would exceed the limit."""
        ordered = rows.sort("hash", "id")
        before = ordered["characters"].cum_sum() - ordered["characters"]
        is_early = pl.Series(range(len(ordered)), dtype=pl.Int64) <= OF_EACH_SOURCE
        return ordered.filter((before <= self.limit_bytes // 2) | is_early)

    def chosen(self) -> pl.Series:
        """Return the ids of the sample."""
        if not self._held:
            return pl.Series("id", [], dtype=pl.String)
        ranked = pl.concat([self._ranked(source, rows) for source, rows in sorted(self._held.items())])
        drawn = ranked.sort("share", "hash", "id")
        first = int(drawn.filter(pl.col("share") == 0)["characters"].sum())
        limit = min(self.limit_bytes // 2, max(int(TENTH * self._characters), first))
        return drawn.filter(pl.col("characters").cum_sum() <= limit)["id"]

    def _ranked(self, source: str, rows: pl.DataFrame) -> pl.DataFrame:
        place = pl.int_range(pl.len()).cast(pl.Float64)
        share = (place - (OF_EACH_SOURCE - 1)).clip(lower_bound=0) / self._counts[source]
        return rows.with_columns(share.alias("share"))
