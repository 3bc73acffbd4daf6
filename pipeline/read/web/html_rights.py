"""Statements about rights in a web page: links, RDFa, microdata, JSON-LD, meta elements and HTTP headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pipeline.read.document import Statement
from pipeline.read.json_text import JsonError, parse
from pipeline.read.reader import TooDeepError
from pipeline.read.web.html_furniture import furniture_rights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from pipeline.read.document import Object

_PROPERTIES: Final = frozenset(
    f"{prefix}{name}"
    for prefix in ("", "cc:", "dc:", "dct:", "dcterms:", "schema:", "xhv:", "http://schema.org/", "https://schema.org/")
    for name in ("license", "rights", "copyrightnotice", "usageinfo")
) | {
    *("http://creativecommons.org/ns#license", "http://purl.org/dc/terms/license", "http://purl.org/dc/terms/rights"),
    *("https://creativecommons.org/ns#license", "http://www.w3.org/1999/xhtml/vocab#license"),
}
_META: Final = frozenset({"license", "licence", "lizenz", "copyright", "rights", "usage-rights", "tdm-policy"})
_META_FAMILIES: Final = (
    *("dc.rights", "dc.license", "dc.licence", "dcterms.rights", "dcterms.license", "dcterms.licence"),
    "dcterms.accessrights",
)
_KEYS: Final = frozenset({"license", "copyrightnotice", "usageinfo", "acquirelicensepage", "rights"})
_PICTURES: Final = ("ImageObject", "Photograph", "VideoObject", "AudioObject", "MediaObject")
_BROKEN = re.compile(r'"(?P<key>license|copyrightNotice|usageInfo)"\s{0,50}:\s{0,50}"(?P<value>[^"\n]{1,500})"')
_RESERVED = re.compile(r"\bno(?:image)?ai\b", re.IGNORECASE)
_LINK = re.compile(r"<(?P<target>[^>]*)>(?P<parameters>[^<]*)")
_REL_LICENSE = re.compile(r"\brel\s*=\s*\"?[^\";,]*\blicense\b", re.IGNORECASE)


def page_rights(page: HtmlElement) -> tuple[Statement, ...]:
    """Return every statement in the page, in document order within each kind, each once.

    A link inside a `figure` and a licence of an `ImageObject` are about images.  A reservation against text and data
    mining (`noai`, `tdm-reservation: 1`) is a statement too.
    """
    statements = [*_links(page), *_properties(page), *_metas(page), *_linked_data(page), *furniture_rights(page)]
    return tuple(dict.fromkeys(statements))


def header_rights(headers: Mapping[str, str]) -> tuple[Statement, ...]:
    """Return the statements in HTTP headers, whose names are given in lower case."""
    statements = [
        Statement(link["target"], "HTTP Link rel=license")
        for link in _LINK.finditer(headers.get("link", ""))
        if _REL_LICENSE.search(link["parameters"])
    ]
    if headers.get("tdm-reservation", "").strip() == "1":
        statements.append(Statement("tdm-reservation: 1", "HTTP tdm-reservation"))
    if policy := headers.get("tdm-policy", "").strip():
        statements.append(Statement(policy, "HTTP tdm-policy", object="metadata"))
    if _RESERVED.search(tag := headers.get("x-robots-tag", "")):
        statements.append(Statement(tag, "HTTP X-Robots-Tag"))
    return tuple(statements)


def _object(element: HtmlElement) -> Object:
    return "images" if next(element.iterancestors("figure"), None) is not None else "text"


def _text(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def _links(page: HtmlElement) -> Iterator[Statement]:
    for element in page.xpath("//a[@rel] | //link[@rel] | //area[@rel]"):
        rel = str(element.get("rel")).lower().split()
        if "license" not in rel and not _PROPERTIES.intersection(rel):
            continue
        where, about = f"{element.tag}[rel=license]", _object(element)
        if target := str(element.get("href") or "").strip():
            yield Statement(target, f"{where}@href", object=about)
        if text := _text(element):
            yield Statement(text, where, object=about)


def _properties(page: HtmlElement) -> Iterator[Statement]:
    for attribute in ("property", "itemprop"):
        for element in page.xpath(f"//*[@{attribute}]"):
            names = str(element.get(attribute)).lower().split()
            if not _PROPERTIES.intersection(names):
                continue
            value = next((element.get(name) for name in ("content", "resource", "href") if element.get(name)), None)
            if text := (str(value).strip() if value else _text(element)):
                yield Statement(text, f"{element.tag}[{attribute}={names[0]}]", object=_object(element))


def _metas(page: HtmlElement) -> Iterator[Statement]:
    for element in page.xpath("//meta[@name][@content]"):
        name, content = str(element.get("name")).lower(), str(element.get("content")).strip()
        is_reservation = (name == "tdm-reservation" and content == "1") or (
            name == "robots" and _RESERVED.search(content) is not None
        )
        is_right = name in _META or name.startswith(_META_FAMILIES)
        if is_reservation or (is_right and content):
            about: Object = "metadata" if name == "tdm-policy" else "text"  # the address of an offer, no licence
            statement = f"{name}: {content}" if name == "tdm-reservation" else content
            yield Statement(statement, f"meta[name={name}]", object=about)


def _linked_data(page: HtmlElement) -> Iterator[Statement]:
    for element in page.iter("script"):
        if (element.get("type") or "").strip().lower().startswith("application/ld+json"):
            yield from _in_script(element.text or "")


def _in_script(text: str) -> list[Statement]:
    """Return the statements in linked data; of what is no JSON the values that stand behind a key of rights."""
    try:
        return list(_in_data(parse(text, strict=False), "text"))
    except (JsonError, TooDeepError):
        return [Statement(match["value"], f"JSON-LD {match['key']}") for match in _BROKEN.finditer(text)]


def _in_data(value: Any, about: Object) -> Iterator[Statement]:
    if isinstance(value, list):
        for nested in value:
            yield from _in_data(nested, about)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(kind in _PICTURES for kind in (kinds if isinstance(kinds, list) else [kinds])):
            about = "images"
        for key, nested in value.items():
            name = re.split("[:/#]", key)[-1]
            if name.lower() in _KEYS:
                yield from (Statement(text, f"JSON-LD {name}", object=about) for text in _strings(nested))
            else:
                yield from _in_data(nested, about)


def _strings(value: Any) -> Iterator[str]:
    """Yield a licence's text or address: a string, or the `@id`, `url` or `name` of an object."""
    for nested in value if isinstance(value, list) else [value]:
        if isinstance(nested, dict):
            yield from (
                nested[key].strip() for key in ("@id", "@value", "url", "name") if isinstance(nested.get(key), str)
            )
        elif isinstance(nested, str) and nested.strip():
            yield nested.strip()
