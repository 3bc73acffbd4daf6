"""Format `hocr`: hOCR as Tesseract, OCRopus and others write it, XHTML or HTML.

Paragraphs (`ocr_par`, or a bare `p`) are separated by an empty line, lines end as on the page.
Native id: the member's path without suffix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from lxml import etree, html

from pipeline.read.document import Document, Fault
from pipeline.read.flow import BLANK, LINE, PARAGRAPH, Flow
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XML_LANG, XmlOptions, flat, local, native_id, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archives.member import Member
    from pipeline.read.reader import Part

_LINES: Final = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"})
_BLOCKS: Final = frozenset({"ocr_page", "ocr_carea", "ocrx_block", "ocr_par"})


class HocrOptions(XmlOptions):
    """Options: how lines end."""

    line_breaks: Literal["newline", "space"] = "newline"


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
    yield Document(document_id, text, language_declared=root.get(XML_LANG) or root.get("lang"), extra=extra)


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
    flow = Flow()
    end = LINE if options.line_breaks == "newline" else BLANK
    for element in root.iter(etree.Element):
        classes = set(element.get("class", "").split())
        if classes & _LINES:
            flow.to(end)
            flow.text(flat(element) if not _words(element) else " ".join(filter(None, map(flat, _words(element)))))
            flow.to(end)
        elif classes & _BLOCKS or local(element) == "p":
            flow.to(PARAGRAPH)
    return flow.result()


def _words(line: etree._Element) -> list[etree._Element]:
    return [element for element in line.iter(etree.Element) if "ocrx_word" in element.get("class", "")]


READER: Final = Reader(HocrOptions, read)
