"""Text columns as the flat arrays that kernels work on.

A module of its own, since all kernels need it and nothing else of each other.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gemeingut.errors import DataError

Offsets = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
A = TypeVar("A", Offsets, Bytes)


class TextColumnError(DataError, TypeError):
    """A column that should hold text holds something else."""


def buffers(texts: pa.Array | pa.ChunkedArray) -> tuple[Offsets, Bytes]:
    """Return (offsets, data): text i is the UTF-8 bytes data[offsets[i]:offsets[i + 1]]; shapes (n + 1,), (bytes,).

    Both are read-only.  The bytes of a single chunk of large_string are not copied; string columns get wider offsets,
    several chunks are joined.  Null counts as the empty text.  Raises TextColumnError for anything but text.
    """
    column = _one_chunk(texts)
    count = len(column)
    if not count:
        return frozen(np.zeros(1, np.int64)), frozen(np.zeros(0, np.uint8))
    _, places, content = column.buffers()
    offsets = np.frombuffer(places, np.int64, count + 1, column.offset * 8)
    data = np.zeros(0, np.uint8) if content is None else np.frombuffer(content, np.uint8)
    return frozen(offsets), frozen(data)


def _one_chunk(texts: pa.Array | pa.ChunkedArray) -> pa.LargeStringArray:
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks() if texts.num_chunks != 1 else texts.chunk(0)
    if pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_decode()
    if pa.types.is_null(texts.type) or pa.types.is_string(texts.type) or pa.types.is_string_view(texts.type):
        texts = texts.cast(pa.large_string())
    if not pa.types.is_large_string(texts.type):
        raise TextColumnError(f"expected a column of string or large_string, found {texts.type}")
    return pc.fill_null(texts, "") if texts.null_count else texts


def frozen(array: A) -> A:
    """Return the array itself, read-only from now on."""
    array.flags.writeable = False  # one type for every caller: numba compiles read-only arrays separately
    return array
