"""Format `epub`: EPUB 2 and 3 (IDPF, W3C), a book a document, its chapters in the order of the spine.

Title, authors, date, language and rights come from the package document (`dc:rights`, links to a licence).  What leads
through the book (tables of contents, references to notes, marks of pages) stays out.  Native id: the member's path without suffix.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from pipeline.manifest.globs import matches
from pipeline.read import edtf, identifiers
from pipeline.read.document import Document, Fault, Object, Statement
from pipeline.read.office.package import Package, beside
from pipeline.read.reader import Options, Reader, ReadError
from pipeline.read.reader_options import IdFrom, native_id
from pipeline.read.web.html_page import take_apart
from pipeline.read.web.html_text import text_of
from pipeline.read.xml import children, descendants, flat, local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.document import Identifier
    from pipeline.read.reader import Part

CONTAINER: Final = "META-INF/container.xml"
_TYPE: Final = "{http://www.idpf.org/2007/ops}type"
_ROLE: Final = "{http://www.idpf.org/2007/opf}role"
_EVENT: Final = "{http://www.idpf.org/2007/opf}event"
_LEADING: Final = frozenset(
    {"noteref", "pagebreak", "toc", "landmarks", "page-list", "doc-noteref", "doc-pagebreak", "doc-toc"}
)
_PAGES: Final = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_COUNT_OF_LINES: Final = re.compile(r"\s*\d{1,5}\s*")
_VERSE: Final = re.compile(r"\b(?:l(?:ine)?-?(?:num|no|nr|number)s?|zeilennummer|verszahl)\b", re.IGNORECASE)


class EpubOptions(Options):
    """Options: what names the document, and which chapters stay out, by globs of their files' names."""

    id: IdFrom = "path_without_suffix"
    skip: tuple[str, ...] = ()


def read(part: Part, options: EpubOptions) -> Iterator[Document | Fault]:
    """Yield the book, a Fault `empty` where no chapter has text; ReadError where it is no EPUB, or its text is encrypted."""
    package = Package(part.member, "EPUB")
    container = package.tree(CONTAINER)
    name = next((root.get("full-path", "") for root in descendants(container, "rootfile")), "")
    opf = package.tree(name)
    if opf is None:
        raise ReadError(f"{part.member.path}: no EPUB: {CONTAINER} names no package document that is there")
    metadata = next(iter(children(opf, "metadata")), None)
    spine = list(_spine(opf, name, options))
    chapters = [text for chapter in spine if (text := _chapter(package, chapter))]
    document_id = native_id(part.member.path, options.id)
    if not chapters:
        yield Fault("empty", "no chapter of its spine has text", document_id)
        return
    yield _document(document_id, "\n\n".join(chapters), metadata, _title_page(package, spine))


def _spine(opf: etree._Element, name: str, options: EpubOptions) -> Iterator[str]:
    """Yield the names of the chapters' files in reading order, each once."""
    items = {item.get("id", ""): item for item in descendants(opf, "item")}
    listed = dict.fromkeys(reference.get("idref", "") for reference in descendants(opf, "itemref"))
    for item in (items[key] for key in listed if key in items):
        properties = (item.get("properties") or "").split()
        file = beside(name, item.get("href", ""))
        if item.get("media-type") in _PAGES and "nav" not in properties and not _is_skipped(file, options):
            yield file


def _is_skipped(file: str, options: EpubOptions) -> bool:
    return matches(file, options.skip)


def _title_page(package: Package, spine: list[str]) -> dict[str, str]:
    """Return what the title page says by the classes of its paragraphs, as Pandoc marks them: date, subtitle, rights."""
    try:
        root = package.tree(spine[0])
    except ReadError:
        return {}
    is_title = root is not None and any(
        "titlepage" in (element.get(_TYPE) or "") for element in root.iter(etree.Element)
    )
    if root is None or not is_title:
        return {}
    marked = [(element.get("class") or "", flat(element)) for element in root.iter("{*}p", "{*}div")]
    return {name: words for name, words in reversed(marked) if name in {"date", "subtitle", "rights"} and words}


def _chapter(package: Package, name: str) -> str:
    """Return the text of a chapter; one that is no well-formed XML is read as HTML."""
    data = package.data(name)
    if data is None:
        return ""
    try:
        root = package.tree(name)
    except ReadError:
        return take_apart(data, "all").text
    if root is None:
        return ""
    for element in root.iter(etree.Element):
        element.tag = local(element).lower()
    _take_out(root)
    return text_of(root)


def _take_out(root: etree._Element) -> None:
    """Take out what leads through the book: references to notes, marks of pages, tables of contents, numbers of verses."""
    for element in [element for element in root.iter(etree.Element) if _leads(element)]:
        tail = element.tail
        element.clear()
        element.tag, element.tail = "span", tail


