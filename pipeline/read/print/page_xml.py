"""Format `page`: PAGE XML (PRImA, Transkribus, OCR-D), one page a member; of region, line and word only one level is read.

Regions follow the ReadingOrder; one that it does not name stands by its own index, or below what it stands below on the page.
The lines of a paragraph are joined.  Native id: the member's path without suffix.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read import edtf, origins
from pipeline.read.document import Document, Fault, Recognition, TextOrigin
from pipeline.read.print.page_order import CUSTOM_INDEX, REGIONS, ordered
from pipeline.read.print.paragraphs import Line, LineBreaks, set_block, set_blocks, set_cell
from pipeline.read.print.polygons import box_of
from pipeline.read.reader import Reader
from pipeline.read.xml import XmlOptions, child, children, descendants, flat, local, native_id, parse, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_CUSTOM_TYPE: Final = re.compile(r"structure\s*\{[^}]*type:\s*([\w-]+)")


class PageOptions(XmlOptions):
    """Options: how lines end, and which types of region are page furniture and stay out."""

    line_breaks: LineBreaks = "auto"
    skip_types: tuple[str, ...] = ("page-number", "header", "footer", "catch-word", "signature-mark")


def read(part: Part, options: PageOptions) -> Iterator[Document | Fault]:
    """Yield the page as one document, a Fault `empty` if no region holds text; ReadError if it is no PAGE XML."""
    member = part.member
    root = parse(member, options, frozenset({"PcGts"}))
    blocks = [
        block for page in descendants(root, "Page") for region in ordered(page) if (block := _block(region, options))
    ]
    document_id = native_id(member, options)
    if not blocks:
        yield Fault("empty", "no region of the page holds a line of text", document_id)
        return
    page = child(root, "Page")
    image = page.get("imageFilename") if page is not None else None
    language = page.get("primaryLanguage") if page is not None else None
    extra = {"image": image} if image else {}
    ocr = recognition_of(child(root, "Metadata"))
    yield Document(
        document_id,
        set_blocks(blocks),
        language_declared=language,
        extra=extra,
        unit="page",
        origin=_origin(child(root, "Metadata"), ocr),
        ocr=ocr,
    )


def blocks_of(root: etree._Element, options: PageOptions) -> list[tuple[str, list[Line]]]:
    """Return the regions that are wanted, in reading order: the id and the lines of each, a row of a table being a line."""
    regions = [region for page in descendants(root, "Page") for region in ordered(page)]
    return [block for region in regions for block in _inner_blocks(region, options)]


def _inner_blocks(region: etree._Element, options: PageOptions) -> Iterator[tuple[str, list[Line]]]:
    if _kind(region) in options.skip_types:
        return
    if local(region) == "TableRegion":
        yield region.get("id", ""), [Line(row) for row in _table(region).split("\n")]
        return
    lines = _lines(region)
    inner = [block for part in region if local(part) in REGIONS for block in _inner_blocks(part, options)]
    if not inner and not any(line.text for line in lines):
        lines = [Line(_equivalent(region))]
    yield region.get("id", ""), [line for line in lines if line.text]
    yield from inner


def recognition_of(metadata: etree._Element | None) -> Recognition | None:
    """Return the program that recognised the page, from its creator or the steps of its processing; None for an editor."""
    steps = [
        step.get("value", "") for step in descendants(metadata, "MetadataItem") if step.get("type") == "processingStep"
    ]
    creator = [line for element in children(metadata, "Creator") for line in text(element).split("\n")]
    named = next(filter(None, map(origins.engine, [*reversed(steps), *creator])), None)
    date = edtf.iso(flat(child(metadata, "Created")))
    return Recognition(named, int(date[:4]) if date else None) if named else None


def _origin(metadata: etree._Element | None, ocr: Recognition | None) -> TextOrigin | None:
    """Return `human` for a page that Transkribus marks as ground truth, `ocr` where a program that recognises is named."""
    status = next((element.get("status", "") for element in descendants(metadata, "TranskribusMetadata")), "")
    if status in {"GT", "FINAL"}:
        return TextOrigin("human", f"TranskribusMetadata status: {status}")
    return TextOrigin("ocr", f"Creator: {ocr.engine}") if ocr else None


def _block(region: etree._Element, options: PageOptions) -> str:
    """Return the region's text: its lines, then those of the regions inside it; rows of a table with tabs."""
    if _kind(region) in options.skip_types:
        return ""
    if local(region) == "TableRegion":
        return _table(region)
    lines = set_block(_lines(region), options.line_breaks)
    inner = [block for part in region if local(part) in REGIONS and (block := _block(part, options))]
    return set_blocks([lines, *inner]) or _equivalent(region)


def _kind(region: etree._Element) -> str:
    custom = _CUSTOM_TYPE.search(region.get("custom", ""))
    return region.get("type") or (custom[1] if custom else "")


def _table(region: etree._Element) -> str:
    cells: dict[int, list[tuple[int, str]]] = {}
    for cell in [*children(region, "TableCell"), *children(region, "TextRegion")]:
        role = next((element for element in descendants(cell, "TableCellRole")), cell)
        row, column = (int(role.get(name) or role.get(f"{name}Index") or 0) for name in ("row", "col"))
        column = int(role.get("columnIndex") or column)
        text = set_cell(line.text for line in _lines(cell)) or _equivalent(cell)
        cells.setdefault(row, []).append((column, " ".join(text.split())))
    rows = [
        "\t".join(text for _, text in sorted(cells[row], key=lambda item: item[0])).rstrip() for row in sorted(cells)
    ]
    return "\n".join(row for row in rows if row.strip())


def _lines(region: etree._Element) -> list[Line]:
    lines = children(region, "TextLine")
    places = [CUSTOM_INDEX.search(line.get("custom", "")) for line in lines]
    if lines and all(places):
        order = sorted(range(len(lines)), key=lambda at: int(places[at][1]))  # type: ignore[index]
        lines = [lines[at] for at in order]
    return [_line(line) for line in lines]


def _line(line: etree._Element) -> Line:
    words = " ".join(filter(None, map(_word, children(line, "Word"))))
    box = box_of(line)
    return Line(_equivalent(line) or words, *((box.left, box.right) if box else (None, None)))


def _word(word: etree._Element) -> str:
    return _equivalent(word) or "".join(map(_equivalent, children(word, "Glyph")))


def _equivalent(element: etree._Element) -> str:
    """Return the element's own text: of several readings the one of lowest index."""
    readings = sorted(children(element, "TextEquiv"), key=lambda reading: int(reading.get("index", "0")))
    unicode = [child(reading, "Unicode") for reading in readings]
    texts = [(element_text.text or "").strip() for element_text in unicode if element_text is not None]
    return next((text for text in texts if text), "")


READER: Final = Reader(PageOptions, read)
