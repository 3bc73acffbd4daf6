"""Wikitext to plain text: what a reader of the page sees as running text, without boxes, notes and page furniture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import mwparserfromhell
from mwparserfromhell.nodes import ExternalLink, Heading, HTMLEntity, Tag, Template, Text, Wikilink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PARSE_ERRORS: Final = (mwparserfromhell.parser.ParserError, RecursionError)
"""What the parser raises on wikitext that it cannot read."""

TEXT_TEMPLATES: Final[Mapping[str, int]] = {
    '"': 1, "zitat": 1, "zitat-de": 1, "lang": 2, "nowrap": 1, "nobr": 1, "sic": 1, "okina": 0, "lückentext": 1, "s": 0,
}  # fmt: skip
"""Templates of the German Wikipedia that stand for running text: their number of the parameter that holds it."""

_GONE: Final = "\x00"  # no XML document can contain these three
_LINE: Final = "\x01"
_HEAD: Final = "\x02"
_DROPPED: Final = frozenset(
    {
        "ref", "references", "gallery", "math", "chem", "timeline", "imagemap", "score", "graph", "templatestyles", "hiero",
        "section", "indicator", "mapframe", "maplink", "categorytree", "inputbox", "style", "script", "noinclude",
    }
)  # fmt: skip
_BLOCKS: Final = frozenset({"div", "p", "blockquote", "poem", "center", "table", "tr", "ul", "ol", "dl"})
_MARKERS: Final = frozenset({"li", "dt", "dd"})
_FILES: Final = frozenset({"datei", "file", "bild", "image", "media", "medium"})
_CATEGORIES: Final = frozenset({"kategorie", "category"})
_INTERWIKI: Final = re.compile(r"[a-z]{2,3}(-[a-z]+)*$")
_STRAY: Final = re.compile(
    r"'{2,5}|__[A-ZÄÖÜ_]+?__|\[\[|\]\]|\{\{|\}\}|\{\||\|\}|</?(?:ref|div|span|small|center|table|tr|td|th|font|gallery)\b[^<>]*>"
)
"""Switches, and marks that the parser leaves as text because their partner is missing."""
_HOLLOW: Final = re.compile(r"\s?[(\[][\s,;:–\x00-]*\x00[\s,;:–\x00-]*[)\]]")
_MARKS: Final = re.compile(r"\n?\x01+")
_BLANKS: Final = re.compile(r"[ \t\x00]+")


def plain(source: str, *, tables: bool, templates: Mapping[str, int] = TEXT_TEMPLATES) -> str:
    """Return the running text: paragraphs separated by an empty line, list items and `<br>` on lines of their own.

    Templates, references, files and categories go, except the `templates` that stand for text; tables by choice, their
    cells separated by tabs.  Headings that have nothing left below them go too.  Raises one of PARSE_ERRORS.
    """
    code = mwparserfromhell.parse(source, skip_style_tags=False)
    return _layout("".join(_nodes(code.nodes, tables, templates)))


def _nodes(nodes: Iterable[Any], tables: bool, templates: Mapping[str, int]) -> Iterator[str]:  # noqa: FBT001  private
    for node in nodes:
        if isinstance(node, Text):
            yield _STRAY.sub("", str(node.value))
        elif isinstance(node, Wikilink):
            yield "".join(_link(node, tables, templates))
        elif isinstance(node, Tag):
            yield from _tag(node, tables, templates)
        elif isinstance(node, Heading):
            yield f"\n\n{_HEAD}{node.level}{''.join(_nodes(node.title.nodes, tables, templates)).strip()}\n\n"
        elif isinstance(node, HTMLEntity):
            yield node.normalize()
        elif isinstance(node, ExternalLink):
            shown = node.title.nodes if node.title else [] if node.brackets else node.url.nodes
            yield "".join(_nodes(shown, tables, templates))
        elif isinstance(node, Template):
            yield "".join(_template(node, tables, templates))


def _link(node: Any, tables: bool, templates: Mapping[str, int]) -> Iterator[str]:  # noqa: FBT001  private
    title = str(node.title).strip()
    space = title.partition(":")[0].strip().lower() if ":" in title[1:] and not title.startswith(":") else ""
    if space in _FILES or space in _CATEGORIES or (node.text is None and _INTERWIKI.match(space)):
        return
    shown = node.text if node.text is not None else mwparserfromhell.parse(title.lstrip(":"))
    yield from _nodes(shown.nodes, tables, templates)


def _tag(node: Any, tables: bool, templates: Mapping[str, int]) -> Iterator[str]:  # noqa: FBT001  private
    name = str(node.tag).strip().lower()
    if (name in _MARKERS and node.wiki_markup) or name == "br":
        yield _LINE
    elif name == "hr":
        yield "\n\n"
    elif name in _DROPPED or (name == "table" and not tables):
        yield _GONE
    elif node.contents is not None:
        inner = "".join(_nodes(node.contents.nodes, tables, templates))
        yield _enclosed(name, inner)


def _enclosed(name: str, inner: str) -> str:
    if name in {"td", "th"}:
        return "\t" + " ".join(inner.replace(_LINE, " ").split())
    if name == "tr":
        return f"\n{_LINE}" + inner.replace("\n", "").lstrip("\t ") if inner.strip() else ""
    if name == "poem":
        return "\n\n" + inner.strip().replace("\n", f"\n{_LINE}") + "\n\n"
    if name in _MARKERS:
        return f"\n{_LINE}{inner.strip()}\n"
    return f"\n\n{inner}\n\n" if name in _BLOCKS else inner


def _template(node: Any, tables: bool, templates: Mapping[str, int]) -> Iterator[str]:  # noqa: FBT001  private
    place = str(templates.get(str(node.name).strip().lower(), 0))
    if place != "0" and node.has(place):
        yield from _nodes(node.get(place).value.nodes, tables, templates)
    else:
        yield _GONE


def _layout(raw: str) -> str:
    """Return the blocks of the raw text; a heading stays only if text follows before the next of its rank or higher."""
    blocks: list[tuple[int, str]] = []
    for block in re.split(r"\n[ \t\x00]*\n\s*", _MARKS.sub(f"\n{_LINE}", _HOLLOW.sub("", raw))):
        if block.strip().startswith(_HEAD):
            level, title = int(block.strip()[1]), _tidy(block.strip()[2:])
            _drop_hollow(blocks, level)
            blocks.append((level, title))
        elif text := _lines(block):
            blocks.append((0, text))
    _drop_hollow(blocks, 1)
    return "\n\n".join(text for _, text in blocks if text)


def _drop_hollow(blocks: list[tuple[int, str]], level: int) -> None:
    while blocks and blocks[-1][0] >= level:
        blocks.pop()


def _lines(block: str) -> str:
    """Return the block with its marked lines on lines of their own and all other line ends as blanks."""
    lines: list[str] = []
    for number, line in enumerate(block.split("\n")):
        text = _tidy(line.replace(_LINE, ""))
        if not text:
            continue
        if line.lstrip(_GONE + " ").startswith(_LINE) or number == 0 or not lines:
            lines.append(text)
        else:
            lines[-1] = f"{lines[-1]} {text}"
    return "\n".join(lines)


def _tidy(text: str) -> str:
    cells = [_BLANKS.sub(" ", cell).strip() for cell in text.split("\t")]
    return re.sub(r" +([,.;:!?)])", r"\1", "\t".join(cells)).strip() if _GONE in text else "\t".join(cells).rstrip("\t")
