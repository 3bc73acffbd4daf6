"""Values of Arrow arrays as Python has them, and how many bytes each row holds; nothing is raised for a value that Python has not.

A module of its own: files in columns may hold dates beyond the calendar, zones that nobody knows and text that is no UTF-8,
and a dictionary may make gigabytes of a few bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.read.decode import decode

if TYPE_CHECKING:
    Sizes = np.ndarray[tuple[int], np.dtype[np.int64]]

VALUE_BYTES: Final = 32
"""What a value costs as an object beside its own bytes, were it a null or a number."""

_UNFIT: Final = (pa.ArrowException, ArithmeticError, ValueError, LookupError, TypeError)
"""What pyarrow raises for a value of which it can make no Python object; an unknown time zone is a LookupError."""


_NO_DATE: Final = "<value out of range: "  # what Arrow writes before a number that is no date


def values(array: pa.Array) -> list[Any]:
    """Return the values; one that Python has no object for as text: a date as ISO 8601, if Arrow can write it, else its number.

    Nanoseconds are cut to microseconds, and text that is no UTF-8 is decoded as a file would be.
    """
    array = _of_microseconds(array.dictionary_decode() if pa.types.is_dictionary(array.type) else array)
    try:
        listed: list[Any] = array.to_pylist()
    except _UNFIT:
        listed = [_value(scalar) for scalar in array]
    return listed


def _of_microseconds(array: pa.Array) -> pa.Array:
    """Return timestamps of nanoseconds as Python can hold them; with pandas beside it, pyarrow would give others than without."""
    kind = array.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return pc.cast(array, pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_duration(kind) and kind.unit == "ns":
        return pc.cast(array, pa.duration("us"), safe=False)
    return array


def _value(scalar: Any) -> Any:
    """Return the value of one scalar, those inside it each by itself."""
    kind = scalar.type
    if not scalar.is_valid:
        return None
    if isinstance(kind, pa.ExtensionType) or pa.types.is_dictionary(kind):
        return _value(scalar.value)
    if pa.types.is_nested(kind):
        return _nested(scalar, kind)
    try:
        return scalar.as_py()
    except _UNFIT:
        return _as_text(scalar)


def _nested(scalar: Any, kind: pa.DataType) -> Any:
    if pa.types.is_struct(kind):
        return {kind.field(place).name: _value(scalar[place]) for place in range(kind.num_fields)}
    if pa.types.is_map(kind):
        return [tuple(_value(entry[side]) for side in (0, 1)) for entry in scalar.values]
    return [_value(inner) for inner in scalar.values]


def _as_text(scalar: Any) -> str:
    kind = scalar.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return decode(bytes(scalar.as_buffer()))[0]
    if pa.types.is_timestamp(kind) and kind.tz:
        return f"{_as_text(scalar.cast(pa.timestamp(kind.unit)))} UTC"
    try:
        text: str = scalar.cast(pa.string()).as_py()
    except _UNFIT:
        return f"a value of the type {kind}"
    return text.removeprefix(_NO_DATE).removesuffix(">") if text.startswith(_NO_DATE) else text


def row_bytes(array: pa.Array) -> Sizes:
    """Return how many bytes the values of each row hold once they are unpacked, each value of a dictionary wherever it stands."""
    kind = array.type
    if isinstance(kind, pa.ExtensionType):
        return row_bytes(array.storage)
    if pa.types.is_dictionary(kind):
        of_values = np.append(row_bytes(array.dictionary), VALUE_BYTES)
        places = pc.fill_null(pc.cast(array.indices, pa.int64()), len(array.dictionary))
        of_rows: Sizes = of_values[places.to_numpy(zero_copy_only=False)]
        return of_rows
    if pa.types.is_struct(kind):
        return sum((row_bytes(field) for field in array.flatten()), np.full(len(array), VALUE_BYTES))
    if pa.types.is_nested(kind):
        return _of_lists(array)
    if is_bytes(kind):
        lengths = pc.fill_null(pc.cast(pc.binary_length(array), pa.int64()), 0)
        with_own: Sizes = lengths.to_numpy(zero_copy_only=False) + VALUE_BYTES
        return with_own
    return np.full(len(array), VALUE_BYTES)


def _of_lists(array: pa.Array) -> Sizes:
    if pa.types.is_map(array.type):
        entries = pa.StructArray.from_arrays([array.keys, array.items], ["key", "value"])
        array = pa.ListArray.from_arrays(array.offsets, entries)
    lengths = pc.fill_null(pc.cast(pc.list_value_length(array), pa.int64()), 0).to_numpy(zero_copy_only=False)
    ends = np.cumsum(lengths)
    inner = np.concatenate([[0], np.cumsum(row_bytes(array.flatten()))])
    sizes: Sizes = inner[ends] - inner[ends - lengths] + VALUE_BYTES
    return sizes


def is_bytes(kind: pa.DataType) -> bool:
    """Return whether values of the type are strings of bytes or characters."""
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )
