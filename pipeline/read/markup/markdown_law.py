"""Statutes in BundesGit's Markdown to plain text, line by line.

BundesGit (github.com/bundestag/gesetze-tools, lawde.py and lawdown.py) writes headings, paragraphs, lists indented by
four, and tables as lists of lists: `*   *   first cell` and, below it, `    *   second cell`.  CommonMark would take what
is indented twice for code, and needs twenty times as long for it; only paragraphs with marks inside them go through it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.read.markup.markdown_render import Rendered, Style, inline_text

_INDENT = 4
_MARKER = re.compile(r"(?P<mark>[*+-]|\d{1,9}[.)])(?:[ \t]+(?P<rest>\S.*))?")
_HEADING = re.compile(r" {0,3}(?P<level>#{1,6})[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*")
_MARKS = frozenset("*+-0123456789")
_RULES = frozenset("-*_=")
_RULE = re.compile(r"[ \t]*(?:-[ \t]*){3,}|[ \t]*(?:\*[ \t]*){3,}|[ \t]*(?:_[ \t]*){3,}|={3,}")


def render_law(markdown: str, style: Style) -> Rendered:
    """Return the text: blocks separated by blank lines, items as `- ` or `1. `, a table's rows on lines, cells by ` | `."""
    writer = _Statute(style)
    for line in markdown.split("\n"):
        writer.take(line.rstrip())
    writer.end_row()
    return Rendered("".join(writer.parts).strip("\n"), writer.heading, 0)


@dataclass(slots=True)
class _Statute:
    style: Style
    parts: list[str] = field(default_factory=list)
    heading: str | None = None
    lines: list[str] = field(default_factory=list)  # of the current paragraph
    prefix: str = ""  # its marker
    cells: list[str] | None = None  # of the current row
    column: int = 0  # where that row's cells begin
    was_row: bool = False

    def take(self, line: str) -> None:
        """Process one line."""
        text = line.lstrip()
        if not text:
            self._end_paragraph()
            return
        indent, sign = len(line) - len(text), text[0]
        marker = _MARKER.fullmatch(text) if sign in _MARKS else None
        if sign in _RULES and _RULE.fullmatch(line):
            self._end_paragraph()
        elif sign == "#" and (heading := _HEADING.fullmatch(line)):
            self._head(heading)
        elif self.cells is not None and self._in_row(indent, text, marker):
            return
        elif marker is not None and (not self.lines or not marker["mark"][0].isdigit()):
            self._item(indent, marker)
        else:
            if not self.lines and self.cells is not None:
                self.end_row()
            self.lines.append(text)

    def _head(self, heading: re.Match[str]) -> None:
        self.end_row()
        text = inline_text(heading["text"], self.style)
        if heading["level"] == "#" and self.heading is None:
            self.heading = text or None
        self._write(text)

    def _in_row(self, indent: int, text: str, marker: re.Match[str] | None) -> bool:
        """Return whether a line belongs to the current row, and add it there: as a new cell, or to the last one."""
        if marker is not None and indent == self.column and marker["mark"] == "*":
            self._end_paragraph()
            self.cells = [*(self.cells or []), ""]
            self.lines = [marker["rest"]] if marker["rest"] else []
        elif indent > self.column or (self.lines and marker is None):
            self.lines.append(text)
        else:
            return False
        return True

    def _item(self, indent: int, marker: re.Match[str]) -> None:
        rest = marker["rest"] or ""
        inner = _MARKER.fullmatch(rest)
        if marker["mark"] == "*" and inner is not None and inner["mark"] == "*":
            self.end_row()
            self.cells, self.column = [""], indent + _INDENT
            self.lines = [inner["rest"]] if inner["rest"] else []
            return
        self.end_row()
        number = marker["mark"] if marker["mark"][0].isdigit() else "-"
        self.prefix = f"{'  ' * (indent // _INDENT)}{number} "
        self.lines = [rest] if rest else []

    def _end_paragraph(self) -> None:
        text = inline_text("\n".join(self.lines), self.style) if self.lines else ""
        self.lines = []
        if self.cells is not None:
            self.cells[-1] = f"{self.cells[-1]} {text}".strip()
        elif text:
            self._write(self.prefix + text)
            self.prefix = ""

    def end_row(self) -> None:
        """Write the current paragraph, and the row that it ends."""
        self._end_paragraph()
        cells, self.cells = self.cells, None
        self.prefix = ""
        if cells is not None and any(cells):
            self._write(" | ".join(cell.replace("\n", " ") for cell in cells).rstrip(), is_row=True)

    def _write(self, text: str, *, is_row: bool = False) -> None:
        if not text.strip():
            return
        if self.parts:
            self.parts.append("\n" if is_row and self.was_row else "\n\n")
        self.parts.append(text)
        self.was_row = is_row
