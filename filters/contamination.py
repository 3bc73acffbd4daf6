"""Overlap of texts with benchmark items: shared runs of tokens, and the share of an item's shingles that a text contains.

A text is contaminated where it contains a run of n tokens of an item (13 in Brown et al. 2020, appendix C), or where it
contains an item nearly as a whole although no run of n tokens is unchanged.  Runs are found by hash and confirmed on the
tokens themselves, so that no collision is counted; they are compared in their folded form (case, long s and ß are ignored, and
so is whatever is between two tokens).  An item shorter than n tokens, but not shorter than `shortest`, is searched as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from filters.fingerprint import fingerprint
from filters.kernels.buffers import buffers
from filters.kernels.containment import PREFIX_BITS, nearest_into, prefixes_into
from filters.kernels.overlap import mark_into, overlaps_into, runs_into, tokens_into
from filters.kernels.tokens import token_space
from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

NGRAM_TOKENS: Final = 13
SHORTEST_TOKENS: Final = 8
COMMON: Final = 64
"""A shingle that more items share does not make an item a candidate; for candidates it counts like the others."""
CANDIDATES: Final = 8
"""Number of items, those with the largest share of distinctive shingles in the text, that are compared with it in full."""
_SCREEN_PER_KEY: Final = 32
_LONGEST_TOKEN_BYTES: Final = 1 << 14

SPAN: Final = pa.struct([pa.field(name, pa.int32(), nullable=False) for name in ("start", "end", "item")])
OVERLAPS: Final = pa.schema(
    [
        pa.field("ngrams", pa.int32(), nullable=False),  # runs of tokens shared with any item
        pa.field("share", pa.float32(), nullable=False),  # share of the text's characters inside such runs
        pa.field("ngram_item", pa.int32(), nullable=False),  # the item that most of them belong to; -1 if none
        pa.field("containment", pa.float32(), nullable=False),  # largest share of an item's shingles in the text
        pa.field("jaccard", pa.float32(), nullable=False),  # Jaccard similarity with that item
        pa.field("near_item", pa.int32(), nullable=False),  # that item; -1 if no candidate
        pa.field("spans", pa.list_(SPAN), nullable=False),  # the runs joined, in code points
    ]
)
"""One row per text; items are counted from 0 in the order given."""


class ContaminationError(GemeingutError, ValueError):
    """Runs without tokens, or with fewer than the shortest item."""


@dataclass(frozen=True)
class Reference:
    """Benchmark items indexed for comparison, as `refer` returns them."""

    data: npt.NDArray[np.uint8]
    bounds: npt.NDArray[np.int64]
    wanted: npt.NDArray[np.int64]
    keys: npt.NDArray[np.uint64]
    places: npt.NDArray[np.int64]
    texts: npt.NDArray[np.int64]
    screen: npt.NDArray[np.uint64]
    shingles: npt.NDArray[np.uint32]  # ascending, with the item of each in `holders`
    firsts: npt.NDArray[np.int64]  # where those with each upper half begin
    holders: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]  # distinct shingles of each item; 0 if it is too short to be recognised by them
    item_shingles: npt.NDArray[np.uint32]  # item by item, from item_starts on
    item_starts: npt.NDArray[np.int64]


def refer(
    items: pa.Array | pa.ChunkedArray,
    *,
    ngram_tokens: int = NGRAM_TOKENS,
    shortest: int = SHORTEST_TOKENS,
    made: Mapping[str, Any] | None = None,
) -> Reference:
    """Return the items indexed for `overlap`; `made` are the parameters of the texts' fingerprints.

    Raises ContaminationError unless 1 <= shortest <= ngram_tokens.
    """
    if not 1 <= shortest <= ngram_tokens:
        raise ContaminationError(f"runs of {ngram_tokens} tokens, shortest {shortest}: needed is 1 <= shortest <= runs")
    offsets, data = buffers(items)
    room = (int(offsets[-1]) - int(offsets[0])) // 2 + len(offsets)
    ends = np.zeros(len(offsets) - 1, np.int64)
    hashes, bounds = np.empty(room, np.uint64), np.empty((room, 2), np.int64)
    tokens_into(offsets, data, token_space(int(np.diff(offsets).max(initial=0))), ends, hashes, bounds)
    keys, places, sizes, texts = _runs(ends, hashes, ngram_tokens, shortest)
    counts = np.diff(ends, prepend=0)
    used = int(ends[-1]) if len(ends) else 0
    near = _shingles(items, counts >= shortest, made or {})
    wanted = np.unique(sizes)
    screen = _screen(hashes, places, int(wanted.min(initial=ngram_tokens)))
    return Reference(data, bounds[:used].copy(), wanted, keys, places, texts, screen, *near)


def _runs(ends: npt.NDArray[np.int64], hashes: npt.NDArray[np.uint64], longest: int, shortest: int) -> tuple[Any, ...]:
    """Return key, first token, size and text of every run, ordered by key, then by text."""
    room = int(ends[-1]) if len(ends) else 0
    keys, columns = np.empty(room, np.uint64), np.empty((3, room), np.int64)
    count = runs_into(ends, hashes, longest, shortest, keys, columns[0], columns[1], columns[2])
    order = np.argsort(keys[:count], kind="stable")
    return keys[:count][order], *(column[:count][order] for column in columns)


def _screen(hashes: npt.NDArray[np.uint64], places: npt.NDArray[np.int64], shortest: int) -> npt.NDArray[np.uint64]:
    bits = max(64, 1 << (len(places) * _SCREEN_PER_KEY).bit_length())
    screen = np.zeros(bits // 64, np.uint64)
    mark_into(hashes, places, shortest, screen)
    return screen


def _shingles(
    items: pa.Array | pa.ChunkedArray, is_long: npt.NDArray[np.bool_], made: Mapping[str, Any]
) -> tuple[Any, ...]:
    """Return the fields of Reference from `shingles` on."""
    column = fingerprint(items, **made).column("shingles").combine_chunks()
    starts = column.offsets.to_numpy().astype(np.int64)
    sizes = np.diff(starts)
    holders = np.repeat(np.arange(len(sizes)), sizes)
    hashes = column.flatten().to_numpy(zero_copy_only=False).astype(np.uint32)
    counted = is_long[holders]
    order = np.argsort(hashes[counted], kind="stable")
    ordered, firsts = hashes[counted][order], np.empty((1 << PREFIX_BITS) + 1, np.int64)
    prefixes_into(ordered, firsts)
    return ordered, firsts, holders[counted][order], np.where(is_long, sizes, 0), hashes, starts


def overlap(
    texts: pa.Array | pa.ChunkedArray, shingles: pa.ListArray | pa.ChunkedArray, reference: Reference
) -> pa.Table:
    """Return the overlap of each text with the items, schema OVERLAPS; `shingles` are those of the texts' fingerprints."""
    column = shingles.combine_chunks() if isinstance(shingles, pa.ChunkedArray) else shingles
    offsets, data = buffers(texts)
    hits, _ = _hits(offsets, data, reference)
    near = _near(column, reference)
    rows = [_of_text(offsets, data, row, hits) for row in range(len(offsets) - 1)]
    columns = [*zip(*rows, strict=True)] if rows else [()] * 4
    table = {
        "ngrams": columns[0],
        "share": columns[1],
        "ngram_item": columns[2],
        **near,
        "spans": columns[3],
    }
    arrays = [pa.array(table[field.name], field.type) for field in OVERLAPS]
    return pa.Table.from_arrays(arrays, schema=OVERLAPS)


