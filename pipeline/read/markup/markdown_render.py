"""CommonMark and GFM tables to plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

from pipeline.read.html_pieces import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token

_STARS = re.compile(r"\*\*+")  # bold that CommonMark does not close: `**Zeit: 9 Uhr **`
_LINK_IN_HTML = re.compile(r"(?<!!)\[([^\[\]\n]{0,1000})\]\([^()\n]{0,1000}\)")
_MARKUP = re.compile(r"[*_\\`<>&\[\]~]")
_HARD_END = "  \n"
_ALERT = re.compile(r"^\[!\s*[^\]\n]{1,30}\]?[ \t]*")
_BREAK_TAG = re.compile(r"<br\b", re.IGNORECASE)
_DEFINITION = re.compile(r"\n:[ \t]+")
_DEFINED = re.compile(
    r":[ \t]+(?=\S)"
)  # what stands before a definition, in a list (MDN) or a paragraph (PHP Markdown Extra)
_LINE_END_HYPHEN = re.compile(r"(?<![^\W\d_]-)\n(?!\|)")  # `clean` judges words that a line's end breaks
_HARD_BREAK = "\ufdd0"  # a noncharacter: no text may have it
_ROW = re.compile(r"^\|(.*?)\|?[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class Rendered:
    """Plain text, its first heading of level one, else its first heading, and how many characters of it are code."""

    text: str
    heading: str | None
    code_characters: int


@dataclass(slots=True)
class Style:
    """How to write what Markdown marks up."""

    keep_fences: bool = True
    keep_inline_code: bool = True
    join_lines: bool = True
    hollow_headings: bool = True  # do headings stay that have nothing below them


@lru_cache(maxsize=2)
def _parser(*, indented_code: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return parser if indented_code else parser.disable("code")


def render(markdown: str, style: Style, *, indented_code: bool) -> Rendered:
    """Return the text: headings and blocks separated by blank lines, items as `- ` or `1. `, cells separated by ` | `.

    Without `indented_code` what is indented is a paragraph or a list, as in statutes.
    """
    writer = _Writer(style)
    for token in _parser(indented_code=indented_code).parse(markdown):
        writer.write(token)
    writer.drop_hollow(1)
    return Rendered("".join(writer.parts).strip("\n"), writer.heading, writer.code_characters)


def inline_text(markdown: str, style: Style) -> str:
    """Return a paragraph's text: one that has no sign of markup is only unwrapped, which is most of a statute."""
    if _MARKUP.search(markdown) is None and _HARD_END not in markdown:
        return unwrapped(markdown, style)
    writer = _Writer(style)
    return writer.joined(_parser(indented_code=False).parseInline(markdown)[0].children or [])


