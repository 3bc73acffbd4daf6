"""Necessary conditions for the addresses of `emails`: each test is true wherever its pattern matches, and rarely elsewhere.

All take the text's bytes, data[start:end], and the place of a sign or letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import lean
from filters.pii.bytes_kernel import CAPITAL, SMALL, WORD, after_blank, before_blanks, byte_at, is_of, stands

if TYPE_CHECKING:
    import numpy.typing as npt

_BEYOND: Final = 0x80  # bytes from here on belong to non-ASCII characters
LAST_PARTS: Final = (
    "at", "ch", "de", "eu", "li", "lu", "biz", "com", "net", "org", "info", "name", "wien", "koeln", "swiss", "berlin", "hamburg",
)  # fmt: skip
"""Last parts of domains: the only ones taken where an address is spelled with words or blanks."""
_DOMAIN_BYTES: Final = 280  # of a domain before its last part


def _last_parts() -> npt.NDArray[np.bool_]:
    parts = np.zeros((9, 26, 26), np.bool_)
    for part in LAST_PARTS:
        parts[len(part), ord(part[0]) - 97, ord(part[1]) - 97] = True
    return parts


_LAST_PARTS: Final = _last_parts()  # by length, first letter, second letter


@lean
def is_email(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether a name may end before the @, and a domain begin after it; a blank may be after it, and then before it."""
    name = place
    after = place + 1
    if after_blank(data, after, end) > after:
        after = after_blank(data, after, end)
        name = before_blanks(data, place, start, 1)
    before = byte_at(data, name - 1, start, end)
    first = byte_at(data, after, start, end)
    has_name = is_of(WORD, before) or before in (0x2B, 0x2D, 0x2E) or before >= _BEYOND
    return has_name and (first >= _BEYOND or (is_of(WORD, first) and first != 0x5F))


@lean
def is_bracketed_at(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the bracket is followed by `at`, `ät`, `bei` or @ and a closing bracket."""
    first = after_blank(data, place + 1, end)
    after = byte_at(data, first, start, end)
    if after == 0x40:
        closing = first + 1
    elif after == 0xC3 and byte_at(data, first + 2, start, end) | 0x20 == 0x74:
        closing = first + 3
    elif after | 0x20 == 0x61 and byte_at(data, first + 1, start, end) | 0x20 == 0x74:
        closing = first + 2
    elif after | 0x20 == 0x62 and stands(data, first + 1, start, end, b"ei"):
        closing = first + 3
    else:
        return False
    closing = after_blank(data, closing, end)
    return byte_at(data, closing, start, end) in (0x29, 0x3E, 0x5D, 0x7D) or stands(data, closing, start, end, b"&gt;")


@lean
def is_entity_at(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the & or % begins a way to write @: `&#64;`, `&#x40;`, `&commat;`, `&lt;at&gt;`, `%40`."""
    if data[place] == 0x25:
        return stands(data, place + 1, start, end, b"40")
    if stands(data, place + 1, start, end, b"commat;"):
        return True
    if stands(data, place + 1, start, end, b"lt;"):
        return is_bracketed_at(data, start, place + 3, end)
    if byte_at(data, place + 1, start, end) != 0x23:
        return False
    at = place + 2
    is_hexadecimal = byte_at(data, at, start, end) | 0x20 == 0x78
    at += is_hexadecimal
    while byte_at(data, at, start, end) == 0x30 and at < place + 6:
        at += 1
    return stands(data, at, start, end, b"40;" if is_hexadecimal else b"64;")


@lean
def is_last_part(data: npt.NDArray[np.uint8], place: int, end: int) -> bool:
    """Return whether the word at `place` has the length and the first letters of a last part, such as `de` or `info`."""
    at = place
    while at < end and at - place < 8 and is_of(CAPITAL | SMALL, data[at]):
        at += 1
    count = at - place
    if count < 2 or (at < end and (is_of(WORD, data[at]) or data[at] == 0x2D)):
        return False
    return bool(_LAST_PARTS[count, (data[place] | 0x20) - 0x61, (data[place + 1] | 0x20) - 0x61])


@lean
def is_spelled_dot(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the letter begins the word `dot` or `punkt`, in any case, between blanks and before a last part."""
    if not is_blank_before(data, start, place):
        return False
    last = place + 5
    if data[place] | 0x20 == 0x64:
        if byte_at(data, place + 1, start, end) | 0x20 != 0x6F or byte_at(data, place + 2, start, end) | 0x20 != 0x74:
            return False
        last = place + 3
    elif not (stands(data, place + 1, start, end, b"unkt") or stands(data, place + 1, start, end, b"UNKT")):
        return False
    after = after_blank(data, last, end)
    return after > last and is_last_part(data, after, end)


@lean
def is_spelled_at(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the full stop ends a domain before a last part, with the word `at` or `ät` before the domain."""
    if not is_last_part(data, place + 1, end):
        return False
    at = place
    while at > start and place - at < _DOMAIN_BYTES and not is_blank_before(data, start, at):
        if data[at - 1] == 0x5F and (stands(data, at, start, end, b"at_") or stands(data, at, start, end, b"AT_")):
            return True
        at -= 1
    at = before_blanks(data, at, start, 1)
    if at - 2 < start or data[at - 1] | 0x20 != 0x74:
        return False
    return bool(data[at - 2] | 0x20 == 0x61 or data[at - 2] in (0xA4, 0x84))


@lean
def is_blank_before(data: npt.NDArray[np.uint8], start: int, place: int) -> bool:
    """Return whether the character before `place` may be a blank."""
    return before_blanks(data, place, start, 1) < place
