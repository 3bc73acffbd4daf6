"""How much of a text was damaged on the way: of the raw text, and of what repair has left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from filters.derive import ratio
from filters.filter import Measure
from filters.kernels.buffers import buffers
from filters.kernels.damage import count_damage

if TYPE_CHECKING:
    import numpy.typing as npt

RAW: Final = Measure(
    "raw_damaged_ratio",
    "ratio",
    "Anteil beschädigter Zeichen im Text, wie er gelesen wurde, vor jeder Reparatur",
    "share of damaged characters in the text as it was read, before any repair",
    "own",
)
MEASURED: Final = Measure(
    "damaged_ratio",
    "ratio",
    "Anteil beschädigter Zeichen (Ersatzzeichen, Steuerzeichen, private Zeichen, doppelt kodierte Umlaute)",
    "share of damaged characters (replacement, control and private-use characters, umlauts encoded twice)",
    "own; detection of doubled encoding after ftfy (Speer 2019)",
)


def damage(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the share of damaged characters of each text as float32 (n,); 0 for the empty text and for null.

    Damaged are U+FFFD, unassigned, private-use and control characters (but tab and line ends), and each character of a
    sequence that arises when UTF-8 is read as Windows-1252 or Latin-1 (`Ã¤`, `â€ž`, `Â§`).
    """
    offsets, data = buffers(texts)
    counts: npt.NDArray[np.int64] = np.zeros((len(offsets) - 1, 2), np.int64)
    count_damage(offsets, data, counts)
    shares = ratio(counts[:, 1], counts[:, 0])
    return pa.array(np.nan_to_num(shares, nan=0.0), pa.float32())
