"""The parts of a file in which a statement on rights may stand: headings, paragraphs, list items, rows of tables, keyed lines.

Works on Markdown, plain text, HTML and other XML, JSON and YAML alike, by what a line or tag looks like; nothing is refused.
Offsets are those of the file: markup is blanked out, addresses in it are kept where they stand.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from licenses import hidden

Kind = Literal["heading", "lead", "paragraph", "item", "row", "keyed", "code"]
LEAD_LEVEL: Final = 9
"""Level of a line that ends in a colon and introduces what follows."""
LONGEST_HEADING: Final = 60
"""Characters up to which a line by itself is set as a heading."""
PSEUDO_LEVEL: Final = 7
"""Level of a short line by itself that is set as a heading without being marked as one."""
SHORTEST_PARAGRAPH: Final = 20
"""Characters below which what stands above a title is a badge or an anchor."""
_ADDRESS: Final = re.compile(r"(?:https?:)?//[^\s\"'<>]+")
_TAG: Final = re.compile(r"<(?P<name>[/!?]?[A-Za-z][\w:.-]*+)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>")
_ENTITY: Final = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
_ALT: Final = re.compile(r"\b(?:alt)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')", re.IGNORECASE)
_INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "emph",
        "font",
        "hi",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "orgname",
        "persname",
        "ptr",
        "q",
        "ref",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "svg",
        "tt",
        "u",
        "var",
        "wbr",
        "br",
        "lb",
        "name",
        "surname",
        "forename",
        "date",
        "ext-link",
        "xref",
        "bold",
        "italic",
    ]
)
_HEADING_TAGS: Final = {
    **{f"h{level}": level for level in range(1, 7)},
    **dict.fromkeys(("head", "title", "caption", "legend", "summary"), 6),
    **dict.fromkeys(("dt", "th", "label"), 8),
}
_ITEM_TAGS: Final = frozenset({"li", "item", "dd"})
_ROW_TAGS: Final = frozenset({"tr", "row"})
_CELL_TAGS: Final = frozenset({"td", "th", "cell", "entry"})
_MARKUP: Final = re.compile(
    r"\s*+(?:<!--.*?-->\s*)?<(?:!doctype|html|\?xml|tei\b|body|head|div|xml)", re.DOTALL | re.IGNORECASE
)
_HASHES: Final = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+\S|(={1,6})[ \t]*[^=\s]")
_UNDERLINE: Final = re.compile(r"[ \t]*(=+|-{3,}|~{3,}|\*{3,}|\^{3,})[ \t]*$")
_RULE: Final = re.compile(r"[ \t]*(?:[-*_=#~][ \t]*){3,}$")
_FENCE: Final = re.compile(r"[ \t]*(?:```|~~~)")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+•–·]|\[[ xX]\])[ \t]+\S")
_NUMBERED: Final = re.compile(r"[ \t]*\(?\d{1,2}[.)][ \t]+\S")
_ROW: Final = re.compile(r"[ \t]*\|.*\S|[^|\n]*\S[ \t]*\|.*\|[^|\n]*$|[^\t\n]+\t[^\n]*\S")
_ROW_RULE: Final = re.compile(r"[ \t|:+=-]+$")
_KEYED: Final = re.compile(r"[ \t>#*_\"'{]*[^\W\d][\w ()/.&äöüß-]{0,48}?[\"'*_]*[ \t]*[:=][ \t*_]*(?=\S)(?!//)")
_BOLD: Final = re.compile(r"[ \t]*(\*\*|__)[^*_\n]+\1:?[ \t]*$")


class Block(NamedTuple):
    """A part of a file: its kind, its offsets, and the level of a heading (1 is the highest)."""

    kind: Kind
    start: int
    end: int
    level: int = 0
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A file: its text, the same with markup blanked out, its parts in order, and what of it is not shown.

    `over` are the headings and leads over each part, `title` is the heading of the whole file, if it has one.
    """

    text: str
    shown: str
    blocks: tuple[Block, ...]
    unseen: tuple[hidden.Hidden, ...]
    over: tuple[tuple[Block, ...], ...]
    title: Block | None

    @classmethod
    def of(cls, text: str) -> Layout:
        """Return the layout of a file's text."""
        shown = blanked(text)
        parts = _parts(text, shown)
        return cls(text, shown, parts, hidden.unseen(text), headings_over(parts), _title(parts, shown))

    def at(self, start: int, end: int) -> int | None:
        """Return the position of the first part that a span touches, or None."""
        return next((at for at, block in enumerate(self.blocks) if block.start < end and block.end > start), None)

    def shown_of(self, block: Block) -> str:
        """Return what a part shows."""
        return self.shown[block.start : block.end]


