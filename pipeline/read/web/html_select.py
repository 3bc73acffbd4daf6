"""The parts of a page that a manifest names: which elements hold the text, which ones in them do not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from lxml import etree
from lxml import html as lxml_html
from pydantic import AfterValidator

from pipeline.read.web.html_text import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

_SELECTOR: Final = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")


def _known(selector: str) -> str:
    if not selector or _SELECTOR.fullmatch(selector) is None:
        raise ValueError(f"{selector!r} names no elements; write `main`, `.content`, `#text` or `div.content`")
    return selector


Selector = Annotated[str, AfterValidator(_known)]
"""The name of elements, their class or id, as CSS writes them: `main`, `.content`, `div.content`, `#text`."""


@dataclass(frozen=True, slots=True)
class _Selected:
    tag: str
    classes: frozenset[str]
    id: str

    @classmethod
    def of(cls, selector: str) -> _Selected:
        match = _SELECTOR.fullmatch(selector)
        tag, marks = (match[1] or "", match[2]) if match else ("", "")
        named = re.findall(r"([.#])([\w-]+)", marks)
        return cls(
            tag.lower(),
            frozenset(name for kind, name in named if kind == "."),
            next((name for kind, name in named if kind == "#"), ""),
        )

    def holds(self, element: etree._Element) -> bool:
        """Return whether an element is meant."""
        if not isinstance(element.tag, str) or (self.tag and element.tag != self.tag):
            return False
        if self.id and element.get("id") != self.id:
            return False
        return self.classes <= set((element.get("class") or "").split())


def parse(source: str) -> HtmlElement | None:
    """Return the tree of a page, None for what has no element."""
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=True)
    try:
        return lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.LxmlError):
        return None


def selected(source: str, roots: Sequence[str], skipped: Sequence[str]) -> str:
    """Return the text of the elements that are named, the outermost of each, or of the page, without those that are skipped."""
    page = parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", source))
    if page is None:
        return ""
    without(page, [_Selected.of(selector) for selector in skipped])
    if not roots:
        return text_of(page)
    wanted = [_Selected.of(selector) for selector in roots]
    texts: list[str] = []
    walker = etree.iterwalk(page, events=("start",))
    for _event, element in walker:
        if any(selector.holds(element) for selector in wanted):
            walker.skip_subtree()
            texts.append(text_of(element))
    return "\n\n".join(filter(None, texts))


def without(page: HtmlElement, skipped: Sequence[_Selected]) -> None:
    """Take elements out of a page; what stands behind them stays."""
    for element in [element for element in page.iter() if any(selector.holds(element) for selector in skipped)]:
        take_out(element)


def take_out(element: etree._Element) -> None:
    """Empty an element in its place: what stands behind it stays, and no text is put together anew for each."""
    tail = element.tail
    element.clear()
    element.tail = tail
