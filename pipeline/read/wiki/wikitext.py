"""Wikitext to plain text: what a reader of the page sees as running text, without boxes, notes and page furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from pipeline.read.wiki.layout import laid_out
from pipeline.read.wiki.pairs import GONE, HOLE, HOLE_END, LINE, Pair, Pairs, set_apart
from pipeline.read.wiki.prefixes import CATEGORIES, FILES, LANGUAGES
from pipeline.read.wiki.templates import TEXT_TEMPLATES, shown_by, unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DEEPEST: Final = 60  # MediaWiki expands to a depth of 40
_INLINE: Final = re.compile(
    r"'{2,}|__[A-ZÄÖÜ_]{3,40}__|-?\{\||\|\}|\[\[|\]\]|\{\{|\}\}"
    r"|<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]{0,20})(?:\s[^<>]{0,1000}|/)?>"
)
_BLOCKS: Final = frozenset("div p blockquote poem center table ul ol dl caption tbody thead section gallery".split())  # noqa: SIM905  words
_LINES: Final = frozenset({"li", "dt", "dd", "tr"})
_PLAIN: Final = frozenset(
    [
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "includeonly",
        "ins",
        "kbd",
        "mark",
        "math",
        "nowiki",
        "noinclude",
        "onlyinclude",
        "pre",
        "q",
        "rb",
        "ref",
        "references",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "td",
        "th",
        "tfoot",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "languages",
        "translate",
        "tvar",
        "nowrap",
    ]
)
_NAME: Final = re.compile(r"[\s_]+")
_PIPE_TRICK: Final = re.compile(r"\s*\([^()]*\)$|,.*$")
_ATTRIBUTES: Final = re.compile(r"[^\[{<]*?\w\s*=\s*[\"'\w]")
_ROW: Final = re.compile(r"^[ \t]*\|-.*$", re.MULTILINE)
_CELL: Final = re.compile(r"^[ \t]*[|!]|\|\||!!", re.MULTILINE)


class Rendered(NamedTuple):
    """The running text, and how many holes in its sentences nothing in the page could fill (`[...]`)."""

    text: str
    holes: int


@dataclass(frozen=True, slots=True)
class Wiki:
    """What is known of a wiki and wanted of its pages: tables or not, its templates, language and own namespaces."""

    tables: bool = False
    templates: Mapping[str, int] = field(default_factory=lambda: TEXT_TEMPLATES)
    language: str = "de"
    hidden_spaces: frozenset[str] = FILES | CATEGORIES


def render(source: str, wiki: Wiki, title: str = "") -> Rendered:
    """Return the text: paragraphs separated by an empty line, list items and `<br>` on lines of their own.

    References, files and categories go; tables by choice, their cells separated by tabs.  Templates show the argument that
    `templates` names, parser functions their value; what another template would show in a sentence is its only argument,
    or a hole.  Headings that have nothing left below them go too.  The time is linear in the text.
    """
    text, kept = set_apart(f"\n{source}")
    page = _Page(Pairs.of(text), wiki, title)
    return Rendered(*laid_out(page.render(0, len(text)), kept))


@dataclass(slots=True)
class _Page:
    pairs: Pairs
    wiki: Wiki
    title: str
    depth: int = 0

    def render(self, start: int, stop: int) -> str:
        """Return the raw text of `text[start:stop]`, with the marks of layout."""
        text = self.pairs.text
        if self.depth > _DEEPEST:
            return HOLE + HOLE_END
        self.depth += 1
        parts: list[str] = []
        at = start
        for place, pair in self.pairs.within(start, stop):
            parts += [_inline(text[at:place]), self._pair(pair)]
            at = pair.end
        parts.append(_inline(text[at:stop]))
        self.depth -= 1
        return "".join(parts)

    def _pair(self, pair: Pair) -> str:
        reader = _READERS.get(pair.kind)
        if reader is not None:
            return reader(self, pair)
        return "" if pair.kind.endswith("hidden") else self.render(pair.start, pair.stop)

    def _parameter(self, pair: Pair) -> str:
        pieces = self.pairs.split(pair.start, pair.stop)
        return self.render(*pieces[1]) if len(pieces) > 1 else HOLE + HOLE_END

    def _poem(self, pair: Pair) -> str:
        return "\n\n" + self.render(pair.start, pair.stop).strip().replace("\n", LINE) + "\n\n"

    def _template(self, pair: Pair) -> str:
        pieces = self.pairs.split(pair.start, pair.stop)
        name = _NAME.sub(" ", self.render(*pieces[0])).strip(f" {GONE}")
        name = name.removeprefix("subst:").removeprefix("safesubst:")
        place = self.wiki.templates.get(name.partition(":")[2].lower() if name.startswith("Vorlage:") else name.lower())
        if place == 0 or name.lower().startswith("infobox"):
            return GONE
        arguments = [self.render(*piece) for piece in pieces[1:]]
        if place is not None:
            return _argument(arguments, place)
        shown = shown_by(name, arguments, self.title, self.wiki.language)
        return unknown(arguments) if shown is None else shown

    def _link(self, pair: Pair) -> str:
        text = self.pairs.text
        pieces = self.pairs.split(pair.start, pair.stop)
        target = " ".join(text[slice(*pieces[0])].replace("_", " ").split())
        space = target.partition(":")[0].strip().casefold() if ":" in target[1:] and not target.startswith(":") else ""
        if space in self.wiki.hidden_spaces or (len(pieces) == 1 and space in LANGUAGES):
            return ""
        if len(pieces) == 1:
            return self.render(*pieces[0]).lstrip(":")
        label = self.render(pieces[1][0], pieces[-1][1])
        return label if label.strip() else _PIPE_TRICK.sub("", target.lstrip(":").rpartition(":")[2])

    def _address(self, pair: Pair) -> str:
        blank = re.compile(r"[ \t]").search(self.pairs.text, pair.start, pair.stop)
        return self.render(blank.end(), pair.stop) if blank else ""

    def _table(self, pair: Pair) -> str:
        """Return rows on lines, cells separated by tabs; the first line holds the table's attributes."""
        if not self.wiki.tables:
            return "\n\n"
        if pair.kind == "<table>":
            return f"\n\n{self.render(pair.start, pair.stop)}\n\n"
        begin = self.pairs.text.find("\n", pair.start, pair.stop)
        rows = _ROW.split(self.render(begin, pair.stop)) if begin >= 0 else []
        return "\n\n" + "".join(f"{LINE}{row}" for row in map(_row, rows) if row.strip()) + "\n\n"


