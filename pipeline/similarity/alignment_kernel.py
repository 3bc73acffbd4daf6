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
from pipeline.similarity.edits_kernel import CODES, fill
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


@kernel
def _note_runs(
    letters: npt.NDArray[np.uint8],
    keys: npt.NDArray[np.uint64],
    places: npt.NDArray[np.int32],
    mask: np.uint64,
    is_entering: bool,  # noqa: FBT001  compiled functions take no keywords
) -> None:
    """Note where the runs of a text are in an open table: the place of one that occurs once, _REPEATED for others.

    Runs that the table does not hold are entered, or passed over.
    """
    state = np.uint64(0)
    for place in range(len(letters)):
        state = (state << _BITS | np.uint64(letters[place] & CODE)) & _MASK
        if place < ANCHOR - 1:
            continue
        slot = uni.finish(state) & mask
        while keys[slot] != state and keys[slot] != 0:
            slot = (slot + np.uint64(1)) & mask
        if is_entering:
            keys[slot] = state
        if keys[slot] == state:
            places[slot] = place - ANCHOR + 1 if places[slot] == _ABSENT else _REPEATED


@kernel
def _anchors(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return the places (a, b) of the runs that occur once in both texts, shape (n, 2), ascending in a.

    The table holds the runs of the shorter text, so that a page and a volume take hardly longer than a look at the volume.
    """
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    size = 4
    while size < 2 * len(short):
        size *= 2
    mask = np.uint64(size - 1)
    keys = np.zeros(size, np.uint64)
    in_short, in_long = np.full(size, _ABSENT, np.int32), np.full(size, _ABSENT, np.int32)
    _note_runs(short, keys, in_short, mask, True)  # noqa: FBT003
    _note_runs(long, keys, in_long, mask, False)  # noqa: FBT003
    in_a, in_b = (in_short, in_long) if len(a) <= len(b) else (in_long, in_short)
    there = np.flatnonzero((in_a >= 0) & (in_b >= 0))
    there = there[np.argsort(in_a[there])]
    pairs = np.empty((len(there), 2), np.int64)
    for place in range(len(there)):
        pairs[place, 0] = in_a[there[place]]
        pairs[place, 1] = in_b[there[place]]
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
    b: npt.NDArray[np.uint8],
    room: int,
    space: tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint64]],
    partner: npt.NDArray[np.int64],
    first: int,
) -> None:
    """Align what lies between two anchors, if it is not more than `room` cells."""
    if 0 < len(a) * len(b) <= room:
        fill(a, b, space[0], space[1], space[2], partner, first)


@kernel
def _space(room: int, longest: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return what `fill` needs for any two runs of up to `longest` letters and `room` cells."""
    blocks = min(room, longest) // 64 + 1
    # columns * blocks: a column is a letter of the shorter run, of which there are at most the root of all cells
    cells = room // 64 + min(int(np.sqrt(room)), longest) + 1
    return np.zeros(blocks * CODES, np.uint64), np.empty(2 * blocks, np.uint64), np.empty(2 * cells, np.uint64)


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
    room = min(GAP, len(a) * len(b)) if is_near else 0
    space = _space(room, max(len(a), len(b)))
    end_a = end_b = 0
    for row in rows:
        start_a, start_b = pairs[row, 0], pairs[row, 1]
        shift = start_a - start_b
        if start_a < end_a or start_b < end_b:
            if shift != end_a - end_b:
                continue
            start_a, start_b = end_a, end_b
        else:
            _fill(a[end_a:start_a], b[end_b:start_b], room, space, partner[end_a:start_a], end_b)
        end_a, end_b = pairs[row, 0] + ANCHOR, pairs[row, 1] + ANCHOR
        for place in range(start_a, end_a):
            partner[place] = place - shift
    _fill(a[end_a:], b[end_b:], room, space, partner[end_a:], end_b)
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
