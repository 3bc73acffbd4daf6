"""The tables that pass from stage to stage, the check made at every stage boundary, and tables as frames.

A document is immutable once it has been read and cleaned.  Annotations are written to separate tables, aligned row by
row with a shard of documents, and never into the shard.
"""

from __future__ import annotations

from typing import Final

import polars as pl
import pyarrow as pa

from gemeingut.errors import DataError


class SchemaError(DataError, ValueError):
    """A table does not have the columns that the stage boundary demands."""


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


STATEMENT: Final = pa.struct(
    [
        _required("statement", pa.string()),  # verbatim, as found
        _required("where", pa.string()),  # element, field or member with the statement
        _required("level", pa.string()),  # source | document
        _required("object", pa.string()),  # text | digital_original | metadata | software | images
    ]
)
"""One statement about rights, verbatim, with its place."""

CUT: Final = pa.struct([_required("reason", pa.string()), _required("characters", pa.int64())])
"""Characters (code points) that a reason took away; negative where a repair made the text longer."""

IDENTIFIER: Final = pa.struct([_required("scheme", pa.string()), _required("value", pa.string())])
"""A persistent identifier with its scheme."""

RECOGNITION: Final = pa.struct([pa.field("engine", pa.string()), pa.field("year", pa.int32())])
"""The engine that recognised a printed text, and the year in which it did."""

_COMMON: Final = [
    _required("id", pa.string()),  # <source>/<native id>, or <source>/<native id>#<part>
    _required("text", pa.large_string()),
    _required("source", pa.string()),
    pa.field("title", pa.string()),
    pa.field("authors", pa.list_(pa.string())),
    pa.field("date", pa.string()),  # EDTF: 1841, 1841-03, 1841~
    pa.field("url", pa.string()),
    pa.field("language_declared", pa.string()),  # as in the source, not normalised
    _required("license_statements", pa.list_(STATEMENT)),
    _required("member", pa.string()),  # path inside the snapshot; the file's own name where it is no archive
    pa.field("offset", pa.int64()),  # place inside the member: record, line or byte, depending on the reader
    pa.field("extra", pa.string()),  # JSON object: further fields of the format
    pa.field("kind", pa.string()),  # this and what follows: as far as the file says it, see manifest/vocabulary.py
    pa.field("unit", pa.string()),
    pa.field("work_id", pa.string()),  # <source>/<native id> of the text that this is a part of
    pa.field("part", pa.int32()),  # its place in that text, from 1
    pa.field("origin", pa.string()),
    pa.field("origin_evidence", pa.string()),  # verbatim
    pa.field("identifiers", pa.list_(IDENTIFIER)),
    pa.field("ocr", RECOGNITION),
]

READ: Final = pa.schema(_COMMON)
"""What a reader emits: raw text, nothing repaired."""

DOCUMENTS: Final = pa.schema(
    [
        *_COMMON,
        _required("changes", pa.list_(pa.string())),  # what cleaning did, in order: see docs/release.md
        _required("characters_read", pa.int64()),  # code points of this document (or part) as read
        _required("cuts", pa.list_(CUT)),  # characters_read - sum(cuts) == characters of text
        _required("damage", pa.float32()),  # share of damaged characters in the raw text, before repair
    ]
)
"""What `clean` emits: the immutable document."""

QUARANTINE: Final = pa.schema(
    [
        _required("id", pa.string()),
        _required("source", pa.string()),
        _required("member", pa.string()),
        _required("reason", pa.string()),
        _required("detail", pa.string()),
        _required("characters", pa.int64()),
    ]
)
"""Documents that were counted by a reader but could not be used; one row each."""

MEMBERS: Final = pa.schema(
    [
        _required("source", pa.string()),
        _required("member", pa.string()),  # "" where the whole source is meant
        _required("fate", pa.string()),  # refused | unreadable | excluded | quarantined
        _required("reason", pa.string()),
        _required("detail", pa.string()),
    ]
)
"""Sources refused before reading and members that no reader could open: they have no document count.

Of members of which documents are in quarantine there is a row for each reason, with their number and the first of them.
"""

DECISIONS: Final = pa.schema(
    [
        _required("id", pa.string()),
        _required("stage", pa.string()),
        _required("reason", pa.string()),
        pa.field("measure", pa.string()),
        pa.field("value", pa.float64()),
        pa.field("limit", pa.float64()),
        _required("rank", pa.int32()),  # the lowest rank is the reason that counts
        pa.field("related", pa.string()),  # the survivor, the twin, or the evidence ids (by spaces) of what was said
        pa.field("evidence", pa.list_(pa.string())),  # what a removal for the licence rests on: ids in evidence.parquet
    ]
)
"""One row per broken rule; a document with no row is kept."""

LEDGER: Final = pa.schema(
    [
        _required("id", pa.string()),
        _required("member", pa.string()),
        _required("fate", pa.string()),  # kept | removed | quarantined
        pa.field("stage", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("measure", pa.string()),
        pa.field("value", pa.float64()),
        pa.field("limit", pa.float64()),
        pa.field("related", pa.string()),
        pa.field("evidence", pa.list_(pa.string())),
    ]
)
"""One row per document read, without its text."""


def check(table: pa.Table, schema: pa.Schema, where: str) -> pa.Table:
    """Return `table` with exactly the columns of `schema`; raise SchemaError naming what is missing, foreign or null."""
    missing = [name for name in schema.names if name not in table.column_names]
    foreign = [name for name in table.column_names if name not in schema.names]
    if missing or foreign:
        raise SchemaError(f"{where}: columns missing {missing}, foreign {foreign}; expected {schema.names}")
    table = table.select(schema.names).cast(schema)
    for field in schema:
        if not field.nullable and table.column(field.name).null_count:
            raise SchemaError(f"{where}: column {field.name!r} must not be null")
    return table


def frame_of(table: pa.Table) -> pl.DataFrame:
    """Return a table as a frame; raise TypeError for what is none, such as a column."""
    frame = pl.from_arrow(table)
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"expected a table, found {type(frame).__name__}")
    return frame
