"""Measures, rules over them, and the objections that follow.

A rule is data, never a function that answers `bool`.  Rules fail closed: a measure that is absent, null, NaN or
infinite is an objection, not a pass.  Where a measure means nothing (a ratio of six words, German spelling in a text in Low
German), the rule itself says so: by the number of words below which it has another limit or none, and by a limit for varieties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from filters.language_codes import EARLY, VARIETIES
from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Iterable


Side = Literal["at_least", "at_most"]


class RuleError(GemeingutError, ValueError):
    """A rule names a measure that was not measured."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number measured on a text: its name (with the unit in it), its unit, its origin in the literature."""

    name: str
    unit: Literal["ratio", "count", "words", "characters", "bits", "score"]
    german: str
    english: str
    origin: str


@dataclass(frozen=True, slots=True)
class Rule:
    """`measure` must be at least / at most `limit`, else the document is removed for `reason`.

    A text of fewer than `min_words` words is held to `short` instead; without that, the rule does not judge its value, but
    objects to a missing one (of a text with words no measure of such a rule is null by definition).  A text in a variety of German that has a spelling of its own is held to `variety` if that is given.
    """

    measure: str
    side: Side
    limit: float
    reason: str
    origin: str = ""
    min_words: int = 0
    short: float | None = None
    variety: float | None = None

    def exceptions(self) -> dict[str, int | float]:
        """Return `min_words`, `short` and `variety` as far as the rule has them."""
        known = {"min_words": self.min_words or None, "short": self.short, "variety": self.variety}
        return {name: value for name, value in known.items() if value is not None}


OBJECTIONS = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("measure", pa.string(), nullable=False),
        pa.field("value", pa.float64()),
        pa.field("limit", pa.float64(), nullable=False),
        pa.field("rank", pa.int32(), nullable=False),
    ]
)
"""One row per broken rule: the row of the document, and the rule with the value that broke it (null: not measurable)."""


def breaks(values: pa.ChunkedArray, rule: Rule) -> pa.Array:
    """Return a boolean array (n,), true where the value does not satisfy the rule or is null, NaN or infinite."""
    numbers = pc.cast(values, pa.float64())
    # A float32 cannot equal a limit like 0.72: it is compared with the limit rounded to float32.
    limit = float(np.float32(rule.limit)) if values.type == pa.float32() else rule.limit
    holds = pc.greater_equal(numbers, limit) if rule.side == "at_least" else pc.less_equal(numbers, limit)
    passes = pc.and_(holds, pc.is_finite(numbers))
    broken = pc.invert(pc.fill_null(passes, fill_value=False))
    return broken.combine_chunks() if isinstance(broken, pa.ChunkedArray) else broken


def objections(measures: pa.Table, rules: Iterable[Rule], first_rank: int = 0) -> pa.Table:
    """Return the broken rules of every row of `measures`, ranked in the order of `rules`.

    Raises RuleError if a rule names a measure that the table has no column for: silence would be a pass.
    """
    parts = [_objections_of(measures, rule, first_rank + place) for place, rule in enumerate(rules)]
    return pa.concat_tables(parts) if parts else OBJECTIONS.empty_table()


def _objections_of(measures: pa.Table, rule: Rule, rank: int) -> pa.Table:
    broken, limits = _judged(measures, rule)
    rows = pc.indices_nonzero(broken).cast(pa.int64())
    count = len(rows)
    values = measures.column(rule.measure).take(rows).cast(pa.float64())
    columns = [
        rows,
        pa.repeat(pa.scalar(rule.reason), count),
        pa.repeat(pa.scalar(rule.measure), count),
        values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values,
        limits.take(rows),
        pa.repeat(pa.scalar(rank, pa.int32()), count),
    ]
    return pa.Table.from_arrays(columns, schema=OBJECTIONS)


def _judged(measures: pa.Table, rule: Rule) -> tuple[pa.Array, pa.Array]:
    """Return for each row whether it breaks the rule, and the limit that holds for it."""
    values = _column(measures, rule.measure, rule)
    broken, limits = breaks(values, rule), pa.repeat(pa.scalar(float(rule.limit)), len(measures))
    if rule.variety is not None:
        broken, limits = _elsewhere(in_variety(measures), rule.variety, values, rule, broken, limits)
    if rule.min_words:
        words = _column(measures, "words", rule)
        is_short = pc.fill_null(pc.less(words, rule.min_words), fill_value=False)
        broken, limits = _elsewhere(is_short, rule.short, values, rule, broken, limits)
    return broken, limits


def _elsewhere(
    where: pa.ChunkedArray | pa.Array,
    limit: float | None,
    values: pa.ChunkedArray,
    rule: Rule,
    broken: pa.Array,
    limits: pa.Array,
) -> tuple[pa.Array, pa.Array]:
    """Return `broken` and `limits` with another limit in the rows of `where`.

    None: the rule judges no value there, but a value that is missing is an objection as everywhere.
    """
    rows = where.combine_chunks() if isinstance(where, pa.ChunkedArray) else where
    if limit is None:
        is_missing = pc.invert(pc.fill_null(pc.is_finite(pc.cast(values, pa.float64())), fill_value=False))
        absent = is_missing.combine_chunks() if isinstance(is_missing, pa.ChunkedArray) else is_missing
        return pc.if_else(rows, absent, broken), limits
    other = breaks(values, replace(rule, limit=limit))
    return pc.if_else(rows, other, broken), pc.if_else(rows, float(limit), limits)


def in_variety(measures: pa.Table) -> pa.Array:
    """Return for each row whether it was identified as a variety of German; measures alone say nothing of languages."""
    is_in = pa.repeat(pa.scalar(value=False), len(measures))
    for name, values in (("language", VARIETIES), ("variety", (EARLY,))):
        if name in measures.column_names:
            column = pc.cast(measures.column(name), pa.string())
            matches = pc.is_in(column, pa.array(values, pa.string()))
            is_in = pc.or_(is_in, matches.combine_chunks() if isinstance(matches, pa.ChunkedArray) else matches)
    return is_in


def _column(measures: pa.Table, name: str, rule: Rule) -> pa.ChunkedArray:
    if name not in measures.column_names:
        raise RuleError(f"rule {rule.reason!r} needs measure {name!r}; measured were {measures.column_names}")
    return measures.column(name)
