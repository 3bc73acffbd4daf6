"""The two tables of clean German: what a letter costs after the two before it, and what each frequent word costs, in bits.

`data/letters.npz` and `data/words.npz` are committed and never made from the current run, or results would depend on it.
They were counted over texts that are free without condition (data/MODELS.md); `python -m scripts.tables` makes them.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.counts import STEPS_PER_BIT

if TYPE_CHECKING:
    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/letters.npz", "filters/data/words.npz")
CODES: Final = 32
"""Letter codes: 0 for a word's edge, 1 to 29 for a to z, ä, ö, ü, 30 for other letters, 31 for digits."""

BACKOFF: Final = 8.0
"""Weight of the shorter context, in occurrences."""


def bits_of(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return the cost of the third letter code after the first two, shape (32768,), in sixteenths of a bit, at most 255.

    `counts` are those of sequences of three codes, shape (32, 32, 32).  P(c | ab) is smoothed by P(c | b), and that by P(c),
    each shorter context having the weight of BACKOFF occurrences.
    """
    singles = counts.sum(axis=(0, 1)) + 1.0
    shortest = singles / singles.sum()
    pairs = counts.sum(axis=0).astype(np.float64)
    shorter = (pairs + BACKOFF * shortest) / (pairs.sum(axis=1, keepdims=True) + BACKOFF)
    triples = counts.astype(np.float64)
    full = (triples + BACKOFF * shorter[None]) / (triples.sum(axis=2, keepdims=True) + BACKOFF)
    steps: npt.NDArray[np.float64] = np.minimum(255, np.rint(-STEPS_PER_BIT * np.log2(full)))
    return steps.astype(np.uint8).reshape(-1)


def letter_bits() -> npt.NDArray[np.uint8]:
    """Return the letter model from the committed table, shape (32768,), in sixteenths of a bit (see `bits_of`)."""
    with as_file(files("filters") / "data" / "letters.npz") as path, np.load(path) as stored:
        return bits_of(stored["counts"])


def word_costs() -> dict[str, int]:
    """Return the word table as committed: the cost of each word, -log2 of its share of all words, in eighths of a bit."""
    with as_file(files("filters") / "data" / "words.npz") as path, np.load(path) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        return dict(zip(words, stored["costs"].tolist(), strict=True))
