"""Compiled passes that align the letters of two texts, and tell misread words from words that were replaced.

Runs of letters that occur once in both texts are anchors; the longest chain of them that is in order in both is kept,
and what lies between two of them is aligned by the fewest edits (Wagner and Fischer 1974).  So the time grows with the
length of the texts, and not with its square: a gap of more than GAP cells is left unaligned, and so is all but the anchors
where these hold hardly anything, which can only lower the similarity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import kernel
from pipeline.similarity.letters_kernel import CAPITAL, CODE, FIRST_DIGIT, START

if TYPE_CHECKING:
    import numpy.typing as npt

ANCHOR: Final = 8
GAP: Final = 1 << 18
LEAST_ANCHORED: Final = 0.04
"""Of the longer text's letters: of two readings with one letter in seven misread each, anchors hold a tenth, of two pages 0.01."""
LONGEST_SLOT: Final = 12
"""Words: a longer passage that only one text has was inserted, and fills no slot."""
_BITS: Final = np.uint64(6)
_MASK: Final = (np.uint64(1) << np.uint64(6 * ANCHOR)) - np.uint64(1)
_ABSENT, _REPEATED = -1, -2
_DIAGONAL, _LEFT, _UP = 0, 1, 2


@kernel
def _note(
    letters: npt.NDArray[np.uint8], keys: npt.NDArray[np.uint64], places: npt.NDArray[np.int64], mask: np.uint64
) -> None:
    """Enter the runs of a text into an open table: the place of one that occurs once, _REPEATED for others."""
    state = np.uint64(0)
    for place in range(len(letters)):
        state = (state << _BITS | np.uint64(letters[place] & CODE)) & _MASK
        if place < ANCHOR - 1:
            continue
        slot = uni.finish(state) & mask
        while keys[slot] != state and keys[slot] != 0:
            slot = (slot + np.uint64(1)) & mask
        keys[slot] = state
        places[slot] = place - ANCHOR + 1 if places[slot] == _ABSENT else _REPEATED


