"""The functions of `vectors` as LLVM IR; signatures and arguments are those that numba passes to a lowering function."""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba.core import cgutils

WIDTH: Final = 64
BLANK: Final = 0x20
MARKS: Final = 0x80  # codes from here on stand for marks
MARK_STEP: Final = 0x280  # distance of a mark's code point from its code
DIAERESIS: Final = 0x308 - MARK_STEP
S: Final = ord("s")
LEAD: Final = 0xC3  # first byte of an umlaut or ß
SHARP: Final = 0x9F  # second byte of ß
UMLAUTS: Final = ((0xA4, ord("a")), (0xB6, ord("o")), (0xBC, ord("u")))  # second bytes, 0x20 less in capitals
WHITE: Final = ((9, 5), (0x1C, 4))

_TOOLS: Final[Any] = cgutils  # has no type hints

_BIT: Final = ir.IntType(1)
_BYTE: Final = ir.IntType(8)
_POINT: Final = ir.IntType(32)
_WORD: Final = ir.IntType(64)
_BITS: Final = ir.VectorType(_BIT, WIDTH)
_BLOCK: Final = ir.VectorType(_BYTE, WIDTH)
_WIDE: Final = ir.VectorType(_POINT, WIDTH)
_LONG: Final = ir.VectorType(_WORD, WIDTH)


def _all(value: int, kind: Any = _BLOCK) -> Any:
    return ir.Constant(kind, [value] * WIDTH)


def _spread(builder: Any, value: Any, kind: Any = _BLOCK) -> Any:
    """Return a vector with `value` in all 64 lanes."""
    empty = ir.Constant(kind, ir.Undefined)
    single = builder.insert_element(empty, value, ir.Constant(_POINT, 0))
    return builder.shuffle_vector(single, empty, _all(0, _WIDE))


def _pointer(context: Any, builder: Any, kind: Any, array: Any, place: Any, value: Any) -> Any:
    """Return the address of array[place], cast to a pointer to `value`."""
    data = _TOOLS.create_struct_proxy(kind)(context, builder, value=array).data
    return builder.bitcast(builder.gep(data, [place]), value.as_pointer())


def _load(context: Any, builder: Any, kind: Any, array: Any, place: Any, value: Any = _BLOCK) -> Any:
    return builder.load(_pointer(context, builder, kind, array, place, value), align=1)


def _is_within(builder: Any, block: Any, low: Any, size: Any) -> Any:
    return builder.icmp_unsigned("<", builder.sub(block, low), size)


def _pairs(builder: Any, block: Any, following: Any) -> list[tuple[int, Any]]:
    """Return (letter, mask) for each letter that two bytes fold to: the mask is set where such a pair starts."""
    lead = builder.icmp_unsigned("==", block, _all(LEAD))
    small = builder.or_(following, _all(0x20))
    masks = [(letter, builder.icmp_unsigned("==", small, _all(byte))) for byte, letter in UMLAUTS]
    masks.append((S, builder.icmp_unsigned("==", following, _all(SHARP))))
    return [(letter, builder.and_(lead, bits)) for letter, bits in masks]


def _shifted(builder: Any, bits: Any) -> Any:
    """Return the mask shifted by one lane."""
    return builder.bitcast(builder.shl(builder.bitcast(bits, _WORD), ir.Constant(_WORD, 1)), _BITS)


def _folded(builder: Any, block: Any, following: Any) -> Any:
    """Return the codes of 64 bytes, given the 64 bytes from the next one on."""
    codes = builder.select(_is_within(builder, block, _all(65), _all(26)), builder.add(block, _all(32)), block)
    for low, size in WHITE:
        codes = builder.select(_is_within(builder, block, _all(low), _all(size)), _all(BLANK), codes)
    for letter, bits in _pairs(builder, block, following):
        codes = builder.select(bits, _all(letter), codes)
        codes = builder.select(_shifted(builder, bits), _all(S if letter == S else DIAERESIS), codes)
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


def within(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Build `bits_within`."""
    block = _load(context, builder, signature.args[0], args[0], args[1])
    inside = _is_within(builder, block, _spread(builder, args[2]), _spread(builder, args[3]))
    return builder.bitcast(inside, _WORD)


def umlauts(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Build `umlaut_bits`."""
    bits = [bits for _, bits in _pairs(builder, *_two_blocks(context, builder, signature.args[0], *args))]
    return builder.bitcast(builder.or_(builder.or_(bits[0], bits[1]), builder.or_(bits[2], bits[3])), _WORD)


def copy(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Build `copy_folded`."""
    block = _folded(builder, *_two_blocks(context, builder, signature.args[0], *args[:2]))
    _store(context, builder, signature.args[2:], block, *args[2:])
    return context.get_dummy_value()


def squeeze(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Build `squeeze_folded`."""
    block = _folded(builder, *_two_blocks(context, builder, signature.args[0], *args[:2]))
    _store(context, builder, signature.args[3:], _compressed(builder, block, args[2]), *args[3:])
    return context.get_dummy_value()


def _compressed(builder: Any, block: Any, bits: Any) -> Any:
    """Return the bytes whose bits are set, without gaps."""
    shape = ir.FunctionType(_BLOCK, [_BLOCK, _BITS, _BLOCK])
    compress = _TOOLS.get_or_insert_function(builder.module, shape, "llvm.experimental.vector.compress.v64i8")
    return builder.call(compress, [block, builder.bitcast(bits, _BITS), _all(0)])


def places(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Build `write_places`."""
    bits, base, places, count = args
    offsets = builder.zext(_compressed(builder, ir.Constant(_BLOCK, list(range(WIDTH))), bits), _LONG)
    target = _pointer(context, builder, signature.args[2], places, count, _LONG)
    builder.store(builder.add(offsets, _spread(builder, base, _LONG)), target, align=8)
    return context.get_dummy_value()


def first(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    """Build `first_bit`."""
    return builder.cttz(args[0], ir.Constant(_BIT, 0))


def population(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
    """Build `bit_count`."""
    return builder.ctpop(args[0])


def eight(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Build `eight_from`."""
    data, place = args
    return _load(context, builder, signature.args[0], data, place, _WORD)
