"""Works that are too long for one row, divided into parts at paragraph boundaries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from pipeline.store.ids import part_of

if TYPE_CHECKING:
    import numpy.typing as npt

_BOUNDARIES: Final = (
    re.compile(r"\n[ \t\r]*\n\s*"),  # a paragraph's end, with the blank lines after it
    re.compile(r"\n"),
    re.compile(r"[.!?…][\"”“»«’)\]]*\s+"),
    re.compile(r"\s+"),
)
"""Where a text may be divided, best first; without any of them it is divided at the limit."""


def split(read: pa.Table, max_characters: int) -> tuple[pa.Table, pl.Series]:
    """Return the table with a row per part, and which rows are parts of a longer work (boolean, same length).

    Parts of work `x` are `x#0001`, `x#0002`, …; their texts, put together, are the work's text.
    """
    texts = pl.Series("text", pl.from_arrow(read.column("text")))
    is_long = texts.str.len_chars() > max_characters
    if not is_long.any():
        return read, is_long
    parts = {row: pieces(texts[row], max_characters) for row in is_long.arg_true().to_list()}
    counts = np.ones(len(read), np.int64)
    counts[list(parts)] = [len(of_row) for of_row in parts.values()]
    rows = np.repeat(np.arange(len(read)), counts)
    table = read.select([name for name in read.column_names if name not in {"id", "text"}]).take(pa.array(rows))
    ids = [
        part_of(read.column("id")[row].as_py(), number)
        for row, of_row in parts.items()
        for number in range(1, len(of_row) + 1)
    ]
    of_part = np.isin(rows, list(parts))
    for name, values in (("id", ids), ("text", [part for of_row in parts.values() for part in of_row])):
        place = read.schema.get_field_index(name)
        column = _with_parts(read.column(name), rows, of_part, values)
        table = table.add_column(place, read.schema.field(place), column)
    return table, is_long.gather(rows)


def _with_parts(
    column: pa.ChunkedArray, rows: npt.NDArray[np.int64], of_part: npt.NDArray[np.bool_], values: list[str]
) -> pa.ChunkedArray:
    """Return the values of the rows, and in their order `values` where a row is a part's."""
    places = np.where(of_part, len(column) + np.cumsum(of_part) - 1, rows)
    everything = pa.chunked_array([*column.chunks, pa.array(values, column.type)], column.type)
    return everything.take(pa.array(places))


def pieces(text: str, max_characters: int) -> list[str]:
    """Return `text` in pieces of at most `max_characters` code points that together are the text again."""
    divided: list[str] = []
    start = 0
    while len(text) - start > max_characters:
        end = _boundary(text, start, start + max_characters)
        divided.append(text[start:end])
        start = end
    return [*divided, text[start:]]


def _boundary(text: str, start: int, limit: int) -> int:
    """Return where the piece that begins at `start` ends: the last good boundary in its second half, or the limit."""
    middle = (start + limit) // 2
    for boundary in _BOUNDARIES:
        ends = [match.end() for match in boundary.finditer(text, middle, limit) if match.end() <= limit]
        if ends:
            return ends[-1]
    return limit
