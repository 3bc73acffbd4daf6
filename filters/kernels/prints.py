"""Fingerprints of all texts of a column in one pass: exact hash, shingles of words or characters, signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filters.kernels.compile import kernel
from filters.kernels.minhash import minimise
from filters.kernels.respelling import respell_tokens
from filters.kernels.shingles import character_shingles_into, fold_into, hash_points, shingle_into, sort_unique
from filters.kernels.tokens import Tokens, tokenise_into

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@kernel
def fingerprint_into(  # noqa: PLR0917  flat arrays
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    words: int,
    characters: int,
    is_respelt: bool,  # noqa: FBT001
    a: npt.NDArray[np.uint32],
    b: npt.NDArray[np.uint32],
    tokens: Tokens,
    spare: npt.NDArray[np.uint32],
    exact: npt.NDArray[np.uint64],
    shingles: npt.NDArray[np.uint32],
    ends: npt.NDArray[np.int64],
    signatures: npt.NDArray[np.uint32],
) -> None:
    """Fill exact (n, 2), shingles (room for all), ends (n,) and signatures (n, permutations) of all texts.

    Shingles are of `characters` characters, or of `words` words where that is 0; of the keys of words if `is_respelt`.
    """
    place = 0
    for row in range(len(offsets) - 1):
        points = fold_into(data, offsets[row], offsets[row + 1], spare)
        one, two = hash_points(spare, points)
        exact[row, 0] = one
        exact[row, 1] = two
        count = tokenise_into(data, offsets[row], offsets[row + 1], tokens)
        if is_respelt:
            points = respell_tokens(data, tokens, count, spare)
        start = place
        if characters == 0:
            place += shingle_into(tokens.hashes, count, words, shingles, start, spare)
        elif count:
            found = character_shingles_into(spare, points, characters, shingles, start)
            place += sort_unique(shingles, start, start + found, spare)
        ends[row] = place
        minimise(shingles, start, place, a, b, signatures[row])
