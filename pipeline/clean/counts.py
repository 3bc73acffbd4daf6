"""Barrier 1: how many documents of a source hold a line, a paragraph or a word.

Each shard is counted on its own; `merge` adds the tables up.  What occurs in one document only is no evidence and does
not survive the merge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import polars as pl
import pyarrow as pa

from pipeline.clean.lines import hashes, split_lines, split_paragraphs, with_keys
from pipeline.clean.repair import repair
from pipeline.frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["source", "line", "paragraph", "word"]

COUNTS: Final = pa.schema(
    [
        pa.field("hash", pa.uint64(), nullable=False),  # xxHash64 of the normalised text; 0 for the source itself
        pa.field("kind", pa.string(), nullable=False),  # source | line | paragraph | word
        pa.field("documents", pa.int64(), nullable=False),  # documents that hold it, each counted once
        pa.field("characters", pa.int64(), nullable=False),  # code points of the normalised text; of all, for `source`
    ]
)
"""One row per line, paragraph or word; the row of kind `source` says how many documents were counted."""

LINE_END_HYPHEN: Final = r"\p{L}[-⸗‐=][ \t]*\n[ \t]*\p{L}"
WORD: Final = r"\p{L}+(?:-\p{L}+)*"

FURNITURE_DOCUMENTS: Final = 10
FURNITURE_SHARE: Final = 0.05
"""A line is furniture from this many documents and this share of the source's documents on."""


def count(read: pa.Table) -> pa.Table:
    """Return what one shard of read documents holds, schema COUNTS, ordered by kind and hash.

    Lines and paragraphs are counted after the repair of characters, so that a damaged and a whole footer are the same.
    Words are counted only where the shard has words broken at line ends: they are evidence for nothing else.
    """
    texts = repair(pl.Series("line", pl.from_arrow(read.column("text"))))
    source = pl.DataFrame({"hash": 0, "kind": "source", "documents": len(texts), "characters": _characters(texts)})
    parts = [
        _typed(source),
        _counted(with_keys(split_lines(texts)), "line"),
        _counted(with_keys(_of_several_lines(split_paragraphs(texts))), "paragraph"),
    ]
    if texts.str.contains(LINE_END_HYPHEN).any():
        parts.append(_counted(_words(texts), "word"))
    return _arrow(pl.concat(parts))


def _characters(texts: pl.Series) -> int:
    return int(texts.str.len_chars().sum())


def _of_several_lines(paragraphs: pl.DataFrame) -> pl.DataFrame:
    return paragraphs.filter(pl.col("line").str.contains("\n", literal=True))


def _words(texts: pl.Series) -> pl.DataFrame:
    found = pl.DataFrame({"key": texts.str.extract_all(WORD)}).with_row_index("row").explode("key")
    return found.drop_nulls("key").with_columns(pl.col("key").str.to_lowercase())


def _counted(keys: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    counted = keys.select("row", "key").unique().group_by("key").len(name="documents")
    return _typed(
        counted.select(
            pl.Series("hash", hashes(counted["key"])),
            pl.lit(kind).alias("kind"),
            "documents",
            pl.col("key").str.len_chars().alias("characters"),
        )
    )


def _typed(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.cast({"hash": pl.UInt64, "kind": pl.String, "documents": pl.Int64, "characters": pl.Int64})


def _arrow(counts: pl.DataFrame) -> pa.Table:
    return counts.sort("kind", "hash").to_arrow().cast(COUNTS)


@dataclass(frozen=True)
class Counts:
    """What the documents of one source hold: `table` of schema COUNTS, ordered by kind and hash."""

    table: pa.Table

    @cached_property
    def documents(self) -> int:
        """Number of documents counted."""
        return int(self._of("source")["documents"].sum())

    @cached_property
    def words(self) -> Evidence:
        """Documents per lower-case word."""
        return self._evidence("word")

    def furniture(self, kind: Literal["line", "paragraph"]) -> Evidence:
        """Return those lines or paragraphs that stand in at least 10 documents and 5 % of all of them."""
        return self._evidence(kind, max(FURNITURE_DOCUMENTS, FURNITURE_SHARE * self.documents))

    def _of(self, kind: Kind) -> pl.DataFrame:
        return frame_of(self.table).filter(pl.col("kind") == kind)

    def _evidence(self, kind: Kind, at_least: float = 1) -> Evidence:
        frame = self._of(kind).filter(pl.col("documents") >= at_least)
        return Evidence(frame["hash"].to_numpy(), frame["documents"].to_numpy())


@dataclass(frozen=True, slots=True)
class Evidence:
    """Documents by hash: two arrays of equal length, `hashes` rising."""

    hashes: np.ndarray[tuple[int], np.dtype[np.uint64]]
    documents: np.ndarray[tuple[int], np.dtype[np.int64]]

    def of(self, keys: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the number of documents that hold each key, 0 where the source does not know it."""
        wanted = hashes(keys)
        if not len(self.hashes):
            return np.zeros(len(wanted), dtype=np.int64)
        places = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        return np.where(self.hashes[places] == wanted, self.documents[places], 0)


def merge(tables: Iterable[pa.Table]) -> Counts:
    """Return the sum of the tables; what stands in fewer than two documents is dropped.

    The order of the tables does not matter.  No table at all gives the counts of a source without documents.
    """
    frames = [frame_of(table) for table in tables]
    if not frames:
        return Counts(COUNTS.empty_table())
    is_source = pl.col("kind") == "source"
    characters = pl.when(is_source).then(pl.col("characters").sum()).otherwise(pl.col("characters").max())
    summed = pl.concat(frames).group_by("kind", "hash").agg(pl.col("documents").sum(), characters.first())
    return Counts(_arrow(_typed(summed.filter(is_source | (pl.col("documents") >= 2)).select(COUNTS.names))))
