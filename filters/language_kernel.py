"""The compiled passes that evaluate a fastText model: sums of rows per distinct word, then mean and hierarchical softmax per line."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from filters.kernels.compile import lean

_USUAL: Final = 16  # numbers in a row of lid.176


@lean
def _row_of(value: np.uint64, words: npt.NDArray[np.uint64], rows: npt.NDArray[np.int32]) -> int:
    place = np.searchsorted(words, value)
    if place < len(words) and words[place] == value:
        return int(rows[place])
    return -1


@lean
def _add(total: npt.NDArray[np.float32], rows: npt.NDArray[np.float32], row: int) -> int:
    if len(total) == _USUAL:  # a constant length is vectorised
        for column in range(_USUAL):
            total[column] += rows[row, column]
    else:
        for column in range(len(total)):
            total[column] += rows[row, column]
    return 1


@lean
def _add_ngrams(
    word: npt.NDArray[np.uint8],
    size: int,
    pruned: npt.NDArray[np.int32],
    kept: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.float32],
    limits: npt.NDArray[np.int64],
    total: npt.NDArray[np.float32],
) -> int:
    """Add the rows of all n-grams of `word[:size]`, which is bracketed by < and >; return their number.

    `kept` has a bit for each bucket, set if it was not pruned: unlike the buckets themselves it fits into the cache.
    """
    added = 0
    buckets = np.int64(len(pruned))
    part = 1.0 / buckets
    for start in range(size):
        if word[start] & 0xC0 == 0x80:
            continue
        value = np.uint32(2166136261)
        end = start
        length = 1
        while end < size and length <= limits[1]:
            while True:
                value = np.uint32((value ^ np.uint32(np.int8(word[end]))) * np.uint32(16777619))
                end += 1
                if end >= size or word[end] & 0xC0 != 0x80:
                    break
            if length >= limits[0] and not (length == 1 and (start == 0 or end == size)):
                bucket = np.int64(value) - np.int64(np.float64(value) * part) * buckets  # faster than a remainder
                bucket += buckets if bucket < 0 else -buckets if bucket >= buckets else 0
                if kept[bucket >> 6] >> np.uint64(bucket & 63) & np.uint64(1) != 0:
                    added += _add(total, rows, int(pruned[bucket]))
            length += 1
    return added


@lean
def _bracket(
    letters: npt.NDArray[np.uint8], start: int, end: int, word: npt.NDArray[np.uint8]
) -> tuple[int, np.uint64]:
    """Copy letters[start:end] into `word`, between < and >; return its size there and its hash."""
    size = 1
    value = np.uint64(0xCBF29CE484222325)
    for place in range(start, end):
        value = (value ^ np.uint64(letters[place])) * np.uint64(0x100000001B3)
        if size < len(word) - 1:
            word[size] = letters[place]
            size += 1
    word[0], word[size] = 60, 62
    return size + 1, value


@lean
def sum_words(
    offsets: npt.NDArray[np.int64],
    letters: npt.NDArray[np.uint8],
    words: npt.NDArray[np.uint64],
    word_rows: npt.NDArray[np.int32],
    pruned: npt.NDArray[np.int32],
    kept: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.float32],
    limits: npt.NDArray[np.int64],
    word: npt.NDArray[np.uint8],
    sums: npt.NDArray[np.float32],
    counts: npt.NDArray[np.int32],
) -> None:
    """Fill `sums`, shape (words, dimension), with the sum of the rows of each word and of its n-grams, `counts` with their number.

    `limits` are the lengths of the shortest and the longest n-gram.  `word` has room for a word; longer words are cut off there
    for their n-grams.  An empty word has no row.
    """
    for number in range(len(counts)):
        if offsets[number] == offsets[number + 1]:
            continue
        size, value = _bracket(letters, offsets[number], offsets[number + 1], word)
        row = _row_of(value, words, word_rows)
        if row >= 0:
            counts[number] = _add(sums[number], rows, row)
        counts[number] += _add_ngrams(word, size, pruned, kept, rows, limits, sums[number])


@lean
def _share(total: npt.NDArray[np.float32], nodes: npt.NDArray[np.float32], node: int) -> float:
    """Return the probability of the right child of an inner node."""
    weight = np.float32(0.0)
    for column in range(len(total)):
        weight += total[column] * nodes[node, column]
    return 1.0 / (1.0 + math.exp(-weight))


@lean
def _push(node: int, share: float, size: int, frontier: npt.NDArray[np.int32], shares: npt.NDArray[np.float64]) -> None:
    """Insert a node into the frontier of `size` nodes, which is sorted by share, ascending."""
    place = size
    while place > 0 and shares[place - 1] > share:
        frontier[place], shares[place] = frontier[place - 1], shares[place - 1]
        place -= 1
    frontier[place], shares[place] = node, share


@lean
def _best_two(
    total: npt.NDArray[np.float32],
    nodes: npt.NDArray[np.float32],
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    frontier: npt.NDArray[np.int32],
    shares: npt.NDArray[np.float64],
) -> tuple[int, float, int, float]:
    """Return the most likely label and the next, each with its probability; of equal ones the first.

    The most likely node is expanded first.  As in fastText, a node's probability is its parent's times its share plus 1e-5, so
    that nodes less likely than the second best label cannot lead to a better one.
    """
    labels = len(nodes) + 1
    frontier[0], shares[0] = 2 * labels - 2, 1.0
    size = 1
    first, best, second, next_best = -1, -1.0, -1, -1.0
    while size > 0:
        size -= 1
        node, share = frontier[size], shares[size]
        if share * 1.001 < next_best:
            break
        if node >= labels:
            part = _share(total, nodes, node - labels)
            _push(left[node], share * (1.0 - part + 1e-5), size, frontier, shares)
            _push(right[node], share * (part + 1e-5), size + 1, frontier, shares)
            size += 2
        elif share > best or (share == best and node < first):
            second, next_best = first, best
            first, best = node, share
        elif share > next_best or (share == next_best and node < second):
            second, next_best = node, share
    return first, best, second, next_best


@lean
def score_lines(
    places: npt.NDArray[np.int64],
    numbers: npt.NDArray[np.int32],
    sums: npt.NDArray[np.float32],
    counts: npt.NDArray[np.int32],
    end: npt.NDArray[np.float32],
    nodes: npt.NDArray[np.float32],
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    room: tuple[npt.NDArray[np.float32], npt.NDArray[np.int32], npt.NDArray[np.float64]],
    best: npt.NDArray[np.int32],
    shares: npt.NDArray[np.float32],
) -> None:
    """Fill `best` and `shares`, shapes (n, 2): the two most likely labels of each line and their probabilities.

    Line i has the words numbers[places[i]:places[i + 1]], whose sums are added in their order; `end` is the row of the end of a
    line, shape (1, dimension), or (0, dimension) if there is none.
    """
    total, frontier, waiting = room
    for line in range(len(best)):
        total[:] = 0.0
        added = _add(total, end, len(end) - 1) if len(end) else 0
        for place in range(places[line], places[line + 1]):
            number = int(numbers[place])
            if counts[number]:
                _add(total, sums, number)
                added += counts[number]
        if added:
            for column in range(len(total)):
                total[column] /= np.float32(added)
        first, share, second, next_share = _best_two(total, nodes, left, right, frontier, waiting)
        best[line, 0], best[line, 1] = first, second
        shares[line, 0], shares[line, 1] = share, next_share
