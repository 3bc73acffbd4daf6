"""Running text from XML whose elements have fixed parts: blocks, lines, labels, cells, notes, and what is not text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.read.flow import BLANK, LINE, NONE, PARAGRAPH, Flow
from pipeline.read.reader import TooDeepError
from pipeline.read.xml import MAX_DEPTH, line_of, local, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree


@dataclass(frozen=True, slots=True)
class Markup:
    """The part that each element plays, by its name without namespace; an element not named is running text.

    `breaks` gives the break on either side; a `label` (a list's number) stands on the line of what follows it; a `note`
    waits for the end of the element that is a `holder` of notes; quotation marks kept in `startQuote` and `endQuote`
    (Akoma Ntoso) are written.
    """

    breaks: Mapping[str, int]
    labels: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset()


def text_of(element: etree._Element, markup: Markup, skip: frozenset[etree._Element] = frozenset()) -> str:
    """Return the running text of the element, without the elements in `skip`; ReadError if it is nested too deep."""
    flow = Flow()
    waiting: list[str] = []
    _write(element, markup, flow, waiting, skip, 0)
    _flush(flow, waiting)
    return flow.result()


def _write(
    element: etree._Element,
    markup: Markup,
    flow: Flow,
    waiting: list[str],
    skip: frozenset[etree._Element],
    depth: int,
) -> None:
    if depth > MAX_DEPTH:
        raise TooDeepError(f"elements nested deeper than {MAX_DEPTH} at line {line_of(element)}")
    flow.text(element.text)
    for part in element:
        name = local(part)
        if name in markup.notes and part not in skip:
            waiting.append(text_of(part, markup))
            flow.elide()
        elif name in markup.skip or part in skip:
            flow.elide()
        elif name:
            _open(part, name, markup, flow)
            _write(part, markup, flow, waiting, skip, depth + 1)
            _close(part, name, markup, flow)
            if name in markup.holders:
                _flush(flow, waiting)
        flow.text(part.tail)


def _open(element: etree._Element, name: str, markup: Markup, flow: Flow) -> None:
    if name in markup.lines:
        flow.to(LINE)
    elif name in markup.blanks:
        flow.to(BLANK)
    elif name in markup.cells:
        if any(local(sibling) in markup.cells for sibling in element.itersiblings(preceding=True)):
            flow.tab()
        flow.inline += 1
    else:
        flow.to(markup.breaks.get(name, NONE))
    if element.get("startQuote"):
        flow.text(element.get("startQuote"))
        flow.join()


def _close(element: etree._Element, name: str, markup: Markup, flow: Flow) -> None:
    if element.get("endQuote"):
        flow.join()
        flow.text(element.get("endQuote"))
    if name in markup.cells:
        flow.inline -= 1
    elif name in markup.labels and text(element).strip():
        flow.hold(BLANK)
    elif name not in markup.lines:
        flow.to(markup.breaks.get(name, NONE))


def _flush(flow: Flow, waiting: list[str]) -> None:
    for note in filter(None, waiting):
        flow.to(PARAGRAPH)
        flow.line(note)
        flow.to(PARAGRAPH)
    waiting.clear()
