"""Runs of tokens that a text shares with a set of reference texts: found by hash, confirmed token by token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import kernel
from filters.kernels.shingles import fold_into
from filters.kernels.tokens import Tokens, tokenise_into

if TYPE_CHECKING:
    import numpy.typing as npt

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_START: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_BITS: Final = np.uint64(63)
_WORD: Final = np.uint64(6)


@kernel
def run_state(hashes: npt.NDArray[np.uint64], state: np.uint64, start: int, end: int) -> np.uint64:
    """Return the state of a run after the tokens from `start` to before `end`; before the first one it is zero."""
    for place in range(start, end):
        state = (state + hashes[place]) * _FACTOR
        state ^= state >> np.uint64(29)
    return state


@kernel
def run_key(state: np.uint64, size: int) -> np.uint64:
    """Return the hash of a run of `size` tokens that left this state."""
    return uni.finish(state + np.uint64(size))


@kernel
def tokens_into(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    space: Tokens,
    ends: npt.NDArray[np.int64],
    hashes: npt.NDArray[np.uint64],
    bounds: npt.NDArray[np.int64],
) -> None:
    """Write all tokens of all texts: hashes (n,), bounds (n, 2) in bytes; those of text i end at ends[i]."""
    place = 0
    for row in range(len(offsets) - 1):
        count = tokenise_into(data, offsets[row], offsets[row + 1], space)
        for token in range(count):
            hashes[place] = space.hashes[token]
            bounds[place, 0] = space.starts[token]
            bounds[place, 1] = space.ends[token]
            place += 1
        ends[row] = place


@kernel
def runs_into(  # noqa: PLR0917  flat arrays
    ends: npt.NDArray[np.int64],
    hashes: npt.NDArray[np.uint64],
    longest: int,
    shortest: int,
    keys: npt.NDArray[np.uint64],
    places: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    texts: npt.NDArray[np.int64],
) -> int:
    """Write every run of `longest` tokens, and shorter texts as a whole; return the number of runs.

    A text of fewer than `shortest` tokens has none.
    """
    count, first = 0, 0
    for row in range(len(ends)):
        size = min(longest, ends[row] - first)
        if size >= shortest:
            for place in range(first, ends[row] - size + 1):
                keys[count] = run_key(run_state(hashes, _START, place, place + size), size)
                places[count] = place
                sizes[count] = size
                texts[count] = row
                count += 1
        first = ends[row]
    return count


@kernel
def mark_into(
    hashes: npt.NDArray[np.uint64], places: npt.NDArray[np.int64], shortest: int, screen: npt.NDArray[np.uint64]
) -> None:
    """Set the bit of the first `shortest` tokens of every run in `screen`, whose length is a power of two."""
    mask = np.uint64(len(screen) * 64 - 1)
    for place in places:
        bit = run_key(run_state(hashes, _START, place, place + shortest), shortest) & mask
        screen[np.int64(bit >> _WORD)] |= _ONE << (bit & _BITS)


@kernel
def same_tokens(  # noqa: PLR0917  flat arrays
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    first: int,
    other_data: npt.NDArray[np.uint8],
    other_bounds: npt.NDArray[np.int64],
    other_first: int,
    size: int,
    spare: npt.NDArray[np.uint32],
) -> bool:
    """Return whether two runs of tokens are equal, folded code point by folded code point."""
    half = len(spare) // 2
    for token in range(size):
        count = fold_into(data, starts[first + token], ends[first + token], spare[:half])
        start, end = other_bounds[other_first + token]
        if 2 * (end - start) > half or count != fold_into(other_data, start, end, spare[half:]):
            return False
        for point in range(count):
            if spare[point] != spare[half + point]:
                return False
    return True


@kernel
def overlaps_into(  # noqa: PLR0917  flat arrays
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    space: Tokens,
    spare: npt.NDArray[np.uint32],
    wanted: npt.NDArray[np.int64],
    screen: npt.NDArray[np.uint64],
    keys: npt.NDArray[np.uint64],
    places: npt.NDArray[np.int64],
    texts: npt.NDArray[np.int64],
    reference: npt.NDArray[np.uint8],
    bounds: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
    hits: npt.NDArray[np.int64],
) -> int:
    """Write the runs that occur in the reference: hits (n, 4) hold row, first byte, byte after the last, reference text.

    `wanted` are the sizes of runs looked for, ascending, `keys` (ascending) the hashes of the reference's runs, `places` and
    `texts` their first token and text.  Where not even the shortest run is in `screen`, no other is looked for.
    counts[row] becomes the number of tokens.  Returns the number of hits; those beyond the room of `hits` are counted and
    not written.
    """
    mask = np.uint64(len(screen) * 64 - 1)
    shortest = wanted[0] if len(wanted) else 0
    number = 0
    for row in range(len(offsets) - 1):
        count = tokenise_into(data, offsets[row], offsets[row + 1], space)
        counts[row] = count
        for place in range(count - shortest + 1 if shortest else 0):
            state = run_state(space.hashes, _START, place, place + shortest)
            bit = run_key(state, shortest) & mask
            if screen[np.int64(bit >> _WORD)] >> (bit & _BITS) & _ONE == 0:
                continue
            done = shortest
            for size in wanted:
                if place + size > count:
                    break
                state = run_state(space.hashes, state, place + done, place + size)
                done = size
                key = run_key(state, size)
                at = np.searchsorted(keys, key)
                while at < len(keys) and keys[at] == key:
                    if same_tokens(data, space.starts, space.ends, place, reference, bounds, places[at], size, spare):
                        if number < len(hits):
                            hits[number, 0] = row
                            hits[number, 1] = space.starts[place]
                            hits[number, 2] = space.ends[place + size - 1]
                            hits[number, 3] = texts[at]
                        number += 1
                        break
                    at += 1
    return number
