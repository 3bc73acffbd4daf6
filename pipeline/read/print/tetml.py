"""Format `tetml`: TETML of PDFlib's Text Extraction Toolkit (TET 3 to 5), the text of a PDF word by word.

Words are set together with the signs that belong to them, lines to paragraphs; letters too small to be seen and figures of
notes stay out, and so do heads and feet that come again from page to page.  Native id: the member's path without suffixes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read.document import Document, Fault
from pipeline.read.print.paragraphs import Line, LineBreaks, set_block, set_blocks
from pipeline.read.print.running_heads import furniture
from pipeline.read.reader import Reader
from pipeline.read.xml import XmlOptions, child, children, descendants, flat, native_id, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from pipeline.read.reader import Part

SMALLEST_POINTS: Final = 1.0
"""Letters smaller than this are marks for programs, not for readers."""

LINE_POINTS: Final = 4.0
"""Words whose feet stand further apart are of different lines."""

REST: Final = 60
"""Characters beside a sentence that stands for a text, of a document that has a text of its own."""

_CLOSING: Final = re.compile(r"[,.;:!?)\]}»“”’…%]+")
_OPENING: Final = re.compile(r"[(\[{«„‚]+")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_NUMBERS_ONLY: Final = re.compile(r"[\d\s./–-]{1,40}")


class TetmlOptions(XmlOptions):
    """Options: how lines end; whether heads and feet and figures of notes are read too.

    `skip_texts` are sentences that stand for a document that is not there: paragraphs that hold
    one of them stay out, and what has no other is `empty`.
    """

    line_breaks: LineBreaks = "auto"
    running_heads: bool = False
    note_figures: bool = False
    skip_texts: tuple[str, ...] = ()


def read(part: Part, options: TetmlOptions) -> Iterator[Document | Fault]:
    """Yield the document, a Fault `empty` where no word can be seen; ReadError where it is no TETML."""
    member = part.member
    root = parse(member, options, frozenset({"TET"}))
    pages = [[_paragraph(para, options) for para in _paragraphs(page)] for page in descendants(root, "Page")]
    if not options.running_heads:
        pages = [_without_heads(page, taken) for page, taken in zip(pages, furniture(_texts(pages)), strict=True)]
    blocks = [set_block([line for line in lines if line.text], options.line_breaks) for page in pages for lines in page]
    standing = [block for block in blocks if _stands_for(block, options)]
    text = set_blocks(block for block in blocks if block not in standing)
    document_id = native_id(member, options)
    if not text or (standing and len(text) < REST):
        why = f"a sentence stands for it: {standing[0][:200]!r}" if standing else "no word that can be seen"
        yield Fault("empty", why, document_id, len(text))
        return
    info = child(root, "Document", "DocInfo")
    yield Document(
        document_id,
        text,
        title=flat(child(info, "Title")) or None,
        authors=tuple(filter(None, [flat(child(info, "Author"))])),
        extra={"pages": len(pages), **({"created": created} if (created := flat(child(info, "CreationDate"))) else {})},
        unit="document",
    )


def _stands_for(block: str, options: TetmlOptions) -> bool:
    """Return whether a paragraph says that a text is not there."""
    return any(sentence in " ".join(block.split()) for sentence in options.skip_texts)


def _texts(pages: Sequence[Sequence[Sequence[Line]]]) -> list[list[str]]:
    return [[line.text for lines in page for line in lines] for page in pages]


def _without_heads(page: list[list[Line]], taken: set[int]) -> list[list[Line]]:
    """Return a page without the lines that come again, and without numbers alone at its upper or lower edge."""
    count = sum(map(len, page))
    kept: list[list[Line]] = []
    number = 0
    for lines in page:
        kept.append([])
        for line in lines:
            is_edge = number in (0, count - 1) and count > 1
            if number not in taken and not (is_edge and _NUMBERS_ONLY.fullmatch(line.text)):
                kept[-1].append(line)
            number += 1
    return kept


def _paragraphs(page: etree._Element) -> list[list[etree._Element]]:
    """Return the words of each paragraph, cells of tables and words outside of paragraphs too, in the order of the page."""
    paragraphs: list[list[etree._Element]] = []
    owner: etree._Element | None = None
    for word in descendants(page, "Word"):
        around = next(word.iterancestors("{*}Para", "{*}Cell", "{*}Content", "{*}Page"), page)
        if not paragraphs or around is not owner:
            paragraphs.append([])
            owner = around
        paragraphs[-1].append(word)
    return paragraphs


def _paragraph(words: list[etree._Element], options: TetmlOptions) -> list[Line]:
    """Return the lines of a paragraph: as they are marked, else by the places of its words."""
    lines: list[list[etree._Element]] = []
    for before, word in zip([None, *words], words, strict=False):
        if before is None or _begins_line(before, word):
            lines.append([])
        lines[-1].append(word)
    return [_line(line, options) for line in lines]


def _begins_line(before: etree._Element, word: etree._Element) -> bool:
    own = next(word.iterancestors("{*}Line"), None)
    if own is not None:
        return own is not next(before.iterancestors("{*}Line"), None)
    boxes = child(before, "Box"), child(word, "Box")
    if boxes[0] is None or boxes[1] is None:
        return False
    return abs(_number(boxes[0], "lly") - _number(boxes[1], "lly")) > LINE_POINTS


def _line(line: Sequence[etree._Element], options: TetmlOptions) -> Line:
    words = [(word, shown) for word in line if (shown := _word(word, options))]
    text = ""
    glue = True
    for _, shown in words:
        text += ("" if glue or _CLOSING.fullmatch(shown) else " ") + shown
        glue = _OPENING.fullmatch(shown) is not None
    boxes = [box for word, _ in words for box in children(word, "Box")]
    left, right = ([_number(box, name) for box in boxes] for name in ("llx", "urx"))
    return Line(text, min(left), max(right)) if boxes else Line(text)


def _number(box: etree._Element, name: str) -> float:
    match = _NUMBER.match(box.get(name, ""))
    return float(match[0]) if match else 0.0


def _word(word: etree._Element, options: TetmlOptions) -> str:
    """Return a word: its text, or its letters that can be seen where some cannot; "" for the figure of a note."""
    glyphs = descendants(word, "Glyph")
    whole = flat(child(word, "Text"))
    if not glyphs:
        return whole
    if not options.note_figures and all(glyph.get("sup") == "true" for glyph in glyphs) and whole.isdecimal():
        return ""
    small = [glyph for glyph in glyphs if 0 < _number(glyph, "size") < SMALLEST_POINTS]
    return "".join(glyph.text or "" for glyph in glyphs if glyph not in small).strip() if small else whole


READER: Final = Reader(TetmlOptions, read)
