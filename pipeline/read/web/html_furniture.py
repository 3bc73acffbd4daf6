"""Licences that a page names outside its text, in words or by a plain link: a footer, a badge, a comment of old CC RDF.

Extraction takes all of this away.  What is taken here must name a licence for certain; a bare `©` says nothing against one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from lxml import etree

from licenses.recognise import recognise
from licenses.uris import LICENSE_HOSTS, license_at
from pipeline.read.document import Statement
from pipeline.read.web.html_text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_NAMED = re.compile(
    r"\bCC[ -]?(?:BY|0)|Creative[ -]Commons|Public[ -]Domain|gemeinfrei|Li[zc]en[zcs]|rechte vorbehalten|rights reserved",
    re.IGNORECASE,
)
_HINTS: Final = (
    *("licen", "lizenz", "lizens", "cc by", "cc-by", "ccby", "cc0", "cc 0", "cc-0", "creative", "public", "gemeinfrei"),
    *("vorbehalten", "reserved"),
)
_CREATIVE = re.compile(
    r"\bCC[ -]?(?:BY|0)|Creative[ -]Commons.{0,40}(?:li[zc]en|attribution|namensnennung|zero)|li[zc]en.{0,40}Creative[ -]Commons",
    re.IGNORECASE,
)
_SOFTWARE = re.compile(
    r"\b(?:themes?|templates?|designed|powered|built|software|plugin|framework|jekyll|hugo|wordpress|quellcode|code)\b",
    re.IGNORECASE,
)
_IMAGES = re.compile(
    r"\b(?:fotos?|photos?|bild(?:er|nachweis)?|images?|abbildung(?:en)?|grafik(?:en)?|icons?|logos?|video)\b",
    re.IGNORECASE,
)
_LONGEST_CHARACTERS: Final = 400
_RDF = re.compile(
    r"<license\b[^>]{0,500}?rdf:(?:resource|about)\s{0,20}=\s{0,20}[\"'](?P<target>[^\"']{1,500})", re.IGNORECASE
)


def furniture_rights(page: HtmlElement) -> Iterator[Statement]:
    """Yield statements in page furniture, in badges, in sentences that link to a licence, and in comments."""
    yield from _lines(page)
    yield from _links(page)
    yield from _comments(page)


def _lines(page: HtmlElement) -> Iterator[Statement]:
    taken: set[HtmlElement] = set()
    for element in cast("list[HtmlElement]", _FURNITURE(page)):
        if element.tag in ("html", "body") or not taken.isdisjoint(element.iterancestors()):
            continue
        taken.add(element)
        if not _may_name(element):
            continue
        for line in text_of(element, is_page=False).split("\n"):
            if len(line) <= _LONGEST_CHARACTERS and _NAMED.search(line) and _is_statement(line):
                yield Statement(line, str(element.tag), object=_object(element, line))


def _may_name(element: HtmlElement) -> bool:
    """Return whether a licence may be named below an element, which is much faster to say than where."""
    text = str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)).lower()
    return any(hint in text for hint in _HINTS)


def _is_statement(line: str) -> bool:
    """Return whether a line grants or reserves, or names a Creative Commons licence in words that only a person can judge."""
    recognition = recognise(line)
    if recognition.rule == "copyright-notice":
        return False
    if recognition.license is not None:
        return True
    return recognition.reason == "rights_reserved" or (
        recognition.reason == "license_review" and _CREATIVE.search(line) is not None
    )


def _links(page: HtmlElement) -> Iterator[Statement]:
    texts: dict[HtmlElement, str] = {}
    for element in page.iter("a"):
        target = (element.get("href") or "").strip()
        if not any(host in target for host in LICENSE_HOSTS) or "license" in (element.get("rel") or "").lower():
            continue
        if license_at(target) is None:
            continue
        block = next((parent for parent in element.iterancestors() if parent.tag in _BLOCKS), element)
        if block not in texts:
            texts[block] = _short(block)
        text = texts[block]
        if _is_furniture(element) or next(element.iter("img"), None) is not None:
            yield Statement(target, "a@href", object=_object(element, text))
        elif text and recognise(text).license is not None:
            yield Statement(text, str(block.tag), object=_object(element, text))


def _short(block: HtmlElement) -> str:
    """Return the text of a block, or none of one that is too long for a statement."""
    parts: list[str] = []
    characters = 0
    for text in block.itertext():
        parts.append(text)
        characters += len(text)
        if characters > _LONGEST_CHARACTERS:
            return ""
    return " ".join("".join(parts).split())


def _is_furniture(element: HtmlElement) -> bool:
    for parent in element.iterancestors():
        if parent.tag in _TAGS or parent.get("role") == "contentinfo":
            return True
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if parent.tag not in ("html", "body") and any(word in names for word in _WORDS):
            return True
    return False


def _object(element: HtmlElement, text: str) -> Object:
    if _IMAGES.search(text) or next(element.iterancestors("figure"), None) is not None:
        return "images"
    return "software" if _SOFTWARE.search(text) else "text"


def _comments(page: HtmlElement) -> Iterator[Statement]:
    for comment in page.iter(etree.Comment):
        text = comment.text or ""
        if "rdf:" in text:
            yield from (Statement(match["target"], "comment RDF license") for match in _RDF.finditer(text))
