"""Parquet files: a row is a document."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.read.columns import Columns, document
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.repeated import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

_BATCH_ROWS: Final = 1024


class ParquetOptions(Columns):
    """Columns as in `Columns`; a dot leads into a struct."""


def read(part: Part, options: ParquetOptions) -> Iterator[Document | Fault]:
    """Yield a document per row, `offset` being the row's number from 0; only a batch of rows is unpacked at a time.

    ReadError where the file is no Parquet or has no column for the text; a row group that cannot be unpacked is a fault
    without an id, since its rows are unknown.
    """
    member = part.member
    with member.open() as stream:
        yield from _rows(stream, member, options)


def _rows(stream: IO[bytes], member: Member, options: Columns) -> Iterator[Document | Fault]:
    try:
        file = pq.ParquetFile(stream)
    except pa.ArrowException as error:
        raise ReadError(f"{member.path}: no Parquet: {error}") from None
    columns = file.schema_arrow.names
    missing = [name for name in options.text if name not in columns and name.split(".")[0] not in columns]
    if missing:
        raise ReadError(f"{member.path}: no column {', '.join(map(repr, missing))}; there are: {', '.join(columns)}")
    first = 0
    for group in range(file.num_row_groups):
        yield from _group(file, group, first, member, options)
        first += file.metadata.row_group(group).num_rows


def _group(file: Any, group: int, first: int, member: Member, options: Columns) -> Iterator[Document | Fault]:
    number = first
    try:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group]):
            for record in _records(batch):
                yield document(record, options, number, f"{member.path}:{number + 1}")
                number += 1
    except (pa.ArrowException, OSError) as error:
        yield Fault("corrupt", f"row group {group}, row {number}: {str(error).splitlines()[0]}")


def _records(batch: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows; where two columns have one name, which `to_pylist` would give once, with all their values."""
    names = batch.schema.names
    if len(set(names)) == len(names):
        yield from batch.to_pylist()
        return
    for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
        yield gathered(zip(names, row, strict=True))


READER: Final = Reader(ParquetOptions, read, streams="seek")
