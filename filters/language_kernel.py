"""The compiled pass that evaluates a fastText model on lines of text: words, n-grams, mean, tree."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from filters.kernels.compile import kernel

_USUAL: Final = 16  # numbers in a row of lid.176


@kernel
def _row_of(value: np.uint64, words: npt.NDArray[np.uint64], rows: npt.NDArray[np.int32]) -> int:
    place = np.searchsorted(words, value)
    if place < len(words) and words[place] == value:
        return int(rows[place])
    return -1


@kernel
def _add(total: npt.NDArray[np.float32], rows: npt.NDArray[np.float32], row: int) -> int:
    if len(total) == _USUAL:  # a number known beforehand is added at once
        for column in range(_USUAL):
            total[column] += rows[row, column]
    else:
        for column in range(len(total)):
            total[column] += rows[row, column]
    return 1


@kernel
def _add_ngrams(
    word: npt.NDArray[np.uint8],
    size: int,
    pruned: npt.NDArray[np.int32],
    kept: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.float32],
    limits: npt.NDArray[np.int64],
    total: npt.NDArray[np.float32],
) -> int:
    """Add the rows of all n-grams of `word[:size]`, which is bracketed by < and >; return how many there were.

    `kept` holds a bit for each bucket that was not pruned: it stays in the cache, as the buckets themselves do not.
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
                bucket = np.int64(value) - np.int64(np.float64(value) * part) * buckets  # quicker than a remainder
                bucket += buckets if bucket < 0 else -buckets if bucket >= buckets else 0
                if kept[bucket >> 6] >> np.uint64(bucket & 63) & np.uint64(1) != 0:
                    added += _add(total, rows, pruned[bucket])
            length += 1
    return added


@kernel
def _fill_tree(
    total: npt.NDArray[np.float32],
    nodes: npt.NDArray[np.float32],
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    scores: npt.NDArray[np.float32],
    stack: npt.NDArray[np.int32],
) -> None:
    """Fill the log-probabilities of the labels, which are the first nodes; those that cannot be of the best two are -inf.

    A node's is its parent's and at most a hundred-thousandth more, so that branches below the second best are left out.
    """
    labels = len(nodes) + 1
    scores[:labels] = -np.inf
    scores[2 * labels - 2] = 0.0
    stack[0] = 2 * labels - 2
    size = 1
    first = np.float32(-np.inf)
    second = np.float32(-np.inf)
    while size > 0:
        size -= 1
        node = stack[size]
        score = scores[node]
        if score + 0.001 < second:
            continue
        if node < labels:
            if score > first:
                first, second = score, first
            elif score > second:
                second = score
            continue
        weight = np.float32(0.0)
        for column in range(len(total)):
            weight += total[column] * nodes[node - labels, column]
        share = 1.0 / (1.0 + math.exp(-weight))
        scores[left[node]] = score + math.log(1.0 - share + 1e-5)
        scores[right[node]] = score + math.log(share + 1e-5)
        likelier = share > 0.5
        stack[size] = left[node] if likelier else right[node]
        stack[size + 1] = right[node] if likelier else left[node]
        size += 2


@kernel
def _copy_word(
    data: npt.NDArray[np.uint8], place: int, end: int, word: npt.NDArray[np.uint8]
) -> tuple[int, int, np.uint64]:
    """Copy the word at `place` into `word`, in < and >; return its size there, the place after it and its hash."""
    size = 1
    value = np.uint64(0xCBF29CE484222325)
    while place < end and data[place] != 32:
        value = (value ^ np.uint64(data[place])) * np.uint64(0x100000001B3)
        if size < len(word) - 1:
            word[size] = data[place]
            size += 1
        place += 1
    word[0], word[size] = 60, 62
    return size + 1, place, value


@kernel
def _top_two(scores: npt.NDArray[np.float32], labels: int) -> tuple[int, int]:
    first, second = (1, 0) if scores[1] > scores[0] else (0, 1)
    for label in range(2, labels):
        if scores[label] > scores[first]:
            first, second = label, first
        elif scores[label] > scores[second]:
            second = label
    return first, second


@kernel
def score_lines(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    words: npt.NDArray[np.uint64],
    word_rows: npt.NDArray[np.int32],
    pruned: npt.NDArray[np.int32],
    kept: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.float32],
    nodes: npt.NDArray[np.float32],
    left: npt.NDArray[np.int32],
    right: npt.NDArray[np.int32],
    limits: npt.NDArray[np.int64],
    best: npt.NDArray[np.int32],
    shares: npt.NDArray[np.float32],
) -> None:
    """Fill `best` and `shares`, shapes (n, 2): the two likeliest labels of each line and their probabilities.

    `limits` are the shortest and the longest n-gram and the row of the line's end, -1 if it has none.  Words are
    divided by blanks; of words beyond 4,094 bytes the n-grams of the rest are not seen.
    """
    total = np.zeros(rows.shape[1], dtype=np.float32)
    scores = np.zeros(2 * len(nodes) + 1, dtype=np.float32)
    stack = np.zeros(len(scores), dtype=np.int32)
    word = np.zeros(4096, dtype=np.uint8)
    for line in range(len(offsets) - 1):
        total[:] = 0.0
        added = _add(total, rows, limits[2]) if limits[2] >= 0 else 0
        place, end = offsets[line], offsets[line + 1]
        while place < end:
            if data[place] == 32:
                place += 1
                continue
            size, place, value = _copy_word(data, place, end, word)
            row = _row_of(value, words, word_rows)
            if row >= 0:
                added += _add(total, rows, row)
            added += _add_ngrams(word, size, pruned, kept, rows, limits, total)
        if added:
            total /= np.float32(added)
        _fill_tree(total, nodes, left, right, scores, stack)
        first, second = _top_two(scores, len(nodes) + 1)
        best[line, 0], best[line, 1] = first, second
        shares[line, 0], shares[line, 1] = math.exp(scores[first]), math.exp(scores[second])
