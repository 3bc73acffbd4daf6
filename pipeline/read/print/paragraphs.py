"""From the lines of a printed block to running text: lines that fill the column are joined, others stand alone."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

from pipeline.read.flow import BLANK, Flow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LineBreaks = Literal["auto", "newline", "space"]
"""How lines end: `auto` joins the lines of a paragraph and keeps those of lists, verses and headings."""

_HYPHENS: Final = "-⸗¬\u00ad\u2010="
_FULL_SHARE: Final = 0.85
"""A line is full if it ends beyond this share of the column's width."""

_FULL_CHARACTERS: Final = 0.75
"""Without places on the page: if it is as long as this share of the longer half of the lines."""

_PROSE_SHARE: Final = 0.6
_PROSE_SHARE_UNPLACED: Final = 0.8
_MIN_CHARACTERS: Final = 18
"""A block is prose if this share of its lines but the last is full (more where the places of lines are not known); a column
is at least so many characters wide."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print, and where it begins and ends on the page (pixels or tenths of millimetres), where that is known."""

    text: str
    left: float | None = None
    right: float | None = None


def set_block(lines: Sequence[Line], breaks: LineBreaks) -> str:
    """Return the text of a block.

    `auto`: in a block of prose full lines are joined by a blank, a line that is not full ends its paragraph.  A line that
    ends with a hyphen keeps its line end, so that cleaning can judge the word.
    """
    lines = [line for line in lines if line.text.strip()]
    if breaks != "auto":
        return ("\n" if breaks == "newline" else " ").join(line.text for line in lines)
    full = _full(lines)
    if not _is_prose(lines, full):
        return "\n".join(line.text for line in lines)
    parts = [lines[0].text] if lines else []
    for before, is_full, line in zip(lines, full, lines[1:], strict=False):
        is_broken = before.text[-1] in _HYPHENS
        parts += ["\n" if is_broken else " " if is_full else "\n\n", line.text]
    return "".join(parts)


def _full(lines: Sequence[Line]) -> list[bool]:
    """Return for each line whether it reaches the end of its column."""
    places = [(line.left, line.right) for line in lines if line.left is not None and line.right is not None]
    if lines and len(places) == len(lines):
        start, end = min(left for left, _ in places), _usual(sorted(right for _, right in places))
        return [right >= start + _FULL_SHARE * (end - start) for _, right in places]
    usual = _usual(sorted(float(len(line.text)) for line in lines)) if lines else 0
    return [len(line.text) >= _FULL_CHARACTERS * usual for line in lines]


def _usual(rising: list[float]) -> float:
    """Return the median of the upper half: a line that juts out does not make the others short."""
    return median(rising[len(rising) // 2 :])


def _is_prose(lines: Sequence[Line], full: list[bool]) -> bool:
    """Return whether most lines fill a column; of two lines the first must."""
    if len(lines) < 2 or max(len(line.text) for line in lines) < _MIN_CHARACTERS:
        return False
    share = _PROSE_SHARE if all(line.right is not None for line in lines) else _PROSE_SHARE_UNPLACED
    return sum(full[:-1]) >= share * (len(lines) - 1)


def set_blocks(blocks: Iterable[str]) -> str:
    """Return the blocks, an empty line between them; a word that goes on in the next block keeps a line end only."""
    text = ""
    for block in filter(None, blocks):
        is_broken = len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalpha() and block[0].islower()
        text += ("" if not text else "\n" if is_broken else "\n\n") + block
    return text


def set_cell(lines: Iterable[str]) -> str:
    """Return the lines of a cell as one, words that their ends broke made whole."""
    flow = Flow()
    flow.inline = 1
    for line in lines:
        flow.text(line)
        flow.line_end(BLANK, joins=False)
    return flow.result()
