"""The text of a page's tree as a reader sees it, in one walk without recursion: pages are nested as deep as anybody likes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NO_TEXT: Final = frozenset(
    {
        *(
            "head",
            "script",
            "style",
            "template",
            "noscript",
            "svg",
            "iframe",
            "object",
            "audio",
            "video",
            "canvas",
            "rp",
        ),
        *("annotation", "annotation-xml"),
    }
)
_NO_CONTENT: Final = frozenset({"nav", "select", "textarea", "datalist", "button"})
_BLOCKS: Final = (
    *(
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "table",
        "thead",
        "tbody",
        "section",
        "article",
    ),
    *(
        "header",
        "footer",
        "aside",
        "main",
        "figure",
        "details",
        "form",
        "blockquote",
        "pre",
        "center",
        "hr",
        "fieldset",
    ),
    *("address", "body", "html", "hgroup", "menu", "search", "dir", "listing", "xmp", "frameset", "optgroup", "tfoot"),
)
_LINES: Final = ("li", "tr", "dt", "dd", "figcaption", "caption", "summary", "label", "legend", "option", "br")
_SET: Final = frozenset({"pre", "listing", "xmp"})
_CELLS: Final = frozenset({"td", "th"})
_LINE_MARK, _BLOCK_MARK = "\ufdd0", "\ufdd1"  # noncharacters: no text may have them
_SET_MARKS: Final = {ord("\n"): "\ufdd2", ord(" "): "\ufdd3", ord("\t"): "\ufdd4"}
_UNSET: Final = {ord(mark): chr(blank) for blank, mark in _SET_MARKS.items()}
_MARKS: Final = {**dict.fromkeys(_LINES, _LINE_MARK), **dict.fromkeys(_BLOCKS, _BLOCK_MARK)}
_MARK = re.compile(f"[{_LINE_MARK}{_BLOCK_MARK}]+")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTENT: Final = ("p", "h1", "h2", "h3", "article", "main")


def text_of(root: HtmlElement | etree._Element, *, is_page: bool = True) -> str:
    """Return the text below an element: blocks separated by blank lines, items and rows on lines, cells by ` | `.

    Not seen are scripts, navigation, controls, forms that hold no text but their labels, and what the page hides by an
    attribute; without `is_page` only scripts and the like.  Blocks in a cell of a table of data are part of its row; a
    cell that holds several lays out the page.
    """
    walk = _Walk()
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        is_unseen = event in ("start", "end") and _is_unseen(element, is_page=is_page)
        if event == "start":
            if is_unseen:
                walker.skip_subtree()
            else:
                walk.begin(element)
        elif event == "end":
            if not is_unseen:
                walk.end(element)
            walk.add(element.tail if element is not root else None)
        else:
            walk.add(element.tail)
    return walk.text()


def _is_unseen(element: etree._Element, *, is_page: bool) -> bool:
    tag = element.tag
    if tag in _NO_TEXT:
        return True
    if not is_page:
        return False
    if tag in _NO_CONTENT or element.get("hidden") is not None:
        return True
    style = element.get("style")
    if style is not None and _HIDDEN.search(style):
        return True
    return tag == "form" and next(element.iter(*_CONTENT), None) is None


@dataclass(slots=True)
class _Walk:
    parts: list[str] = field(default_factory=list)
    set_depth: int = 0  # how many elements around keep their line ends
    cells: list[bool] = field(default_factory=list)  # of the cells around: is it a cell of data
    was_data: bool = True  # was the cell before one

    def begin(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _CELLS:
            self._begin_cell(element)
        else:
            self._break(str(tag))
        self.set_depth += tag in _SET
        self.add(element.text)

    def end(self, element: etree._Element) -> None:
        tag = element.tag
        self.set_depth -= tag in _SET
        if tag in _CELLS:
            self.was_data = self.cells.pop()
        elif tag != "br":
            self._break(str(tag))

    def add(self, text: str | None) -> None:
        if text:
            self.parts.append(text.translate(_SET_MARKS) if self.set_depth else text)

    def _break(self, tag: str) -> None:
        mark = _MARKS.get(tag)
        if mark is not None:
            self.parts.append(" " if self.cells and self.cells[-1] else mark)

    def _begin_cell(self, cell: etree._Element) -> None:
        before = cell.getprevious()
        is_data = next(islice(cell.iter(*_BLOCKS, "li"), 1, 2), None) is None
        if before is not None and before.tag in _CELLS:
            self.parts.append(" | " if is_data and self.was_data else _BLOCK_MARK)
        self.cells.append(is_data)

    def text(self) -> str:
        """Return what was gathered, blanks as HTML counts them."""
        flowing = _BLANKS.sub(" ", "".join(self.parts))
        pieces: list[str] = []
        is_block, at = False, 0
        for mark in [*_MARK.finditer(flowing), None]:
            line = flowing[at : mark.start() if mark else len(flowing)].strip(" ").translate(_UNSET).strip("\n")
            if line:
                pieces += [("\n\n" if is_block else "\n") if pieces else "", line]
                is_block = False
            if mark:
                is_block = is_block or _BLOCK_MARK in mark.group()
                at = mark.end()
        return "".join(pieces)
