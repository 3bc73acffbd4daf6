"""Parsing a web page: its main text, its metadata and its statements about rights."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urljoin

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import Document

from pipeline.read import edtf
from pipeline.read.decode import decode
from pipeline.read.html_pieces import text_of
from pipeline.read.web.html_rights import page_rights

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from pipeline.read.document import Statement

Extraction = Literal["main", "all"]

logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # it warns about each page without a main text
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROBE_BYTES: Final = 4096
_UNSEEN: Final = ("script", "style", "template", "noscript", "svg", "iframe", "nav", "head", "form")
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
    fetched.
    """
    text = data if isinstance(data, str) else decode(data, encoding or declared_encoding(data))[0]
    text = _XML_HEAD.sub("", text).replace("\0", "")
    try:
        page = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(no_network=True))
    except (etree.ParserError, etree.LxmlError):
        return Page("")
    return Page(
        text=_main(page) if extraction == "main" else _blocks(page),
        title=_first(page, _TITLES),
        authors=_all(page, _AUTHORS),
        date=edtf.free(_first(page, _DATES) or ""),
        url=_canonical(page, url),
        language=_first(page, _LANGUAGES),
        statements=page_rights(page),
        robots=_first(page, ("//meta[translate(@name,'ROBTS','robts')='robots']/@content",)),
    )


def _main(page: HtmlElement) -> str:
    """Return the main text, or all blocks where none is found."""
    extracted = trafilatura.bare_extraction(page, favor_recall=True, include_comments=False, include_tables=True)
    body = extracted.body if isinstance(extracted, Document) else None
    return (_plain(body) if body is not None else "") or _blocks(page)


def _plain(body: etree._Element) -> str:
    """Return the text of trafilatura's tree (head, p, list, item, row, cell, lb, quote, code)."""
    for element in body.iter("item"):
        element.text = f"- {(element.text or '').lstrip()}"
    for element in body.iter(*_TAGS):
        is_set = element.tag in ("quote", "code") and "\n" in (element.text or "")
        element.tag = "pre" if is_set else _TAGS[str(element.tag)]
    return text_of(etree.tostring(body, encoding="unicode", method="html"))


def _blocks(page: HtmlElement) -> str:
    """Return the text of all blocks; this removes elements from the page."""
    etree.strip_elements(page, *_UNSEEN, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return text_of(etree.tostring(page, encoding="unicode", method="html"))


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
