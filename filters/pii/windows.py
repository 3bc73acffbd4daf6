"""Candidate neighbourhoods: only what stands near a line that a detector's screen matches is searched closely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from filters.kernels.buffers import buffers
from filters.pii.lines_kernel import count_line_ends, fill_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from filters.pii.kinds import Detector

    Window = tuple[int, int]

REACH: Final = 120
"""Code points before and after a candidate line that a detector sees; no find and no context is longer."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a column of texts: their bytes, rows, places in code points, shape (lines, 2), and traits."""

    lines: pa.Array
    rows: npt.NDArray[np.int64]
    points: npt.NDArray[np.int64]
    traits: npt.NDArray[np.uint16]

    def matching(self, among: npt.NDArray[np.bool_], screen: str) -> npt.NDArray[np.int64]:
        """Return the numbers of those lines among the marked ones that the screen matches."""
        places = np.flatnonzero(among)
        lines = self.lines if len(places) == len(self.lines) else self.lines.take(pa.array(places))
        column = pl.Series(pl.from_arrow(lines), dtype=pl.String)
        matched: npt.NDArray[np.int64] = places[column.str.contains(screen).to_numpy()]
        return matched


def lines_of(texts: pa.Array | pa.ChunkedArray) -> Lines:
    """Return the lines of the texts; each but a text's last includes its line feed, and null has one empty line."""
    offsets, data = buffers(texts)
    count = count_line_ends(offsets, data) if len(offsets) > 1 else 0
    starts, rows = np.zeros(count + 1, np.int64), np.zeros(count, np.int64)
    points, traits = np.zeros((count, 2), np.int64), np.zeros(count, np.uint16)
    fill_lines(offsets, data, starts[:count], rows, points, traits)
    starts[count] = offsets[-1]
    column = pa.LargeStringArray.from_buffers(count, pa.py_buffer(starts), pa.py_buffer(data))
    return Lines(column, rows, points, traits)


def candidates(
    texts: pa.Array | pa.ChunkedArray, detectors: Sequence[Detector]
) -> Iterator[tuple[int, str, Mapping[int, list[Window]]]]:
    """Yield row, text and, by the detector's number, windows (start, end in code points, rising, apart) to be searched."""
    lines = lines_of(texts)
    offsets, data = buffers(texts)
    by_row: dict[int, dict[int, list[Window]]] = {}
    for number, places in enumerate(screened(lines, detectors)):
        spans = lines.points[places] + np.array([-REACH, REACH])
        for row, start, end in zip(lines.rows[places].tolist(), *spans.T.tolist(), strict=True):
            _add(by_row.setdefault(row, {}).setdefault(number, []), max(start, 0), end)
    for row, windows in sorted(by_row.items()):
        yield row, data[offsets[row] : offsets[row + 1]].tobytes().decode(), windows


def screened(lines: Lines, detectors: Sequence[Detector]) -> list[npt.NDArray[np.int64]]:
    """Return, for each detector, the numbers of the lines that its screen or its words match."""
    everything = np.ones(len(lines.rows), np.bool_)
    worded = np.zeros(len(lines.rows), np.bool_)
    spelled = [one.words for one in detectors if one.words]
    if spelled:
        worded[lines.matching(everything, "|".join(spelled))] = True
    found = []
    for one in detectors:
        marked = np.zeros(len(lines.rows), np.bool_)
        if one.screen:
            has_traits = np.zeros(len(lines.rows), np.bool_)
            for needed in one.needs:
                has_traits |= lines.traits & needed == needed
            marked[lines.matching(has_traits, one.screen)] = True
        if one.words:
            marked[lines.matching(worded, one.words)] = True
        found.append(np.flatnonzero(marked))
    return found


def _add(windows: list[Window], start: int, end: int) -> None:
    """Append a window that begins no earlier than the last, or widen the last if they touch."""
    if windows and start <= windows[-1][1]:
        windows[-1] = (windows[-1][0], max(windows[-1][1], end))
    else:
        windows.append((start, end))


def search(detector: Detector, text: str, windows: Sequence[Window]) -> Iterator[tuple[int, int]]:
    """Yield the finds inside the windows; one that touches a window's edge is cut off there and is none."""
    for first, last in windows:
        window = text[first:last]
        for start, end in detector.find(window):
            if (start > 0 or first == 0) and (end < len(window) or last >= len(text)):
                yield first + start, first + end
