"""A hash table that is emptied by counting up: no allocation and no clearing between documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt


class Table(NamedTuple):
    """Open addressing over a power of two of slots; a slot is in use if its stamp is the current one."""

    keys: npt.NDArray[np.uint64]
    stamps: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.int64]
    clock: npt.NDArray[np.int64]  # one number: the current stamp


def table_space(most_keys: int) -> Table:
    """Return a table for up to `most_keys` different keys at a time, at most half full."""
    slots = 1 << max(4, (2 * most_keys - 1).bit_length())
    return Table(
        np.zeros(slots, np.uint64),
        np.zeros(slots, np.int64),
        np.zeros(slots, np.int64),
        np.zeros(slots, np.int64),
        np.zeros(1, np.int64),
    )


@kernel
def begin(table: Table, most_keys: int) -> np.uint64:
    """Empty the table; return the mask of the slots to use for `most_keys` keys, few enough to stay in the cache."""
    table.clock[0] += 1
    slots = 16
    while slots < 2 * most_keys:
        slots *= 2
    return np.uint64(slots - 1)


@kernel
def slot_of(table: Table, mask: np.uint64, key: np.uint64) -> int:
    """Return the slot of `key`: the one that holds it, else the empty one where it belongs."""
    stamp = table.clock[0]
    place = key & mask
    while table.stamps[place] == stamp and table.keys[place] != key:
        place = (place + np.uint64(1)) & mask
    return int(place)


@kernel
def add(table: Table, slot: int, key: np.uint64, first: int) -> int:
    """Count `key` in `slot` and return how often it has been counted; `first` is noted the first time."""
    if table.stamps[slot] != table.clock[0]:
        table.stamps[slot] = table.clock[0]
        table.keys[slot] = key
        table.counts[slot] = 0
        table.firsts[slot] = first
    table.counts[slot] += 1
    return int(table.counts[slot])
