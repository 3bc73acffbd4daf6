"""How much of a text is damaged: of the raw text when it is read, and of what repair has left when it is measured.

A module of its own, since reading and cleaning need this measure and none of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from filters.derive import ratio
from filters.kernels.buffers import buffers
from filters.kernels.damage import count_damage

if TYPE_CHECKING:
    import numpy.typing as npt


def damage(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the share of damaged characters of each text as float32 (n,); 0 for the empty text and for null.

    Damaged are U+FFFD, unassigned, private-use and control characters (except tab and line ends), and each character of a
    sequence that arises when UTF-8 is read as Windows-1252 or Latin-1 (`Ã¤`, `â€ž`, `Â§`).
    """
    offsets, data = buffers(texts)
    counts: npt.NDArray[np.int64] = np.zeros((len(offsets) - 1, 2), np.int64)
    count_damage(offsets, data, counts)
    shares = ratio(counts[:, 1], counts[:, 0])
    return pa.array(np.nan_to_num(shares, nan=0.0), pa.float32())
