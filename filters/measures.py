"""All measures of a text column, in compiled passes: no Python loop over documents or words.

What the measures mean is in `definitions`; this module is apart from it because it imports the kernels.
"""

from __future__ import annotations

import pyarrow as pa

from filters.damage import damage
from filters.definitions import DERIVED, MEASURES
from filters.kernels.buffers import buffers
from filters.kernels.passes import count_all
from filters.lexicon import lexicon


def measure(
    texts: pa.Array | pa.ChunkedArray,
    blocked: frozenset[str] = frozenset(),
    raw_damage: pa.Array | pa.ChunkedArray | None = None,
) -> pa.Table:
    """Return one row per text with a column per measure, named and ordered as MEASURES.

    Counts are int64, all else float32.  Null is measured as the empty text.  A share of nothing is null, so that a rule
    on it objects.  `blocked` are the words of a blocklist that a recipe switched on.  `raw_damage` is the result of `damage`
    on the texts before they were repaired; without it the texts are taken as raw.
    """
    offsets, data = buffers(texts)
    counts = count_all(offsets, data, lexicon(blocked))
    columns = [pa.array(derived.compute(counts), from_pandas=True) for derived in DERIVED]
    damaged = damage(texts)
    return pa.table([*columns, damaged, damaged if raw_damage is None else raw_damage], names=list(MEASURES))
