"""Documents as Arrow record batches: the columns that a reader gives, and how they become rows of a shard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gemeingut.errors import GemeingutError
from pipeline.read import origins
from pipeline.read.document import storable
from pipeline.store.ids import CONTROL, ESCAPES, PART, WRITTEN, written
from pipeline.store.schemas import READ

if TYPE_CHECKING:
    from pipeline.read.document import Statement

    Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

_BESIDE: Final = ("title", "date", "url", "language_declared", "extra")
_ADDED: Final = ("source", "member")
BATCH: Final = pa.schema([field for field in READ if field.name not in _ADDED])
"""The columns of a shard without those that no reader knows: where the documents come from.

`id` is the native id, unique inside the source and without its prefix; `extra` is a JSON object with sorted keys.
"""


class BatchError(GemeingutError, RuntimeError):
    """A reader gave a record batch with other columns than `BATCH`, or nulls where a value must stand."""


def check(batch: pa.RecordBatch) -> None:
    """Refuse a batch with other columns than `BATCH`, or with nulls in a column that has none."""
    expected = [(field.name, field.type) for field in BATCH]
    given = [(field.name, field.type) for field in batch.schema]
    if given != expected:
        odd = [f"{name}: {kind}" for name, kind in given if (name, kind) not in expected]
        missing = [f"{name}: {kind}" for name, kind in expected if (name, kind) not in given]
        raise BatchError(f"record batch of a reader: missing {missing}, unexpected {odd}; expected are {BATCH.names}")
    empty = [field.name for field in BATCH if not field.nullable and batch.column(field.name).null_count]
    if empty:
        raise BatchError(f"record batch of a reader: null in {', '.join(empty)}; expected is a value in every row")


def native_ids(batch: pa.RecordBatch) -> pa.Array:
    """Return the native ids as `ids.written` has them in the ids of documents: `#`, kept for the parts of a work, as `%23`."""
    column = batch.column("id")
    if _any(pc.match_substring_regex(column, CONTROL)):
        return pa.array([written(name) for name in column.to_pylist()], pa.string())
    if _any(pc.match_substring(column, "%")):
        column = pc.replace_substring_regex(column, ESCAPES, r"%25\1")
    return pc.replace_substring(column, PART, WRITTEN) if _any(pc.match_substring(column, PART)) else column


def _any(condition: pa.Array) -> bool:
    return bool(pc.any(condition).as_py())


def blank(batch: pa.RecordBatch) -> Mask:
    """Return for every document whether its text is empty or white space."""
    return _numpy(pc.equal(pc.utf8_ltrim_whitespace(batch.column("text")), ""))


@dataclass(frozen=True, slots=True)
class Measured:
    """Documents of a batch with what is counted of each: its id as it is stored, bytes and characters of its text.

    `beside` is the characters of its fields beside the text: id, what describes it, statements.
    """

    batch: pa.RecordBatch
    natives: pa.Array
    sizes: Numbers
    lengths: Numbers
    beside: Numbers
    is_blank: Mask

    def __len__(self) -> int:
        return len(self.batch)

    def slice(self, start: int, count: int) -> Measured:
        """Return so many documents from one on."""
        stop = start + count
        return Measured(
            self.batch.slice(start, count),
            self.natives.slice(start, count),
            self.sizes[start:stop],
            self.lengths[start:stop],
            self.beside[start:stop],
            self.is_blank[start:stop],
        )


def measured(batch: pa.RecordBatch) -> Measured:
    """Return the documents of a batch, measured, with what notices in their texts say of their origin."""
    batch, natives, texts = with_origins(batch), native_ids(batch), batch.column("text")
    sizes, lengths = _numpy(pc.binary_length(texts)), _numpy(pc.utf8_length(texts))
    return Measured(batch, natives, sizes, lengths, _beside(batch, natives), blank(batch))


def _beside(batch: pa.RecordBatch, natives: pa.Array) -> Numbers:
    plain = sum((_characters(batch.column(name)) for name in _BESIDE), _characters(natives))
    stated = batch.column("license_statements")
    parts = stated.flatten()
    of_parts = _characters(parts.field("statement")) + _characters(parts.field("where"))
    authors = batch.column("authors")
    total: Numbers = plain + _by_row(stated, of_parts) + _by_row(authors, _characters(authors.flatten()))
    return total


def _characters(column: pa.Array) -> Numbers:
    return _numpy(pc.fill_null(pc.utf8_length(column), 0)).astype(np.int64)


def _by_row(lists: pa.Array, of_entries: Numbers) -> Numbers:
    """Return the sums of what the entries of each list hold."""
    ends = np.cumsum(_numpy(pc.fill_null(pc.list_value_length(lists), 0)).astype(np.int64))
    sums = np.concatenate([[0], np.cumsum(of_entries)])[np.concatenate([[0], ends])]
    by_row: Numbers = np.diff(sums)
    return by_row


def _numpy(column: pa.Array) -> np.ndarray[tuple[int], np.dtype[Any]]:
    held: np.ndarray[tuple[int], np.dtype[Any]] = column.to_numpy(zero_copy_only=False)
    return held


def with_origins(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with what notices in the texts say of their origin, where no field has said it."""
    is_open = _numpy(pc.is_null(batch.column("origin"))) & origins.may_state(batch.column("text"))
    texts = batch.column("text")
    noticed = {
        row: origin for row in np.flatnonzero(is_open).tolist() if (origin := origins.of_text(texts[row].as_py()))
    }
    if not noticed:
        return batch
    for name, values in (
        ("origin", {row: origin.name for row, origin in noticed.items()}),
        ("origin_evidence", {row: storable(origin.evidence) for row, origin in noticed.items()}),
    ):
        place = batch.schema.get_field_index(name)
        merged = [values.get(row, value) for row, value in enumerate(batch.column(place).to_pylist())]
        batch = batch.set_column(place, BATCH.field(name), pa.array(merged, pa.string()))
    return batch


def with_statements(batch: pa.RecordBatch, declared: tuple[Statement, ...]) -> pa.RecordBatch:
    """Return the batch with what is declared of its documents added to the statements of each."""
    if not declared:
        return batch
    added = [
        {"statement": entry.statement, "where": entry.where, "level": entry.level, "object": entry.object}
        for entry in declared
    ]
    at = batch.schema.get_field_index("license_statements")
    rows = [[*statements, *added] for statements in batch.column(at).to_pylist()]
    return batch.set_column(at, BATCH.field(at), pa.array(rows, BATCH.field(at).type))


def rows(documents: Measured, kept: Mask, source: str, member: str) -> pa.Table:
    """Return the kept documents as rows of a shard (schema READ) of that source and member."""
    chosen, natives = documents.batch, documents.natives
    if not kept.all():
        chosen, natives = chosen.filter(pa.array(kept)), natives.filter(pa.array(kept))
    columns = {
        "id": pc.binary_join_element_wise(f"{source}/", natives, ""),
        "source": pa.repeat(source, len(chosen)),
        "member": pa.repeat(member, len(chosen)),
    }
    return pa.Table.from_arrays(
        [columns[name] if name in columns else chosen.column(name) for name in READ.names], schema=READ
    )
