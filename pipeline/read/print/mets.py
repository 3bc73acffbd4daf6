"""Format `mets`: METS with MODS, as the DFG Viewer, Kitodo and docWorks write it, alone or in an answer of OAI-PMH.

A work (a book, an issue of a newspaper) is a document: the full texts of its pages (ALTO, PAGE, hOCR, ABBYY), which are members of the
same snapshot, in the order of the physical structure.  `members` names the METS files alone.  Native id: the
METS file's path without suffix, in OAI-PMH `/` and the record's identifier; by article `/` and the ID of its `div`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.read import identifiers, mods
from pipeline.read.document import Document, Fault, Statement, TextOrigin
from pipeline.read.print import mets_structure
from pipeline.read.print.mets_pages import Page, Texts, set_page, without_heads
from pipeline.read.print.paragraphs import LineBreaks, set_block, set_blocks
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XmlOptions, children, descendants, flat, local, native_id, parse, path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from pipeline.manifest.vocabulary import KindName
    from pipeline.read.document import Identifier
    from pipeline.read.mods import Described
    from pipeline.read.print.mets_structure import Article, Structure
    from pipeline.read.print.paragraphs import Line
    from pipeline.read.reader import Part


class MetsOptions(XmlOptions):
    """Options of METS.

    `unit`: what one document is; by `article` the blocks of text of each article, as the logical structure names them.
    `running_heads` keeps the heads and page numbers that come again from page to page, `margins` the blocks in margins.
    `skip_types` are types of article that stay out, such as `advertisement`.
    `without_text`: what becomes of a work none of whose pages has text: a fault `empty`, or, with `structure`, a document of
    its title and the headings of its structure.
    """

    unit: Literal["work", "article"] = "work"
    line_breaks: LineBreaks = "auto"
    running_heads: bool = False
    margins: bool = False
    skip_types: tuple[str, ...] = ()
    without_text: Literal["fault", "structure"] = "fault"


MOST_PAGES: Final = 50_000
"""Pages of a work."""

_KINDS: Final[dict[str, KindName]] = {
    "monograph": "book",
    "volume": "book",
    "issue": "newspaper_issue",
    "newspaper": "newspaper_issue",
    "article": "newspaper_article",
    "letter": "letter",
    "dissertation": "thesis",
}


def read(part: Part, options: MetsOptions) -> Iterator[Document | Fault]:
    """Yield the works, or their articles; ReadError if there is no METS.

    A work without full text is a Fault `empty` that says what it is; a record that is deleted `deleted_at_source`.
    """
    member = part.member
    root = parse(member, options, frozenset({"mets", "OAI-PMH", "record"}))
    name = native_id(member, options)
    if local(root) == "mets":
        yield from _work(root, name, part, options)
        return
    records = descendants(root, "record") if local(root) == "OAI-PMH" else [root]
    if not records:
        raise ReadError(f"{member.path}: an answer of OAI-PMH without a record; leave it out by `members`")
    for record in records:
        yield from _record(record, name, part, options)


def _record(record: etree._Element, name: str, part: Part, options: MetsOptions) -> Iterator[Document | Fault]:
    header = next(iter(children(record, "header")), None)
    own = flat(next(iter(children(header, "identifier")), None))
    record_id = f"{name}/{own}" if own else name
    if header is not None and header.get("status") == "deleted":
        yield Fault("deleted_at_source", 'status="deleted"', record_id)
        return
    found = descendants(record, "mets")
    if not found:
        raise ReadError(f"{part.member.path}: no <mets> in the record {own!r}; `format: oai` reads Dublin Core")
    yield from _work(found[0], record_id, part, options)


def _work(mets: etree._Element, name: str, part: Part, options: MetsOptions) -> Iterator[Document | Fault]:
    structure = mets_structure.take_apart(mets)
    if len(structure.pages) > MOST_PAGES:
        raise ReadError(f"{part.member.path}: {len(structure.pages)} pages, at most {MOST_PAGES}; divide it")
    texts = Texts(part.member, options.line_breaks, options.margins)
    pages = [texts.page(file) or Page() if file is not None else Page() for file in structure.pages]
    heads = 0
    if not options.running_heads:
        pages, heads = without_heads(pages)
    counts = {
        "pages": len(pages),
        "pages_without_text": sum(not page.blocks for page in pages),
        "pages_missing": len(texts.missing),
        "pages_unreadable": len(texts.unreadable),
        "running_heads_left_out": heads,
    }
    described = mods.describe(structure.records)
    text = set_blocks(set_page(page, options.line_breaks) for page in pages)
    if not text:
        yield _without_text(mets, name, structure, described, texts, options)
    elif options.unit == "article":
        yield from _articles(mets, name, structure, pages, described, options)
    else:
        yield _document(mets, name, text, structure, described, pages, counts)


def _document(
    mets: etree._Element,
    name: str,
    text: str,
    structure: Structure,
    described: Described,
    pages: Sequence[Page],
    counts: dict[str, int],
) -> Document:
    links = _links(mets)
    engines = Counter(page.ocr for page in pages if page.ocr and page.ocr.engine)
    ocr = engines.most_common(1)[0][0] if engines else None
    extra: dict[str, Any] = described.extra | {key: value for key, value in counts.items() if value} | links
    return Document(
        name,
        text,
        title=described.title or structure.label,
        authors=described.authors,
        date=described.date,
        url=links.get("facsimile") or links.get("reference"),
        language_declared=described.language,
        license_statements=(*described.statements, *_rights(mets)),
        extra=extra,
        kind=_KINDS.get((structure.kind or "").casefold()),
        unit="document",
        origin=TextOrigin("ocr", f"softwareName: {ocr.engine}") if ocr else None,
        identifiers=identifiers.distinct([*described.identifiers, *_persistent(mets)]),
        ocr=ocr,
    )


def _articles(
    mets: etree._Element,
    name: str,
    structure: Structure,
    pages: Sequence[Page],
    described: Described,
    options: MetsOptions,
) -> Iterator[Document | Fault]:
    """Yield the articles: the blocks that the areas of each name; what no area names belongs to none."""
    blocks = _blocks(structure, pages)
    skipped = {kind.casefold() for kind in options.skip_types}
    if not structure.articles:
        yield Fault("unreadable", "the logical structure names no blocks of text; read it by `unit: work`", name)
    for article in structure.articles:
        if article.kind in skipped:
            continue
        lines = [block for area in article.areas for block in blocks.get(area, ())]
        text = set_blocks(set_block(block, options.line_breaks) for block in lines)
        article_id = f"{name}/{article.id}"
        if text:
            yield _article(mets, article_id, text, article, structure, described)
        else:
            yield Fault("empty", f"no block of <div ID={article.id!r}> holds text", article_id)


def _blocks(structure: Structure, pages: Sequence[Page]) -> dict[tuple[str, str], list[tuple[Line, ...]]]:
    """Return the lines of the blocks by file and ID, and those of groups of blocks by the ID of the group."""
    blocks: dict[tuple[str, str], list[tuple[Line, ...]]] = {}
    for file, page in zip(structure.pages, pages, strict=True):
        if file is not None:
            name, own = file.get("ID", ""), dict(page.blocks)
            blocks |= {
                (name, group): [own[block] for block in inner if block in own] for group, inner in page.groups.items()
            }
            blocks |= {(name, block): [lines] for block, lines in page.blocks}
    return blocks


def _article(
    mets: etree._Element, name: str, text: str, article: Article, structure: Structure, described: Described
) -> Document:
    own = mods.describe(article.records)
    return Document(
        name,
        text,
        title=own.title or article.label,
        authors=own.authors,
        date=own.date or described.date,
        url=_links(mets).get("facsimile"),
        language_declared=own.language or described.language,
        license_statements=(*own.statements, *described.statements, *_rights(mets)),
        extra={"issue": described.title or structure.label} | own.extra,
        kind="newspaper_article" if article.kind == "article" else None,
        unit="part",
        work=name.rpartition("/")[0],
        identifiers=identifiers.distinct([*own.identifiers, *_persistent(mets)]),
    )


def _without_text(
    mets: etree._Element, name: str, structure: Structure, described: Described, texts: Texts, options: MetsOptions
) -> Document | Fault:
    """Return a fault that says what work it is and why there is no text, or a document of its headings."""
    title = described.title or structure.label or ""
    if options.without_text == "structure" and (title or structure.headings):
        headings = "\n\n".join(dict.fromkeys(filter(None, (title, *structure.headings))))
        return _document(mets, name, headings, structure, described, [], {"pages": len(structure.pages)})
    named = "; ".join(filter(None, (title, described.date, *described.authors)))
    missing = f", the first {texts.missing[0]!r}" if texts.missing else ""
    failed = f"; {texts.unreadable[0]}" if texts.unreadable else ""
    why = f"{len(texts.missing)} full texts are not in the snapshot{missing}{failed}"
    return Fault("empty", f"no page of {len(structure.pages)} has text: {why}; it is: {named}", name)


def _rights(mets: etree._Element) -> Iterator[Statement]:
    """Yield the rights that the file states of the digital copy (DFG Viewer) or of the whole (METSRights)."""
    for element in descendants(mets, "license", "sponsor", "RightsDeclaration", "Constraints"):
        words = flat(element)
        in_rights = any(local(up) in {"rights", "RightsDeclarationMD"} for up in element.iterancestors())
        if in_rights and words and local(element) != "sponsor":
            yield Statement(words, path(element), object="digital_original" if local(element) == "license" else "text")


def _links(mets: etree._Element) -> dict[str, str]:
    """Return where the pages can be seen, and the record of the work in a catalogue."""
    names = {"presentation": "facsimile", "reference": "reference", "iiif": "iiif"}
    links = {names[local(element)]: flat(element) for element in descendants(mets, *names)}
    own = mets.get("OBJID", "")
    if own.startswith("http"):
        links.setdefault("facsimile", own)
    return {name: value for name, value in links.items() if value.startswith("http")}


def _persistent(mets: etree._Element) -> Iterator[Identifier]:
    for value in (mets.get("OBJID", ""), *_links(mets).values()):
        named = identifiers.in_address(value)
        if named is not None:
            yield named


READER: Final = Reader(MetsOptions, read)
