"""Documents as Arrow record batches: the columns that a reader gives, and how they become rows of a shard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from gemeingut.errors import GemeingutError
from pipeline.store.ids import CONTROL, ESCAPES, PART, WRITTEN, written
from pipeline.store.schemas import READ

if TYPE_CHECKING:
    from pipeline.read.document import Statement

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


def native_ids(batch: pa.RecordBatch) -> list[str]:
    """Return the native ids as `ids.written` has them in the ids of documents: `#`, kept for the parts of a work, as `%23`."""
    column = batch.column("id")
    if pc.any(pc.match_substring_regex(column, CONTROL)).as_py():
        return [written(name) for name in column.to_pylist()]
    escaped = pc.replace_substring_regex(column, ESCAPES, r"%25\1")
    names: list[str] = pc.replace_substring(escaped, PART, WRITTEN).to_pylist()
    return names


def blank(batch: pa.RecordBatch) -> list[bool]:
    """Return for every document whether its text is empty or white space."""
    trimmed: list[bool] = pc.equal(pc.utf8_trim_whitespace(batch.column("text")), "").to_pylist()
    return trimmed


def sizes(batch: pa.RecordBatch) -> pa.Array:
    """Return the bytes of every text in UTF-8."""
    return pc.binary_length(batch.column("text"))


def lengths(batch: pa.RecordBatch) -> list[int]:
    """Return the characters (code points) of every text."""
    characters: list[int] = pc.utf8_length(batch.column("text")).to_pylist()
    return characters


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


def rows(batch: pa.RecordBatch, kept: list[bool], source: str, member: str) -> pa.Table:
    """Return the kept documents of a batch as rows of a shard (schema READ) of that source and member."""
    chosen = batch.filter(pa.array(kept, pa.bool_()))
    ids = pa.array([f"{source}/{native}" for native in native_ids(chosen)], pa.string())
    constant = {"source": source, "member": member}
    columns = {name: pa.repeat(value, len(chosen)) for name, value in constant.items()} | {"id": ids}
    return pa.Table.from_arrays(
        [columns[name] if name in columns else chosen.column(name) for name in READ.names], schema=READ
    )
