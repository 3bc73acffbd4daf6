"""The compiled passes of the dialect model: hashed character n-grams, their weights, and how the weights are learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import kernel, lean

if TYPE_CHECKING:
    import numpy.typing as npt

SHORTEST: Final = 2
LONGEST: Final = 5
PLACES_PER_BYTE: Final = LONGEST - SHORTEST + 1
_SEED: Final = np.uint64(0xCBF29CE484222325)
_PRIME: Final = np.uint64(0x100000001B3)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)


@lean
def hash_ngrams(data: npt.NDArray[np.uint8], start: int, end: int, bits: int, places: npt.NDArray[np.int32]) -> int:
    """Fill `places` with the buckets of all n-grams of 2 to 5 code points of a line; return how many there are.

    Words are separated and bracketed by single blanks; an n-gram begins anywhere and ends at the latest with its word.  `places`
    has room for PLACES_PER_BYTE numbers per byte of the line; there are 2 ** `bits` buckets.
    """
    count = 0
    shift = np.uint64(64 - bits)
    for first in range(start, end):
        if data[first] & 0xC0 == 0x80:
            continue
        value = _SEED
        place = first
        length = 0
        while place < end and length < LONGEST:
            byte = data[place]
            while True:
                value = (value ^ np.uint64(data[place])) * _PRIME
                place += 1
                if place >= end or data[place] & 0xC0 != 0x80:
                    break
            length += 1
            if length >= SHORTEST:
                places[count] = np.int32((value * _SPREAD) >> shift)
                count += 1
                if byte == 32:
                    break
    return count


@lean
def sum_weights(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    weights: npt.NDArray[np.int8],
    bits: int,
    places: npt.NDArray[np.int32],
    sums: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int32],
) -> None:
    """Fill `sums`, shape (words, labels), with the weights of each word's n-grams, and `counts` with their number.

    `places` has room for the n-grams of the longest word.
    """
    for word in range(len(counts)):
        count = hash_ngrams(data, offsets[word], offsets[word + 1], bits, places)
        for label in range(sums.shape[1]):  # label by label, so that the sum is kept in a register
            total = 0
            for place in places[:count]:
                total += weights[np.uint64(place), label]
            sums[word, label] = total
        counts[word] = count


@lean
def sum_lines(
    places: npt.NDArray[np.int64],
    numbers: npt.NDArray[np.int32],
    of_words: npt.NDArray[np.int32],
    counts_of_words: npt.NDArray[np.int32],
    sums: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
) -> None:
    """Add up the sums and counts of the words of each line; line i has the words numbers[places[i]:places[i + 1]]."""
    for line in range(len(counts)):
        for place in range(places[line], places[line + 1]):
            word = numbers[place]
            counts[line] += counts_of_words[word]
            for label in range(sums.shape[1]):
                sums[line, label] += of_words[word, label]


@kernel
def learn(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.int64],
    order: npt.NDArray[np.int64],
    bits: int,
    gain: float,
    weights: npt.NDArray[np.float64],
    bias: npt.NDArray[np.float64],
) -> None:
    """Train `weights` and `bias` on the lines in `order`, shape (rounds, lines): softmax regression, one gradient step per line.

    The score of a label is its bias plus `gain` times the mean weight of the line's n-grams.  The learning rate shrinks by a
    fifth with each round.
    """
    longest = 0
    for line in range(len(labels)):
        longest = max(longest, offsets[line + 1] - offsets[line])
    places = np.empty(PLACES_PER_BYTE * longest, np.int32)
    shares = np.zeros(len(bias))
    step = 1.0
    for turn in range(len(order)):
        for line in order[turn]:
            count = hash_ngrams(data, offsets[line], offsets[line + 1], bits, places)
            if count == 0:
                continue
            shares[:] = bias
            for place in places[:count]:
                for label in range(len(bias)):
                    shares[label] += weights[place, label] * gain / count
            shares[:] = np.exp(shares - shares.max())
            shares /= shares.sum()
            shares[labels[line]] -= 1.0
            bias -= 0.1 * step * shares
            for place in places[:count]:
                for label in range(len(bias)):
                    weights[place, label] -= step * shares[label] * gain / count
        step *= 0.8
