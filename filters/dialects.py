"""The dialect model: which variety of German a text is in, by hashed character n-grams and a linear model.

It corrects lid.176, which takes Bavarian and half of the Alemannic for German or English.  How it was trained, on what
and under which licences: `data/DIALECTS.md`; `make dialects` trains it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from filters.dialects_kernel import PLACES_PER_BYTE, learn, sum_lines, sum_weights
from filters.kernels.buffers import buffers

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt
    import pyarrow as pa

    from filters.language_lines import Words

DATA_FILES: Final = ("filters/data/dialects.npz",)
BITS: Final = 16
GAIN: Final = 10.0
ROUNDS: Final = 8
LINES_PER_LABEL: Final = (
    4000,
    9000,
)  # least and most per round: lines of rare labels are repeated, those of frequent ones sampled
_LARGEST: Final = 127


@dataclass(frozen=True, slots=True)
class Dialects:
    """Labels and the weight of each n-gram bucket for each: `weights` (2 ** BITS, labels) int8, times `scale`, plus `bias`."""

    labels: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float64]
    bias: npt.NDArray[np.float64]

    def shares(self, words: Words) -> npt.NDArray[np.float64]:
        """Return the probability of each label for each line, shape (lines, labels), in the order of `labels`."""
        sums = np.zeros((len(words.lines), len(self.labels)), np.int64)
        counts = np.zeros(len(words.lines), np.int64)
        sum_lines(words.places, words.numbers, *self._of_words(words.different), sums, counts)
        scores = self.bias + self.scale * sums / np.maximum(counts, 1)[:, None]
        raised = np.exp(scores - scores.max(axis=1, initial=0.0)[:, None])
        shares: npt.NDArray[np.float64] = raised / raised.sum(axis=1)[:, None]
        return shares

    def _of_words(self, different: pa.LargeStringArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return the sums of the weights of each word's n-grams, shape (words, labels), and the number of these n-grams.

        N-grams end with their word, so that the n-grams of a line are those of its words.
        """
        offsets, data = buffers(bracketed(pl.Series(pl.from_arrow(different))).to_arrow())
        places = np.empty(PLACES_PER_BYTE * int(np.diff(offsets).max(initial=0)), np.int32)
        sums = np.zeros((len(different), len(self.labels)), np.int32)
        counts = np.zeros(len(different), np.int32)
        sum_weights(offsets, data, self.weights, BITS, places, sums, counts)
        return sums, counts

    def save(self, path: Path) -> None:
        """Write the model; equal models give equal bytes."""
        with path.open("wb") as file:
            np.savez_compressed(
                file, labels=np.array(self.labels), weights=self.weights, scale=self.scale, bias=self.bias
            )


def bracketed(lines: pl.Series) -> pl.Series:
    """Return prepared lines in lower case, each between two blanks, so that the edges of words are part of n-grams."""
    return (" " + lines.fill_null("").str.to_lowercase() + " ").rename("line")


@cache
def bundled() -> Dialects:
    """Return the model that is part of this package."""
    with as_file(files("filters") / "data" / "dialects.npz") as path, np.load(path) as stored:
        labels = tuple(str(label) for label in stored["labels"])
        return Dialects(labels, stored["weights"], stored["scale"], stored["bias"])


def train(lines: pl.Series, labels: list[str], *, seed: int = 0) -> Dialects:
    """Return a model that predicts the labels of prepared lines; the same input gives the same model."""
    names = tuple(sorted(set(labels)))
    numbers = np.array([names.index(label) for label in labels], np.int64)
    offsets, data = buffers(bracketed(lines).to_arrow())
    weights, bias = np.zeros((1 << BITS, len(names))), np.zeros(len(names))
    learn(offsets, data, numbers, _order(numbers, seed), BITS, GAIN, weights, bias)
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _LARGEST
    small = np.rint(weights / scale).astype(np.int8)
    return Dialects(names, small, scale * GAIN, bias)


def _order(numbers: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.int64]:
    """Return the lines of each training round, shape (ROUNDS, lines), with LINES_PER_LABEL lines of each label."""
    draw = np.random.default_rng(seed)
    least, most = LINES_PER_LABEL
    rounds = []
    for _ in range(ROUNDS):
        chosen = []
        for number in range(int(numbers.max()) + 1):
            own = np.flatnonzero(numbers == number)
            size = min(max(len(own), least), most)
            chosen.append(draw.choice(own, size, replace=len(own) < size))
        rounds.append(draw.permutation(np.concatenate(chosen)))
    return np.stack(rounds)
