"""Parquet files: a row is a document."""

from __future__ import annotations

from io import SEEK_END
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gemeingut.errors import DataError
from pipeline.archives.archive import Limits
from pipeline.read import identifiers, origins
from pipeline.read.columns import Columns
from pipeline.read.document import Fault
from pipeline.read.reader import Part, Reader, ReadError, TooDeepError
from pipeline.read.records.arrow_values import row_bytes
from pipeline.read.records.mapped import items
from pipeline.read.records.piece import PIECE_BYTES, PIECE_ROWS, of_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Item
    from pipeline.read.records.arrow_values import Sizes

ROW_BYTES: Final = 1 << 26
"""A row that unpacks to more is not a document."""

_BATCH_BYTES: Final = 1 << 24
"""Bytes that a batch unpacks to as the file states them, which may be wrong."""

PART_BYTES: Final = 1 << 26
"""Row groups that unpack to so much together, as the file states it, are a part."""

_PAGE_BYTES: Final = 1 << 16
_LEVEL_BYTES: Final = 8  # of a value that is stated, be it null
_DEEPEST: Final = 100


class _BlownUpError(DataError, ValueError):
    """A file unpacks to more than its size allows."""


class ParquetOptions(Columns):
    """Columns as in `Columns`; a dot leads into a struct."""


def parts(member: Member, options: ParquetOptions) -> Iterator[Part]:
    """Yield the parts of a file, bounded by row groups; what is no Parquet, or unpacks to too much, is a single one."""
    with member.open() as stream:
        try:
            starts = _Rows(stream, member, options).starts()
        except ReadError:
            starts = [0]
    for index, (start, stop) in enumerate(pairwise([*starts, None])):
        yield Part(member, index, start or 0, stop)


def read(part: Part, options: ParquetOptions) -> Iterator[Item]:
    """Yield a document per row, `offset` being the row's number from 0 in the file; only a few rows are unpacked at a time.

    Columns of which nothing is used are not read.  A value that Python cannot hold becomes text.  ReadError where the file
    is no Parquet or has no column for the text.  What a row group still held when it could not be unpacked, or when the
    file had unpacked to too much, is a fault without an id that says which rows are missing.
    """
    member = part.member
    with member.open() as stream:
        yield from _Rows(stream, member, options).read(part.start, part.stop)


