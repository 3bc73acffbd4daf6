"""Rows of a delimited table (RFC 4180), and what belongs to none because a quotation mark was not closed.

A quotation mark that is never closed makes one field of all that follows, up to the next one.  So a row over several lines is
looked at twice: where it cannot be what was meant, its first line alone is lost, and reading goes on behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pipeline.read.records.lines import LINE_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.read.records.lines import Line

ROW_CHARACTERS: Final = 1 << 26
"""A quoted field that is not closed within so many characters never is."""

_BLANKS: Final = " \t"
_FEWEST_ROWS: Final = 3
"""Lines inside a quoted field that look like rows of the table: from so many on they are."""

_MOST_SHAPES: Final = 64
_MOST_NAMES: Final = 100_000
_SHAPE_CHARACTERS: Final = 40
_RUN: Final = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands: its fields, its first line (`number` from 1), its characters, and what is wrong with its quotation marks.

    Of a faulty row there are the fields before the fault; `lost` are the lines behind it that belong to no row.
    """

    fields: list[str]
    number: int
    first: Line
    characters: int
    fault: str | None = None
    lost: tuple[Line, ...] = ()
    is_rest: bool = False
    """Whether nothing follows the lost lines."""


@dataclass(slots=True)
class _Scan:
    """The fields of a row as far as its lines have been read."""

    delimiter: str
    quote: str | None
    fields: list[str] = field(default_factory=list)
    is_open: bool = False
    is_stray: bool = False
    """Whether a closing quotation mark is followed by something else than a delimiter."""
    characters: int = 0
    _pieces: list[str] = field(default_factory=list)

    def feed(self, line: str) -> None:
        """Read the next line of the row."""
        self.characters += len(line) + 1
        if self.is_open:
            self._pieces.append("\n")
        elif self.quote is None or self.quote not in line:
            self.fields += line.split(self.delimiter)
            return
        place: int | None = 0
        while place is not None:
            place = self._quoted(line, place) if self.is_open else self._field(line, place)

    def _field(self, line: str, place: int) -> int | None:
        """Read a field from its beginning; return where reading goes on, None at the line's end."""
        if self.quote and line.startswith(self.quote, place):
            self.is_open = True
            return place + 1
        end = line.find(self.delimiter, place)
        self.fields.append(line[place:] if end < 0 else line[place:end])
        return None if end < 0 else end + 1

    def _quoted(self, line: str, place: int) -> int | None:
        """Read on inside quotation marks."""
        quote = self.quote or ""
        end = line.find(quote, place)
        if end < 0:
            self._pieces.append(line[place:])
            return None
        if line.startswith(quote, end + 1):
            self._pieces.append(line[place : end + 1])
            return end + 2
        self._pieces.append(line[place:end])
        self.fields.append("".join(self._pieces))
        self._pieces, self.is_open = [], False
        return self._behind(line, end + 1)

    def _behind(self, line: str, place: int) -> int | None:
        """Return where reading goes on behind a closed field: blanks may stand before the delimiter, nothing else."""
        while place < len(line) and line[place] in _BLANKS and line[place] != self.delimiter:
            place += 1
        if line.startswith(self.delimiter, place):
            return place + 1
        self.is_stray = place < len(line)
        return None


def fields_of(line: str, delimiter: str, quote: str | None) -> list[str] | None:
    """Return the fields of a row that is a single line, None where its quotation marks are not in order."""
    scan = _Scan(delimiter, quote)
    scan.feed(line)
    return None if scan.is_open or scan.is_stray else scan.fields


