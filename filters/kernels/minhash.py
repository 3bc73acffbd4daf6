"""MinHash signatures exactly as datasketch 2 makes them in its scheme `affine32`.

Each hash h (32 bits) is mixed once by the finaliser of MurmurHash3; permutation k is a_k * h + b_k modulo 2**32 with odd
a_k, and value k of the signature is the least over all shingles (Broder 1997; the scheme: datasketch 2.0, `minhash.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

SCHEME: Final = "affine32"
SEED: Final = 1
EMPTY: Final = np.uint32(0xFFFFFFFF)


def permutations(count: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return the read-only factors a and summands b of `count` permutations, those that datasketch draws from seed 1."""
    draw: Any = np.random.RandomState(SEED)  # the frozen generator that datasketch draws from
    a = draw.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = draw.randint(0, 1 << 32, count, dtype=np.uint32)
    a.flags.writeable = b.flags.writeable = False
    return a, b


@kernel
def premix(value: np.uint32) -> np.uint32:
    """Return the 32-bit finaliser of MurmurHash3 of `value`."""
    mixed = np.uint32(value ^ np.uint32(value >> np.uint32(16)))
    mixed = np.uint32(mixed * np.uint32(0x85EBCA6B))
    mixed = np.uint32(mixed ^ np.uint32(mixed >> np.uint32(13)))
    mixed = np.uint32(mixed * np.uint32(0xC2B2AE35))
    return np.uint32(mixed ^ np.uint32(mixed >> np.uint32(16)))


@kernel
def minimise(
    shingles: npt.NDArray[np.uint32],
    start: int,
    end: int,
    a: npt.NDArray[np.uint32],
    b: npt.NDArray[np.uint32],
    signature: npt.NDArray[np.uint32],
) -> None:
    """Write the signature of shingles[start:end] over `signature`, shape (permutations,); all EMPTY if there are none."""
    signature[:] = EMPTY
    whole = end - (end - start) % 4
    for place in range(start, whole, 4):  # four at a time: the factors are loaded once, the signature stored once
        one, two = premix(shingles[place]), premix(shingles[place + 1])
        three, four = premix(shingles[place + 2]), premix(shingles[place + 3])
        for k in range(len(a)):
            low = min(np.uint32(np.uint32(a[k] * one) + b[k]), np.uint32(np.uint32(a[k] * two) + b[k]))
            high = min(np.uint32(np.uint32(a[k] * three) + b[k]), np.uint32(np.uint32(a[k] * four) + b[k]))
            low = min(low, high)
            signature[k] = min(low, signature[k])
    for place in range(whole, end):
        mixed = premix(shingles[place])
        for k in range(len(a)):
            signature[k] = min(np.uint32(np.uint32(a[k] * mixed) + b[k]), signature[k])
