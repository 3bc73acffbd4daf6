"""Eight bytes of a text processed at once, as a number whose lowest byte is the first; marks are the high bits of bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

_ONES: Final = np.uint64(0x0101010101010101)
_HIGH: Final = np.uint64(0x8080808080808080)
_LOW: Final = np.uint64(0x7F7F7F7F7F7F7F7F)
_SMALL: Final = np.uint64(0x2020202020202020)
_FROM_A: Final = np.uint64(0x1F1F1F1F1F1F1F1F)  # added to a byte below 0x80 it sets the high bit from `a` on
_BEYOND_Z: Final = np.uint64(0x0505050505050505)
_PLACES: Final = np.uint64(0x0001020304050607)
_TWO: Final = np.uint64(2)
_SEVEN: Final = np.uint64(7)
_TOP: Final = np.uint64(56)
_BITS: Final = np.uint64(0x0102040810204080)
_DE_BRUIJN: Final = np.uint64(0x03F79D71B4CB0A89)
_PAIRS: Final = np.uint64(0x5555555555555555)
_FOURS: Final = np.uint64(0x3333333333333333)
_HALVES: Final = np.uint64(0x0F0F0F0F0F0F0F0F)
_FOUR: Final = np.uint64(4)
_LAST: Final = np.uint64(58)
_ONE: Final = np.uint64(1)


def _bit_places() -> npt.NDArray[np.uint8]:
    places = np.zeros(64, np.uint8)
    for place in range(64):
        places[((int(_DE_BRUIJN) << place) & (2**64 - 1)) >> 58] = place
    return places


_BIT_PLACES: Final = _bit_places()


@lean
def eight_at(data: npt.NDArray[np.uint8], place: int) -> np.uint64:
    """Return data[place:place + 8] as a number, padded with zeros beyond the end."""
    if place + 8 <= len(data):
        return uni.eight_bytes(data, place)
    number = np.uint64(0)
    for step in range(len(data) - place):
        number |= np.uint64(data[place + step]) << np.uint64(8 * step)
    return number


@lean
def equal(eight: np.uint64, byte: int) -> np.uint64:
    """Return marks of which the lowest is at the first byte equal to `byte` (higher ones may be wrong); none if there is none."""
    rest = eight ^ (np.uint64(byte) * _ONES)
    return (rest - _ONES) & ~rest & _HIGH


@lean
def letters(eight: np.uint64) -> np.uint64:
    """Return marks at the ASCII letters."""
    small = (eight | _SMALL) & _LOW
    return (small + _FROM_A) & ~(small + _BEYOND_Z) & ~eight & _HIGH


@lean
def beyond(eight: np.uint64) -> np.uint64:
    """Return marks at the non-ASCII bytes."""
    return eight & _HIGH


@lean
def capitals(eight: np.uint64, marks: np.uint64) -> np.uint64:
    """Return those of the marks at ASCII letters that are at capitals."""
    return marks & ~(eight << _TWO)


@lean
def lowered(eight: np.uint64, marks: np.uint64) -> np.uint64:
    """Return the eight bytes with the ASCII letters, at which the marks are, in lower case."""
    return eight | marks >> _TWO


@lean
def first(marks: np.uint64) -> int:
    """Return the place of the first mark, 8 if there is none."""
    if marks == 0:
        return 8
    lowest = (marks & (~marks + _ONE)) >> _SEVEN
    return int(np.int64(lowest * _PLACES >> _TOP))


@lean
def first_without(marks: np.uint64) -> int:
    """Return the first place without a mark, 8 if there is none."""
    return first(~marks & _HIGH)


@lean
def count(marks: np.uint64) -> int:
    """Return the number of marks."""
    return int(np.int64((marks >> _SEVEN) * _ONES >> _TOP))


@lean
def bits(marks: np.uint64) -> np.uint64:
    """Return eight bits for eight bytes, the lowest for the first, set at the marks."""
    return (marks >> _SEVEN) * _BITS >> _TOP


@lean
def lowest_bit(number: np.uint64) -> int:
    """Return the place of the lowest set bit; there must be one."""
    return int(_BIT_PLACES[(number & (~number + _ONE)) * _DE_BRUIJN >> _LAST])


@lean
def count_bits(number: np.uint64) -> int:
    """Return the number of set bits."""
    pairs = number - (number >> _ONE & _PAIRS)
    fours = (pairs & _FOURS) + (pairs >> _TWO & _FOURS)
    return int(np.int64((fours + (fours >> _FOUR) & _HALVES) * _ONES >> _TOP))


@lean
def head(eight: np.uint64, size: int) -> np.uint64:
    """Return the first `size` bytes, padded with zeros."""
    return eight if size >= 8 else eight & ((_ONE << np.uint64(8 * size)) - _ONE)


@lean
def write(out: npt.NDArray[np.uint8], place: int, eight: np.uint64) -> None:
    """Write eight bytes to out[place:place + 8]."""
    base = np.uint64(place)
    for step in range(8):
        out[base + np.uint64(step)] = np.uint8(eight >> np.uint64(8 * step) & np.uint64(0xFF))
