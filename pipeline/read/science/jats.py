"""Format `jats`: JATS and NLM of journals (ANSI/NISO Z39.96), BITS of books, one article or book a member.

The text is the abstract in the article's language, the body and appendices; abstracts in other languages and references stay out.
Native id: the member's path without suffix; of several articles in a member `/` and the article's DOI or number follow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf, identifiers
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.flow import LINE, PARAGRAPH
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XML_LANG, XmlOptions, child, children, descendants, flat, local, native_id, parse, path
from pipeline.read.xml_markup import Markup, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_HREFS: Final = ("{http://www.w3.org/1999/xlink}href", "xlink:href", "href")
_PARAGRAPHS: Final = (
    "p", "title", "sec", "list", "disp-quote", "disp-formula", "disp-formula-group", "fig", "fig-group", "table-wrap", "table",
    "boxed-text", "caption", "verse-group", "def-list", "abstract", "app", "app-group", "ack", "speech", "statement", "subtitle", "preformat",
    "fn", "book-part", "bio",
)  # fmt: skip
_LINES: Final = ("list-item", "def-item", "verse-line", "tr", "attrib", "speaker", "break", "def", "label")
_OUT: Final = frozenset({
    "graphic", "inline-graphic", "media", "inline-media", "supplementary-material", "tex-math", "object-id", "alt-text", "long-desc", "fn-group",
    "ref-list", "table-wrap-foot", "permissions", "math", "mml:math", "nested-kwd", "email", "sec-meta", "processing-meta",
})  # fmt: skip
_MARKUP: Final = Markup(
    breaks=dict.fromkeys(_PARAGRAPHS, PARAGRAPH) | dict.fromkeys(_LINES, LINE),
    cells=frozenset({"td", "th"}),
    labels=frozenset({"label"}),
    skip=_OUT,
)
_NOTED: Final = Markup(
    breaks=_MARKUP.breaks, cells=_MARKUP.cells, labels=_MARKUP.labels, skip=_OUT - {"fn-group", "table-wrap-foot"}
)
_OF_NOTES: Final = frozenset({"fn", "table-fn"})
_CITED: Final = re.compile(r"[\[(]?\s*\d{1,4}(?:\s*[-–—,;]\s*\d{1,4})*\s*[\])]?")
_COUNTERS: Final = frozenset({"paragraph-counter", "paragraph-number", "line-number", "page-number"})
_PLACEHOLDER: Final = re.compile(r"#{2,}")


class JatsOptions(XmlOptions):
    """Options: whether the abstract and the notes are read too."""

    abstract: bool = True
    notes: bool = False


def read(part: Part, options: JatsOptions) -> Iterator[Document | Fault]:
    """Yield the articles, a Fault `empty` for one without a body and an abstract; ReadError if it is no JATS."""
    member = part.member
    root = parse(member, options, frozenset({"article", "pmc-articleset", "OAI-PMH", "record", "book", "articles"}))
    name = native_id(member, options)
    if local(root) in {"article", "book"}:
        yield _article(root, name, options)
        return
    articles = [article for article in descendants(root, "article") if child(article, "front") is not None]
    if not articles:
        raise ReadError(f"{member.path}: <{local(root)}> holds no <article> with a <front>")
    for number, article in enumerate(articles):
        yield _article(article, f"{name}/{_own_id(article) or number + 1}", options)


def _own_id(article: etree._Element) -> str:
    named = {
        element.get("pub-id-type"): flat(element)
        for element in children(child(article, "front", "article-meta"), "article-id")
    }
    return named.get("doi") or next((value for value in named.values() if value), "")


def _article(article: etree._Element, name: str, options: JatsOptions) -> Document | Fault:
    meta = child(article, "front", "article-meta")
    meta = meta if meta is not None else child(article, "book-meta")
    text = _text(article, meta, options)
    if not text:
        return Fault("empty", f"no body and no abstract; it is: {_title(meta)[0] or 'without a title'}", name)
    title, subtitle = _title(meta)
    doi = next(
        (
            flat(element)
            for element in descendants(meta, "article-id", "book-id")
            if element.get("pub-id-type") == "doi"
        ),
        "",
    )
    return Document(
        id=name,
        text=text,
        title=title or None,
        authors=tuple(_authors(meta)),
        date=_date(meta),
        url=_address(meta, doi),
        language_declared=article.get(XML_LANG) or article.get("xml:lang"),
        license_statements=tuple(_statements(meta)),
        extra=_extra(article, meta, subtitle),
        kind="journal_article" if local(article) == "article" else "book",
        unit="document",
        identifiers=identifiers.of_fields(
            {"doi": doi, "issn": [flat(e) for e in descendants(child(article, "front"), "issn")]}
        ),
    )


def _text(article: etree._Element, meta: etree._Element | None, options: JatsOptions) -> str:
    """Return abstract, body and appendices; without labels of figures and marks of notes, which belong to the page."""
    markup = _NOTED if options.notes else _MARKUP
    abstracts = [element for element in children(meta, "abstract") if element.get("abstract-type") != "graphical"]
    parts = (abstracts if options.abstract else []) + children(article, "body") + children(article, "book-body")
    back = child(article, "back")
    parts += [element for element in back if local(element) in {"app-group", "app", "sec"}] if back is not None else []
    notes = [element for element in back if local(element) == "fn-group"] if options.notes and back is not None else []
    skip = frozenset(
        element for element in article.iter("{*}xref", "{*}named-content", "{*}styled-content") if _is_mark(element)
    )
    return "\n\n".join(filter(None, (text_of(element, markup, skip) for element in [*parts, *notes])))


def _is_mark(element: etree._Element) -> bool:
    """Return whether an element is a mark of the page: a reference to a note, a number of a source, a counter."""
    if local(element) != "xref":
        kind = element.get("content-type") or element.get("style-type") or ""
        return kind in _COUNTERS or kind in {"abstract-title", "abstract-subtitle", "abstract-author"}
    if element.get("ref-type") in _OF_NOTES:
        return True
    return element.get("ref-type") == "bibr" and _CITED.fullmatch(flat(element)) is not None


def _title(meta: etree._Element | None) -> tuple[str, str]:
    group = child(meta, "title-group")
    group = group if group is not None else child(meta, "book-title-group")
    title = child(group, "article-title")
    title = title if title is not None else child(group, "book-title")
    words = "" if title is None else " ".join(text_of(title, _MARKUP, frozenset(title.iter("{*}xref"))).split())
    return words, flat(child(group, "subtitle"))


def _authors(meta: etree._Element | None) -> Iterator[str]:
    """Yield the names of the authors; not those of templates, whose identifiers are `###`."""
    for contributor in descendants(meta, "contrib"):
        kind = (contributor.get("contrib-type") or "author").casefold()
        is_filled = not any(_PLACEHOLDER.search(flat(number)) for number in children(contributor, "contrib-id"))
        if (
            "author" in kind
            and is_filled
            and next(contributor.iterancestors("{*}contrib-group"), None) is contributor.getparent()
        ):
            name = child(contributor, "name")
            name = name if name is not None else child(contributor, "name-alternatives", "name")
            words = [flat(child(name, part)) for part in ("given-names", "surname", "suffix")]
            yield from filter(
                None,
                [
                    " ".join(filter(None, words))
                    or flat(child(contributor, "collab"))
                    or flat(child(contributor, "string-name"))
                ],
            )


def _date(meta: etree._Element | None) -> str | None:
    """Return when the article came out: the most exact date of publication, the earliest of these; never when it was received."""
    dates = [found for date in children(meta, "pub-date") if (found := _day(date))]
    longest = max(map(len, dates), default=0)
    return min((date for date in dates if len(date) == longest), default=None)


def _day(date: etree._Element) -> str | None:
    if exact := edtf.iso(date.get("iso-8601-date")):
        return exact
    year, month, day = (flat(child(date, part)) for part in ("year", "month", "day"))
    if not (month.isdecimal() and len(month) < 3):
        return edtf.free(f"{month} {year}") if month else edtf.iso(year)
    return edtf.iso(
        "-".join(filter(None, (year, month.zfill(2), day.zfill(2) if day.isdecimal() else "")))
    ) or edtf.iso(year)


def _address(meta: etree._Element | None, doi: str) -> str | None:
    if doi:
        return doi if doi.startswith("http") else f"https://doi.org/{doi}"
    return next(
        (
            href
            for element in children(meta, "self-uri")
            if (href := _href(element) or flat(element)).startswith("http")
        ),
        None,
    )


def _href(element: etree._Element) -> str:
    return next((str(element.get(name)) for name in _HREFS if element.get(name)), "")


def _statements(meta: etree._Element | None) -> Iterator[Statement]:
    """Yield what the permissions say: each licence with its address, and the sentence on copyright."""
    permissions = child(meta, "permissions")
    for licence in children(permissions, "license"):
        words, address = flat(licence), _href(licence)
        statement = " ".join(filter(None, (words, address if address not in words else "")))
        if statement:
            yield Statement(statement, path(licence))
    for element in children(permissions, "copyright-statement"):
        if flat(element):
            yield Statement(flat(element), path(element))


def _extra(article: etree._Element, meta: etree._Element | None, subtitle: str) -> dict[str, Any]:
    journal = child(article, "front", "journal-meta")
    values = {
        "subtitle": subtitle,
        "journal": flat(next(iter(descendants(journal, "journal-title")), None)),
        "publisher": flat(next(iter(descendants(journal, "publisher-name")), None)),
        "volume": flat(child(meta, "volume")),
        "issue": flat(child(meta, "issue")),
        "article_type": article.get("article-type") or "",
        "keywords": [flat(word) for word in descendants(meta, "kwd") if flat(word)],
    }
    return {name: value for name, value in values.items() if value}


READER: Final = Reader(JatsOptions, read)
