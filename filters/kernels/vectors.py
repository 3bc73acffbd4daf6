"""Operations on 64 bytes at a time that numba cannot express in loops, as LLVM vectors, which LLVM fits to the processor.

Each function exists in plain Python and, for compiled code, as LLVM IR; a test compares the two.  No bounds are checked:
65 bytes from `place` on are read, 64 codes and points from `count` on are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numba.core import types
from numba.extending import lower_builtin, type_callable

from filters.kernels import llvm
from filters.kernels.llvm import BLANK, DIAERESIS, LEAD, MARK_STEP, MARKS, SHARP, UMLAUTS, WHITE, WIDTH, S

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]
    Points = npt.NDArray[np.uint32]
    Places = npt.NDArray[np.int64]

_TYPES: Final[Any] = types  # parts of numba without type hints
_LOWER: Final[Any] = lower_builtin


def bits_within(data: Bytes, place: int, low: int, size: int) -> np.uint64:
    """Return 64 bits: bit i is set if `low` <= data[place + i] < `low` + `size`."""
    return np.uint64(sum(1 << i for i in range(WIDTH) if low <= int(data[place + i]) < low + size))


def umlaut_bits(data: Bytes, place: int) -> np.uint64:
    """Return 64 bits: bit i is set if data[place + i] is the first of the two bytes of ä, ö, ü, Ä, Ö, Ü or ß."""
    return np.uint64(sum(1 << i for i in range(WIDTH) if _umlaut(data, place + i)))


def copy_folded(data: Bytes, place: int, codes: Bytes, points: Points, count: int) -> None:
    """Write 64 bytes, folded, to `codes` and `points`: ASCII in lower case, white space as blanks, umlauts, ß as two s.

    An umlaut becomes its letter and the code of its mark.  The result for other non-ASCII bytes is undefined.
    """
    squeeze_folded(data, place, np.uint64(2**64 - 1), codes, points, count)


def squeeze_folded(data: Bytes, place: int, keep: np.uint64, codes: Bytes, points: Points, count: int) -> None:
    """Do as `copy_folded`, but write only the results for bytes whose bits are set in `keep`, without gaps."""
    wanted = [i for i in range(WIDTH) if int(keep) >> i & 1]
    before = [0 if i == 0 else _umlaut(data, place + i - 1) for i in wanted]
    for to, (i, letter) in enumerate(zip(wanted, before, strict=True), count):
        byte = int(data[place + i])
        if letter:
            code = S if letter == S else DIAERESIS
        elif _umlaut(data, place + i):
            code = _umlaut(data, place + i)
        elif any(low <= byte < low + size for low, size in WHITE):
            code = BLANK
        else:
            code = byte + 32 if 65 <= byte <= 90 else byte
        codes[to], points[to] = code, code + (MARK_STEP if code >= MARKS else 0)


def _umlaut(data: Bytes, place: int) -> int:
    """Return the letter of the umlaut, or s for the ß, whose two bytes start at `place`; 0 if none does."""
    first, second = int(data[place]), int(data[place + 1])
    if first == LEAD and second == SHARP:
        return S
    return next((letter for byte, letter in UMLAUTS if first == LEAD and second | 0x20 == byte), 0)


def first_bit(bits: np.uint64) -> int:
    """Return the place of the lowest bit that is set, 64 if none is."""
    number = int(bits)
    return (number & -number).bit_length() - 1 if number else WIDTH


def bit_count(bits: np.uint64) -> int:
    """Return how many bits are set."""
    return int(bits).bit_count()


def write_places(bits: np.uint64, base: int, places: Places, count: int) -> None:
    """Write `base` + i for every set bit i to `places` from `count` on, in order; 64 numbers are written, the rest is undefined."""
    for to, i in enumerate((i for i in range(WIDTH) if int(bits) >> i & 1), count):
        places[to] = base + i


def eight_from(data: Bytes, place: int) -> np.uint64:
    """Return the eight bytes from data[place] on as a number, the first lowest."""
    return np.uint64(int.from_bytes(data[place : place + 8].tobytes(), "little"))


def _compile(plain: Callable[..., Any], typed: Callable[..., Any], generate: Callable[..., Any]) -> None:
    """Let compiled code that calls `plain` run the code that `generate` builds, typed as `typed` says."""
    type_callable(plain)(lambda _context: typed)
    _LOWER(plain, _TYPES.VarArg(_TYPES.Any))(generate)


_compile(bits_within, lambda data, _2, _3, _4: types.uint64(data, types.int64, types.uint8, types.uint8), llvm.within)
_compile(umlaut_bits, lambda data, _2: types.uint64(data, types.int64), llvm.umlauts)
_compile(
    copy_folded,
    lambda data, _2, codes, points, _5: types.void(data, types.int64, codes, points, types.int64),
    llvm.copy,
)
_compile(
    squeeze_folded,
    lambda data, _2, _3, codes, points, _6: types.void(data, types.int64, types.uint64, codes, points, types.int64),
    llvm.squeeze,
)
_compile(first_bit, lambda _1: types.int64(types.uint64), llvm.first)
_compile(bit_count, lambda _1: types.int64(types.uint64), llvm.population)
_compile(
    write_places,
    lambda _1, _2, places, _4: types.void(types.uint64, types.int64, places, types.int64),
    llvm.places,
)
_compile(eight_from, lambda data, _2: types.uint64(data, types.int64), llvm.eight)
