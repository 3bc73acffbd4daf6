"""Barrier 1: how many documents of a source hold a line, a paragraph or a word.

Each shard is counted on its own; a `Tally` adds the tables up.  Entries that cannot be evidence, words of one document
and lines of few, are dropped then.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import polars as pl
import pyarrow as pa
import xxhash

from filters.kernels.buffers import buffers
from pipeline.count.keys_kernel import MIN_BYTES, MIN_CHARACTERS, MIN_WORDS, keys_into, words_into
from pipeline.count.repair import repair
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Kind = Literal["source", "line", "paragraph", "word"]

COUNTS: Final = pa.schema(
    [
        pa.field("hash", pa.uint64(), nullable=False),  # xxHash64 of the normalised text; 0 for the source itself
        pa.field("kind", pa.string(), nullable=False),  # source | line | paragraph | word
        pa.field("documents", pa.int64(), nullable=False),  # documents that hold it, each counted once
        pa.field("characters", pa.int64(), nullable=False),  # code points of the normalised text; of all, for `source`
    ]
)
"""One row per line, paragraph or word; the row of kind `source` holds the number of documents counted."""

LINE_END_HYPHEN: Final = r"[\p{L}\p{M}][-⸗‐=][ \t]*\n[ \t]*\p{L}"
_LEAST: Final = 2048
_BLOCK_ROWS: Final = 1 << 16
HELD: Final = 4_000_000  # rows of counts in memory: about 200 MB
PARTS: Final = 64  # a power of two: counts written to disk are added up in so many parts

FURNITURE_DOCUMENTS: Final = 10
FURNITURE_SHARE: Final = 0.05
"""A line is furniture from this many documents and this share of the source's documents on."""


def count(read: pa.Table) -> pa.Table:
    """Return what one shard of read documents holds, schema COUNTS, ordered by kind and hash.

    Lines and paragraphs are counted after the repair of characters, so that a damaged and an intact footer have the
    same key.  Words are counted only where the shard has words broken at line ends: they are used for nothing else.
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

    def keyed(kernel: Callable[..., Any], room: int, *arguments: Any) -> tuple[pl.DataFrame, Any]:
        hashes_, sizes = np.empty(room, np.uint64), np.empty(room, np.int64)
        stamps = np.zeros(len(seen), np.int32)
        count, rest = kernel(offsets, data, key, seen, stamps, hashes_, sizes, *arguments)
        return pl.DataFrame({"hash": hashes_[:count], "characters": sizes[:count]}), rest

    yield "line", keyed(keys_into, room, False)[0]  # noqa: FBT003  positional only: compiled
    yield "paragraph", keyed(keys_into, room, True)[0]  # noqa: FBT003
    if texts.str.contains(LINE_END_HYPHEN).any():
        others = np.empty((size // 2 + 1, 3), np.int64)
        words, rest = keyed(words_into, size // 2 + len(texts), others)
        yield "word", pl.concat([words, _lowered(data, others[:rest])])


def _lowered(data: np.ndarray[tuple[int], np.dtype[np.uint8]], places: np.ndarray[Any, Any]) -> pl.DataFrame:
    """Return the keys of the words at places (text, start, end) that the kernel leaves to Python, each once per text."""
    blocks = (places[start : start + _BLOCK_ROWS].tolist() for start in range(0, len(places), _BLOCK_ROWS))
    words = {(row, bytes(data[start:end]).decode().lower()) for block in blocks for row, start, end in block}
    keys = [(xxhash.xxh64_intdigest(word.encode()), len(word)) for _, word in words]
    return pl.DataFrame(keys, {"hash": pl.UInt64, "characters": pl.Int64}, orient="row")


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
        """Return the lines or paragraphs of at least 10 documents and 5 % of all documents."""
        return self._evidence(kind, _furniture_from(self.documents))

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
        return self.of_hashes(hashes(keys))

    def of_hashes(
        self, wanted: np.ndarray[tuple[int], np.dtype[np.uint64]]
    ) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the number of documents that hold the key of each hash, 0 where the source does not know it."""
        if not len(self.hashes):
            return np.zeros(len(wanted), dtype=np.int64)
        places = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        return np.where(self.hashes[places] == wanted, self.documents[places], 0)


def merge(tables: Iterable[pa.Table]) -> Counts:
    """Return the sum of the tables, without entries that cannot be evidence.

    Kept are words of two documents or more, and lines and paragraphs of as many as `furniture` demands.  The order of
    the tables does not matter.  No table at all gives the counts of a source without documents.
    """
    tally = Tally(None)
    for table in tables:
        tally.add(table)
    return tally.total()


