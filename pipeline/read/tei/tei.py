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
from pipeline.read.tei.tei_text import TeiOptions, text_of
from pipeline.read.xml import XML_ID, child, descendants, flat, line_of, local, native_id, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_ROOTS: Final = frozenset({"TEI", "TEI.2", "teiCorpus"})
_HEADINGS: Final = ("head", "titlePart")


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
    rest = text_of(text, options, frozenset(units))
    if rest or not units:
        yield _document(document_id, rest, header, text)
    for number, unit in enumerate(units, start=1):
        part = f"{document_id}/{unit.get(XML_ID) or number}"
        yield _document(part, text_of(unit, options), _of_unit(header, unit), unit)


def _outermost(text: etree._Element, options: TeiOptions) -> list[etree._Element]:
    """Return the elements that are documents of their own; none is inside another."""
    units: list[etree._Element] = []
    for element in descendants(text, options.unit):
        named = any(fnmatchcase(element.get("type", ""), glob) for glob in options.unit_types)
        if named and element is not text and not any(up in units for up in element.iterancestors()):
            units.append(element)
    return units


def _of_unit(header: Header, unit: etree._Element) -> Header:
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
    return replace(header, title=flat(main[0]) if main else header.title, authors=authors, extra=extra)


def _document(document_id: str, text: str, header: Header, element: etree._Element) -> Document | Fault:
    if not text:
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
    )


READER: Final = Reader(TeiOptions, read)
