"""The word table: what each of the most frequent words of clean German costs, in eighths of a bit.

The table `data/words.npz` is committed and never made from the current run, or results would depend on it.  It was counted
over texts that are free without condition (data/MODELS.md); `python -m scripts.tables` makes it.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

DATA_FILES: Final = ("filters/data/words.npz",)
SIZE: Final = 20_000  # what the cache of a processor holds: a table five times as large makes the pass a third slower
UNIT: Final = 8  # steps per bit
MOST: Final = 255


def table(counts: Mapping[str, int], of: int) -> tuple[list[str], npt.NDArray[np.uint8]]:
    """Return the SIZE most frequent words in alphabetical order and their costs, -log2(count / of) in eighths of a bit."""
    chosen = sorted(sorted(counts, key=lambda word: (-counts[word], word))[:SIZE])
    shares = np.array([counts[word] for word in chosen], np.float64) / of
    steps = np.clip(np.rint(-UNIT * np.log2(shares)), 0, MOST)
    return chosen, steps.astype(np.uint8)


def load() -> dict[str, int]:
    """Return the committed table: the cost of each word in eighths of a bit."""
    with as_file(files("filters") / "data" / "words.npz") as path, np.load(path) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        return dict(zip(words, stored["costs"].tolist(), strict=True))
