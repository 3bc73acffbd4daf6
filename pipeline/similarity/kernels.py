"""Compiled passes of the similarity stage: band keys, pairs of a bucket, Jaccard by merging, and the survivors' walk."""

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
ROUNDING: Final = 2e-7
"""More than two similarities stored as float32 can be off by; a bound must clear the threshold by it."""


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
def pairs_into(  # noqa: PLR0913, PLR0917  flat arrays
    packed: npt.NDArray[np.uint64],
    mask: np.uint64,
    priority: npt.NDArray[np.uint64],
    salt: np.uint64,
    limits: tuple[int, int, int],
    start: int,
    inside: int,
    pairs: npt.NDArray[np.uint64],
) -> tuple[int, int, int, npt.NDArray[np.int64]]:
    """Fill `pairs` with candidate pairs (smaller code << 32 | larger code) and say where it stopped.

    `packed` is sorted: a band key in the bits outside `mask`, a document's code in those inside it; codes with one key
    are a bucket.  `limits` are (cap, pivots, window): up to `cap` members are compared each with each; in a larger, hot
    bucket every member is compared with the first `pivots` members and the `window` members before it, in the order of
    `priority` and `salt`, so that different bands compare different pairs.
    Begins with the bucket at `start`, member `inside`; returns the same two for the next call, the number of pairs, and
    (hot buckets, members of hot buckets, pairs passed over) of the buckets finished in this call.
    """
    cap, pivots, window = limits
    most = max(cap, pivots + window)
    capped = np.zeros(3, np.int64)
    count = 0
    while start < len(packed):
        end = start + 1
        while end < len(packed) and packed[end] | mask == packed[start] | mask:
            end += 1
        size = end - start
        if size == 1:
            start = end
            continue
        codes = packed[start:end] & mask
        reach, back = size, 0
        if size > cap:
            codes = codes[np.argsort(mixed_order(priority, codes, salt))]
            reach, back = pivots, window
        for member in range(inside, size):
            if count + most > len(pairs):
                return start, member, count, capped
            for other in range(min(member, reach)):
                pairs[count] = pack(codes[member], codes[other])
                count += 1
            for other in range(max(reach, member - back), member):
                pairs[count] = pack(codes[member], codes[other])
                count += 1
        if size > cap:
            capped += np.array([1, size, size * (size - 1) // 2 - compared(size, pivots, window)])
        start, inside = end, 0
    return start, 0, count, capped


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
def pack(one: np.uint64, other: np.uint64) -> np.uint64:
    """Return the pair of two codes, the smaller one in the upper half."""
    return (min(one, other) << _HALF) | max(one, other)


@kernel
def jaccard(shingles: npt.NDArray[np.uint32], start_a: int, end_a: int, start_b: int, end_b: int) -> float:
    """Return the Jaccard similarity of two ascending runs of distinct hashes; 0 if both are empty."""
    a, b, shared = start_a, start_b, 0
    while a < end_a and b < end_b:
        one, other = shingles[a], shingles[b]
        shared += one == other
        a += one <= other
        b += other <= one
    union = end_a - start_a + end_b - start_b - shared
    return shared / union if union else 0.0


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
        a = np.int64(pairs[place] >> _HALF)
        b = np.int64(pairs[place] & np.uint64(0xFFFFFFFF))
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
        a = starts[np.int64(pairs[place] >> _HALF)]
        b = starts[np.int64(pairs[place] & np.uint64(0xFFFFFFFF))]
        size = sizes[0]
        equal = 0
        for offset in range(size):
            equal += values[a + offset] == values[b + offset]
        similarity[place] = equal / size if equal >= floor * size else -1.0


@kernel
def root(parents: npt.NDArray[np.int64], one: int) -> int:
    """Return the root of `one` and halve the path to it."""
    while parents[one] != one:
        parents[one] = parents[parents[one]]
        one = parents[one]
    return one


@kernel
def components(count: int, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return, for each of `count` codes, the least code that it is joined to by the pairs (a, b)."""
    parents = np.arange(count)
    for place in range(len(a)):
        one, other = root(parents, a[place]), root(parents, b[place])
        parents[max(one, other)] = min(one, other)
    for code in range(count):
        parents[code] = root(parents, code)
    return parents


@kernel
def adjacency(
    count: int, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], weights: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return (starts, neighbours, weights): those of code c lie from starts[c] to starts[c + 1], in both directions."""
    starts = np.zeros(count + 1, np.int64)
    for place in range(len(a)):
        starts[a[place] + 1] += 1
        starts[b[place] + 1] += 1
    starts = np.cumsum(starts)
    cursor = starts.copy()
    neighbours = np.empty(2 * len(a), np.int64)
    values = np.empty(2 * len(a), np.float32)
    for place in range(len(a)):
        for one, other in ((a[place], b[place]), (b[place], a[place])):
            neighbours[cursor[one]] = other
            values[cursor[one]] = weights[place]
            cursor[one] += 1
    return starts, neighbours, values


@kernel
def walk(
    group: npt.NDArray[np.int64],
    ranked: npt.NDArray[np.int64],
    is_hollow: npt.NDArray[np.bool_],
    starts: npt.NDArray[np.int64],
    neighbours: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float32],
    threshold: float,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    """Return survivor (code), similarity and fate of each document in `ranked`, which is in order of preference.

    Fates: 0 kept, 1 near by an edge, 2 exact, -1 near by two edges.  `group` maps a code to its exact group; the graph
    joins groups and holds edges at or above `threshold` only.  A hollow document that is no duplicate gets fate 0 too, but
    nothing is removed for it.
    """
    count = len(group)
    kept = np.full(count, -1, np.int64)  # place in `ranked` of the group's kept member
    nearest = np.full(count, -1, np.int64)  # place in `ranked` of the most similar kept neighbour
    nearness = np.zeros(count, np.float64)
    survivor = np.full(len(ranked), -1, np.int64)
    similarity = np.zeros(len(ranked), np.float64)
    fate = np.zeros(len(ranked), np.int8)
    for place in range(len(ranked)):
        own = group[ranked[place]]
        if kept[own] >= 0:
            survivor[place], similarity[place], fate[place] = ranked[kept[own]], 1.0, 2
        elif nearest[own] >= 0:
            survivor[place], similarity[place], fate[place] = ranked[nearest[own]], nearness[own], 1
        else:
            best, bound = by_two_edges(own, starts, neighbours, weights, nearest, nearness)
            if best >= 0 and bound - ROUNDING >= threshold:
                survivor[place], similarity[place], fate[place] = ranked[best], bound, -1
            elif not is_hollow[ranked[place]]:
                kept[own] = place
                for edge in range(starts[own], starts[own + 1]):
                    other = neighbours[edge]
                    if weights[edge] > nearness[other]:
                        nearest[other], nearness[other] = place, weights[edge]
    return survivor, similarity, fate


@kernel
def by_two_edges(
    own: int,
    starts: npt.NDArray[np.int64],
    neighbours: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float32],
    nearest: npt.NDArray[np.int64],
    nearness: npt.NDArray[np.float64],
) -> tuple[int, float]:
    """Return the kept document that two edges bring nearest to group `own`, the better one of equals, and the bound."""
    best, bound = -1, 0.0
    for edge in range(starts[own], starts[own + 1]):
        other = neighbours[edge]
        value = weights[edge] + nearness[other] - 1.0
        if nearest[other] >= 0 and (value > bound or (value == bound and nearest[other] < best)):
            best, bound = nearest[other], value
    return best, bound


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
