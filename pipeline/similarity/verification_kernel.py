"""Compiled passes that compare: Jaccard by merging, and the agreement of signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filters.kernels.compile import kernel
from pipeline.similarity.candidates_kernel import unpack

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@kernel
def jaccard(shingles: npt.NDArray[np.uint32], start_a: int, end_a: int, start_b: int, end_b: int) -> float:
    """Return the Jaccard similarity of two ascending runs of distinct hashes; 0 if both are empty."""
    a, b, shared = start_a, start_b, 0
    while a < end_a and b < end_b:
        hash_a, hash_b = shingles[a], shingles[b]
        shared += hash_a == hash_b
        a += hash_a <= hash_b
        b += hash_b <= hash_a
    union = end_a - start_a + end_b - start_b - shared
    return shared / union if union else 0.0


@kernel
def copy_runs(
    hashes: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    targets: npt.NDArray[np.int64],
    copied: npt.NDArray[np.uint32],
) -> None:
    """Copy each run of `sizes[n]` hashes from `starts[n]` on to `targets[n]` in `copied`."""
    for run in range(len(starts)):
        for place in range(sizes[run]):
            copied[targets[run] + place] = hashes[starts[run] + place]


@kernel
def verify_into(
    pairs: npt.NDArray[np.uint64],
    shingles: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    floor: float,
    similarity: npt.NDArray[np.float32],
) -> None:
    """Fill `similarity` with the Jaccard similarity of each pair, or -1 where it is below `floor`.

    The shingles of code c are shingles[starts[c] : starts[c] + sizes[c]].
    """
    for place in range(len(pairs)):
        a, b = unpack(pairs[place])
        similarity[place] = -1.0
        if min(sizes[a], sizes[b]) < floor * max(sizes[a], sizes[b]):
            continue
        value = jaccard(shingles, starts[a], starts[a] + sizes[a], starts[b], starts[b] + sizes[b])
        if value >= floor:
            similarity[place] = value


@kernel
def estimate_into(
    pairs: npt.NDArray[np.uint64],
    values: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    floor: float,
    similarity: npt.NDArray[np.float32],
) -> None:
    """Fill `similarity` with the share of signature values in which each pair agrees, or -1 where it is below `floor`."""
    for place in range(len(pairs)):
        code_a, code_b = unpack(pairs[place])
        a, b = starts[code_a], starts[code_b]
        size = sizes[0]
        equal = 0
        for offset in range(size):
            equal += values[a + offset] == values[b + offset]
        similarity[place] = equal / size if equal >= floor * size else -1.0


@kernel
def agreement(
    signatures: npt.NDArray[np.uint32], sought: npt.NDArray[np.uint32], agreeing: npt.NDArray[np.int64]
) -> None:
    """Fill `agreeing` with the number of values in which each row of `signatures`, shape (n, values), equals `sought`."""
    for row in range(len(signatures)):
        equal = 0
        for place in range(len(sought)):
            equal += signatures[row, place] == sought[place]
        agreeing[row] = equal
