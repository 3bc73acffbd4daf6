"""A hash table that is emptied by incrementing a stamp: no allocation and no clearing between documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt


KEY: Final = 0
STAMP: Final = 1
COUNT: Final = 2
NOTE: Final = 3


class Table(NamedTuple):
    """Open addressing over a power of two of slots; a slot is in use if its stamp is the current one.

    The four numbers of a slot are adjacent, so that reading one brings all of them into the cache.
    """

    slots: npt.NDArray[np.uint64]  # shape (slots, 4): key, stamp, count, note
    clock: npt.NDArray[np.uint64]  # one number: the current stamp


def table_space(most_keys: int) -> Table:
    """Return a table for up to `most_keys` distinct keys at a time, at most half full."""
    slots = 1 << max(4, (2 * most_keys - 1).bit_length())
    return Table(np.zeros((slots, 4), np.uint64), np.zeros(1, np.uint64))


@lean
def begin(table: Table, most_keys: int) -> np.uint64:
    """Empty the table; return the mask of the slots to use for `most_keys` keys, so that few keys stay within the cache."""
    table.clock[0] += np.uint64(1)
    slots = 16
    while slots < 2 * most_keys:
        slots *= 2
    return np.uint64(slots - 1)


@lean
def slot_of(table: Table, mask: np.uint64, key: np.uint64) -> np.uint64:
    """Return the slot of `key`: the one that contains it, else the empty one where it belongs."""
    stamp = table.clock[0]
    slot = key & mask
    while table.slots[slot, STAMP] == stamp and table.slots[slot, KEY] != key:
        slot = (slot + np.uint64(1)) & mask
    return slot


@lean
def is_new(table: Table, slot: np.uint64) -> bool:
    """Return whether nothing has been counted in `slot` since the table was emptied."""
    return bool(table.slots[slot, STAMP] != table.clock[0])


@lean
def add(table: Table, slot: np.uint64, key: np.uint64, note: int) -> int:
    """Count `key` in `slot` and return how often it has been counted; `note` is kept the first time."""
    if table.slots[slot, STAMP] != table.clock[0]:
        table.slots[slot, STAMP] = table.clock[0]
        table.slots[slot, KEY] = key
        table.slots[slot, COUNT] = np.uint64(1)
        table.slots[slot, NOTE] = np.uint64(note)
        return 1
    table.slots[slot, COUNT] += np.uint64(1)
    return int(np.int64(table.slots[slot, COUNT]))


@lean
def count_in(table: Table, slot: np.uint64) -> int:
    """Return how often the key of `slot` was counted."""
    return int(np.int64(table.slots[slot, COUNT]))


@lean
def note_in(table: Table, slot: np.uint64) -> int:
    """Return the note that was kept when the key of `slot` was first counted."""
    return int(np.int64(table.slots[slot, NOTE]))
