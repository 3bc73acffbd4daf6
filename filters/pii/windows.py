"""Candidate neighbourhoods: only what stands near a line that a detector's screen matches is searched closely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from filters.pii.kinds import Detector

REACH: Final = 120
"""Code points before and after a candidate line that a detector sees; no find and no context is longer."""


def candidates(
    texts: pl.Series, detectors: Sequence[Detector]
) -> Iterator[tuple[Detector, int, str, list[tuple[int, int]]]]:
    """Yield detector, row, text and windows (start, end in code points, rising, apart) for each text to be searched."""
    lines = _lines(texts)
    for detector in detectors:
        found = lines.filter(pl.col("line").str.contains(detector.screen)).group_by("row", maintain_order=True)
        rows = found.agg((pl.col("start") - REACH).clip(0), pl.col("end") + REACH)
        for row, starts, ends in rows.iter_rows():
            yield detector, row, texts[row], _merged(zip(starts, ends, strict=True))


def _lines(texts: pl.Series) -> pl.DataFrame:
    """Return row, line, start and end (code points in its text) of every line."""
    whole = pl.DataFrame({"line": texts}).with_row_index("row").drop_nulls("line")
    parts = whole.with_columns(pl.col("line").str.split("\n")).explode("line")
    length = pl.col("line").str.len_chars().cast(pl.Int64)
    ends = parts.with_columns(length.alias("length")).with_columns(
        (pl.col("length") + 1).cum_sum().over("row").alias("next")
    )
    placed = ends.with_columns(
        (pl.col("next") - 1 - pl.col("length")).alias("start"), (pl.col("next") - 1).alias("end")
    )
    return placed.select("row", "line", "start", "end")


def _merged(windows: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in windows:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def search(detector: Detector, text: str, windows: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the finds inside the windows; one that touches a window's edge is cut off there and is none."""
    for first, last in windows:
        window = text[first:last]
        for start, end in detector.find(window):
            if (start > 0 or first == 0) and (end < len(window) or last >= len(text)):
                yield first + start, first + end