class Rows:
    """The rows of a table.  `width` is the number of fields that each should have, None until it is known.

    `joins` says that fields beyond them are no fault.
    """

    def __init__(self, lines: Iterator[Line], delimiter: str, quote: str | None, *, joins: bool = False) -> None:
        self.width: int | None = None
        self._lines = lines
        self._ahead: list[Line] = []
        self._number = 0
        self._delimiter, self._quote, self._joins = delimiter, quote, joins
        self._shapes: set[str] = set()
        self._names: set[str] = set()

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows in order; blank lines are none."""
        while (first := self._take()) is not None:
            if first.text is None:
                yield Row([], self._number, first, 0, f"a line of more than {LINE_BYTES} bytes")
            elif first.text:
                yield self._row(first, first.text)

    def _take(self) -> Line | None:
        line = self._ahead.pop() if self._ahead else next(self._lines, None)
        self._number += line is not None
        return line

    def _give_back(self, lines: Sequence[Line]) -> None:
        self._ahead += reversed(lines)
        self._number -= len(lines)

    def _row(self, first: Line, text: str) -> Row:
        number = self._number
        scan = self._scan(text)
        more: list[Line] = []
        while scan.is_open and scan.characters <= ROW_CHARACTERS and (line := self._take()) is not None:
            more.append(line)
            if line.text is None:
                break
            scan.feed(line.text)
        fault = self._fault(scan, more)
        if fault is None:
            self._learn(scan.fields)
            return Row(scan.fields, number, first, scan.characters)
        self._give_back(more)
        fields = self._scan(text).fields
        lost = self._lost(len(more), self._shapes or {_shape(field) for field in fields[:1]})
        characters = sum(len(line.text or "") + 1 for line in (first, *lost))
        is_rest = bool(lost) and not self._ahead and scan.is_open
        return Row(fields, number, first, characters, fault, lost, is_rest)

    def _scan(self, text: str) -> _Scan:
        scan = _Scan(self._delimiter, self._quote)
        scan.feed(text)
        return scan

    def _fault(self, scan: _Scan, more: Sequence[Line]) -> str | None:
        """Return what shows that the quotation marks of a row are not those that were meant, None for a sound one."""
        if scan.is_open:
            return "a quotation mark is not closed"
        if scan.is_stray:
            return "a closing quotation mark is followed by text"
        if not more or self.width is None:
            return None
        if not self._fits(len(scan.fields)):
            return f"{len(scan.fields)} fields on {len(more) + 1} lines, the header has {self.width}"
        rows = sum(self._is_another_row(line) for line in more)
        if rows >= _FEWEST_ROWS and 2 * rows >= len(more):
            return f"a quotation mark is closed only {len(more)} lines below, {rows} of which are rows themselves"
        return None

    def _fits(self, fields: int) -> bool:
        return self.width is None or fields == self.width or (self._joins and fields > self.width)

    def _lost(self, most: int, shapes: set[str]) -> tuple[Line, ...]:
        """Take and return the lines, of the next so many, that stand before one with which a row begins.

        Its first field looks like those of other rows, of which these are the `shapes`.
        """
        lost: list[Line] = []
        while len(lost) < most and (line := self._take()) is not None:
            if self._begins(line, shapes):
                self._give_back([line])
                break
            lost.append(line)
        return tuple(lost)

    def _begins(self, line: Line, shapes: set[str]) -> bool:
        """Return whether a row begins with a line: it has as many fields as it should, and the first is of one of the shapes."""
        if not line.text:
            return line.text is None
        scan = self._scan(line.text)
        is_whole = not (scan.is_open or scan.is_stray)
        if is_whole and not self._fits(len(scan.fields)):
            return False
        first = scan.fields[0] if scan.fields else ""
        return not shapes or len(shapes) >= _MOST_SHAPES or _shape(first) in shapes

    def _is_another_row(self, line: Line) -> bool:
        """Return whether a line inside a field is a row of the table: numbered as its rows are, by a number that none has had."""
        text = line.text or ""
        if self.width is None or self.width < 2 or text.count(self._delimiter) < self.width - 1:
            return False
        fields = self._scan(text).fields
        if not fields or not self._fits(len(fields)):
            return False
        shape = _shape(fields[0])
        return "0" in shape and shape in self._shapes and fields[0] not in self._names

    def _learn(self, fields: Sequence[str]) -> None:
        """Remember what the first fields of sound rows look like."""
        if self.width is None:
            return
        if len(self._shapes) < _MOST_SHAPES:
            self._shapes.add(_shape(fields[0]))
        if len(self._names) < _MOST_NAMES:
            self._names.add(fields[0][:_SHAPE_CHARACTERS])


def _shape(text: str) -> str:
    """Return what a field looks like: letters and digits by their kind, each run once; `Akte 17/3` is `Aa 0/0`."""
    kinds = "".join(
        "0" if sign.isdigit() else "A" if sign.isupper() else "a" if sign.isalpha() else sign
        for sign in text[:_SHAPE_CHARACTERS]
    )
    return _RUN.sub(r"\1", kinds)
