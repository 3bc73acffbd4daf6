"""Extractions of web pages, wikis and Markdown that share no code with the readers: other parsers, other ways to text."""

from __future__ import annotations

import bz2
import contextlib
import re
from typing import TYPE_CHECKING

import mwparserfromhell
from lxml import etree, html
from marko.ext.gfm import gfm

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = re.compile(r"\A\s*---\n.*?\n---\n", re.DOTALL)
MACRO = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|^[ \t]*:::.*$|\[!\s*INCLUDE.*?\]\(.*?\)\]?", re.MULTILINE)
REFERENCE = re.compile(
    r"\{\{\s*(?:\w*xref|glossary|\w+element|svgattr|httpheader|httpstatus)\(([^{}]*)\)\s*\}\}", re.IGNORECASE
)
ARGUMENT = re.compile(r"[\"']([^\"']*)[\"']")
DROPPED = ("ref", "references", "gallery", "math", "timeline", "imagemap", "table", "templatestyles")
FILES = re.compile(r"\[\[\s*:?\w+\s*:[^\[\]|]*\.(?:jpe?g|png|svg|gif|ogg|tiff?|webp|pdf)\s*(?=[|\]])", re.IGNORECASE)
CATEGORY = re.compile(r"^\s*(?:kat|cat|kát)\w*\s*:", re.IGNORECASE)
SHOWN = re.compile(r"[+−–-]?\d[\d.,\s]*$")


def mediawiki(data: bytes, _slug: str) -> Iterator[str]:
    """Yield the articles of an export as mwparserfromhell reads them, without templates, tables, notes and files."""
    raw = bz2.decompress(data) if data.startswith(b"BZh") else data
    for article in etree.fromstring(raw, etree.XMLParser(huge_tree=True)).iter("{*}page"):
        if article.findtext("{*}ns") != "0" or article.find("{*}redirect") is not None:
            continue
        yield _article(article.findtext("{*}revision/{*}text") or "") + "\n"


def _article(source: str) -> str:
    code = mwparserfromhell.parse(source, skip_style_tags=True)
    for node in code.filter_tags(matches=lambda node: str(node.tag).strip().lower() in DROPPED):
        _remove(code, node)
    for link in code.filter_wikilinks(
        matches=lambda link: FILES.match(f"[[{link.title}]]") or CATEGORY.match(str(link.title))
    ):
        _remove(code, link)
    for template in code.filter_templates(recursive=False):
        with contextlib.suppress(ValueError):
            code.replace(template, _shown(template))
    text = code.strip_code(normalize=True, collapse=True, keep_template_params=False)
    return re.sub(r"'{2,}|__[A-Z]+__|^\w{2,8}(?:-\w+)*:.*$", "", text, flags=re.MULTILINE)


def _shown(template: mwparserfromhell.nodes.Template) -> str:
    """Return a number that is the first argument, with what follows it, for the reader may show that too."""
    values = [str(param.value).strip() for param in template.params if not param.showkey]
    return " ".join(values[:2]) if values and SHOWN.match(values[0]) else ""


def _remove(code: mwparserfromhell.wikicode.Wikicode, node: object) -> None:
    with contextlib.suppress(ValueError):  # its parent is gone already
        code.remove(node)


def markdown(data: bytes, _slug: str) -> Iterator[str]:
    """Yield a Markdown file as Marko renders it; macros show their last word."""
    text = re.sub(r"\[!\w+\]", "", HEAD.sub("", data.decode("utf-8", "replace")))
    text = REFERENCE.sub(lambda match: (ARGUMENT.findall(match[1]) or [""])[:2][-1], text)
    tree = html.fromstring(f"<div>{gfm(MACRO.sub('', text))}</div>")
    for block in tree.xpath("//script | //style"):
        block.drop_tree()
    for numbered in tree.iter("ol"):
        for number, item in enumerate(numbered.findall("li"), int(numbered.get("start", "1"))):
            item.text = f" {number} {item.text or ''}"
    if "{{" in text:
        _drop_hollow(tree)
    for element in tree.iter():
        if element.tag in ("p", "li", "td", "th", "br", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "div"):
            element.tail = f" {element.tail or ''}"
            element.text = f" {element.text or ''}"
    yield str(tree.text_content())


def _drop_hollow(tree: html.HtmlElement) -> None:
    """Take out headings that are followed by the end, or by one of their own level or above."""
    elements = [element for element in tree if isinstance(element.tag, str)]
    level = 0
    for element in reversed(elements):
        own = int(element.tag[1]) if re.fullmatch("h[1-6]", element.tag) else 7
        if own < 7 and own >= level:
            element.drop_tree()
        elif element.text_content().strip():
            level = own