def _hits(
    offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], reference: Reference
) -> tuple[dict[int, npt.NDArray[np.int64]], npt.NDArray[np.int64]]:
    """Return the hits of each row that has any (first byte, byte after the last, item), and the tokens of each row."""
    counts = np.zeros(len(offsets) - 1, np.int64)
    longest = int(np.diff(offsets).max(initial=0))
    space, spare = token_space(longest), np.empty(4 * max(longest, _LONGEST_TOKEN_BYTES), np.uint32)
    room, count = 1 << 12, 0
    while True:
        hits = np.empty((room, 4), np.int64)
        count = overlaps_into(
            offsets,
            data,
            space,
            spare,
            reference.wanted,
            reference.screen,
            reference.keys,
            reference.places,
            reference.texts,
            reference.data,
            reference.bounds,
            counts,
            hits,
        )
        if count <= room:
            break
        room = count
    hits = hits[:count]
    rows, first = np.unique(hits[:, 0], return_index=True)
    parts = np.split(hits[:, 1:], first[1:]) if len(rows) else []
    return dict(zip(rows.tolist(), parts, strict=True)), counts


def _of_text(
    offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], row: int, hits: dict[int, npt.NDArray[np.int64]]
) -> tuple[int, float, int, list[dict[str, int]]]:
    """Return the number of runs, their share of the characters, the item that most of them belong to, and the spans."""
    if row not in hits:
        return 0, 0.0, -1, []
    own = hits[row]
    items, counts = np.unique(own[:, 2], return_counts=True)
    begin = int(offsets[row])
    points = np.cumsum((data[begin : int(offsets[row + 1])] & 0xC0) != 0x80)
    spans: list[dict[str, int]] = []
    for first, last, item in own[np.argsort(own[:, 0], kind="stable")].tolist():
        start, end = int(points[first - begin]) - 1, int(points[last - begin - 1])
        if spans and start <= spans[-1]["end"]:
            spans[-1]["end"] = max(end, spans[-1]["end"])
        else:
            spans.append({"start": start, "end": end, "item": item})
    covered = sum(span["end"] - span["start"] for span in spans)
    distinct = len(np.unique(own[:, :2], axis=0))
    return distinct, covered / int(points[-1]), int(items[np.argmax(counts)]), spans


def _near(column: pa.ListArray, reference: Reference) -> dict[str, npt.NDArray[Any]]:
    """Return containment, jaccard and near_item of each text: for the item of which it contains the largest share."""
    offsets = column.offsets.to_numpy().astype(np.int64)
    hashes = column.flatten().to_numpy(zero_copy_only=False).astype(np.uint32)
    near, measures = np.empty(len(column), np.int64), np.zeros((len(column), 2), np.float64)
    nearest_into(
        offsets - offsets[:1],
        hashes,
        reference.shingles,
        reference.firsts,
        reference.holders,
        reference.sizes,
        reference.item_shingles,
        reference.item_starts,
        (COMMON, CANDIDATES),
        near,
        measures,
    )
    containment, jaccard = measures.astype(np.float32).T
    return {"containment": containment, "jaccard": jaccard, "near_item": near.astype(np.int32)}
