"""Pieces of records to documents: as record batches where columns can be mapped, one by one where a record needs care.

The documents are the same in either way (`columns.document` says which they are), and so is their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.read.batches import BATCH
from pipeline.read.columns import document
from pipeline.read.records import mapped_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.columns import Columns
    from pipeline.read.reader import Item
    from pipeline.read.records.piece import Piece

FEWEST: Final = 32
"""So many records are mapped faster one by one than as columns."""


def items(piece: Piece, options: Columns) -> Iterator[Item]:
    """Yield the documents of the records in order, and a fault for each that has no text, as `columns.document` gives it."""
    if len(piece) < FEWEST:
        yield from _singly(piece, options, 0, len(piece))
        return
    texts = mapped_fields.text(piece, options)
    runs = _runs(pc.is_valid(texts).to_numpy(zero_copy_only=False))
    is_worth_it = sum(stop - start for start, stop in runs) * 2 >= len(piece)
    done = 0
    if is_worth_it:
        batch = _batch(piece, texts, options)
        for start, stop in runs:
            yield from _singly(piece, options, done, start)
            yield batch.slice(start, stop - start)
            done = stop
    yield from _singly(piece, options, done, len(piece))


def _singly(piece: Piece, options: Columns, start: int, stop: int) -> Iterator[Item]:
    for row in range(start, stop):
        yield document(piece.record(row), options, int(piece.numbers[row]), piece.place(row))


def _runs(is_sound: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """Return first and end of the runs of sound records that are long enough to be batches."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_sound.astype(np.int8), [0]])))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(start, stop) for start, stop in pairs if stop - start >= FEWEST]


def _batch(piece: Piece, texts: pa.Array, options: Columns) -> pa.RecordBatch:
    """Return all records as documents; those without a text are not valid."""
    stated = mapped_fields.texts(piece.field(options.date))
    dates, urls = mapped_fields.dates(stated), mapped_fields.texts(piece.field(options.url))
    origin, evidence = mapped_fields.origin(piece)
    arrays = {
        "id": mapped_fields.ids(piece, options),
        "text": texts,
        "title": mapped_fields.texts(piece.field(options.title)),
        "authors": mapped_fields.authors(piece.field(options.authors), options.authors_separator),
        "date": dates,
        "url": urls,
        "language_declared": mapped_fields.texts(piece.field(options.language)),
        "license_statements": mapped_fields.statements(piece, options.license),
        "offset": pa.array(piece.numbers, pa.int64()),
        "extra": mapped_fields.others(piece, options, stated, dates),
        "origin": origin,
        "origin_evidence": evidence,
        "identifiers": mapped_fields.named_identifiers(piece, urls),
    }
    unstated = {field.name: pa.nulls(len(piece), field.type) for field in BATCH if field.name not in arrays}
    return pa.RecordBatch.from_arrays([(arrays | unstated)[name] for name in BATCH.names], schema=BATCH)
