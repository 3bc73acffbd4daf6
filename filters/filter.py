"""Measures, rules over them, and the objections that follow.

A rule is data, never a function that answers `bool`.  Rules fail closed: a measure that is absent, null, NaN or
infinite is an objection, not a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    """`measure` must be at least / at most `limit`, else the document is removed for `reason`."""

    measure: str
    side: Literal["at_least", "at_most"]
    limit: float
    reason: str
    origin: str = ""


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
    if rule.measure not in measures.column_names:
        raise RuleError(f"rule {rule.reason!r} needs measure {rule.measure!r}; measured were {measures.column_names}")
    rows = pc.indices_nonzero(breaks(measures.column(rule.measure), rule)).cast(pa.int64())
    count = len(rows)
    values = measures.column(rule.measure).take(rows).cast(pa.float64())
    columns = [
        rows,
        pa.repeat(pa.scalar(rule.reason), count),
        pa.repeat(pa.scalar(rule.measure), count),
        values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values,
        pa.repeat(pa.scalar(float(rule.limit)), count),
        pa.repeat(pa.scalar(rank, pa.int32()), count),
    ]
    return pa.Table.from_arrays(columns, schema=OBJECTIONS)