_READERS: Final[Mapping[str, Callable[[_Page, Pair], str]]] = {
    "{{": _Page._template,
    "{{{": _Page._parameter,
    "link": _Page._link,
    "address": _Page._address,
    "table": _Page._table,
    "<table>": _Page._table,
    "<poem>": _Page._poem,
}


def _row(row: str) -> str:
    cells = [" ".join(_cell(cell).replace(LINE, " ").split()) for cell in _CELL.split(row)[1:]]
    return "\t".join(cells)


def _cell(cell: str) -> str:
    before, bar, after = cell.partition("|")
    return after if bar and _ATTRIBUTES.match(before) else cell


def _argument(arguments: list[str], place: int) -> str:
    """Return the argument with that number: named by it, or counted among those without a name."""
    count = 0
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if equals and name.strip() == str(place):
            return value.strip()
        count += not equals or not name.strip().isalnum()
        if count == place and (not equals or not name.strip().isalnum()):
            return argument
    return GONE


def _inline(text: str) -> str:
    return _INLINE.sub(_mark, text) if text else ""


def _mark(match: re.Match[str]) -> str:
    """Return what is left of a mark: apostrophes of bold and italics, switches, tags, and marks without a partner."""
    if match["tag"] is None:
        count = len(match.group())
        is_quotes = match.group().startswith("'")
        return "'" * (1 if count == 4 else max(0, count - 5)) if is_quotes else ""
    tag = match["tag"].lower()
    if tag == "br" or tag in _LINES:
        return LINE
    if tag == "hr" or tag in _BLOCKS:
        return "\n\n"
    if tag in ("td", "th"):
        return "" if match["end"] else "\t"
    return "" if tag in _PLAIN else match.group()
