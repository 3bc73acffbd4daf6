"""The letter model: what the third letter of a sequence costs in clean German, in bits.

The table `data/letters.npz` is committed and never made from the current run, or results would depend on it.  It was
counted over texts that are free without condition (data/MODELS.md); `python -m scripts.tables` makes it.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.letters import count_trigrams
from filters.kernels.tokens import token_space

if TYPE_CHECKING:
    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/letters.npz",)
CODES: Final = 32
UNIT: Final = 16  # steps per bit
BACKOFF: Final = 8.0  # how many sightings the shorter context is worth


def counted(offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return how often each sequence of three letter codes occurs in the words of the texts, shape (32, 32, 32)."""
    counts = np.zeros(CODES**3, np.int64)
    count_trigrams(offsets, data, token_space(int(np.diff(offsets).max(initial=0))), counts)
    return counts.reshape(CODES, CODES, CODES)


def bits(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return sixteenths of a bit of the third code after the first two, shape (32768,), at most 255.

    P(c | ab) is smoothed by P(c | b), and that by P(c), each shorter context being worth 8 sightings.
    """
    ones = counts.sum(axis=(0, 1)) + 1.0
    shortest = ones / ones.sum()
    pairs = counts.sum(axis=0).astype(np.float64)
    shorter = (pairs + BACKOFF * shortest) / (pairs.sum(axis=1, keepdims=True) + BACKOFF)
    triples = counts.astype(np.float64)
    full = (triples + BACKOFF * shorter[None]) / (triples.sum(axis=2, keepdims=True) + BACKOFF)
    steps: npt.NDArray[np.float64] = np.minimum(255, np.rint(-UNIT * np.log2(full)))
    return steps.astype(np.uint8).reshape(-1)


def load() -> npt.NDArray[np.uint8]:
    """Return the committed table, shape (32768,)."""
    with as_file(files("filters") / "data" / "letters.npz") as path, np.load(path) as stored:
        return bits(stored["counts"])
