"""All measures of a text column, in compiled passes: no Python loop over documents or words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from filters import damage, length, ocr, repetition, shape, vocabulary
from filters.kernels.buffers import buffers
from filters.kernels.passes import count_all
from filters.lexicon import lexicon

if TYPE_CHECKING:
    from filters.derive import Derived
    from filters.filter import Measure

DERIVED: Final[tuple[Derived, ...]] = (
    *length.MEASURES,
    *vocabulary.MEASURES,
    *shape.MEASURES,
    *repetition.MEASURES,
    *ocr.MEASURES,
)

MEASURES: Final[dict[str, Measure]] = {
    one.name: one for one in (*(derived.measure for derived in DERIVED), damage.MEASURED, damage.RAW)
}
"""Every measure by name: the columns of `measure`."""


def measure(
    texts: pa.Array | pa.ChunkedArray,
    blocked: frozenset[str] = frozenset(),
    raw_damage: pa.Array | pa.ChunkedArray | None = None,
) -> pa.Table:
    """Return one row per text with a column per measure, named and ordered as MEASURES.

    Counts are int64, all else float32.  Null is measured as the empty text.  A share of nothing is null, so that a rule
    on it objects.  `blocked` are the words of a blocklist that a recipe switched on.  `raw_damage` is what `damage` found in the
    texts before they were repaired; without it the texts are taken as raw.
    """
    offsets, data = buffers(texts)
    counts = count_all(offsets, data, lexicon(blocked))
    columns = [pa.array(one.compute(counts), from_pandas=True) for one in DERIVED]
    damaged = damage.damage(texts)
    return pa.table([*columns, damaged, damaged if raw_damage is None else raw_damage], names=list(MEASURES))
