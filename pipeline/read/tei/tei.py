"""Format `tei`: TEI P5 in its dialects, and XML that is like TEI but has no namespace.

Native id: the member's path without suffix; where a file is split, `/` and the part's xml:id (or its number) follow.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from pipeline.read.document import Document, Fault
from pipeline.read.reader import Reader, ReadError
from pipeline.read.tei.tei_header import Header, header_of, name_of
from pipeline.read.tei.tei_parts import OMISSION, is_contents, is_edition
from pipeline.read.tei.tei_text import TeiOptions, text_of, title_of
from pipeline.read.xml import XML_ID, child, descendants, flat, line_of, local, native_id, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_ROOTS: Final = frozenset({"TEI", "TEI.2", "teiCorpus"})
_HEADINGS: Final = ("head", "titlePart")
_NO_PROSE: Final = frozenset({"titlePage", "table", "list", "figure", "note"})


def read(part: Part, options: TeiOptions) -> Iterator[Document | Fault]:
    """Yield the texts of a TEI file or corpus, whole or by `options.unit`; a text without a word is a Fault `empty`.

    Raises ReadError if the member is not well-formed, or is no TEI, or is a corpus that holds no TEI.
    """
    member = part.member
    root = parse(member, options, _ROOTS)
    stem = native_id(member, options)
    teis = [root] if local(root) != "teiCorpus" else [tei for tei in descendants(root, "TEI") if tei is not root]
    if not teis:
        raise ReadError(f"{member.path}: <teiCorpus> holds no <TEI>; its texts may lie in files of their own")
    for number, tei in enumerate(teis, start=1):
        document_id = stem if len(teis) == 1 else f"{stem}/{tei.get(XML_ID) or number}"
        yield from _texts(tei, document_id, options)


def _texts(tei: etree._Element, document_id: str, options: TeiOptions) -> Iterator[Document | Fault]:
    header = header_of(tei)
    text = child(tei, "text")
    if text is None:
        yield Fault("empty", "the TEI element has no <text>", document_id)
        return
    units = [] if options.unit == "file" else _outermost(text, options)
    in_edition = is_edition(tei)
    yield from _rest(document_id, header, text, options, frozenset(units), in_edition=in_edition)
    for number, unit in enumerate(units, start=1):
        part = f"{document_id}/{unit.get(XML_ID) or number}"
        content = text_of(unit, options, in_edition=in_edition)
        read_part = _document(part, content, _of_unit(header, unit, options), unit)
        if isinstance(read_part, Document):
            read_part = replace(read_part, unit="part", work=document_id, part=number)
        yield read_part


def _rest(
    document_id: str,
    header: Header,
    text: etree._Element,
    options: TeiOptions,
    units: frozenset[etree._Element],
    *,
    in_edition: bool,
) -> Iterator[Document | Fault]:
    """Yield what lies outside of the units: paragraphs, verses, speeches, and the divisions that hold them.

    Of a text that is split, the rest is no text where it only names things: titles, contents, registers, plates.
    """
    prose = [block for block in descendants(text, "p", "lg", "l", "sp") if units and _is_prose(block, units)]
    if units and not prose:
        rest = text_of(text, options, units, in_edition=in_edition)
        detail = "what lies outside of the parts are titles and lists, no paragraph and no verse"
        if rest:
            yield Fault("empty", detail, document_id, characters=len(rest))
        return
    scraps = frozenset(_scraps(text, prose)) if units else frozenset()
    yield _document(document_id, text_of(text, options, units | scraps, in_edition=in_edition), header, text)


def _is_prose(block: etree._Element, units: frozenset[etree._Element]) -> bool:
    """Return whether a block has words and stands outside of the units and of what only names things."""
    outside = not any(up in units or is_contents(up) or local(up) in _NO_PROSE for up in block.iterancestors())
    return outside and bool(flat(block))


def _scraps(text: etree._Element, prose: list[etree._Element]) -> Iterator[etree._Element]:
    """Yield the title pages, and the divisions without prose."""
    holders = {up for block in prose for up in block.iterancestors()}
    for element in descendants(text, "titlePage", "div"):
        if element not in holders:
            yield element


def _outermost(text: etree._Element, options: TeiOptions) -> list[etree._Element]:
    """Return the elements that are documents of their own; none is inside another."""
    units: list[etree._Element] = []
    for element in descendants(text, options.unit):
        named = any(fnmatchcase(element.get("type", ""), glob) for glob in options.unit_types)
        if named and element is not text and not any(up in units for up in element.iterancestors()):
            units.append(element)
    return units


def _of_unit(header: Header, unit: etree._Element, options: TeiOptions) -> Header:
    """Return the header with title and authors of the part, where the part names them."""
    headings = [heading for heading in descendants(unit, *_HEADINGS) if flat(heading)]
    main = [heading for heading in headings if heading.get("type") == "main"] or headings
    writers = [
        person
        for person in descendants(child(unit, "front"), "persName")
        if person.get("role", "").startswith("author")
    ]
    authors = tuple(dict.fromkeys(name_of(writer) for writer in writers)) or header.authors
    extra = {**header.extra, "part_of": header.title} if header.title else dict(header.extra)
    if unit.get("type"):
        extra["part_type"] = unit.get("type")
    return replace(header, title=title_of(main[0], options) if main else header.title, authors=authors, extra=extra)


def _document(document_id: str, text: str, header: Header, element: etree._Element) -> Document | Fault:
    if not text.replace(OMISSION, "").strip():
        return Fault("empty", f"<{local(element)}> at line {line_of(element)} holds no running text", document_id)
    return Document(
        id=document_id,
        text=text,
        title=header.title,
        authors=header.authors,
        date=header.date,
        url=header.url,
        language_declared=header.language,
        license_statements=header.statements,
        offset=line_of(element),
        extra=header.extra,
        kind=header.kind,
        origin=header.origin,
        identifiers=header.identifiers,
        ocr=header.ocr,
    )


READER: Final = Reader(TeiOptions, read)
