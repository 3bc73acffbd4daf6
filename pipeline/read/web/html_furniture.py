"""Licences that a page names outside its text, in words or by a plain link: a footer, a badge, a comment of old CC RDF.

Extraction takes all of this away.  What is taken here must name a licence for certain; a bare `©` says nothing against one.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from licenses.recognise import recognise
from licenses.uris import LICENSE_HOSTS, license_at
from pipeline.read.document import Statement
from pipeline.read.web.html_text import text_of
from pipeline.read.web.rights_sentences import LONGEST, may_name, object_at, object_of, rights_sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.html import HtmlElement

    from pipeline.read.document import Object

_WORDS: Final = ("licen", "lizenz", "copyright", "footer", "colophon", "impressum")
_FURNITURE: Final = etree.XPath(
    "//*[self::footer or self::nav or self::aside or self::header or @role='contentinfo'] | //*[@class or @id]["
    + " or ".join(f"contains(concat(@class,' ',@id),'{word}')" for word in _WORDS)
    + "]"
)
_TAGS: Final = frozenset({"footer", "nav", "aside", "header"})
_BLOCKS: Final = frozenset({"p", "li", "td", "dd", "div", "section", "article", "main", "body"})
_MOST_NODES: Final = 500
"""Elements of a block that may be a sentence with a link."""
_RDF = re.compile(
    r"<license\b[^>]{0,500}?rdf:(?:resource|about)\s{0,20}=\s{0,20}[\"'](?P<target>[^\"']{1,500})", re.IGNORECASE
)


def furniture_rights(page: HtmlElement) -> Iterator[Statement]:
    """Yield statements in page furniture, in badges, in sentences that link to a licence, and in comments."""
    yield from _lines(page)
    yield from _links(page)
    yield from _comments(page)


def _lines(page: HtmlElement) -> Iterator[Statement]:
    roots = set(cast("list[HtmlElement]", _FURNITURE(page)))
    roots = {element for element in roots if element.tag not in ("html", "body")}
    inside = _below(page, roots) if roots else set()
    for element in (element for element in page.iter() if element in roots and element not in inside):
        if not may_name(str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))):
            continue
        for line in text_of(element, is_page=False).split("\n"):
            for sentence in rights_sentences(line):
                yield Statement(sentence, str(element.tag), object=object_of(sentence))


def _below(page: HtmlElement, roots: Collection[HtmlElement]) -> set[HtmlElement]:
    """Return all elements that stand below one of the roots, in one walk in the order of the page."""
    inside: set[HtmlElement] = set()
    for element in page.iter():
        parent = element.getparent()
        if parent is not None and (parent in roots or parent in inside):
            inside.add(element)
    return inside


def _links(page: HtmlElement) -> Iterator[Statement]:
    links = [element for element in page.iter("a") if _is_licence(element)]
    if not links:
        return
    furniture = _below(page, {element for element in page.iter() if _is_furniture(element)})
    figures = _below(page, set(page.iter("figure")))
    blocks = _blocks(page)
    texts: dict[HtmlElement, tuple[str, str]] = {}
    for element in links:
        block = blocks.get(element, element)
        if block not in texts:
            text = _short(block)
            texts[block] = text, _without_menu(block, text) if text else ""
        text, subject = texts[block]
        about: Object = "images" if element in figures else object_at(subject, _words(element))
        if element in furniture or next(element.iter("img"), None) is not None:
            yield Statement(str(element.get("href")).strip(), "a@href", object=about)
        elif text and recognise(text).license is not None:
            yield Statement(text, str(block.tag), object=about)


def _is_licence(element: HtmlElement) -> bool:
    target = (element.get("href") or "").strip()
    if not any(host in target for host in LICENSE_HOSTS) or "license" in (element.get("rel") or "").lower():
        return False
    return license_at(target) is not None


def _blocks(page: HtmlElement) -> dict[HtmlElement, HtmlElement]:
    """Return for each element the nearest block that it stands in, in one walk in the order of the page."""
    blocks: dict[HtmlElement, HtmlElement] = {}
    for element in page.iter():
        parent = element.getparent()
        if parent is not None:
            block = parent if parent.tag in _BLOCKS else blocks.get(parent)
            if block is not None:
                blocks[element] = block
    return blocks


def _short(block: HtmlElement) -> str:
    """Return the text of a block, or none of one that is too long for a statement."""
    if next(islice(block.iter(), _MOST_NODES, None), None) is not None:
        return ""
    parts: list[str] = []
    characters = 0
    for text in block.itertext():
        parts.append(text)
        characters += len(text)
        if characters > LONGEST:
            return ""
    return " ".join("".join(parts).split())


def _without_menu(block: HtmlElement, text: str) -> str:
    """Return the text of a block without the words of its other links: a menu that names images licenses none."""
    for element in block.iter("a"):
        words = _words(element)
        if words and not _is_licence(element):
            text = text.replace(words, ";", 1)
    return text


def _words(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag in _TAGS or element.get("role") == "contentinfo":
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag not in ("html", "body") and any(word in names for word in _WORDS)


def _comments(page: HtmlElement) -> Iterator[Statement]:
    for comment in page.iter(etree.Comment):
        text = comment.text or ""
        if "rdf:" in text:
            yield from (Statement(match["target"], "comment RDF license") for match in _RDF.finditer(text))
