"""Repeated passages: the places of runs of tokens that occur in more than one document, over all documents read.

Four passes, each bounded in memory: anchors of every shard; a screen of the anchors seen more than once (a bit each, so
that a collision costs time and never a passage); the runs around such anchors, distributed to files by their hash; and
each file sorted, where runs of one document alone drop out.  Nothing depends on the order of documents, or on a
recipe's choices.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from filters import repeats
from filters.kernels.repeats import screen_into
from pipeline.store.files import TEMPORARY, read_table, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

SCHEMA: Final = pa.schema([pa.field(name, pa.uint32(), nullable=False) for name in ("run", "document", "place")])
"""One row per occurrence, ascending: the run's number in its file, the document's over all shards, the first token's."""

RUN: Final = np.dtype([("one", "<u8"), ("other", "<u8"), ("document", "<u4"), ("place", "<u4")])
BITS_PER_ANCHOR: Final = 32
MEMORY_BYTES: Final = 1 << 29
_TOP: Final = np.uint64(32)


@dataclass(frozen=True)
class Report:
    """What was found: anchors of all documents, runs examined, and those that occur in more than one document."""

    documents: int
    anchors: int
    runs: int
    repeated_runs: int
    occurrences: int


def write_anchors(documents: Path, out: Path, tokens: int) -> None:
    """Write the anchors of a shard of documents."""
    with whole(out) as path, path.open("wb") as file:
        repeats.anchors(read_table(documents, ["text"]).column("text"), tokens).tofile(file)