def _leads(element: etree._Element) -> bool:
    kinds = {*(element.get(_TYPE) or "").split(), *(element.get("role") or "").split()}
    if kinds & _LEADING:
        return True
    is_number = _VERSE.search(element.get("class") or "") and len(element) == 0
    return bool(is_number) and _COUNT_OF_LINES.fullmatch(element.text or "") is not None


def _document(document_id: str, text: str, metadata: etree._Element | None, shown: dict[str, str]) -> Document:
    fields: dict[str, list[str]] = {}
    for element in _elements(metadata):
        if flat(element):
            fields.setdefault(local(element), []).append(flat(element))
    values: dict[str, Any] = {
        "subtitle": _subtitle(metadata) or shown.get("subtitle"),
        "publisher": "; ".join(fields.get("publisher", ())),
        "description": " ".join(fields.get("description", ())),
        "contributors": fields.get("contributor", []),
        "identifiers": fields.get("identifier", []),
        "modified": _property(metadata, "dcterms:modified"),
    }
    named = [identifier for value in fields.get("identifier", ()) if (identifier := _identifier(value))]
    return Document(
        id=document_id,
        text=text,
        title=next(iter(fields.get("title", ())), None),
        authors=tuple(_authors(metadata)),
        date=_date(metadata) or edtf.free(shown.get("date", "")),
        language_declared=next(iter(fields.get("language", ())), None),
        license_statements=(*_statements(metadata), *_shown_rights(shown)),
        extra={key: value for key, value in values.items() if value},
        kind="book",
        unit="document",
        identifiers=identifiers.distinct(named),
    )


def _elements(metadata: etree._Element | None) -> list[etree._Element]:
    return [] if metadata is None else [element for element in metadata if local(element)]


def _identifier(value: str) -> Identifier | None:
    bare = value.removeprefix("urn:isbn:").removeprefix("urn:ISBN:")
    return identifiers.identifier("isbn", bare) or (
        None if value.startswith("urn:uuid:") else identifiers.in_address(value)
    )


def _authors(metadata: etree._Element | None) -> Iterator[str]:
    """Yield the creators whose role is that of an author, or who have none."""
    stated = _refinements(metadata)
    for element in children(metadata, "creator"):
        role = (element.get(_ROLE) or stated.get((element.get("id") or "", "role")) or "").casefold()
        if role in {"", "aut", "cre"} and flat(element):
            yield flat(element)


def _refinements(metadata: etree._Element | None) -> dict[tuple[str, str], str]:
    """Return what each `meta` says of another element, by that element's id and the property; the first one counts."""
    stated: dict[tuple[str, str], str] = {}
    for meta in children(metadata, "meta"):
        stated.setdefault(((meta.get("refines") or "").removeprefix("#"), meta.get("property") or ""), flat(meta))
    return stated


def _subtitle(metadata: etree._Element | None) -> str:
    """Return the title of which a `meta` says that it is a subtitle."""
    stated = _refinements(metadata)
    titles = children(metadata, "title")
    return next(
        (flat(title) for title in titles if stated.get((title.get("id") or "", "title-type")) == "subtitle"), ""
    )


def _property(metadata: etree._Element | None, name: str) -> str:
    return next((flat(meta) for meta in children(metadata, "meta") if meta.get("property") == name), "")


def _date(metadata: etree._Element | None) -> str | None:
    """Return when the book came out: the date of publication before one of no event; never when the file was changed."""
    dates = [
        date
        for date in children(metadata, "date")
        if date.get(_EVENT) not in {"modification", "creation", "conversion"}
    ]
    dates.sort(key=lambda date: date.get(_EVENT) != "publication")
    return next((found for date in dates if (found := edtf.free(flat(date)))), None)


def _statements(metadata: etree._Element | None) -> Iterator[Statement]:
    for element in _elements(metadata):
        name, refines = local(element), element.get("refines") or ""
        if name == "rights" and flat(element):
            yield Statement(flat(element), "metadata/dc:rights")
        elif name == "link" and "license" in (element.get("rel") or ""):
            of_part: Object = "images" if "cover" in refines or "img" in refines else "text"
            if refines in ("", "#") or of_part == "images":
                yield Statement(element.get("href") or "", f"metadata/link{refines}", object=of_part)
        elif name == "meta" and (element.get("property") or "").endswith((":license", ":rights")) and flat(element):
            yield Statement(flat(element), f"metadata/meta[{element.get('property')}]")


def _shown_rights(shown: dict[str, str]) -> Iterator[Statement]:
    if "rights" in shown:
        yield Statement(shown["rights"], "title page/rights")


READER: Final = Reader(EpubOptions, read, is_of_text=False)