@kernel
def _anchors(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return the places (a, b) of the runs that occur once in both texts, shape (n, 2), ascending in a."""
    size = 4
    while size < 2 * (len(a) + len(b)):
        size *= 2
    mask = np.uint64(size - 1)
    keys = np.zeros(size, np.uint64)
    in_a, in_b = np.full(size, _ABSENT, np.int64), np.full(size, _ABSENT, np.int64)
    _note(a, keys, in_a, mask)
    _note(b, keys, in_b, mask)
    order = np.full(len(a), -1, np.int64)
    for slot in range(size):
        if in_a[slot] >= 0 and in_b[slot] >= 0:
            order[in_a[slot]] = in_b[slot]
    there = np.flatnonzero(order >= 0)
    pairs = np.empty((len(there), 2), np.int64)
    for place in range(len(there)):
        pairs[place, 0] = there[place]
        pairs[place, 1] = order[there[place]]
    return pairs


@kernel
def _chain(pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the rows of the longest chain that ascends in b as it does in a (Fredman 1975)."""
    count = len(pairs)
    tails = np.empty(count, np.int64)
    before = np.full(count, -1, np.int64)
    length = 0
    for row in range(count):
        low, high = 0, length
        while low < high:
            middle = (low + high) // 2
            if pairs[tails[middle], 1] < pairs[row, 1]:
                low = middle + 1
            else:
                high = middle
        before[row] = tails[low - 1] if low else -1
        tails[low] = row
        length = max(length, low + 1)
    rows = np.empty(length, np.int64)
    row = tails[length - 1] if length else -1
    for place in range(length - 1, -1, -1):
        rows[place] = row
        row = before[row]
    return rows


@kernel
def _fill(
    a: npt.NDArray[np.uint8],
    start_a: int,
    end_a: int,
    b: npt.NDArray[np.uint8],
    start_b: int,
    end_b: int,
    partner: npt.NDArray[np.int64],
    steps: npt.NDArray[np.uint8],
    costs: npt.NDArray[np.int32],
) -> None:
    """Align a[start_a:end_a] with b[start_b:end_b] by the fewest edits and note which letters are equal."""
    rows, width = end_a - start_a, end_b - start_b
    if rows == 0 or width == 0 or rows * width > len(steps):
        return
    for column in range(width + 1):
        costs[column] = column
    for row in range(rows):
        diagonal = costs[0]
        costs[0] = row + 1
        letter = a[start_a + row] & CODE
        for column in range(width):
            cost = diagonal + (b[start_b + column] & CODE != letter)
            step = _DIAGONAL
            if costs[column] + 1 < cost:
                cost, step = costs[column] + 1, _LEFT
            if costs[column + 1] + 1 < cost:
                cost, step = costs[column + 1] + 1, _UP
            diagonal = costs[column + 1]
            costs[column + 1] = cost
            steps[row * width + column] = step
    row, column = rows - 1, width - 1
    while row >= 0 and column >= 0:
        step = steps[row * width + column]
        if step == _DIAGONAL and a[start_a + row] & CODE == b[start_b + column] & CODE:
            partner[start_a + row] = start_b + column
        row -= step != _LEFT
        column -= step != _UP


@kernel
def align(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return for each letter of a the place of the equal one of b that it is aligned with, or -1."""
    pairs = _anchors(a, b)
    rows = _chain(pairs)
    covered, last = 0, -ANCHOR
    for row in rows:
        covered += min(ANCHOR, pairs[row, 0] - last)
        last = pairs[row, 0]
    partner = np.full(len(a), -1, np.int64)
    is_near = covered >= LEAST_ANCHORED * max(len(a), len(b)) or len(a) * len(b) <= GAP
    steps = np.empty(min(GAP, (len(a) + 1) * (len(b) + 1)) if is_near else 0, np.uint8)
    costs = np.empty(len(b) + 1, np.int32)
    end_a = end_b = 0
    for row in rows:
        start_a, start_b = pairs[row, 0], pairs[row, 1]
        shift = start_a - start_b
        if start_a < end_a or start_b < end_b:
            if shift != end_a - end_b:
                continue
            start_a, start_b = end_a, end_b
        else:
            _fill(a, end_a, start_a, b, end_b, start_b, partner, steps, costs)
        end_a, end_b = pairs[row, 0] + ANCHOR, pairs[row, 1] + ANCHOR
        for place in range(start_a, end_a):
            partner[place] = place - shift
    _fill(a, end_a, len(a), b, end_b, len(b), partner, steps, costs)
    return partner


@kernel
def inverted(partner: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """Return the alignment seen from the other text, which has `size` letters."""
    back = np.full(size, -1, np.int64)
    for place in range(len(partner)):
        if partner[place] >= 0:
            back[partner[place]] = place
    return back


@kernel
def compare_words(letters: npt.NDArray[np.uint8], partner: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.float64]:
    """Return what became of the words of a text in the other one, which has `size` letters.

    Returns (names, names replaced, other words, other words replaced, digits and letters in words that were not
    replaced, those of them that differ, numbers, numbers that differ, how many numbers would by misreading alone).  Names
    are words with a capital: in German all nouns, and what stands at the head of a sentence.  A word is replaced if
    at most half of its letters are there and others stand in its place; words of one and two letters are not looked at.
    """
    counts = np.zeros(9, np.float64)
    sizes = np.zeros(2, np.float64)
    last = -1
    place = 0
    while place < len(letters):
        end, run = place, 0
        first = place
        while end < len(letters):
            stop, matched = _word(letters, partner, end)
            if not _is_gone(letters, end, stop, matched):
                break
            end, run = stop, run + 1
        if run:
            after = end
            while after < len(letters) and partner[after] < 0:
                after += 1
            there = (partner[after] if after < len(letters) else size) - last - 1
            if run <= LONGEST_SLOT and 3 * there >= end - first:
                _count_replaced(letters, partner, first, end, counts, sizes)
            place = end
            continue
        stop, matched = _word(letters, partner, place)
        _count(letters, place, stop, matched, counts, sizes)
        for letter in range(place, stop):
            last = max(last, partner[letter])
        place = stop
    rate = counts[5] / max(counts[4], 1.0)
    if counts[6] > 0:
        counts[8] = counts[6] * (1.0 - (1.0 - min(0.5, 2 * rate)) ** (sizes[0] / counts[6]))
    return counts


@kernel
def _word(letters: npt.NDArray[np.uint8], partner: npt.NDArray[np.int64], start: int) -> tuple[int, int]:
    """Return where the word from `start` on ends, and how many of its letters are in the other text."""
    end = start + 1
    matched = int(partner[start] >= 0)
    while end < len(letters) and letters[end] & START == 0:
        matched += partner[end] >= 0
        end += 1
    return end, matched


@kernel
def _is_number(letters: npt.NDArray[np.uint8], start: int) -> bool:
    return bool(letters[start] & CODE >= FIRST_DIGIT)


@kernel
def _is_gone(letters: npt.NDArray[np.uint8], start: int, end: int, matched: int) -> bool:
    """Return whether a word is hardly in the other text: at most half of its letters; of a number, not all digits."""
    if _is_number(letters, start):
        return matched < end - start
    return 2 * matched <= end - start


@kernel
def _count_replaced(
    letters: npt.NDArray[np.uint8],
    partner: npt.NDArray[np.int64],
    start: int,
    end: int,
    counts: npt.NDArray[np.float64],
    sizes: npt.NDArray[np.float64],
) -> None:
    place = start
    while place < end:
        stop, _ = _word(letters, partner, place)
        if _is_number(letters, place):
            counts[6] += 1
            counts[7] += 1
            sizes[0] += stop - place
        elif stop - place > 2:
            kind = 0 if letters[place] & CAPITAL else 2
            counts[kind] += 1
            counts[kind + 1] += 1
        place = stop


@kernel
def _count(
    letters: npt.NDArray[np.uint8],
    start: int,
    end: int,
    matched: int,
    counts: npt.NDArray[np.float64],
    sizes: npt.NDArray[np.float64],
) -> None:
    if _is_number(letters, start):
        counts[6] += 1
        sizes[0] += end - start
        return
    counts[4] += end - start
    counts[5] += end - start - matched
    if end - start > 2:
        counts[0 if letters[start] & CAPITAL else 2] += 1