def write_screen(anchors: Sequence[Path], out: Path, memory_bytes: int = MEMORY_BYTES) -> int:
    """Write the bits of the anchors that were seen more than once and return how many anchors there are.

    The screen has 32 bits for each anchor, but at most half of `memory_bytes`; a smaller one lets more runs through.
    """
    total = sum(path.stat().st_size // 8 for path in anchors)
    bits = min(1 << max(6, (total * BITS_PER_ANCHOR).bit_length()), 1 << ((memory_bytes * 4).bit_length() - 1))
    seen, shared = np.zeros(bits // 64, np.uint64), np.zeros(bits // 64, np.uint64)
    for path in anchors:
        hashes = np.fromfile(path, np.uint64)
        screen_into(hashes, seen, shared)
    with whole(out) as temporary, temporary.open("wb") as file:
        shared.tofile(file)
    return total


def write_runs(documents: Path, screen: Path, out: Path, first: int, tokens: int) -> None:
    """Write the runs of a shard that hold a shared anchor; its first document has the number `first` over all shards."""
    texts = read_table(documents, ["text"]).column("text")
    shared = np.fromfile(screen, np.uint64)
    shared.flags.writeable = False
    hashes, places = repeats.runs(texts, shared, tokens)
    rows = np.empty(len(hashes), RUN)
    rows["one"], rows["other"] = hashes[:, 0], hashes[:, 1]
    rows["document"], rows["place"] = places[:, 0] + np.uint32(first), places[:, 1]
    with whole(out) as path, path.open("wb") as file:
        rows.tofile(file)


def find(runs: Sequence[Path], out: Path, documents: int, anchors: int, memory_bytes: int = MEMORY_BYTES) -> Report:
    """Write the runs that occur in more than one document as `out/runs-<n>.parquet` and return the report.

    Runs are distributed to parts by hash, so that each part fits into `memory_bytes` when it is sorted.
    """
    total = sum(path.stat().st_size for path in runs)
    parts = max(1, -(-4 * total // memory_bytes))
    working = out / f"{TEMPORARY}parts"
    working.mkdir(parents=True, exist_ok=True)
    _deal(runs, [working / f"{number:05d}" for number in range(parts)])
    counts = [
        _repeated(path, out / f"runs-{number:05d}.parquet") for number, path in enumerate(sorted(working.iterdir()))
    ]
    shutil.rmtree(working)
    repeated, occurrences = (sum(column) for column in zip(*counts, strict=True))
    return Report(documents, anchors, total // RUN.itemsize, repeated, occurrences)


def _deal(runs: Sequence[Path], parts: Sequence[Path]) -> None:
    files = [path.open("wb") for path in parts]
    try:
        for path in runs:
            rows = np.fromfile(path, RUN)
            number = (rows["one"] >> _TOP) * np.uint64(len(files)) >> _TOP
            for place, file in enumerate(files):
                rows[number == place].tofile(file)
    finally:
        for file in files:
            file.close()


def _repeated(path: Path, out: Path) -> tuple[int, int]:
    """Write the runs of one part that more than one document has and return how many runs and occurrences these are."""
    rows = np.fromfile(path, RUN)
    rows = rows[np.lexsort((rows["place"], rows["document"], rows["other"], rows["one"]))]
    is_new = np.ones(len(rows), bool)
    is_new[1:] = (rows["one"][1:] != rows["one"][:-1]) | (rows["other"][1:] != rows["other"][:-1])
    number = np.cumsum(is_new) - 1
    starts = np.flatnonzero(is_new)
    last = np.append(starts[1:], len(rows)) - 1
    several = rows["document"][starts] != rows["document"][last] if len(rows) else np.zeros(0, bool)
    kept = several[number] if len(rows) else np.zeros(0, bool)
    renumbered = (np.cumsum(several) - 1)[number[kept]]
    columns = [renumbered.astype(np.uint32), rows["document"][kept], rows["place"][kept]]
    table = pa.Table.from_arrays([pa.array(column) for column in columns], schema=SCHEMA)
    with whole(out) as temporary:
        pq.write_table(table, temporary, compression="zstd")
    return int(several.sum()), int(kept.sum())


LOST: Final = np.dtype([("document", "<i8"), ("keeper", "<i8"), ("offset", "<i8"), ("place", "<i8")])
"""A run that a document loses: the document that keeps it, the distance of the two places, and the first token."""


def losing(parts: Sequence[Path], rank: npt.NDArray[np.int64], is_kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.void]:
    """Return the runs (LOST, ordered) that documents share with kept ones of lower rank, the best of them the keeper.

    `rank` (documents,) is unique where it counts, and negative for a document that is not considered; `is_kept` says
    whose occurrences stay.
    """
    lost = [_losing(path, rank, is_kept) for path in parts]
    rows = np.concatenate([np.zeros(0, LOST), *lost])
    return rows[np.lexsort((rows["place"], rows["offset"], rows["keeper"], rows["document"]))]


def _losing(path: Path, rank: npt.NDArray[np.int64], is_kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.void]:
    run, document, place = (column.to_numpy().astype(np.int64) for column in pq.read_table(path).itercolumns())
    if not len(run):
        return np.zeros(0, LOST)
    none = np.iinfo(np.int64).max
    starts = np.flatnonzero(np.diff(run, prepend=-1))
    standing = np.where(is_kept[document], rank[document], none)
    best = np.minimum.reduceat(standing, starts)
    rows = np.where(standing == best[run], np.arange(len(run)), none)
    keeper = np.minimum.reduceat(rows, starts)
    chosen = (rank[document] >= 0) & (rank[document] > best[run])
    kept = keeper[run[chosen]]
    lost = np.empty(len(kept), LOST)
    lost["document"], lost["place"] = document[chosen], place[chosen]
    lost["keeper"], lost["offset"] = document[kept], place[kept] - place[chosen]
    return lost


def stretches(lost: npt.NDArray[np.void], tokens: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return (documents, stretches): runs of `tokens` tokens that meet, here and in one and the same keeper, joined.

    So a stretch (first token, token after the last) occurs word for word in one kept document.
    """
    follows = np.zeros(len(lost), bool)
    for name in ("document", "keeper", "offset"):
        follows[1:] |= lost[name][1:] != lost[name][:-1]
    follows[1:] |= np.diff(lost["place"]) > tokens
    follows[:1] = True
    first = np.flatnonzero(follows)
    last = np.append(first[1:], len(lost))[: len(first)] - 1
    return lost["document"][first], np.stack([lost["place"][first], lost["place"][last] + tokens], axis=1)
