"""Compiled passes that find candidates: band keys, and the pairs of a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_1: Final = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2: Final = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT: Final = np.uint64(33)
_HALF: Final = np.uint64(32)


@kernel
def mix(value: np.uint64) -> np.uint64:
    """Return `value` with its bits spread evenly (a bijection: the 64-bit finaliser of MurmurHash3)."""
    value = (value ^ (value >> _SHIFT)) * _MIX_1
    value = (value ^ (value >> _SHIFT)) * _MIX_2
    return value ^ (value >> _SHIFT)


@kernel
def band_keys(signatures: npt.NDArray[np.uint32], rows: int, keys: npt.NDArray[np.uint64]) -> None:
    """Fill `keys`, shape (bands, n), with the hash of each band of `rows` values of `signatures`, shape (n, values)."""
    for document in range(len(signatures)):
        for band in range(len(keys)):
            state = np.uint64(band)
            for value in signatures[document, band * rows : (band + 1) * rows]:
                state = (state + np.uint64(value)) * _FACTOR
                state ^= state >> _HALF
            keys[band, document] = mix(state)


@kernel
def pairs_into(
    packed: npt.NDArray[np.uint64],
    mask: np.uint64,
    priority: npt.NDArray[np.uint64],
    salt: np.uint64,
    limits: tuple[int, int, int],
    start: int,
    inside: int,
    pairs: npt.NDArray[np.uint64],
) -> tuple[int, int, int, npt.NDArray[np.int64]]:
    """Fill `pairs` with candidate pairs (smaller code << 32 | larger code) and return where it stopped.

    `packed` is sorted: a band key in the bits outside `mask`, a document's code in those inside it; codes with one key
    are a bucket.  `limits` are (cap, pivots, window): up to `cap` members are compared each with each; in a larger, hot
    bucket every member is compared with the first `pivots` members and the `window` members before it, in the order of
    `priority` and `salt`, so that different bands compare different pairs.
    Begins with the bucket at `start`, member `inside`; returns the same two for the next call, the number of pairs, and
    (hot buckets, members of hot buckets, pairs skipped) of the buckets finished in this call.
    """
    cap, pivots, window = limits
    most = max(cap, pivots + window)
    capped = np.zeros(3, np.int64)
    count = 0
    while start < len(packed):
        end = end_of(packed, mask, start)
        size = end - start
        if size == 1:
            start = end
            continue
        codes = members_of(packed[start:end] & mask, priority, salt, cap)
        reach, back = (pivots, window) if size > cap else (size, 0)
        for member in range(inside, size):
            if count + most > len(pairs):
                return start, member, count, capped
            count = paired(codes, member, 0, min(member, reach), pairs, count)
            count = paired(codes, member, max(reach, member - back), member, pairs, count)
        if size > cap:
            capped += np.array([1, size, size * (size - 1) // 2 - compared(size, pivots, window)])
        start, inside = end, 0
    return start, 0, count, capped


@kernel
def members_of(
    codes: npt.NDArray[np.uint64], priority: npt.NDArray[np.uint64], salt: np.uint64, cap: int
) -> npt.NDArray[np.uint64]:
    """Return the codes of a bucket; those of a hot one, of more than `cap`, in the order of `priority` and `salt`."""
    return codes[np.argsort(mixed_order(priority, codes, salt))] if len(codes) > cap else codes


@kernel
def end_of(packed: npt.NDArray[np.uint64], mask: np.uint64, start: int) -> int:
    """Return where the bucket that begins at `start` ends."""
    end = start + 1
    while end < len(packed) and packed[end] | mask == packed[start] | mask:
        end += 1
    return end


@kernel
def paired(
    codes: npt.NDArray[np.uint64], member: int, first: int, last: int, pairs: npt.NDArray[np.uint64], count: int
) -> int:
    """Write the pairs of a member with those from `first` to before `last` behind `count` pairs; return how many there are."""
    for other in range(first, last):
        pairs[count] = pack(codes[member], codes[other])
        count += 1
    return count


@kernel
def mixed_order(
    priority: npt.NDArray[np.uint64], codes: npt.NDArray[np.uint64], salt: np.uint64
) -> npt.NDArray[np.uint64]:
    """Return what the members of a hot bucket are ordered by."""
    order = np.empty(len(codes), np.uint64)
    for place in range(len(codes)):
        order[place] = mix(priority[np.int64(codes[place])] ^ salt)
    return order


@kernel
def compared(size: int, pivots: int, window: int) -> int:
    """Return how many pairs of a hot bucket of `size` members are compared."""
    total = 0
    for member in range(size):
        total += min(member, pivots) + max(0, member - max(pivots, member - window))
    return total


@kernel
def pack(code: np.uint64, other: np.uint64) -> np.uint64:
    """Return the pair of two codes, the smaller one in the upper half."""
    return (min(code, other) << _HALF) | max(code, other)


@kernel
def unpack(pair: np.uint64) -> tuple[np.int64, np.int64]:
    """Return the two codes of a pair, the smaller one first."""
    return np.int64(pair >> _HALF), np.int64(pair & np.uint64(0xFFFFFFFF))
