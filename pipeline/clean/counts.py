"""Barrier 1: how many documents of a source hold a line, a paragraph or a word.

Each shard is counted on its own; `merge` adds the tables up.  What occurs in one document only is no evidence and does
not survive the merge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import polars as pl
import pyarrow as pa
import xxhash

from filters.kernels.buffers import buffers
from pipeline.clean.keys_kernel import MIN_BYTES, keys_into, words_into
from pipeline.clean.lines import hashes
from pipeline.clean.repair import repair
from pipeline.frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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
_LEAST: Final = 2048

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
    parts = [_typed(source), *(_counted(keys, kind) for kind, keys in _keys(texts))]
    return _arrow(pl.concat(parts))


def _characters(texts: pl.Series) -> int:
    return int(texts.str.len_chars().sum())


def _keys(texts: pl.Series) -> Iterator[tuple[Kind, pl.DataFrame]]:
    """Yield the kinds and their keys, columns hash and characters: one row for each text that holds a key."""
    offsets, data = buffers(texts.to_arrow())
    size, longest = len(data), int(np.diff(offsets).max(initial=0))
    room = size // MIN_BYTES + len(texts)
    seen = np.empty(1 << (longest // 2 + _LEAST).bit_length(), np.uint64)
    key = np.empty(longest + 1, np.uint8)

    def found(kernel: Callable[..., Any], room: int, *arguments: Any) -> tuple[pl.DataFrame, Any]:
        hashes_, sizes = np.empty(room, np.uint64), np.empty(room, np.int64)
        stamps = np.full(len(seen), -1, np.int32)
        count, rest = kernel(offsets, data, key, seen, stamps, hashes_, sizes, *arguments)
        return pl.DataFrame({"hash": hashes_[:count], "characters": sizes[:count]}), rest

    yield "line", found(keys_into, room, False)[0]  # noqa: FBT003  positional only: compiled
    yield "paragraph", found(keys_into, room, True)[0]  # noqa: FBT003
    if texts.str.contains(LINE_END_HYPHEN).any():
        others = np.empty((size // 2 + 1, 3), np.int64)
        words, rest = found(words_into, size // 2 + len(texts), others)
        yield "word", pl.concat([words, _lowered(data, others[:rest])])


def _lowered(data: np.ndarray[tuple[int], np.dtype[np.uint8]], places: np.ndarray[Any, Any]) -> pl.DataFrame:
    """Return the keys of the words at places (text, start, end) that the kernel leaves to Python, each once a text."""
    words = {(row, bytes(data[start:end]).decode().lower()) for row, start, end in places.tolist()}
    found = [(xxhash.xxh64_intdigest(word.encode()), len(word)) for _, word in words]
    return pl.DataFrame(found, {"hash": pl.UInt64, "characters": pl.Int64}, orient="row")


def _counted(keys: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    counted = keys.group_by("hash").agg(pl.len().alias("documents"), pl.col("characters").first())
    return _typed(counted.select("hash", pl.lit(kind).alias("kind"), "documents", "characters"))


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
