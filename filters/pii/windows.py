"""Windows around candidates: detectors search only near places that the compiled pass has marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels.buffers import buffers
from filters.pii.detector import fold
from filters.pii.marks import BITS
from filters.pii.places_kernel import fill_windows, mark_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    import pyarrow as pa

    from filters.pii.detector import Detector

REACH: Final = 240
"""Code points before and after a marked place that a detector sees; no match and no context is longer."""

_BYTES_A_PLACE: Final = 256  # with more places than that, the pass is repeated with room for all


class Window(NamedTuple):
    """A part of a text that a detector sees."""

    row: int
    mark: int
    text: str  # folded, see `detector.fold`
    points: int  # code points of the text before it
    is_first: bool  # the text begins with it
    is_last: bool


def windows_of(offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return (row, bit, first byte, byte after the last, code points before), shape (n, 5), ordered by row, bit, place."""
    places = np.zeros((int(offsets[-1] - offsets[0]) // _BYTES_A_PLACE + 1, 4), np.int64)
    run = np.zeros(2, np.int64)
    count = mark_places(offsets, data, run, places)
    if count > len(places):
        places = np.zeros((count, 4), np.int64)
        mark_places(offsets, data, run, places)
    places = places[:count]
    room = sum(int(np.count_nonzero(places[:, 3] >> bit & 1)) for bit in range(BITS))
    windows = np.zeros((room, 5), np.int64)
    filled = windows[: fill_windows(offsets, data, places, REACH, np.full(BITS, -1, np.int64), windows)]
    return filled[np.lexsort((filled[:, 2], filled[:, 1], filled[:, 0]))]


def candidates(texts: pa.Array | pa.ChunkedArray) -> Iterator[Window]:
    """Yield the windows in which detectors must search, ordered by row, mark and place."""
    offsets, data = buffers(texts)
    view = data.data
    for row, bit, first, end, points in windows_of(offsets, data).tolist():
        text = fold(str(view[first:end], "utf-8"))
        yield Window(row, 1 << bit, text, points, first == offsets[row], end == offsets[row + 1])


def search(detector: Detector, window: Window) -> Iterator[tuple[int, int]]:
    """Yield the matches in a window, except those that touch an edge of the window inside the text, which may be cut off."""
    for start, end in detector.find(window.text):
        if (start > 0 or window.is_first) and (end < len(window.text) or window.is_last):
            yield window.points + start, window.points + end
