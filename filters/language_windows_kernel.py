"""The compiled pass that makes one line per text: windows of it, reduced to letters and blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from filters.kernels.compile import lean
from filters.language_letters_kernel import clean

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_BLOCK: Final = 256


@lean
def _count_points(data: npt.NDArray[np.uint8], start: int, end: int) -> int:
    count = 0
    for byte in data[start:end]:
        count += byte & 0xC0 != 0x80
    return count


@lean
def _skip(data: npt.NDArray[np.uint8], place: int, end: int, points: int) -> int:
    """Return the place `points` code points after `place`; `end` if there are fewer."""
    while place + _BLOCK <= end:
        count = _count_points(data, place, place + _BLOCK)
        if count > points:
            break
        points -= count
        place += _BLOCK
    while place < end:
        if data[place] & 0xC0 != 0x80:
            if points == 0:
                return place
            points -= 1
        place += 1
    return end


@lean
def _sample(
    data: npt.NDArray[np.uint8], start: int, end: int, points: int, size: int, scratch: npt.NDArray[np.uint8]
) -> int:
    """Copy the first, the middle and the last `size` of `points` code points, separated by blanks; return the bytes copied."""
    middle = _skip(data, start, end, (points - size) // 2)
    last = _skip(data, middle, end, points - size - (points - size) // 2)
    count = 0
    for window in range(3):
        first = start if window == 0 else middle if window == 1 else last
        if window > 0:
            scratch[count] = 0x20
            count += 1
        for place in range(first, _skip(data, first, end, size)):
            scratch[count] = data[place]
            count += 1
    return count


@lean
def fill_lines(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    characters: int,
    scratch: npt.NDArray[np.uint8],
    windows: npt.NDArray[np.uint8],
    run: npt.NDArray[np.int64],
    out: npt.NDArray[np.uint8],
    places: npt.NDArray[np.int64],
    notes: npt.NDArray[np.uint8],
) -> None:
    """Fill `out` with the lines of the texts, `places`, which begins with 0, with the end of each line, and `notes`.

    Texts with more than `characters` code points are reduced to three windows.  `scratch` has room for `characters` code points
    and two blanks, and `windows` is the same memory, read-only; `run` has room for two numbers.  Addresses, tags, link targets
    and runs of anything but letters, marks and apostrophes are replaced by one blank each.
    """
    to = places[0]
    for text in range(len(notes)):
        start, end = offsets[text], offsets[text + 1]
        points = _count_points(data, start, end) if end - start > characters else 0
        if points > characters:
            size = _sample(data, start, end, points, characters // 3, scratch)
            to, note = clean(windows, places[0], size, out, to, run)
        else:
            to, note = clean(data, start, end, out, to, run)
        places[text + 1], notes[text] = to, note
