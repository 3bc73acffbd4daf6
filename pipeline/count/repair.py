"""Repairs of single characters: mojibake, control characters, Unicode normal form.

All functions take and return a polars string column of the same length.  They run before lines are counted and again
before they are cut, so that counts and cuts refer to the same lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import ftfy

from pipeline.count.mojibake import undo_mojibake
from pipeline.count.plain_kernel import matching, not_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

_DAMAGE: Final = (
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
    "|â€|â\u0080|ï»¿|Ã\u00ad|[\u0080-\u009f]"
)
"""What UTF-8 read as Windows-1252 or ISO-8859-1 looks like in German text, and C1 controls."""

_DAMAGED: Final = re.compile(_DAMAGE)
_LINE_BREAKS: Final = "\r\n|[\r\u000b\u000c\u0085\u2028]"
_INVISIBLE: Final = (
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f"  # C0 without tab and line feed, delete, C1
    "\u00ad\u200b\u200e\u200f\u2060\ufeff"  # soft hyphen, zero-width blanks, direction marks, byte-order mark
    "\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"  # direction overrides, interlinear annotation
    "\ufdd0-\ufdef\ufffe\uffff]"  # noncharacters
)
_CONTROL: Final = f"{_LINE_BREAKS}|{_INVISIBLE}|\u2029|¬"
_BLANKS: Final = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
NOT_NORMAL: Final = (
    r"[\p{M}\u{374}\u{37e}\u{387}\u{958}-\u{95f}\u{9dc}-\u{9df}\u{a33}-\u{a36}\u{a59}-\u{a5e}\u{b5c}\u{b5d}\u{f43}-\u{f69}\u{1100}-\u{11ff}\u{1f71}-\u{1ffd}\u{2000}\u{2001}\u{2126}\u{212a}\u{212b}\u{2329}\u{232a}\u{2adc}"
    r"\u{f900}-\u{faff}\u{fb1d}-\u{fb4e}\u{1d15e}-\u{1d1c0}\u{2f800}-\u{2fa1f}]"
)
"""Characters without which a text is in normal form C already: marks, conjoining jamo, singletons."""

_CERTAIN_HYPHEN: Final = "(\\p{L})[\u00ad¬][ \t]*\r?\n[ \t]*(\\p{Ll})"


def repair_encoding(texts: pl.Series) -> pl.Series:
    """Return the texts with mojibake undone by ftfy, line by line and only in lines that show it (`Ã¤`, `â€ž`, C1).

    Then what `mojibake` knows of Macintosh and DOS encodings and of entities is undone.  Lines without such a sign are never given to ftfy, which would also change correct text.
    """
    damaged = matching(texts, _DAMAGE)
    if len(damaged):
        repaired = ["\n".join(map(_repair_line, text.split("\n"))) for text in texts.gather(damaged)]
        texts = replace_rows(texts, damaged, repaired)
    return undo_mojibake(texts)


def _repair_line(line: str) -> str:
    return str(ftfy.fix_encoding(line)) if _DAMAGED.search(line) else line


def remove_control_characters(texts: pl.Series) -> pl.Series:
    """Return the texts without invisible characters; line ends become line feeds, U+001E inside a word a hyphen.

    Kept: tab, zero-width joiner and non-joiner (they change what is seen), U+FFFD (it is measured, not hidden) and the
    private use areas (medieval characters of editions).  A soft hyphen at the end of a line joins the word.
    """
    dirty = matching(texts, _CONTROL)
    if not len(dirty):
        return texts
    cleaned = (
        texts.gather(dirty)
        .str.replace_all(_CERTAIN_HYPHEN, "$1$2")
        .str.replace_all(_LINE_BREAKS, "\n")
        .str.replace_all("\u2029", "\n\n")
        .str.replace_all("(\\p{L})\u001e", "$1-")
        .str.replace_all(_INVISIBLE, "")
    )
    return replace_rows(texts, dirty, cleaned)


def normalise_unicode(texts: pl.Series) -> pl.Series:
    """Return the texts in normal form C, every kind of blank (no-break, thin, ideographic) as the plain one."""
    composed = _replaced(texts, matching(texts, NOT_NORMAL), lambda some: some.str.normalize("NFC"))
    return _replaced(composed, matching(composed, _BLANKS), lambda some: some.str.replace_all(_BLANKS, " "))


def _replaced(texts: pl.Series, rows: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    return replace_rows(texts, rows, change(texts.gather(rows))) if len(rows) else texts


def repair(texts: pl.Series) -> pl.Series:
    """Return the texts after the three repairs of this module, in their order."""
    texts = repair_encoding(texts)
    return _replaced(texts, not_plain(texts), lambda some: normalise_unicode(remove_control_characters(some)))


def replace_rows(column: pl.Series, rows: pl.Series, values: pl.Series | Sequence[str]) -> pl.Series:
    """Return a copy of `column` with `values` in `rows`; `Series.scatter` alone would change the column in place."""
    return column.clone().scatter(rows, values)
