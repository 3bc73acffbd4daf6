"""Sixty-four bytes at a time: what numba cannot say in loops, in LLVM's vectors, which it fits to the processor at hand.

Each function is written out in plain Python and, for compiled code, in LLVM's terms; both do the same (a test compares).
No bounds are checked: 65 bytes from `place` on are read, 64 codes and points from `count` on are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import lower_builtin, type_callable

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]
    Points = npt.NDArray[np.uint32]

WIDTH: Final = 64
BLANK: Final = 0x20
MARKS: Final = 0x80  # codes from here on stand for marks
MARK_STEP: Final = 0x280  # so far is a mark's point from its code
_DIAERESIS: Final = 0x308 - MARK_STEP
_S: Final = ord("s")
_LEAD: Final = 0xC3  # first byte of an umlaut or ß
_SHARP: Final = 0x9F  # second byte of ß
_UMLAUTS: Final = ((0xA4, ord("a")), (0xB6, ord("o")), (0xBC, ord("u")))  # second bytes, 0x20 less in capitals
_WHITE: Final = ((9, 5), (0x1C, 4))

_TYPES: Final[Any] = types  # parts of numba without type hints
_LOWER: Final[Any] = lower_builtin
_TOOLS: Final[Any] = cgutils

_BIT: Final = ir.IntType(1)
_BYTE: Final = ir.IntType(8)
_POINT: Final = ir.IntType(32)
_WORD: Final = ir.IntType(64)
_BITS: Final = ir.VectorType(_BIT, WIDTH)
_BLOCK: Final = ir.VectorType(_BYTE, WIDTH)
_WIDE: Final = ir.VectorType(_POINT, WIDTH)


def bits_within(data: Bytes, place: int, low: int, size: int) -> np.uint64:
    """Return 64 bits: bit i is set if `low` <= data[place + i] < `low` + `size`."""
    return np.uint64(sum(1 << i for i in range(WIDTH) if low <= int(data[place + i]) < low + size))


def umlaut_bits(data: Bytes, place: int) -> np.uint64:
    """Return 64 bits: bit i is set if data[place + i] is the first of the two bytes of ä, ö, ü, Ä, Ö, Ü or ß."""
    return np.uint64(sum(1 << i for i in range(WIDTH) if _umlaut(data, place + i)))


def copy_folded(data: Bytes, place: int, codes: Bytes, points: Points, count: int) -> None:
    """Write 64 bytes, folded, to `codes` and `points`: ASCII in lower case, white space as blanks, umlauts, ß as two s.

    An umlaut is its letter and the code of its mark.  What other bytes beyond ASCII become means nothing.
    """
    squeeze_folded(data, place, np.uint64(2**64 - 1), codes, points, count)


def squeeze_folded(data: Bytes, place: int, keep: np.uint64, codes: Bytes, points: Points, count: int) -> None:
    """Do as `copy_folded`, but write only what is made of the bytes whose bits are set in `keep`, without gaps."""
    wanted = [i for i in range(WIDTH) if int(keep) >> i & 1]
    before = [0 if i == 0 else _umlaut(data, place + i - 1) for i in wanted]
    for to, (i, letter) in enumerate(zip(wanted, before, strict=True), count):
        byte = int(data[place + i])
        if letter:
            code = _S if letter == _S else _DIAERESIS
        elif _umlaut(data, place + i):
            code = _umlaut(data, place + i)
        elif any(low <= byte < low + size for low, size in _WHITE):
            code = BLANK
        else:
            code = byte + 32 if 65 <= byte <= 90 else byte
        codes[to], points[to] = code, code + (MARK_STEP if code >= MARKS else 0)


def _umlaut(data: Bytes, place: int) -> int:
    """Return the letter of the umlaut, or s for the ß, whose two bytes start at `place`; 0 if none does."""
    first, second = int(data[place]), int(data[place + 1])
    if first == _LEAD and second == _SHARP:
        return _S
    return next((letter for byte, letter in _UMLAUTS if first == _LEAD and second | 0x20 == byte), 0)


def first_bit(bits: np.uint64) -> int:
    """Return the place of the lowest bit that is set, 64 if none is."""
    number = int(bits)
    return (number & -number).bit_length() - 1 if number else WIDTH


def bit_count(bits: np.uint64) -> int:
    """Return how many bits are set."""
    return int(bits).bit_count()


def eight_from(data: Bytes, place: int) -> np.uint64:
    """Return the eight bytes from data[place] on as one number, the first lowest."""
    return np.uint64(int.from_bytes(data[place : place + 8].tobytes(), "little"))


def _all(value: int, kind: Any = _BLOCK) -> Any:
    return ir.Constant(kind, [value] * WIDTH)


def _spread(builder: Any, value: Any) -> Any:
    """Return a vector of 64 times the byte `value`."""
    empty = ir.Constant(_BLOCK, ir.Undefined)
    single = builder.insert_element(empty, value, ir.Constant(_POINT, 0))
    return builder.shuffle_vector(single, empty, _all(0, _WIDE))


def _pointer(context: Any, builder: Any, kind: Any, array: Any, place: Any, value: Any) -> Any:
    """Return the address of array[place], as that of a `value`."""
    data = _TOOLS.create_struct_proxy(kind)(context, builder, value=array).data
    return builder.bitcast(builder.gep(data, [place]), value.as_pointer())


def _load(context: Any, builder: Any, kind: Any, array: Any, place: Any, value: Any = _BLOCK) -> Any:
    return builder.load(_pointer(context, builder, kind, array, place, value), align=1)


def _is_within(builder: Any, block: Any, low: Any, size: Any) -> Any:
    return builder.icmp_unsigned("<", builder.sub(block, low), size)


def _pairs(builder: Any, block: Any, following: Any) -> list[tuple[int, Any]]:
    """Return for each letter that two bytes become where they start."""
    lead = builder.icmp_unsigned("==", block, _all(_LEAD))
    small = builder.or_(following, _all(0x20))
    found = [(letter, builder.icmp_unsigned("==", small, _all(byte))) for byte, letter in _UMLAUTS]
    found.append((_S, builder.icmp_unsigned("==", following, _all(_SHARP))))
    return [(letter, builder.and_(lead, bits)) for letter, bits in found]


def _behind(builder: Any, bits: Any) -> Any:
    """Return the bits one place further."""
    return builder.bitcast(builder.shl(builder.bitcast(bits, _WORD), ir.Constant(_WORD, 1)), _BITS)


def _folded(builder: Any, block: Any, following: Any) -> Any:
    """Return the codes of 64 bytes, given those one further on."""
    codes = builder.select(_is_within(builder, block, _all(65), _all(26)), builder.add(block, _all(32)), block)
    for low, size in _WHITE:
        codes = builder.select(_is_within(builder, block, _all(low), _all(size)), _all(BLANK), codes)
    for letter, bits in _pairs(builder, block, following):
        codes = builder.select(bits, _all(letter), codes)
        codes = builder.select(_behind(builder, bits), _all(_S if letter == _S else _DIAERESIS), codes)
    return codes


def _two_blocks(context: Any, builder: Any, kind: Any, data: Any, place: Any) -> tuple[Any, Any]:
    """Return the 64 bytes from data[place] on, and those from the next one on."""
    further = builder.add(place, ir.Constant(_WORD, 1))
    return _load(context, builder, kind, data, place), _load(context, builder, kind, data, further)


def _store(context: Any, builder: Any, kinds: Any, block: Any, codes: Any, points: Any, count: Any) -> None:
    builder.store(block, _pointer(context, builder, kinds[0], codes, count, _BLOCK), align=1)
    wide = builder.zext(block, _WIDE)
    is_mark = builder.icmp_unsigned(">=", block, _all(MARKS))
    wide = builder.select(is_mark, builder.add(wide, _all(MARK_STEP, _WIDE)), wide)
    builder.store(wide, _pointer(context, builder, kinds[1], points, count, _WIDE), align=4)


def _within(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    block = _load(context, builder, signature.args[0], args[0], args[1])
    found = _is_within(builder, block, _spread(builder, args[2]), _spread(builder, args[3]))
    return builder.bitcast(found, _WORD)


def _umlauts(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    bits = [bits for _, bits in _pairs(builder, *_two_blocks(context, builder, signature.args[0], *args))]
    return builder.bitcast(builder.or_(builder.or_(bits[0], bits[1]), builder.or_(bits[2], bits[3])), _WORD)


def _copy(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    block = _folded(builder, *_two_blocks(context, builder, signature.args[0], *args[:2]))
    _store(context, builder, signature.args[2:], block, *args[2:])
    return context.get_dummy_value()


def _squeeze(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    block = _folded(builder, *_two_blocks(context, builder, signature.args[0], *args[:2]))
    shape = ir.FunctionType(_BLOCK, [_BLOCK, _BITS, _BLOCK])
    compress = _TOOLS.get_or_insert_function(builder.module, shape, "llvm.experimental.vector.compress.v64i8")
    kept = builder.call(compress, [block, builder.bitcast(args[2], _BITS), _all(0)])
    _store(context, builder, signature.args[3:], kept, *args[3:])
    return context.get_dummy_value()


def _first(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    return builder.cttz(args[0], ir.Constant(_BIT, 0))


def _population(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    return builder.ctpop(args[0])


def _eight(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    data, place = args
    return _load(context, builder, signature.args[0], data, place, _WORD)


def _compile(plain: Callable[..., Any], typed: Callable[..., Any], generate: Callable[..., Any]) -> None:
    """Let compiled code that calls `plain` run what `generate` builds, with arguments and result of the types of `typed`."""
    type_callable(plain)(lambda _context: typed)
    _LOWER(plain, _TYPES.VarArg(_TYPES.Any))(generate)


_compile(bits_within, lambda data, _2, _3, _4: types.uint64(data, types.int64, types.uint8, types.uint8), _within)
_compile(umlaut_bits, lambda data, _2: types.uint64(data, types.int64), _umlauts)
_compile(
    copy_folded,
    lambda data, _2, codes, points, _5: types.void(data, types.int64, codes, points, types.int64),
    _copy,
)
_compile(
    squeeze_folded,
    lambda data, _2, _3, codes, points, _6: types.void(data, types.int64, types.uint64, codes, points, types.int64),
    _squeeze,
)
_compile(first_bit, lambda _1: types.int64(types.uint64), _first)
_compile(bit_count, lambda _1: types.int64(types.uint64), _population)
_compile(eight_from, lambda data, _2: types.uint64(data, types.int64), _eight)
