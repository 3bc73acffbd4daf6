"""Format `abbyy`: ABBYY FineReader XML, schemas 6 to 10, with or without single characters.

Paragraphs (`par`) are separated by an empty line, their lines are joined, cells of a table are separated by tabs.
Native id: the member's path without suffix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.read.document import Document, Fault, Recognition, TextOrigin
from pipeline.read.print.paragraphs import Line, LineBreaks, set_block, set_blocks, set_cell
from pipeline.read.reader import Reader
from pipeline.read.xml import XmlOptions, children, descendants, local, native_id, parse, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part


class AbbyyOptions(XmlOptions):
    """Options: how lines end."""

    line_breaks: LineBreaks = "auto"


def read(part: Part, options: AbbyyOptions) -> Iterator[Document | Fault]:
    """Yield the member as one document, a Fault `empty` if it has no characters; ReadError if it is no ABBYY XML."""
    member = part.member
    root = parse(member, options, frozenset({"document"}))
    blocks = [part for block in descendants(root, "block") for part in _block(block, options.line_breaks) if part]
    document_id = native_id(member, options)
    if not blocks:
        yield Fault("empty", "no line holds a character", document_id)
        return
    producer = root.get("producer")
    yield Document(
        document_id,
        set_blocks(blocks),
        language_declared=root.get("mainLanguage") or root.get("languages") or None,
        extra={"ocr_system": producer} if producer else {},
        unit="page" if len(children(root, "page")) == 1 else None,
        origin=TextOrigin("ocr", f"producer: {producer}" if producer else "format: ABBYY FineReader XML"),
        ocr=Recognition(producer) if producer else None,
    )


def _block(block: etree._Element, breaks: LineBreaks) -> Iterator[str]:
    if block.get("blockType") == "Table":
        yield "\n".join(filter(None, map(_row, descendants(block, "row"))))
        return
    for paragraph in descendants(block, "par"):
        yield set_block([Line(_line(line), *_place(line)) for line in children(paragraph, "line")], breaks)


def _row(row: etree._Element) -> str:
    cells = [set_cell(map(_line, descendants(cell, "line"))) for cell in children(row, "cell")]
    return "\t".join(cells).rstrip()


def _place(line: etree._Element) -> tuple[float | None, float | None]:
    left, right = line.get("l", ""), line.get("r", "")
    return (float(left), float(right)) if left.isdecimal() and right.isdecimal() else (None, None)


def _line(line: etree._Element) -> str:
    """Return the characters of the line; white space between the elements that hold them is markup, not text."""
    pieces: list[str] = []
    for part in children(line, "formatting"):
        characters = [character.text or " " for character in part if local(character) == "charParams"]
        pieces.append("".join(characters) if characters else text(part))
    return " ".join("".join(pieces).split())


READER: Final = Reader(AbbyyOptions, read)
