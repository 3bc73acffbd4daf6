"""Blanks and line breaks: double blanks of justified print, trailing blanks, runs of empty lines, lines wrapped by width.

A module of its own, as every group of cleaning steps.
"""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, Final

from pipeline.count.repair import replace_rows

if TYPE_CHECKING:
    import polars as pl

MIN_LINES: Final = 3
MIN_WIDTH: Final = 45
"""A paragraph counts as wrapped by width with this many lines of this many characters; verse and lists are narrower."""

_PARAGRAPH: Final = re.compile(r"(\n[ \t]*\n)")
_OWN_LINE: Final = re.compile(r"[ \t]|[-*+•–—|>#`]|\(?\w{1,3}[.)]\s")
"""How a line begins that does not continue the one before: indentation, list marks, table rows, headings."""


def collapse_blanks(texts: pl.Series) -> pl.Series:
    """Return the texts with runs of blanks inside a line made one; indentation at the line's beginning stays."""
    rows = texts.str.contains("  ", literal=True).arg_true()
    if not len(rows):
        return texts
    return replace_rows(texts, rows, texts.gather(rows).str.replace_all(r"([^\s]) {2,}", "$1 "))


def normalise_whitespace(texts: pl.Series) -> pl.Series:
    """Return the texts without trailing blanks, with at most one empty line in a row, none at the beginning or end."""
    rows = _spaced(texts)
    if not len(rows):
        return texts
    trimmed = texts.gather(rows).str.replace_all(r"[ \t]+\n", "\n").str.replace_all(r"\n{3,}", "\n\n")
    return replace_rows(texts, rows, trimmed.str.replace(r"\A(?:[ \t]*\n)+", "").str.strip_chars_end())


def _spaced(texts: pl.Series) -> pl.Series:
    """Return the rows of the texts with blanks before a line's end, two empty lines, or blanks at the beginning or end."""
    inside = texts.str.contains_any([" \n", "\t\n", "\n\n\n"])
    return (
        inside | texts.str.starts_with("\n") | (texts.str.strip_chars_end().str.len_bytes() != texts.str.len_bytes())
    ).arg_true()


def join_lines(texts: pl.Series) -> pl.Series:
    """Return the texts with paragraphs that were wrapped by width made one line each.

    A paragraph is wrapped by width if it has at least 3 lines, none of which begins as a list item, a table row or
    indented, and all but the last are at least 45 characters and three quarters of the median line long.
    """
    long = texts.str.contains(rf"(?:[^\n]{{{MIN_WIDTH},}}\n){{{MIN_LINES - 1}}}").arg_true()
    if not len(long):
        return texts
    return replace_rows(texts, long, ["".join(map(_joined, _PARAGRAPH.split(text))) for text in texts.gather(long)])


def _joined(paragraph: str) -> str:
    lines = paragraph.split("\n")
    if len(lines) < MIN_LINES or any(_OWN_LINE.match(line) for line in lines):
        return paragraph
    widths = [len(line) for line in lines[:-1]]
    narrowest = max(MIN_WIDTH, 0.75 * median(widths))
    return " ".join(line.strip() for line in lines) if min(widths) >= narrowest else paragraph
