"""Runs of tokens that may occur in several texts: anchors by winnowing, and the hashes of all runs near shared anchors.

In every window of w runs of k tokens, the run with the least hash is an anchor (the rightmost of equals; Schleimer, Wilkerson
and Aiken, SIGMOD 2003).  Two texts that share a run of k + w - 1 tokens share an anchor inside it.  So only runs around
anchors that occur more than once need to be compared: about one text in fifty instead of every place of every text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import kernel
from filters.kernels.tokens import Tokens, tokenise_into

if TYPE_CHECKING:
    import numpy.typing as npt

_FIRST: Final = np.uint64(0x9E3779B97F4A7C15)
_SECOND: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_ONE: Final = np.uint64(1)
_BITS: Final = np.uint64(63)
_WORD: Final = np.uint64(6)


@kernel
def power(base: np.uint64, exponent: int) -> np.uint64:
    """Return base ** exponent modulo 2 ** 64."""
    result = _ONE
    for _ in range(exponent):
        result *= base
    return result


@kernel
def roll_into(
    hashes: npt.NDArray[np.uint64], count: int, size: int, base: np.uint64, runs: npt.NDArray[np.uint64]
) -> int:
    """Write the rolling hash of every run of `size` of the `count` tokens; return the number of runs."""
    if count < size:
        return 0
    leaving = power(base, size)
    state = np.uint64(0)
    for place in range(count):
        state = state * base + uni.finish(hashes[place] ^ base)
        if place >= size:
            state -= leaving * uni.finish(hashes[place - size] ^ base)
        if place >= size - 1:
            runs[place - size + 1] = uni.finish(state)
    return count - size + 1


@kernel
def winnow_into(runs: npt.NDArray[np.uint64], count: int, window: int, places: npt.NDArray[np.int64]) -> int:
    """Write the places of the anchors among `count` runs, ascending; return their number."""
    number = 0
    last = -1
    for end in range(window - 1, count):
        start = end - window + 1
        if last < start:
            last = start
            for place in range(start + 1, end + 1):
                if runs[place] <= runs[last]:
                    last = place
        elif runs[end] <= runs[last]:
            last = end
        else:
            continue
        places[number] = last
        number += 1
    return number


@kernel
def anchors_into(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    tokens: int,
    space: Tokens,
    runs: npt.NDArray[np.uint64],
    places: npt.NDArray[np.int64],
    anchors: npt.NDArray[np.uint64],
) -> int:
    """Write the hashes of the anchors of all texts for runs of `tokens` tokens; return their number."""
    size = tokens // 2
    number = 0
    for row in range(len(offsets) - 1):
        count = tokenise_into(data, offsets[row], offsets[row + 1], space)
        chosen = winnow_into(runs, roll_into(space.exact, count, size, _FIRST, runs), tokens - size + 1, places)
        for place in range(chosen):
            anchors[number] = runs[places[place]]
            number += 1
    return number


@kernel
def screen_into(anchors: npt.NDArray[np.uint64], seen: npt.NDArray[np.uint64], shared: npt.NDArray[np.uint64]) -> None:
    """Set the bit of each anchor in `seen`, and in `shared` if it was set in `seen` before; lengths are powers of two."""
    mask = np.uint64(len(seen) * 64 - 1)
    for anchor in anchors:
        bit = anchor & mask
        word, flag = np.int64(bit >> _WORD), _ONE << (bit & _BITS)
        if seen[word] & flag != 0:
            shared[word] |= flag
        else:
            seen[word] |= flag


@kernel
def runs_into(  # noqa: PLR0917  flat arrays
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    tokens: int,
    shared: npt.NDArray[np.uint64],
    space: Tokens,
    runs: npt.NDArray[np.uint64],
    others: npt.NDArray[np.uint64],
    places: npt.NDArray[np.int64],
    hashes: npt.NDArray[np.uint64],
    where: npt.NDArray[np.uint32],
) -> int:
    """Write every run of `tokens` tokens with a shared anchor: hashes (n, 2) its hash, where (n, 2) row and first token.

    Returns the number of runs; those beyond the room of `hashes` are counted and not written.
    """
    size = tokens // 2
    reach = tokens - size
    mask = np.uint64(len(shared) * 64 - 1)
    number = 0
    for row in range(len(offsets) - 1):
        count = tokenise_into(data, offsets[row], offsets[row + 1], space)
        chosen = winnow_into(runs, roll_into(space.exact, count, size, _FIRST, runs), reach + 1, places)
        kept = 0
        for place in range(chosen):
            bit = runs[places[place]] & mask
            if shared[np.int64(bit >> _WORD)] >> (bit & _BITS) & _ONE != 0:
                places[kept] = places[place]
                kept += 1
        if kept == 0:
            continue
        roll_into(space.exact, count, tokens, _FIRST, runs)
        roll_into(space.exact, count, tokens, _SECOND, others)
        following = 0
        for place in range(kept):
            for start in range(max(following, places[place] - reach), min(places[place], count - tokens) + 1):
                if number < len(hashes):
                    hashes[number, 0] = runs[start]
                    hashes[number, 1] = others[start]
                    where[number, 0] = row
                    where[number, 1] = start
                number += 1
                following = start + 1
    return number
