"""Works that are too long for one row, divided into parts at paragraph boundaries."""

from __future__ import annotations

import re
from typing import Final

import polars as pl
import pyarrow as pa

from pipeline.store.ids import part_of

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
    parts = [pieces(text, max_characters) if long else [text] for text, long in zip(texts, is_long, strict=True)]
    rows = [row for row, of_row in enumerate(parts) for _ in of_row]
    place = read.schema.get_field_index("text")
    beside = read.remove_column(place).take(pa.array(rows, pa.int64()))  # the text would be copied once for each part
    table = beside.add_column(place, read.schema.field(place), pa.nulls(len(rows), read.schema.field(place).type))
    ids = [
        part_of(document_id, number) if long else document_id
        for document_id, long, of_row in zip(read.column("id").to_pylist(), is_long, parts, strict=True)
        for number in range(1, len(of_row) + 1)
    ]
    for name, values in (("id", ids), ("text", [part for of_row in parts for part in of_row])):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(place), pa.array(values, table.schema.field(place).type))
    return table, is_long.gather(rows)


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