class Tally:
    """Adds up the counts of shards in bounded memory; what exceeds it is written to a folder, divided by hash."""

    def __init__(self, folder: Path | None, rows: int = HELD) -> None:
        """Keep at most about `rows` rows in memory, and write more to `folder`, which nothing else uses."""
        self._folder, self._rows = folder, rows
        self._held: list[pl.DataFrame] = []
        self._aside = 0
        self.documents = 0

    def add(self, table: pa.Table) -> None:
        """Add the counts of one shard."""
        frame = frame_of(table)
        self.documents += int(frame.filter(pl.col("kind") == "source")["documents"].sum())
        self._held.append(frame)
        if self._folder is not None and sum(map(len, self._held)) > self._rows:
            self._put_aside(self._folder)

    def take_away(self, table: pa.Table) -> None:
        """Take away the counts of documents that were added with others and do not count."""
        is_source = pl.col("kind") == "source"
        characters = (
            pl.when(is_source).then(-pl.col("characters")).otherwise(0)
        )  # of a line the largest counts, not the sum
        frame = frame_of(table).with_columns(-pl.col("documents"), characters.alias("characters"))
        self.add(_arrow(_typed(frame)))

    def subtotal(self) -> pa.Table:
        """Return the sum of what is in memory with all its entries: what is no evidence in a part of a source may be in the whole."""
        return _arrow(_summed(self._held)) if self._held else COUNTS.empty_table()

    def _put_aside(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        part = (pl.col("hash") // (1 << (64 - PARTS.bit_length() + 1))).alias("part")
        for (number,), rows in _summed(self._held).group_by(part):
            rows.write_parquet(folder / f"{number:02d}-{self._aside:05d}.parquet")
        self._held = []
        self._aside += 1

    def total(self) -> Counts:
        """Return the sum, and delete what was written to the folder."""
        if self._folder is None or not self._aside:
            return Counts(_arrow(self._evident(_summed(self._held)))) if self._held else Counts(COUNTS.empty_table())
        if self._held:
            self._put_aside(self._folder)
        parts = []
        for number in range(PARTS):
            paths = sorted(self._folder.glob(f"{number:02d}-*.parquet"))
            parts += [self._evident(_summed([pl.read_parquet(path) for path in paths]))] if paths else []
        shutil.rmtree(self._folder)
        return Counts(_arrow(pl.concat(parts)))

    def _evident(self, summed: pl.DataFrame) -> pl.DataFrame:
        least = pl.when(pl.col("kind") == "source").then(0).when(pl.col("kind") == "word").then(2)
        return summed.filter(pl.col("documents") >= least.otherwise(_furniture_from(self.documents)))


def _furniture_from(documents: int) -> float:
    return max(FURNITURE_DOCUMENTS, FURNITURE_SHARE * documents)


def _summed(frames: list[pl.DataFrame]) -> pl.DataFrame:
    is_source = pl.col("kind") == "source"
    characters = pl.when(is_source).then(pl.col("characters").sum()).otherwise(pl.col("characters").max())
    summed = pl.concat(frames).group_by("kind", "hash").agg(pl.col("documents").sum(), characters.first())
    return _typed(summed.select(COUNTS.names))


def with_keys(parts: pl.DataFrame) -> pl.DataFrame:
    """Return those parts that are long enough to be furniture, with `key`: blanks single, digits one `0` a number.

    A part qualifies with 30 characters or 4 words, if at most half of its characters are blanks, digits and ASCII
    signs: rows of tables repeat for other reasons.  The lines are expected to be repaired.
    """
    long = parts.filter(pl.col("line").str.len_bytes() >= MIN_BYTES)
    keys = long.with_columns(
        pl.col("line")
        .str.replace_all(r"[ \t\n]{2,}|[\t\n]", " ")
        .str.strip_chars(" ")
        .str.replace_all("[0-9]+", "0")
        .alias("key")
    )
    characters = pl.col("key").str.len_chars()
    words = pl.col("key").str.count_matches(" ", literal=True) + 1
    signs = pl.col("key").str.count_matches("[\u0000-@\\[-`{-\u007f]")
    return keys.filter(((characters >= MIN_CHARACTERS) | (words >= MIN_WORDS)) & (signs * 2 <= characters))


def hashes(keys: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Return the xxHash64 of each string's UTF-8 bytes, shape (n,): the same on every machine and run."""
    return np.fromiter((xxhash.xxh64_intdigest(key) for key in keys.cast(pl.Binary)), dtype=np.uint64, count=len(keys))