def headings_over(parts: tuple[Block, ...]) -> tuple[tuple[Block, ...], ...]:
    """Return the headings and leads under which each part stands, the nearest first.

    A lead belongs to the paragraph that follows it, or to all items and rows that do.
    """
    over: list[tuple[Block, ...]] = []
    heads: list[Block] = []
    lead: tuple[Block, ...] = ()
    for block in parts:
        over.append((*lead, *reversed(heads)))
        if block.kind == "heading":
            heads = [head for head in heads if head.level < block.level] + [block]
        if block.kind in {"heading", "paragraph", "lead"}:
            lead = (block,) if block.kind == "lead" else ()
    return tuple(over)


def _title(parts: tuple[Block, ...], shown: str) -> Block | None:
    """Return the heading of the whole file: nothing but badges stands above, and all others are lower."""
    heads = [block for block in parts if block.kind == "heading"]
    if not heads or heads[0].level >= PSEUDO_LEVEL or any(other.level <= heads[0].level for other in heads[1:]):
        return None
    before = (shown[block.start : block.end] for block in parts if block.end <= heads[0].start)
    above = "".join(text for text in before if "](" not in text)
    return heads[0] if len(_ADDRESS.sub("", above).strip()) < SHORTEST_PARAGRAPH else None


def is_markup(text: str) -> bool:
    """Return whether a file is HTML or XML, in which line ends mean nothing."""
    return _MARKUP.match(text[:4000]) is not None


def blanked(text: str) -> str:
    """Return the text, of the same length, with tags, scripts and styles as blanks; addresses and `alt` texts stay."""
    if "<" in text:
        text = hidden.without(text, hidden.unread(text))
        text = _TAG.sub(_blank, text)
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return text


def _blank(match: re.Match[str]) -> str:
    tag = match.group()
    if "//" not in tag and "alt" not in tag:
        return " " * len(tag) if "\n" not in tag else re.sub(r"[^\n]", " ", tag)
    kept = [*((hit.start(), hit.end()) for hit in _ADDRESS.finditer(tag) if "xmlns" not in tag[: hit.start()][-30:])]
    kept += [hit.span(group) for hit in _ALT.finditer(tag) for group in (1, 2) if hit.group(group)]
    shown = [" "] * len(tag)
    for start, end in kept:
        shown[start:end] = tag[start:end]
    return "".join(shown)


def _character(match: re.Match[str]) -> str:
    character = html.unescape(match.group())
    return match.group() if character == match.group() else character[:1].ljust(len(match.group()), "\u00ad")


def blocks(text: str) -> tuple[Block, ...]:
    """Return the parts of a file in order; what is blank belongs to none."""
    return _parts(text, blanked(text))


def _parts(text: str, shown: str) -> tuple[Block, ...]:
    parts = _of_markup(text, shown) if is_markup(text) else _of_lines(shown)
    return tuple(_introducing(parts, shown))


def _introducing(parts: list[Block], shown: str) -> list[Block]:
    """Return the blocks with those that end in a colon as leads of what follows."""
    return [
        block._replace(kind="lead", level=LEAD_LEVEL)
        if block.kind in {"paragraph", "item", "keyed"}
        and shown[block.start : block.end].rstrip().rstrip("*_").endswith(":")
        else block
        for block in parts
    ]


def _of_markup(text: str, shown: str) -> list[Block]:
    parts: list[Block] = []
    start, kind, level = 0, "paragraph", 0
    row: int | None = None
    cells: list[tuple[int, int]] = []
    for match in _TAG.finditer(hidden.without(text, hidden.unread(text))):
        name = match["name"].casefold()
        bare = name.lstrip("/!?").rpartition(":")[2]
        if bare in _INLINE:
            continue
        if row is None or bare in _ROW_TAGS:
            _add(parts, kind, start, match.start(), level, shown)
        elif bare in _CELL_TAGS and shown[start : match.start()].strip():
            cells.append((start, match.start()))
        if bare in _ROW_TAGS:
            if name.startswith("/") and row is not None and cells:
                parts.append(Block("row", row, match.start(), 0, tuple(cells)))
            row, cells = (None if name.startswith("/") else match.start()), []
        kind, level = ("paragraph", 0) if name.startswith("/") else _kind_of(bare)
        # the text between two tags begins where the first one does, with its attributes
        start = match.end() if name.startswith("/") else match.start()
    _add(parts, kind, start, len(text), level, shown)
    return parts


