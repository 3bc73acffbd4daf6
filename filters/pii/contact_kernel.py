"""Necessary conditions for the addresses of `contact`: each test is true wherever its pattern matches, and rarely elsewhere.

All take the text's bytes, data[start:end], and the place of a sign or, for IPv4, of the first run of digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filters.kernels.compile import lean
from filters.pii.bytes_kernel import BLANK, HEXADECIMAL, WORD, byte_at, digits_from, is_of, stands

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@lean
def web_address_end(data: npt.NDArray[np.uint8], start: int, place: int, end: int, run: npt.NDArray[np.int64]) -> int:
    """Return the end of the address whose `:` is at `place`, if it may contain a secret; else 0.

    It contains one only after `=` in a query, before @, or after a path segment such as `reset` (recognised by its first
    letter).  `run` holds the end of the last run without blanks that was read, and the last byte after which a secret may
    follow.  An address inside another one is not read again.
    """
    if not stands(data, place + 1, start, end, b"//"):
        return 0
    if not (
        stands(data, place - 4, start, end, b"http")
        or stands(data, place - 5, start, end, b"https")
        or stands(data, place - 3, start, end, b"ftp")
    ):
        return 0
    if place + 3 > run[0]:
        _look_at_run(data, place + 3, end, run)
    return int(run[0]) if run[1] >= place + 3 else 0


@lean
def _look_at_run(data: npt.NDArray[np.uint8], place: int, end: int, run: npt.NDArray[np.int64]) -> None:
    """Write into `run` the end of the run without blanks from `place` on, and the last byte after which a secret may follow."""
    query = -1
    run[1] = -1
    while place < end and not is_of(BLANK, data[place]):
        byte = data[place]
        is_begun = (
            byte == 0x2F and place + 1 < end and data[place + 1] | 0x20 in (0x61, 0x63, 0x69, 0x6C, 0x72, 0x75, 0x76)
        )
        if byte == 0x40 or is_begun:
            run[1] = place
        elif byte == 0x3D:
            run[1] = max(run[1], query)
        elif byte in (0x23, 0x26, 0x3B, 0x3F):
            query = place
        place += 1
    run[0] = place


@lean
def is_mac(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the sign separates the first two of six pairs of hexadecimal digits."""
    if place - 2 < start or place + 14 >= end or data[place + 3] != data[place]:
        return False
    for pair in range(place - 2, place + 14, 3):
        if not (is_of(HEXADECIMAL, data[pair]) and is_of(HEXADECIMAL, data[pair + 1])):
            return False
    return bool(data[place + 6] == data[place] == data[place + 9] == data[place + 12])


@lean
def is_dotted_mac(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the full stop separates the first two of three groups of four hexadecimal digits."""
    if place - 4 < start or place + 9 >= end or data[place + 5] != 0x2E:
        return False
    for at in range(place - 4, place + 10):
        if at not in (place, place + 5) and not is_of(HEXADECIMAL, data[at]):
            return False
    return True


@lean
def is_ipv6(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the colon follows three hexadecimal digits, and up to four of them and another colon follow it."""
    if place - 3 < start:
        return False
    for at in range(place - 3, place):
        if not is_of(HEXADECIMAL, data[at]):
            return False
    after = place + 1
    while after < end and after - place <= 4 and is_of(HEXADECIMAL, data[after]):
        after += 1
    return after < end and data[after] == 0x3A


@lean
def is_ipv4(data: npt.NDArray[np.uint8], start: int, place: int, stop: int, end: int) -> bool:
    """Return whether the digits data[place:stop] begin four numbers of up to three digits separated by full stops."""
    before = byte_at(data, place - 1, start, end)
    if stop - place > 3 or is_of(WORD, before) or before in (0x2D, 0x2E):
        return False
    for _ in range(3):
        if stop >= end or data[stop] != 0x2E:
            return False
        count = digits_from(data, stop + 1, end)
        if not 1 <= count <= 3:
            return False
        stop += 1 + count
    return True
