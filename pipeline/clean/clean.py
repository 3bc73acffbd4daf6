"""From read documents to immutable ones: each step that changes one is noted, each removed character has a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters.damage import damage
from pipeline.clean.furniture import Furniture
from pipeline.clean.hyphens import Hyphenation
from pipeline.clean.lookups import Lookups
from pipeline.clean.options import SPLIT, STEPS, CleanOptions
from pipeline.clean.split import split
from pipeline.clean.whitespace import collapse_blanks, join_lines, normalise_whitespace
from pipeline.count.repair import normalise_unicode, remove_control_characters, repair_encoding, replace_rows
from pipeline.store.schemas import CUT, DOCUMENTS, QUARANTINE, READ, check

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.count.counts import Counts

    Step = Callable[[pl.Series], pl.Series]

ROUNDS: Final = 8
"""A document is cleaned again until nothing changes, at most so many times; two suffice for real text."""

_SETTLED: Final = frozenset({"normalised_whitespace", "collapsed_blanks"})
"""Steps after which no other step has to run again."""


def clean(
    read: pa.Table, counts: Counts, options: CleanOptions, lookups: Lookups | None = None
) -> tuple[pa.Table, pa.Table]:
    """Return the cleaned documents (schema DOCUMENTS) and those of which nothing is left (schema QUARANTINE, `empty`).

    `read` is a shard of schema READ, `counts` are those of its whole source.  Per document `characters_read` less the
    sum of `cuts` is the number of code points of `text`.  Works longer than the limit are split first, so that the
    parts' `characters_read` add up to the work's.  Cleaning a cleaned document changes nothing.  `lookups` records what
    is looked up in the counts.
    """
    parts, is_part = split(check(read, READ, "clean"), options.max_characters)
    raw = pl.Series("text", pl.from_arrow(parts.column("text")))
    book = _Book.of(raw)
    _settle(book, _steps(counts, options, lookups or Lookups()))
    table = _with_columns(parts, raw, book, is_part)
    is_empty = book.texts.str.len_bytes() == 0
    return table.filter((~is_empty).to_arrow()), _quarantined(table.filter(is_empty.to_arrow()))


@dataclass(slots=True)
class _Book:
    """The current texts, and per step how many characters it removed from each document and whether it changed it."""

    texts: pl.Series
    lengths: pl.Series
    cuts: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]] = field(default_factory=dict)
    changed: dict[str, np.ndarray[tuple[int], np.dtype[np.bool_]]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: pl.Series) -> _Book:
        lengths = texts.str.len_chars().cast(pl.Int64)
        zeros = {name: np.zeros(len(texts), dtype=np.int64) for name in STEPS}
        return cls(texts, lengths, zeros, {name: np.zeros(len(texts), dtype=np.bool_) for name in STEPS})

    def take(self, name: str, step: Step, rows: pl.Series) -> pl.Series:
        """Run one step on the rows and record what it did; return the rows that it changed."""
        before = self.texts if len(rows) == len(self.texts) else self.texts.gather(rows)
        after = step(before)
        if after is before:
            return rows.clear()
        changed = (before != after).arg_true()
        moved = rows.gather(changed)
        if len(moved):
            new = after.gather(changed)
            lengths = new.str.len_chars().cast(pl.Int64)
            places = moved.to_numpy()
            self.cuts[name][places] += (self.lengths.gather(moved) - lengths).to_numpy()
            self.changed[name][places] = True
            self.texts = replace_rows(self.texts, moved, new)
            self.lengths = replace_rows(self.lengths, moved, lengths)
        return moved


def _steps(counts: Counts, options: CleanOptions, lookups: Lookups) -> list[tuple[str, Step]]:
    steps: dict[str, Step] = {
        "repaired_encoding": repair_encoding,
        "removed_control_characters": remove_control_characters,
        "normalised_unicode": normalise_unicode,
        "cut_boilerplate": Furniture.of(counts).cut,
        "joined_hyphenation": Hyphenation(counts.words, lookups).join,
        "joined_lines": join_lines,
        "normalised_whitespace": normalise_whitespace,
        "collapsed_blanks": collapse_blanks,
    }
    return [(name, steps[name]) for name in STEPS if options.is_on(name)]


def _settle(book: _Book, steps: list[tuple[str, Step]]) -> None:
    """Run the steps on all documents, then again on those changed by a step that may give another one work."""
    rows = pl.Series(np.arange(len(book.texts), dtype=np.uint32))
    for _ in range(ROUNDS):
        moved = [book.take(name, step, rows) for name, step in steps if name not in _SETTLED]
        for name, step in steps:
            if name in _SETTLED:
                book.take(name, step, rows)
        rows = pl.concat([rows.clear(), *moved]).unique().sort()
        if rows.is_empty():
            return


def _with_columns(parts: pa.Table, raw: pl.Series, book: _Book, is_part: pl.Series) -> pa.Table:
    columns = {name: parts.column(name) for name in READ.names}
    columns["text"] = book.texts.to_arrow()
    columns["changes"] = _changes(book, is_part)
    columns["characters_read"] = raw.str.len_chars().cast(pl.Int64).to_arrow()
    columns["cuts"] = _cuts(book)
    columns["damage"] = damage(parts.column("text"))
    return check(pa.table(columns), DOCUMENTS, "clean")


def _changes(book: _Book, is_part: pl.Series) -> pa.Array:
    flags = {SPLIT: is_part.to_numpy(), **book.changed}
    noted: list[list[str]] = [[] for _ in range(len(book.texts))]
    for name, changed in flags.items():
        for row in np.flatnonzero(changed).tolist():
            noted[row].append(name)
    return pa.array(noted, pa.list_(pa.string()))


def _cuts(book: _Book) -> pa.Array:
    booked: list[list[dict[str, object]]] = [[] for _ in range(len(book.texts))]
    for name, characters in book.cuts.items():
        rows = np.flatnonzero(characters)
        for row, count in zip(rows.tolist(), characters[rows].tolist(), strict=True):
            booked[row].append({"reason": name, "characters": count})
    return pa.array(booked, pa.list_(CUT))


def _quarantined(empty: pa.Table) -> pa.Table:
    rows = len(empty)
    columns = {
        "id": empty.column("id"),
        "source": empty.column("source"),
        "member": empty.column("member"),
        "reason": pa.repeat("empty", rows),
        "detail": pa.repeat("no characters are left after cleaning", rows),
        "characters": empty.column("characters_read"),
    }
    return check(pa.table(columns), QUARANTINE, "clean")