def _kind_of(tag: str) -> tuple[Kind, int]:
    if tag in _HEADING_TAGS:
        return "heading", _HEADING_TAGS[tag]
    return ("item", 0) if tag in _ITEM_TAGS else ("paragraph", 0)


def _add(parts: list[Block], kind: str, start: int, end: int, level: int, shown: str) -> None:
    if shown[start:end].strip():
        parts.append(Block(kind, start, end, level))  # type: ignore[arg-type]


class _Line(NamedTuple):
    start: int
    end: int
    text: str


def _lines(shown: str) -> list[_Line]:
    lines, at = [], 0
    for text in shown.split("\n"):
        lines.append(_Line(at, at + len(text), text.rstrip()))
        at += len(text) + 1
    return lines


def _of_lines(shown: str) -> list[Block]:
    parts: list[Block] = []
    lines = _lines(shown)
    fences = {at for at, line in enumerate(lines) if _FENCE.match(line.text)}
    if len(fences) % 2:
        fences.discard(max(fences))  # one that never closes is none
    is_code = False
    for at, line in enumerate(lines):
        if at in fences:
            is_code = not is_code
        elif is_code:
            parts.append(Block("code", line.start, line.end))
        elif line.text.strip():
            _take_line(parts, lines, at)
    return parts


def _take_line(parts: list[Block], lines: list[_Line], at: int) -> None:
    line = lines[at]
    if _UNDERLINE.fullmatch(line.text) and parts and parts[-1].end == line.start - 1 and parts[-1].kind == "paragraph":
        parts[-1] = parts[-1]._replace(kind="heading", level=1 if "=" in line.text else 2)
        return
    if _RULE.fullmatch(line.text) or _ROW_RULE.fullmatch(line.text):
        return
    block = _block_of(lines, at)
    if (
        block.kind == "paragraph"
        and parts
        and parts[-1].kind in {"paragraph", "item", "keyed"}
        and parts[-1].end == line.start - 1
    ):
        parts[-1] = parts[-1]._replace(end=line.end)
    else:
        parts.append(block)


def _block_of(lines: list[_Line], at: int) -> Block:
    line = lines[at]
    hashes = _HASHES.match(line.text)
    if hashes:
        return Block("heading", line.start, line.end, len(hashes[1] or hashes[2]))
    if _BOLD.fullmatch(line.text) or _stands_alone(lines, at):
        return Block("heading", line.start, line.end, PSEUDO_LEVEL)
    if _ROW.fullmatch(line.text):
        return Block("row", line.start, line.end, 0, _cells(line))
    return Block(_kind_of_line(lines, at), line.start, line.end)


def _kind_of_line(lines: list[_Line], at: int) -> Kind:
    text = lines[at].text
    if _ITEM.match(text) or (_NUMBERED.match(text) and _begins(lines, at)):
        return "item"
    return "keyed" if _KEYED.match(text) and _begins(lines, at) else "paragraph"


def _begins(lines: list[_Line], at: int) -> bool:
    """Return whether a line does not go on with the sentence of the line above it."""
    above = lines[at - 1].text.strip() if at else ""
    return (
        not above
        or above[-1] in ".;:!?,|{[\"'}]"
        or _KEYED.match(above) is not None
        or _HASHES.match(above) is not None
    )


def _stands_alone(lines: list[_Line], at: int) -> bool:
    """Return whether a short line between blank ones, with something below it, is set as a heading."""
    text = lines[at].text.strip()
    is_marked = "//" in text or _ITEM.match(text) or _ROW.fullmatch(text) or _KEYED.match(text)
    is_short = len(text) <= LONGEST_HEADING and text[-1] not in ".:;,!?|" and not is_marked
    above = at == 0 or not lines[at - 1].text.strip()
    is_followed = (
        at + 1 < len(lines)
        and not lines[at + 1].text.strip()
        and any(lines[below].text.strip() for below in range(at + 2, len(lines)))
    )
    return is_short and above and is_followed


def _cells(line: _Line) -> tuple[tuple[int, int], ...]:
    sign = "|" if "|" in line.text else "\t"
    cells, at = [], line.start
    for cell in line.text.split(sign):
        if cell.strip():
            cells.append((at, at + len(cell)))
        at += len(cell) + 1
    return tuple(cells)
