"""What cleaning one shard looked up in the counts of its source, and whether other counts would answer the same.

Cleaning asks two things of the counts: which lines and paragraphs are furniture, and of each word broken at a line's end whether
the source knows it as one word, and with a hyphen more often than without.  If a source grows by a document and these answers
stay, the documents of its other shards stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import xxhash

from pipeline.count.counts import hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import polars as pl

    from pipeline.count.counts import Counts, Evidence

FURNITURE: Final = b"gemeingut.furniture"
COUNTS: Final = b"gemeingut.counts"
SCHEMA: Final = pa.schema(
    [
        pa.field("joined", pa.uint64(), nullable=False),  # xxHash64 of the word without a hyphen, in lower case
        pa.field("hyphened", pa.uint64(), nullable=False),  # and with it
        pa.field("answer", pa.uint8(), nullable=False),
    ]
)
"""One row per pair of halves that was looked up, with the answer (`answers`)."""


@dataclass
class Lookups:
    """What was looked up while a shard is cleaned: hashes of words without and with a hyphen, and the answers."""

    joined: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    hyphened: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    answers: list[npt.NDArray[np.uint8]] = field(default_factory=list)

    def add(self, joined: pl.Series, hyphened: pl.Series, of_joined: Sequence[int], of_hyphened: Sequence[int]) -> None:
        """Record words that were looked up, and how many documents contain them."""
        self.joined.append(hashes(joined))
        self.hyphened.append(hashes(hyphened))
        self.answers.append(answers(np.array(of_joined, np.int64), np.array(of_hyphened, np.int64)))

    def table(self, counts: Counts, content: str) -> pa.Table:
        """Return what was looked up as a table of SCHEMA; `content` is the content hash of the counts."""
        columns = [
            np.concatenate([np.zeros(0, kind), *parts])
            for kind, parts in ((np.uint64, self.joined), (np.uint64, self.hyphened), (np.uint8, self.answers))
        ]
        _, first = np.unique(np.stack(columns[:2], axis=1), axis=0, return_index=True)
        metadata = {FURNITURE: furniture_digest(counts).encode(), COUNTS: content.encode()}
        return pa.Table.from_arrays(
            [pa.array(column[np.sort(first)]) for column in columns], schema=SCHEMA.with_metadata(metadata)
        )


def answers(joined: npt.NDArray[np.int64], hyphened: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return the answer per broken word: 1 if it occurs as one word, plus 2 if it occurs more often with a hyphen."""
    return ((joined > 0) + 2 * (hyphened > joined)).astype(np.uint8)


def would_answer_the_same(asked: pa.Table, counts: Counts, digest: str) -> bool:
    """Return whether counts, with the digest of their furniture, give the answers of when the shard was cleaned.

    `asked` is of SCHEMA.
    """
    if (asked.schema.metadata or {}).get(FURNITURE) != digest.encode():
        return False
    words: Evidence = counts.words
    joined, hyphened = (words.of_hashes(asked[name].to_numpy()) for name in ("joined", "hyphened"))
    return bool(np.array_equal(answers(joined, hyphened), asked["answer"].to_numpy()))


def counts_of(asked: pa.Schema) -> str:
    """Return the content hash of the counts that were used."""
    return bytes((asked.metadata or {}).get(COUNTS, b"")).decode()


def furniture_digest(counts: Counts) -> str:
    """Return a hash of the lines and paragraphs that are furniture by these counts."""
    digest = xxhash.xxh3_128()
    for evidence in (counts.furniture("line"), counts.furniture("paragraph")):
        digest.update(len(evidence.hashes).to_bytes(8, "little"))
        digest.update(np.ascontiguousarray(evidence.hashes).tobytes())
    return digest.hexdigest()
