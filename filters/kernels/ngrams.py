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
    """Room for two numbers per token."""

    places: npt.NDArray[np.int64]  # first token of each n-gram that may be repeated, ascending
    slots: npt.NDArray[np.uint64]  # the table's slot of the word or n-gram


def ngram_space(slots: npt.NDArray[np.uint64]) -> NgramSpace:
    """Return room for the n-grams of a text whose words are in the table at `slots`; these are overwritten."""
    return NgramSpace(np.empty(len(slots), np.int64), slots)


@lean
def hash_of(tokens: Tokens, first: int, size: int) -> np.uint64:
    """Return a hash of the `size` tokens from `first` on, by their exact spelling."""
    state = np.uint64(size)
    for place in range(first, first + size):
        state = state * _FACTOR + tokens.exact[place]  # the tokens' own hashes are evenly spread already
    return state


@lean
def keep_repeated_words(count: int, space: NgramSpace, table: tab.Table) -> int:
    """Write the places of words that occur more than once and return their number; `slots` are those of the table."""
    kept = 0
    for place in range(count):
        space.places[kept] = place
        kept += tab.count_in(table, space.slots[place]) > 1
    return kept


@lean
def keep_repeated(count: int, space: NgramSpace, table: tab.Table) -> int:
    """Keep of `count` places those whose n-gram, at slots[i], occurs more than once, and return their number."""
    kept = 0
    for number in range(count):
        space.places[kept] = space.places[number]
        kept += tab.count_in(table, space.slots[number]) > 1
    return kept


@lean
def keep_joined(count: int, space: NgramSpace) -> int:
    """Keep of `count` places those directly followed by the next one, and return their number.

    An n-gram can only be repeated where the (n-1)-gram that begins with it and the one that ends with it are.
    """
    kept = 0
    for number in range(count - 1):
        place = space.places[number]
        space.places[kept] = place
        kept += space.places[number + 1] == place + 1
    return kept


@lean
def top_characters(tokens: Tokens, count: int, size: int, space: NgramSpace, table: tab.Table) -> int:
    """Return the characters of the most frequent n-gram, spaces included, times its count; 0 if none occurs twice.

    Of equally frequent n-grams the first counts.  N-grams are looked up at the first `count` places.
    """
    mask = tab.begin(table, count)
    best = 1
    best_first = len(space.places)
    for number in range(count):
        place = space.places[number]
        key = hash_of(tokens, place, size)
        slot = tab.slot_of(table, mask, key)
        space.slots[number] = slot
        seen = tab.add(table, slot, key, place)
        if seen >= best and seen > 1:
            first = tab.note_in(table, slot)
            if seen > best or first < best_first:
                best = seen
                best_first = first
    if best < 2:
        return 0
    characters = size - 1
    for place in range(best_first, best_first + size):
        characters += tokens.lengths[place]
    return characters * best


@lean
def reach(count: int, space: NgramSpace) -> None:
    """Write into `slots` the length of the run of consecutive places that begins at each of the `count` places."""
    run = np.uint64(0)
    for number in range(count - 1, -1, -1):
        joined = number + 1 < count and space.places[number + 1] == space.places[number] + 1
        run = run + np.uint64(1) if joined else np.uint64(1)
        space.slots[number] = run


@lean
def duplicate_characters(tokens: Tokens, count: int, size: int, space: NgramSpace, table: tab.Table) -> int:
    """Return the characters, without spaces, of n-grams that occurred before; a duplicate is skipped as a whole.

    The first `count` places are those of repeated 4-grams, slots[i] is the length of the run from there on: elsewhere no
    n-gram can be a duplicate.
    """
    mask = tab.begin(table, count)
    characters = 0
    following = 0
    for number in range(count):
        place = space.places[number]
        if place < following or space.slots[number] + np.uint64(3) < np.uint64(size):
            continue
        key = hash_of(tokens, place, size)
        slot = tab.slot_of(table, mask, key)
        if tab.add(table, slot, key, place) > 1:
            for offset in range(size):
                characters += tokens.lengths[place + offset]
            following = place + size
    return characters


@lean
def count_ngrams(tokens: Tokens, count: int, space: NgramSpace, table: tab.Table, row: npt.NDArray[np.int64]) -> None:
    """Write the nine counts of repeated n-grams into `row`; slots[i] is the slot of `table` for the word of token i."""
    kept = keep_repeated_words(count, space, table)
    for size in range(2, 5):
        kept = keep_joined(kept, space)
        top = top_characters(tokens, kept, size, space, table)
        if top == 0:
            return  # no n-gram of this size is repeated, hence no longer one either
        kept = keep_repeated(kept, space, table)
        row[Count.TOP_2GRAM + size - 2] = top
    reach(kept, space)
    for size in range(5, 11):
        duplicate = duplicate_characters(tokens, kept, size, space, table)
        if duplicate == 0:
            return
        row[Count.DUPLICATE_5GRAM + size - 5] = duplicate
