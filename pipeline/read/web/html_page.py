"""Parsing a web page: its main text, its metadata and its statements about rights."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, cast
from urllib.parse import urljoin

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import Document

from pipeline.read import edtf
from pipeline.read.decode import decode
from pipeline.read.reader import TooDeepError
from pipeline.read.web.html_rights import page_rights
from pipeline.read.web.html_text import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from pipeline.read.document import Statement

Extraction = Literal["main", "all"]

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # it warns about each page without a main text
_CHARSET = re.compile(rb"<meta[^>]{1,500}charset\s{0,20}=\s{0,20}[\"']?\s{0,20}([\w-]+)", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROBE_BYTES: Final = 4096
_DEEPEST_MAIN: Final = 256
MOST_TAGS: Final = 1_000_000
_MOST_ELEMENTS: Final = 50_000
"""What trafilatura is given: it takes the square of depth and of siblings, and no page with a main text has more."""
_is_deep: Final = etree.XPath(f"boolean({'/*' * _DEEPEST_MAIN})")
_count: Final = etree.XPath("count(//*)")
_TAGS: Final = {
    **dict.fromkeys(("head", "p", "ab", "quote", "list", "table"), "p"),
    "item": "li",
    "row": "tr",
    "cell": "td",
    "lb": "br",
    "code": "code",
}
_TITLES: Final = ("//meta[@property='og:title']/@content", "//title//text()", "//h1//text()")
_AUTHORS: Final = (
    "//meta[translate(@name,'AUTHOR','author')='author']/@content",
    "//meta[@name='DC.creator' or @name='dc.creator' or @name='dcterms.creator']/@content",
    "//*[@rel='author']//text()",
)
_DATES: Final = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@name='date' or @name='DC.date' or @name='dcterms.date' or @name='dcterms.issued']/@content",
    "//*[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//article//time/@datetime",
)
_LANGUAGES: Final = (
    "/html/@lang",
    "/html/@*[local-name()='lang']",
    "//meta[translate(@http-equiv,'CONTELAGU','contelagu')='content-language']/@content",
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; `text` is empty where nothing could be read of it."""

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    language: str | None = None
    statements: tuple[Statement, ...] = ()
    robots: str | None = None


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page's own `meta` element names."""
    charset = _CHARSET.search(data[:_PROBE_BYTES])
    return charset[1].decode("ascii") if charset else None


def take_apart(
    data: bytes | str, extraction: Extraction, *, encoding: str | None = None, url: str | None = None
) -> Page:
    """Return the page's parts.  `encoding` comes from HTTP or the manifest; without it the page's own `meta` element decides.

    `main` takes the main text as trafilatura finds it (recall before precision; tables kept, comments of readers not),
    and all blocks where it finds none; `all` takes every block but navigation, forms and what is not shown.  Nothing is
    fetched.  Metadata and rights are of the whole page, whatever text is taken.  Raises TooDeepError where elements are
    nested so deep (2048) that the parser gives up, or are more than any page has.
    """
    tags = data.count("<") if isinstance(data, str) else data.count(b"<")
    if tags > MOST_TAGS:
        raise TooDeepError(f"{tags} tags, a page has at most {MOST_TAGS}")
    text = data if isinstance(data, str) else decode(data, encoding or declared_encoding(data))[0]
    source = _XML_HEAD.sub("", text).replace("\0", "")
    page = _parsed(source)
    if page is None:
        return Page("")
    whole = Page(
        text="",
        title=_first(page, _TITLES),
        authors=_all(page, _AUTHORS),
        date=edtf.free(_first(page, _DATES) or ""),
        url=_canonical(page, url),
        language=_first(page, _LANGUAGES),
        statements=page_rights(page),
        robots=_first(page, ("//meta[translate(@name,'ROBTS','robts')='robots']/@content",)),
    )
    return replace(whole, text=_text(page, source, extraction))  # last, since it changes the page


def _parsed(source: str) -> HtmlElement | None:
    """Return the tree of a page, None for what has no element."""
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=True)
    try:
        page = lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.LxmlError):
        page = None
    limits = parser.error_log.filter_from_fatals()
    if limits:
        raise TooDeepError(f"a page that the parser gives up: {limits[0].message}")
    return page


def _text(page: HtmlElement, source: str, extraction: Extraction) -> str:
    if extraction == "all" or not _is_for_main(page):
        return text_of(page)
    text = _main(page)
    if text:
        return text
    again = _parsed(source)  # trafilatura takes elements out of the page
    return "" if again is None else text_of(again)


def _is_for_main(page: HtmlElement) -> bool:
    """Return whether trafilatura can look for a main text in it in a time that is linear in the page."""
    return not _is_deep(page) and cast("float", _count(page)) <= _MOST_ELEMENTS


def _main(page: HtmlElement) -> str:
    """Return the main text; empty where none is found."""
    extracted = trafilatura.bare_extraction(page, favor_recall=True, include_comments=False, include_tables=True)
    body = extracted.body if isinstance(extracted, Document) else None
    return "" if body is None else _plain(body)


def _plain(body: etree._Element) -> str:
    """Return the text of trafilatura's tree (head, p, list, item, row, cell, lb, quote, code)."""
    for element in body.iter("item"):
        element.text = f"- {(element.text or '').lstrip()}"
    for element in body.iter(*_TAGS):
        is_set = element.tag in ("quote", "code") and "\n" in (element.text or "")
        element.tag = "pre" if is_set else _TAGS[str(element.tag)]
    return text_of(body)


def _values(page: HtmlElement, path: str) -> list[str]:
    return [value for node in page.xpath(path) if (value := " ".join(str(node).split()))]


def _first(page: HtmlElement, paths: tuple[str, ...]) -> str | None:
    return next((values[0] for path in paths if (values := _values(page, path))), None)


def _all(page: HtmlElement, paths: tuple[str, ...]) -> tuple[str, ...]:
    return next((tuple(dict.fromkeys(values)) for path in paths if (values := _values(page, path))), ())


def _canonical(page: HtmlElement, url: str | None) -> str | None:
    """Return the page's canonical address, made absolute, where it names one, else the one it was fetched from."""
    address = _first(page, ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"))
    if address is None:
        return url
    try:
        absolute = urljoin(url or "", address)
    except ValueError:
        return url
    return absolute if absolute.startswith(("http://", "https://")) else url
