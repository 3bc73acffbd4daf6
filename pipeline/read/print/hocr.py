"""Format `hocr`: hOCR as Tesseract, OCRopus and others write it, XHTML or HTML.

Paragraphs (`ocr_par`, or a bare `p`) are separated by an empty line, their lines are joined; text outside of lines is read too.
Native id: the member's path without suffix.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree, html

from pipeline.read.document import Document, Fault, Recognition, TextOrigin
from pipeline.read.print.paragraphs import Line, LineBreaks, set_block, set_blocks
from pipeline.read.reader import Reader, ReadError, TooDeepError
from pipeline.read.xml import MAX_DEPTH, XML_LANG, XmlOptions, flat, local, native_id, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

_LINES: Final = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"})
_BLOCKS: Final = frozenset({"ocr_page", "ocr_carea", "ocrx_block", "ocr_par"})
_NO_TEXT: Final = frozenset({"head", "script", "style", "title"})
_BOX: Final = re.compile(r"\bbbox\s+(-?\d+)\s+-?\d+\s+(-?\d+)")


class _Loose(Line):
    """Text that stands outside of lines."""


class HocrOptions(XmlOptions):
    """Options: how lines end."""

    line_breaks: LineBreaks = "auto"


def read(part: Part, options: HocrOptions) -> Iterator[Document | Fault]:
    """Yield the member as one document, a Fault `empty` if it has no words; ReadError if it is no hOCR at all."""
    member = part.member
    root = _root(member, options)
    if not any(
        name in element.get("class", "") for element in root.iter() for name in ("ocr_page", "ocr_line", "ocrx_")
    ):
        raise ReadError(f"{member.path}: no element of a class of hOCR; expected ocr_page, ocr_line or ocrx_word")
    text = _text(root, options)
    document_id = native_id(member, options)
    if not text:
        yield Fault("empty", "no ocr_line holds a word", document_id)
        return
    systems = [
        element.get("content") for element in root.iter("{*}meta", "meta") if element.get("name") == "ocr-system"
    ]
    extra = {"ocr_system": systems[0]} if systems else {}
    pages = sum("ocr_page" in element.get("class", "").split() for element in root.iter(etree.Element))
    yield Document(
        document_id,
        text,
        language_declared=root.get(XML_LANG) or root.get("lang"),
        extra=extra,
        unit="page" if pages == 1 else None,
        origin=TextOrigin("ocr", f"ocr-system: {systems[0]}" if systems else "format: hOCR"),
        ocr=Recognition(systems[0]) if systems else None,
    )


def _root(member: Member, options: HocrOptions) -> etree._Element:
    try:
        return parse(member, options, frozenset({"html"}))
    except ReadError as error:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
        root = etree.fromstring(member.data, parser) if member.data.strip() else None
        if root is None:
            raise ReadError(f"{member.path}: neither XHTML nor HTML") from error
        return root


def _text(root: etree._Element, options: HocrOptions) -> str:
    blocks: list[list[Line]] = [[]]
    _collect(root, blocks, 0)
    return set_blocks(set_block(lines, options.line_breaks) for lines in blocks)


def _collect(element: etree._Element, blocks: list[list[Line]], depth: int) -> None:
    """Add the lines of an element to the blocks: its `ocr_line` elements, and what stands outside of them."""
    if depth > MAX_DEPTH:
        raise TooDeepError(f"elements nested deeper than {MAX_DEPTH}")
    classes = set(element.get("class", "").split())
    if classes & _LINES and not any(
        _LINES & set(part.get("class", "").split()) for part in element.iterdescendants("*")
    ):
        blocks[-1].append(Line(_words(element), *_place(element)))
        return
    is_block = bool(classes & _BLOCKS) or local(element) == "p"
    if is_block:
        blocks.append([])
    _add_loose(element.text, blocks)
    for part in element:
        if local(part) and local(part) not in _NO_TEXT:
            _collect_part(part, blocks, depth)
        _add_loose(part.tail, blocks)
    if is_block:
        blocks.append([])


def _collect_part(part: etree._Element, blocks: list[list[Line]], depth: int) -> None:
    """Add a child: a word outside of a line goes on with the loose text before it."""
    if "ocrx_word" in part.get("class", ""):
        _add_loose(flat(part), blocks)
    else:
        if local(part) == "br":
            blocks[-1].append(Line(""))
        _collect(part, blocks, depth + 1)


def _add_loose(text: str | None, blocks: list[list[Line]]) -> None:
    words = " ".join((text or "").split())
    if not words:
        return
    last = blocks[-1].pop() if blocks[-1] and isinstance(blocks[-1][-1], _Loose) else None
    blocks[-1].append(_Loose(f"{last.text} {words}" if last else words))


def _words(line: etree._Element) -> str:
    """Return the words of a line, and what stands between them."""
    return " ".join("".join(_pieces(line)).split())


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        blank = " " if "ocrx_word" in part.get("class", "") else ""
        if local(part):
            yield blank
            yield from _pieces(part)
            yield blank
        yield part.tail or ""


def _place(line: etree._Element) -> tuple[float | None, float | None]:
    box = _BOX.search(line.get("title", ""))
    return (float(box[1]), float(box[2])) if box else (None, None)


READER: Final = Reader(HocrOptions, read)
