"""Fingerprints of all texts of a column in one pass: exact hash, shingles of words or characters, signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from filters.kernels.coded import Words, word_space, words_into
from filters.kernels.compile import lean
from filters.kernels.folding import fold, most_points
from filters.kernels.minhash import minimise
from filters.kernels.respelling import respell_words
from filters.kernels.shingles import character_shingles_into, hash_points, shingle_into
from filters.kernels.sorting import SortSpace, sort_space, sort_unique

if TYPE_CHECKING:
    import numpy.typing as npt


class PrintSpace(NamedTuple):
    """Scratch memory of a fingerprint, allocated once for a column."""

    codes: npt.NDArray[np.uint8]
    points: npt.NDArray[np.uint32]
    words: Words
    sorting: SortSpace


def print_space(most_bytes: int) -> PrintSpace:
    """Return room for any text of up to `most_bytes` bytes."""
    size = most_points(most_bytes)
    return PrintSpace(np.empty(size, np.uint8), np.empty(size, np.uint32), word_space(most_bytes), sort_space(size))


@lean
def fingerprint_into(  # noqa: PLR0917  flat arrays
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    words: int,
    characters: int,
    is_respelt: bool,  # noqa: FBT001
    a: npt.NDArray[np.uint32],
    b: npt.NDArray[np.uint32],
    space: PrintSpace,
    exact: npt.NDArray[np.uint64],
    shingles: npt.NDArray[np.uint32],
    ends: npt.NDArray[np.int64],
    signatures: npt.NDArray[np.uint32],
) -> None:
    """Fill exact (n, 2), shingles (room for all), ends (n,) and signatures (n, permutations) of all texts.

    A shingle has `characters` characters, or `words` words if that is 0; if `is_respelt`, words are replaced by their keys.
    """
    place = 0
    for row in range(len(offsets) - 1):
        size = fold(data, offsets[row], offsets[row + 1], space.codes, space.points)
        low, high = hash_points(space.points, size)
        exact[row, 0] = low
        exact[row, 1] = high
        count = words_into(space.codes, space.points, size, space.words)
        if is_respelt:
            size = respell_words(space.points, space.words, count)
        own = shingles[place:]
        if characters == 0:
            number = shingle_into(space.words.hashes, count, words, own, space.words.states)
        else:
            number = character_shingles_into(space.points, size, characters, own) if count else 0
        number = sort_unique(own, number, space.sorting)
        minimise(own, number, a, b, space.sorting.spare, signatures[row])
        place += number
        ends[row] = place