@dataclass(slots=True)
class _Writer:
    style: Style
    parts: list[str] = field(default_factory=list)
    heading: str | None = None
    level: str | None = None  # of that heading
    code_characters: int = 0
    marker: str = ""
    lists: list[str] = field(default_factory=list)
    row: list[str] | None = None
    opened: str = ""
    heads: list[tuple[int, int]] = field(
        default_factory=list
    )  # levels, and places in `parts`, of those with no text yet
    is_tight: bool = False
    is_first: bool = False

    def write(self, token: Token) -> None:
        """Process one token; kinds without text (closing tags, rules) are skipped."""
        handler = _HANDLERS.get(token.type)
        if handler is not None:
            handler(self, token)

    def _paragraph(self, token: Token) -> None:
        self.is_tight = token.hidden

    def _open(self, token: Token) -> None:
        self.opened = token.tag
        self.is_tight = False

    def _open_list(self, token: Token) -> None:
        self.is_first = not self.lists
        self.lists.append(token.type)

    def _close_list(self, _token: Token) -> None:
        self.lists.pop()
        self.is_tight = bool(self.lists)

    def _html(self, token: Token) -> None:
        self._block(_STARS.sub("", _LINK_IN_HTML.sub(r"\1", text_of(token.content))))

    def _open_table(self, _token: Token) -> None:
        self.is_tight = False

    def _open_row(self, _token: Token) -> None:
        self.row = []

    def _inline(self, token: Token) -> None:
        text = self.joined(token.children or [])
        if self.row is not None:
            self.row.append(text.replace("\n", " ").strip())
            return
        if self.opened.startswith("h"):
            self._head(" ".join(text.split()))
            self.opened = ""
            return
        if self.opened == "blockquote":
            text = _ALERT.sub("", text).lstrip()
        self.opened = ""
        self._block(self._undefined(text))

    def _undefined(self, text: str) -> str:
        """Return a definition without the colon before it; as an item of a list it loses the list's mark too."""
        colon = _DEFINED.match(text)
        if colon is None or not (self.marker or self.parts):
            return text
        if self.marker:
            self.marker = " " * len(self.marker)
        return text[colon.end() :]

    def _item(self, token: Token) -> None:
        number = f"{token.info}{token.markup}" if token.info else "-"
        self.marker = f"{self.marker or '  ' * (len(self.lists) - 1)}{number} "

    def _head(self, text: str) -> None:
        if text and (self.level is None or (self.opened == "h1" and self.level != "h1")):
            self.heading, self.level = text, self.opened
        if not text:
            return
        level = int(self.opened[1])
        self.drop_hollow(level)
        above = [*self.heads, (level, len(self.parts))]
        self._block(text)
        self.heads = above

    def drop_hollow(self, level: int) -> None:
        """Take back the headings of this level or below that no text has followed."""
        while not self.style.hollow_headings and self.heads and self.heads[-1][0] >= level:
            del self.parts[self.heads.pop()[1] :]

    def _end_item(self, _token: Token) -> None:
        self.marker = ""

    def _code(self, token: Token) -> None:
        if not self.style.keep_fences:
            return
        code = token.content.strip("\n")
        self.code_characters += len(code)
        self.is_tight = False
        self._block(code)

    def _end_row(self, _token: Token) -> None:
        cells = self.row or []
        self.row = None
        if any(cells):
            self._block(" | ".join(cells).rstrip())
        self.is_tight = True

    def _block(self, text: str) -> None:
        text = text.strip("\n")
        if not text.strip():
            return
        if self.parts:
            is_line = self.is_tight and not self.is_first and (self.marker or not self.lists)
            self.parts.append("\n" if is_line else "\n\n")
        self.parts.append(self.marker + text)
        self.heads = []
        self.is_first = False
        self.marker = ""

    def joined(self, children: list[Token]) -> str:
        """Return the text of a paragraph's parts; hard breaks stay, soft ones are unwrapped."""
        parts: list[str] = []
        for child in children:
            kind = child.type
            if kind == "text":
                parts.append(_STARS.sub("", child.content))
            elif kind == "softbreak":
                parts.append("\n")
            elif kind == "code_inline" and self.style.keep_inline_code:
                parts.append(child.content)
                self.code_characters += len(child.content)
            elif kind == "hardbreak" or (kind == "html_inline" and _BREAK_TAG.match(child.content)):
                parts.append(_HARD_BREAK)
        text = "".join(parts)
        if "\n" in text:
            text = unwrapped(text, self.style)
        return text.replace(_HARD_BREAK, "\n").strip()


def unwrapped(text: str, style: Style) -> str:
    """Return a paragraph's lines as one, except rows between bars and words that a hyphen breaks."""
    if "\n:" in text:
        text = _DEFINITION.sub(": ", text)
    if text.startswith("|") or "\n|" in text:
        return _ROW.sub(lambda row: " | ".join(cell.strip() for cell in row[1].split("|")), text)
    if not style.join_lines:
        return text
    return _LINE_END_HYPHEN.sub(" ", text) if "-\n" in text else text.replace("\n", " ")


_HANDLERS: Final[dict[str, Callable[[_Writer, Token], None]]] = {
    "inline": _Writer._inline,
    "paragraph_open": _Writer._paragraph,
    "heading_open": _Writer._open,
    "blockquote_open": _Writer._open,
    "list_item_open": _Writer._item,
    "list_item_close": _Writer._end_item,
    "bullet_list_open": _Writer._open_list,
    "ordered_list_open": _Writer._open_list,
    "bullet_list_close": _Writer._close_list,
    "ordered_list_close": _Writer._close_list,
    "fence": _Writer._code,
    "code_block": _Writer._code,
    "html_block": _Writer._html,
    "table_open": _Writer._open_table,
    "tr_open": _Writer._open_row,
    "tr_close": _Writer._end_row,
}
