"""How the comparison of a collection is divided, and the files that its phases leave each other in a working folder.

Documents are divided three times, always by their number alone: rows into groups of whole files, texts by their exact hash,
and the keys of a band by their value.  Candidate pairs are divided by their hash.  So a phase can be carried out in any
process, no more than a part of one is in memory, and the edges are the same for any number of processes and parts.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.similarity.bands import Bands

GROUP_ROWS: Final = 1 << 18
TEXTS: Final = 1 << 22
KEYS: Final = 1 << 24
PAIRS: Final = 1 << 17
"""The most documents of a group (unless one file has more), of a partition of texts and of keys, and pairs compared in a step."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some files of fingerprints, from `start` to before `end`, and their rows among all rows."""

    start: int
    end: int
    first_row: int
    end_row: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How documents are compared: in which parts, by which bands, from which similarity on, with how much memory.

    `memory_bytes` bounds what one phase holds of pairs and shingles; arrays of numbers with a few bytes a document come on
    top.
    """

    groups: tuple[Group, ...]
    texts: int
    keys: int
    shape: Bands
    floor: float
    is_verified: bool = True
    memory_bytes: int = 1 << 30

    @property
    def documents(self) -> int:
        """Return the number of documents."""
        return self.groups[-1].end_row if self.groups else 0

    @property
    def room(self) -> int:
        """Return how many pairs are held in memory at a time."""
        return self.memory_bytes // 64

    def parts_of_keys(self) -> list[tuple[int, int]]:
        """Return every band with every part of its keys."""
        return list(itertools.product(range(self.shape.bands), range(self.keys)))


def divide(rows: Sequence[int]) -> tuple[Group, ...]:
    """Return the groups of files that have so many rows each."""
    groups: list[Group] = []
    start = first = held = 0
    for number, size in enumerate(rows):
        if held and held + size > GROUP_ROWS:
            groups.append(Group(start, number, first, first + held))
            start, first, held = number, first + held, 0
        held += size
    return (*groups, Group(start, len(rows), first, first + held))


def shares(rows: int, most: int) -> int:
    """Return in how many parts so many rows are divided."""
    return max(1, -(-rows // most))


def save(folder: Path, name: str, values: npt.NDArray[Any]) -> None:
    """Write an array under a name."""
    np.save(folder / f"{name}.npy", values)


def load(folder: Path, name: str) -> npt.NDArray[Any]:
    """Return an array that was saved, mapped and not to be written to."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
