"""The compiled pass that keeps only letters and blanks of a text: no addresses, markup, digits and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters import language_eights as eights
from filters.kernels import unicode as uni
from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt


HISTORIC: Final = 1  # note: there is a long s, r rotunda, or an e or diaeresis above a letter
SHOUTED: Final = 2  # note: more than half of the characters kept are capitals
LETTERED: Final = 4  # note: there is a letter
_TAG: Final = 200  # largest number of code points between < and >
_KEPT, _LETTER, _CAPITAL, _OPENING = 1, 2, 4, 8


def _kinds() -> npt.NDArray[np.uint8]:
    kinds = np.zeros(128, np.uint8)
    kinds[0x27] = _KEPT
    kinds[0x61:0x7B] = _KEPT | _LETTER
    kinds[0x41:0x5B] = _KEPT | _LETTER | _CAPITAL
    kinds[[ord("h"), ord("w")]] |= _OPENING  # an address may begin
    return kinds


_KINDS: Final = _kinds()


@lean
def _is_space(point: int) -> bool:
    return (
        point in (0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
        or 0x09 <= point <= 0x0D
        or 0x2000 <= point <= 0x200A
    )


@lean
def _run(data: npt.NDArray[np.uint8], place: int, end: int) -> tuple[int, int]:
    """Return where the run without white space ends, and its last @ that is not at its end; -1 if there is none."""
    at = -1
    while place < end:
        point, width = uni.decode(data, place, end)
        if _is_space(point):
            break
        if point == 0x40 and place + 1 < end and not _is_space(uni.decode(data, place + 1, end)[0]):
            at = place
        place += width
    return place, at


@lean
def _address(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the end of the address at `place` that begins with http://, https:// or www.; `place` if there is none."""
    at = place + 4
    if at >= end:
        return place
    if data[place] == 0x77:
        if data[place + 1] != 0x77 or data[place + 2] != 0x77 or data[place + 3] != 0x2E:
            return place
    else:
        if data[place + 1] != 0x74 or data[place + 2] != 0x74 or data[place + 3] != 0x70:
            return place
        at += data[at] == 0x73
        if at + 3 >= end or data[at] != 0x3A or data[at + 1] != 0x2F or data[at + 2] != 0x2F:
            return place
        at += 3
    stop = _run(data, at, end)[0]
    return stop if stop > at else place


@lean
def _markup(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return the end of the tag or wiki link target that begins at `place`; `place` if there is none."""
    at = place + 1
    if data[place] == 0x3C:
        points = 0
        while at < end and data[at] not in (0x3C, 0x3E) and points <= _TAG:
            points += data[at] & 0xC0 != 0x80
            at += 1
        return at + 1 if at < end and data[at] == 0x3E and 0 < points <= _TAG else place
    if at >= end or data[at] != 0x5B:
        return place
    at += 1
    while at < end and data[at] not in (0x5B, 0x5D, 0x7C):
        at += 1
    return at + 1 if at < end and data[at] == 0x7C else place


@lean
def _kind_of(point: int) -> int:
    """Return the kind of a non-ASCII code point."""
    flags = uni.class_of(point)
    if flags & uni.LETTER != 0:
        return _KEPT | _LETTER | (_CAPITAL if flags & uni.UPPER != 0 else 0)
    return _KEPT if flags & uni.MARK != 0 or point == 0x2019 else 0


@lean
def _look(data: npt.NDArray[np.uint8], place: int, end: int) -> tuple[int, int, int]:
    """Return kind, number of bytes and note of the character at `place`."""
    if data[place] < 0x80:
        return int(_KINDS[data[place]]), 1, 0
    point, width = uni.decode(data, place, end)
    return _kind_of(point), width, HISTORIC if point in (0x17F, 0xA75B, 0x364, 0x308) else 0


@lean
def _has_addresses(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether there is an @, // or ww, without which there is no address."""
    seen = False
    for byte in data[start:end]:
        seen |= byte == 0x40
    before = data[start : end - 1]
    for place in range(len(before)):
        byte = before[place]
        seen |= (byte in (0x2F, 0x77)) & (byte == data[start + 1 + place])
    return seen


@lean
def _left_out(data: npt.NDArray[np.uint8], place: int, end: int, kind: int, run: npt.NDArray[np.int64]) -> int:
    """Return the end of the address or markup that begins at `place`; `place` if there is none.

    `run` holds the end of the last run without white space that was read, and its last @; -1 if there is no address.
    """
    if run[0] >= 0:
        if place >= run[0]:
            run[0], run[1] = _run(data, place, end)
        if place < run[1]:
            return int(run[0])
        if kind & _OPENING != 0:
            return _address(data, place, end)
    return _markup(data, place, end) if data[place] in (0x3C, 0x5B) else place


@lean
def _skip_signs(data: npt.NDArray[np.uint8], place: int, end: int) -> int:
    """Return where the next letter, mark or apostrophe is, or `end`."""
    while place < end:
        kind, width, _ = _look(data, place, end)
        if kind != 0:
            break
        place += width
    return place


@lean
def _copy_letters(
    data: npt.NDArray[np.uint8], place: int, end: int, out: npt.NDArray[np.uint8], to: int
) -> tuple[int, int]:
    """Copy the ASCII letters at `place`, at most eight; return their number and that of the capitals among them."""
    eight = eights.eight_at(data, place)
    marks = eights.letters(eight)
    size = min(eights.first_without(marks), end - place)
    eights.write(out, to, eight)
    return size, eights.count(eights.head(eights.capitals(eight, marks), size))


@lean
def clean(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    out: npt.NDArray[np.uint8],
    first: int,
    run: npt.NDArray[np.int64],
) -> tuple[int, int]:
    """Write the cleaned line of data[start:end] to `out` from `first` on; return where it ends and its notes.

    Up to eight bytes after it are overwritten.  `run` has room for two numbers.
    """
    is_plain = not _has_addresses(data, start, end)
    run[0] = run[1] = -1 if is_plain else start
    place, to = start, first
    points, capitals, notes = 0, 0, 0
    while place < end:
        size, large = _copy_letters(data, place, end, out, to) if is_plain else (0, 0)
        if size > 0:
            place, to = place + size, to + size
            points, capitals, notes = points + size, capitals + large, notes | LETTERED
            continue
        kind, width, note = _look(data, place, end)
        stop = _left_out(data, place, end, kind, run)
        if stop == place and kind != 0:
            for step in range(width):
                out[to + step] = data[place + step]
            place, to = place + width, to + width
            points, capitals = points + 1, capitals + (kind & _CAPITAL != 0)
            notes |= note | (LETTERED if kind & _LETTER != 0 else 0)
            continue
        place = stop if stop > place else _skip_signs(data, place, end)
        if to > first:
            out[to] = 0x20
            to += 1
    while to > first and out[to - 1] == 0x20:
        to -= 1
    return to, notes | (SHOUTED if 2 * capitals > points else 0)