class _Rows:
    """The rows of one file, and how many bytes they have unpacked to so far."""

    def __init__(self, stream: IO[bytes], member: Member, options: Columns) -> None:
        self._member, self._options = member, options
        self._packed_bytes = stream.seek(0, SEEK_END)
        self._unpacked_bytes = 0
        self._number = 0
        try:
            schema = pq.ParquetFile(stream).schema
            paths = [schema.column(place).path for place in range(len(schema))]
            # Dictionaries stay what they are: a value of a hundred megabytes may stand in every row.
            self._file = pq.ParquetFile(stream, read_dictionary=paths, buffer_size=_PAGE_BYTES)
            names = self._file.schema_arrow.names
        except (pa.ArrowException, OSError) as error:
            raise ReadError(f"{member.path}: no Parquet: {error}") from None
        missing = [name for name in options.text if name not in names and name.split(".")[0] not in names]
        if missing:
            raise ReadError(f"{member.path}: no column {', '.join(map(repr, missing))}; there are: {', '.join(names)}")
        if any(path.count(".") > _DEEPEST for path in paths):
            raise TooDeepError(f"{member.path}: columns nested deeper than {_DEEPEST} levels")
        self._names = [name for name in dict.fromkeys(names) if _is_used(name, options)]

    def starts(self) -> list[int]:
        """Return the row groups with which parts begin."""
        sizes = self._sizes()
        if Limits().blown_up(sum(sizes), self._packed_bytes):
            return [0]
        starts, held = [0], 0
        for group, size in enumerate(sizes):
            if held >= PART_BYTES:
                starts.append(group)
                held = 0
            held += size
        return starts

    def _sizes(self) -> list[int]:
        return [self._stated_bytes(group) for group in range(self._file.metadata.num_row_groups)]

    def _share(self, start: int, stop: int) -> None:
        """Allow as much of what the file may unpack to as the row groups are of it."""
        sizes = self._sizes()
        if stop - start < len(sizes):
            self._packed_bytes = self._packed_bytes * sum(sizes[start:stop]) // max(sum(sizes), 1)

    def read(self, first: int, stop: int | None) -> Iterator[Item]:
        """Yield the rows of the row groups from one to before another, or to the end."""
        metadata = self._file.metadata
        groups = range(first, metadata.num_row_groups if stop is None else stop)
        rows = [metadata.row_group(group).num_rows for group in range(groups.stop)]
        end, last = sum(rows[:first]), sum(rows)
        self._share(groups.start, groups.stop)
        for group in groups:
            self._number, end = end, end + rows[group]
            size = self._stated_bytes(group)
            try:
                self._allow(size)
                yield from self._group(group, size)
            except (pa.ArrowException, OSError) as error:
                yield self._missing("corrupt", end, str(error).split("\n", 1)[0])
            except _BlownUpError as error:
                yield self._missing("too_large", last, str(error))
                return

    def _stated_bytes(self, group: int) -> int:
        """Return the bytes that the used columns of a row group unpack to, as the file states them."""
        metadata = self._file.metadata.row_group(group)
        columns = [metadata.column(place) for place in range(metadata.num_columns)]
        used = [column for column in columns if any(map(f"{column.path_in_schema}.".startswith, self._prefixes))]
        return sum(max(column.total_uncompressed_size, _LEVEL_BYTES * column.num_values) for column in used)

    @property
    def _prefixes(self) -> list[str]:
        return [f"{name}." for name in self._names]

    def _allow(self, size: int) -> None:
        """Raise _BlownUpError for more bytes than may come of a file of this size."""
        if objection := Limits().blown_up(size, self._packed_bytes):
            raise _BlownUpError(objection)

    def _group(self, group: int, size: int) -> Iterator[Item]:
        rows = max(1, min(PIECE_ROWS, self._file.metadata.row_group(group).num_rows * _BATCH_BYTES // max(size, 1)))
        for batch in self._file.iter_batches(batch_size=rows, row_groups=[group], columns=self._names):
            sizes = sum((row_bytes(column) for column in batch.columns), np.zeros(len(batch), np.int64))
            for start, stop in _pieces(sizes):
                piece_bytes = int(sizes[start:stop].sum())
                self._unpacked_bytes += piece_bytes
                self._allow(self._unpacked_bytes)
                if piece_bytes > ROW_BYTES:
                    yield Fault("too_large", f"{piece_bytes} bytes in one row, at most {ROW_BYTES}", self._place())
                    self._number += 1
                    continue
                piece = of_batch(batch.slice(start, stop - start), self._number, self._member.path)
                yield from items(piece, self._options)
                self._number += len(piece)

    def _place(self) -> str:
        return f"{self._member.path}:{self._number + 1}"

    def _missing(self, reason: str, end: int, why: str) -> Fault:
        """Return the fault that rows are missing from where reading stands to before `end`."""
        rows = f"row {end}" if end == self._number + 1 else f"rows {self._number + 1} to {end}"
        return Fault(reason, f"the rest of {self._member.path}, {rows} of {self._file.metadata.num_rows}: {why}")


def _is_used(name: str, options: Columns) -> bool:
    """Return whether anything is taken from a column: a field, or what says of itself that it is an identifier or an origin."""
    if options.extra is None:
        return True
    fields = (options.id, *options.text, options.title, options.authors, options.date, options.url, options.language)
    wanted = [*fields, *options.license, *options.extra]
    if any(field == name or field.startswith(f"{name}.") for field in wanted):
        return True
    return identifiers.is_scheme(name) or origins.is_stated_by(name)


def _pieces(sizes: Sizes) -> Iterator[tuple[int, int]]:
    """Yield first row and end of pieces of at most `PIECE_BYTES`, or of a single row that is larger."""
    ends, start = np.cumsum(sizes), 0
    while start < len(sizes):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + PIECE_BYTES, side="right")))
        yield start, stop
        start = stop


READER: Final = Reader(ParquetOptions, read, parts, streams="seek", is_of_text=False)
