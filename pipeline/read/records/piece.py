"""A piece of a member as columns: some thousand records of named fields, each field as Arrow holds it and as Python does."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from pipeline.read import columns
from pipeline.read.records.arrow_values import values
from pipeline.read.repeated import gathered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]

PIECE_BYTES: Final = 1 << 23
"""Bytes of the records of a piece, as far as a reader can choose."""
PIECE_ROWS: Final = 1 << 14

_LONG: Final = 1 << 31


@dataclass(frozen=True)
class Field:
    """The values of one field: `array` as Arrow holds them, None where it cannot; `values` as records in Python hold them.

    An array is of text in valid UTF-8 (type string), of whole numbers or of nulls; null stands for a field that is null
    or not there.
    """

    array: pa.Array | None
    get: Callable[[], Sequence[Any]]

    @cached_property
    def values(self) -> Sequence[Any]:
        """Return the values as Python objects, made when they are first asked for."""
        return self.get()

    def __len__(self) -> int:
        return len(self.values) if self.array is None else len(self.array)

    @property
    def is_simple(self) -> bool:
        """Return whether the values are all text, all whole numbers or all null."""
        return self.array is not None

    @property
    def is_text(self) -> bool:
        """Return whether all values are text or null."""
        return self.array is not None and bool(pa.types.is_string(self.array.type))

    @property
    def is_whole(self) -> bool:
        """Return whether all values are whole numbers or null."""
        return self.array is not None and bool(pa.types.is_integer(self.array.type))

    @property
    def is_null(self) -> bool:
        """Return whether there is no value at all."""
        return self.array is not None and self.array.null_count == len(self.array)


def of_array(array: pa.Array) -> Field:
    """Return a column of Arrow as a field; text that is no UTF-8, or is too long for offsets of 32 bits, has no `array`."""
    plain = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    if pa.types.is_large_string(plain.type) and plain.nbytes < _LONG:
        plain = plain.cast(pa.string())
    is_kept = pa.types.is_integer(plain.type) or pa.types.is_null(plain.type) or _is_utf8(plain)
    return Field(plain if is_kept else None, lambda: values(array))


def _is_utf8(array: pa.Array) -> bool:
    if not pa.types.is_string(array.type):
        return False
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def nulls(count: int) -> Field:
    """Return a field that no record has."""
    return Field(pa.nulls(count), lambda: [None] * count)


def of_values(listed: Sequence[Any]) -> Field:
    """Return values of Python as a field: text, or whole numbers of 64 bits, have an `array`."""
    kinds = set(map(type, listed)) - {type(None)}
    kind = pa.null() if not kinds else pa.string() if kinds == {str} else pa.int64() if kinds == {int} else None
    try:
        array = None if kind is None else pa.array(listed, kind)
    except (UnicodeEncodeError, OverflowError):  # lone surrogates; numbers of more than 64 bits
        array = None
    return Field(array if isinstance(array, pa.Array) else None, lambda: listed)


@dataclass(frozen=True)
class Piece:
    """Records in a row: their fields by name, in order, their numbers in the member from 0, and the path of the member.

    `record` returns a record as it is read alone, `some` the named fields of a record in the record's own order, `within`
    the values of a field that a name with dots leads to.
    """

    fields: Mapping[str, Field]
    numbers: Numbers
    path: str
    record: Callable[[int], Mapping[str, Any]]
    some: Callable[[int, Sequence[str]], Mapping[str, Any]]
    within: Callable[[str], Sequence[Any]]
    _inner: dict[str, Field] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def place(self, row: int) -> str:
        """Return the id of a record that has none of its own."""
        return f"{self.path}:{self.numbers[row] + 1}"

    def field(self, name: str) -> Field:
        """Return the field that an option names: of that very name, or, behind dots, inside of others."""
        if "." not in name:
            return self.fields[name] if name in self.fields else nulls(len(self))
        if name not in self._inner:
            self._inner[name] = of_values(self.within(name))
        return self._inner[name]


def of_batch(batch: pa.RecordBatch, first: int, path: str) -> Piece:
    """Return the rows of a batch of Arrow, numbered from `first`; of columns of one name, each record has all values."""
    names = batch.schema.names
    numbers = np.arange(first, first + len(batch))
    if len(set(names)) < len(names):
        rows = zip(*map(values, batch.columns), strict=True)
        return of_records([gathered(zip(names, row, strict=True)) for row in rows], numbers, path)
    fields = dict(zip(names, map(of_array, batch.columns), strict=True))

    def record(row: int) -> dict[str, Any]:
        return {name: values(batch.column(name).slice(row, 1))[0] for name in names}

    def some(row: int, wanted: Sequence[str]) -> dict[str, Any]:
        return {name: fields[name].values[row] for name in wanted}

    def within(name: str) -> Sequence[Any]:
        if name in fields:
            own: Sequence[Any] = fields[name].values
            return own
        root = name.split(".", maxsplit=1)[0]
        held = fields[root].values if root in fields else [None] * len(batch)
        return [columns.field({root: value}, name) for value in held]

    return Piece(fields, numbers, path, record, some, within)


def of_records(records: Sequence[dict[str, Any]], numbers: Numbers, path: str) -> Piece:
    """Return records of Python as a piece."""
    names = dict.fromkeys(name for record in records for name in record)
    fields = {name: of_values([record.get(name) for record in records]) for name in names}

    def some(row: int, wanted: Sequence[str]) -> dict[str, Any]:
        return {name: value for name, value in records[row].items() if name in wanted}

    def within(name: str) -> Sequence[Any]:
        return [columns.field(record, name) for record in records]

    return Piece(fields, numbers, path, records.__getitem__, some, within)
