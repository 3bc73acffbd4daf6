"""Repeated n-grams of words: the nine measures of Gopher's table A1, as the paper's reference code counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels import table as tab
from filters.kernels.compile import lean
from filters.kernels.counts import Count

if TYPE_CHECKING:
    import numpy.typing as npt

    from filters.kernels.tokens import Tokens

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)


class NgramSpace(NamedTuple):
    """Room for one number per token, twice."""

    runs: npt.NDArray[np.int64]  # over how many tokens from here on all shorter n-grams are repeated ones
    slots: npt.NDArray[np.int64]  # where the n-gram that begins here stands in the table


def ngram_space(most_tokens: int) -> NgramSpace:
    """Return room for the n-grams of `most_tokens` tokens."""
    return NgramSpace(np.empty(most_tokens, np.int64), np.empty(most_tokens, np.int64))


@lean
def hash_of(tokens: Tokens, first: int, size: int) -> np.uint64:
    """Return a hash of the `size` tokens from `first` on, as they stand."""
    state = np.uint64(size)
    for place in range(first, first + size):
        state = state * _FACTOR + tokens.exact[place]  # the tokens' own hashes are evenly spread already
    return state


@lean
def top_characters(tokens: Tokens, count: int, size: int, space: NgramSpace, table: tab.Table) -> int:
    """Return the characters of the most frequent n-gram, spaces included, times its count; 0 if none occurs twice.

    Among equally frequent n-grams the one that comes first counts.  On entry runs[i] says over how many tokens from i
    on all (n-1)-grams are repeated ones; only there can an n-gram be repeated.  On return the same for n-grams.
    """
    mask = tab.begin(table, count)
    best = 1
    best_first = count
    for place in range(count - size + 1):
        space.slots[place] = -1
        if space.runs[place] < size:
            continue
        key = hash_of(tokens, place, size)
        slot = tab.slot_of(table, mask, key)
        space.slots[place] = np.int64(slot)
        seen = tab.add(table, slot, key, place)
        first = tab.note_in(table, slot)
        if seen > best or (seen == best and seen > 1 and first < best_first):
            best = seen
            best_first = first
    if best < 2:
        return 0
    _mark_repeated(count, size, space, table)
    characters = size - 1
    for place in range(best_first, best_first + size):
        characters += tokens.lengths[place]
    return characters * best


@lean
def _mark_repeated(count: int, size: int, space: NgramSpace, table: tab.Table) -> None:
    run = 0
    for place in range(count - 1, -1, -1):
        slot = space.slots[place] if place + size <= count else -1
        repeated = slot >= 0 and tab.count_in(table, np.uint64(slot)) > 1
        run = max(size, run + 1) if repeated else 0
        space.runs[place] = run


@lean
def duplicate_characters(tokens: Tokens, count: int, size: int, space: NgramSpace, table: tab.Table) -> int:
    """Return the characters, without spaces, of n-grams that stood before; a duplicate is stepped over as a whole.

    runs[i] says over how many tokens from i on all 4-grams are repeated ones: elsewhere no n-gram can be a duplicate.
    """
    mask = tab.begin(table, count)
    characters = 0
    place = 0
    while place < count - size + 1:
        if space.runs[place] < size:
            place += 1
            continue
        key = hash_of(tokens, place, size)
        slot = tab.slot_of(table, mask, key)
        if tab.add(table, slot, key, place) == 1:
            place += 1
            continue
        for offset in range(size):
            characters += tokens.lengths[place + offset]
        place += size
    return characters


@lean
def count_ngrams(tokens: Tokens, count: int, space: NgramSpace, table: tab.Table, row: npt.NDArray[np.int64]) -> None:
    """Write the nine counts of repeated n-grams into `row`."""
    for place in range(count):
        space.runs[place] = count - place
    for size in range(2, 5):
        top = top_characters(tokens, count, size, space, table)
        if top == 0:
            return  # no n-gram occurs twice, hence no longer one either
        row[Count.TOP_2GRAM + size - 2] = top
    for size in range(5, 11):
        duplicate = duplicate_characters(tokens, count, size, space, table)
        if duplicate == 0:
            return
        row[Count.DUPLICATE_5GRAM + size - 5] = duplicate
