"""Necessary conditions for the plates of `plates`: true wherever a pattern matches, and rarely elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import lean
from filters.pii.bytes_kernel import (
    CAPITAL,
    DIGIT,
    WORD,
    after_blank,
    before_blanks,
    byte_at,
    digits_from,
    is_of,
    stands,
)

if TYPE_CHECKING:
    import numpy.typing as npt

_SWISS: Final = "AG AI AR BE BL BS FR GE GL GR JU LU NE NW OW SG SH SO SZ TG TI UR VD VS ZG ZH FL"
_CALLED_BYTES: Final = 64  # from `Kennzeichen` to the number


def _cantons() -> npt.NDArray[np.bool_]:
    cantons = np.zeros((26, 26), np.bool_)
    for canton in _SWISS.split():
        cantons[ord(canton[0]) - 65, ord(canton[1]) - 65] = True
    return cantons


_CANTONS: Final = _cantons()


@lean
def is_plate(data: npt.NDArray[np.uint8], start: int, place: int, stop: int, end: int) -> bool:
    """Return whether the one to six digits data[place:stop] may be those of a plate, or the first of them."""
    at = before_dash(data, place, start)
    if at <= start or not is_of(CAPITAL, data[at - 1]):
        return False
    first = at - 1
    if first > start and is_of(CAPITAL, data[first - 1]):
        first -= 1
    if stop - place <= 4 and _is_german(data, start, first, stop, end):
        return True
    if at == place or is_of(WORD, byte_at(data, first - 1, start, end)):
        return False
    return _is_austrian(data, stop, end) or _is_swiss(data, first, at, place, stop, end)


@lean
def is_called(data: npt.NDArray[np.uint8], start: int, place: int, end: int) -> bool:
    """Return whether the k begins `Kennzeichen` or `Kennz.`, in any case, with a digit near: small letters may be a plate there."""
    if not (stands(data, place + 1, start, end, b"ennz") or stands(data, place + 1, start, end, b"ENNZ")):
        return False
    for at in range(place + 5, min(place + _CALLED_BYTES, end)):  # noqa: SIM110  a compiled pass knows no generators
        if is_of(DIGIT, data[at]):
            return True
    return False


@lean
def before_dash(data: npt.NDArray[np.uint8], place: int, start: int) -> int:
    """Return where blanks and dashes directly before `place` begin, up to three of them."""
    for _ in range(3):
        at = before_blanks(data, place, start, 1)  # or a dash of three bytes
        if at == place and at > start and data[at - 1] in (0x2D, 0x3A):
            at -= 1
        if at == place:
            break
        place = at
    return place


@lean
def _is_german(data: npt.NDArray[np.uint8], start: int, first: int, stop: int, end: int) -> bool:
    """Return whether a capital and a blank or dash precede the letters from `first` on, and at most E or H follows the digits."""
    after = byte_at(data, stop, start, end)
    if (is_of(WORD, after) and after not in (0x45, 0x48)) or after == 0x2D:
        return False
    if after in (0x2C, 0x2E, 0x2F) and is_of(DIGIT, byte_at(data, stop + 1, start, end)):
        return False
    office = before_dash(data, first, start)
    if office == first or office <= start:
        return False
    last = data[office - 1]
    return is_of(CAPITAL, last) or (last in (0x84, 0x96, 0x9C) and byte_at(data, office - 2, start, end) == 0xC3)


@lean
def _is_austrian(data: npt.NDArray[np.uint8], stop: int, end: int) -> bool:
    """Return whether one to three capitals follow the digits, perhaps after a blank, and no other letter or digit."""
    at = after_blank(data, stop, end)
    letters = at
    while at < end and at - letters <= 3 and is_of(CAPITAL, data[at]):
        at += 1
    return 1 <= at - letters <= 3 and (at >= end or not is_of(WORD, data[at]))


@lean
def _is_swiss(data: npt.NDArray[np.uint8], first: int, at: int, place: int, stop: int, end: int) -> bool:
    """Return whether the letters data[first:at] are those of a canton, and there are at least three digits."""
    if at - first != 2 or not _CANTONS[data[first] - 65, data[first + 1] - 65]:
        return False
    group = stop + 1 if stop < end and data[stop] in (0x27, 0x2E) else after_blank(data, stop, end)  # ' . or a blank, ’
    return stop - place >= 3 or digits_from(data, group, end) >= 3
