"""MinHash signatures exactly as datasketch 2 computes them in its scheme `affine32`.

Each hash h (32 bits) is mixed once by the finaliser of MurmurHash3; permutation k is a_k * h + b_k modulo 2**32 with odd
a_k, and value k of the signature is the least over all shingles (Broder 1997; the scheme: datasketch 2.0, `minhash.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

SCHEME: Final = "affine32"
SEED: Final = 1
EMPTY: Final = np.uint32(0xFFFFFFFF)
_1, _2, _3, _4, _5, _6, _7 = (np.uint64(step) for step in range(1, 8))


def permutations(count: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return the read-only factors a and summands b of `count` permutations, as datasketch draws them from seed 1."""
    draw: Any = np.random.RandomState(SEED)  # the frozen generator that datasketch draws from
    a = draw.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = draw.randint(0, 1 << 32, count, dtype=np.uint32)
    a.flags.writeable = b.flags.writeable = False
    return a, b


@lean
def premix(value: np.uint32) -> np.uint32:
    """Return the 32-bit finaliser of MurmurHash3 of `value`."""
    mixed = np.uint32(value ^ np.uint32(value >> np.uint32(16)))
    mixed = np.uint32(mixed * np.uint32(0x85EBCA6B))
    mixed = np.uint32(mixed ^ np.uint32(mixed >> np.uint32(13)))
    mixed = np.uint32(mixed * np.uint32(0xC2B2AE35))
    return np.uint32(mixed ^ np.uint32(mixed >> np.uint32(16)))


@lean
def least(a: np.uint32, b: np.uint32, first: np.uint32, second: np.uint32) -> np.uint32:
    """Return the lesser of two mixed hashes after the permutation a, b."""
    return min(np.uint32(np.uint32(a * first) + b), np.uint32(np.uint32(a * second) + b))


@lean
def minimise(
    shingles: npt.NDArray[np.uint32],
    count: int,
    a: npt.NDArray[np.uint32],
    b: npt.NDArray[np.uint32],
    mixed: npt.NDArray[np.uint32],
    signature: npt.NDArray[np.uint32],
) -> None:
    """Write the signature of `count` shingles over `signature`, shape (permutations,); all EMPTY if there are none.

    `mixed` needs room for `count` values and seven more.
    """
    permutations = np.uint64(len(a))
    for k in range(permutations):
        signature[k] = EMPTY
    for place in range(np.uint64(count)):
        mixed[place] = premix(shingles[place])
    while count % 8 != 0:  # a repeated hash changes no minimum
        mixed[count] = mixed[count - 1]
        count += 1
    # Eight hashes at a time: factors are loaded and values stored once for all of them.
    for place in range(np.uint64(0), np.uint64(count), np.uint64(8)):
        h1, h2, h3, h4 = mixed[place], mixed[place + _1], mixed[place + _2], mixed[place + _3]
        h5, h6, h7, h8 = mixed[place + _4], mixed[place + _5], mixed[place + _6], mixed[place + _7]
        for k in range(permutations):
            low = min(least(a[k], b[k], h1, h2), least(a[k], b[k], h3, h4))
            high = min(least(a[k], b[k], h5, h6), least(a[k], b[k], h7, h8))
            signature[k] = min(low, high, signature[k])
