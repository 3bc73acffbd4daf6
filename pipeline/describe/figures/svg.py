"""SVG as text: elements, texts and patterns; the same bytes for the same drawing.

Lengths along x are percentages and lengths along y pixels, so that a drawing fits any width and its letters keep their size.
Everything that colour shows is shown by a pattern, too.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from pipeline.describe.render import style

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 720
MARGIN: Final = 20
HEADING: Final = 34
PANEL: Final = 322
GAP: Final = 18
LINE: Final = 17
TITLE_CHARACTERS: Final = 48
PATTERNS: Final = {
    "license": '<path d="M-1 7 7 -1M-1 1 1 -1M5 7 7 5"/>',
    "language": '<path d="M0 3H6"/>',
    "quality": '<circle cx="1.5" cy="1.5" r="1.1"/><circle cx="4.5" cy="4.5" r="1.1"/>',
    "duplicates": '<path d="M0 0 6 6M0 6 6 0"/>',
    "other": '<path d="M3 0V6"/>',
}
"""The patterns that fill parts of a bar, six by six pixels each."""


@dataclass(frozen=True)
class Drawing:
    """A piece of a figure: its height in pixels and what is drawn in it."""

    height: int
    body: tuple[str, ...]


def element(name: str, *children: str, **attributes: object) -> str:
    """Return an element; `class_` is written `class`, underscores become hyphens, None leaves an attribute out."""
    listed = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{listed}>{''.join(children)}</{name}>" if children else f"<{name}{listed}/>"


def unbroken(sentence: str) -> str:
    """Return a text in which no line ends between a number and its percent sign."""
    return sentence.replace(" %", "\u00a0%")


def text(words: str, x: float, y: float, kind: str = "", anchor: str | None = None) -> str:
    """Return a line of text at x percent and y pixels; `kind` is a class of `figures.css`."""
    return element("text", escape(words), x=percent(x), y=plain(y), class_=kind or None, text_anchor=anchor)


def box(x: float, y: float, width: float, height: float, kind: str, says: str = "") -> str:
    """Return a rectangle, x and width in percent, with a title that a pointer brings up."""
    title = [element("title", escape(says))] if says else []
    return element(
        "rect", *title, x=percent(x), y=plain(y), width=percent(width), height=plain(height), class_=kind or None
    )


def line(x: float, y: float, x2: float, y2: float, kind: str) -> str:
    """Return a straight line, x in percent and y in pixels."""
    return element("line", x1=percent(x), y1=plain(y), x2=percent(x2), y2=plain(y2), class_=kind)


def percent(value: float) -> str:
    """Return a length along x."""
    return f"{plain(value)}%"


def plain(value: float) -> str:
    """Return a number with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def patterned(kind: str) -> str:
    """Return the classes of a part that is filled with the pattern of this kind."""
    return f"part fill-{kind}"


def inline(drawing: Drawing, name: str, title: str, says: str) -> str:
    """Return a drawing to be put into a page, with its title and its text alternative; `name` must be unique there."""
    labels = element("title", escape(title), id=f"{name}-t") + element("desc", escape(says), id=f"{name}-d")
    head = {"role": "img", "aria-labelledby": f"{name}-t", "aria-describedby": f"{name}-d", "class_": "figure"}
    named = {key.replace("-", "_"): value for key, value in head.items()}
    return element(
        "svg", labels, _patterns(name, drawing), *_own(drawing, name), width="100%", height=drawing.height, **named
    )


def document(panels: Sequence[tuple[str, Drawing]], name: str, title: str, says: str, language: str) -> str:
    """Return a whole SVG file: the title above, a single drawing as wide as the sheet, several in two columns."""
    placed, height = _placed(panels, name)
    return element(
        "svg",
        element("title", escape(title), id="t"),
        element("desc", escape(says), id="d"),
        element("style", style("figures.css")),
        _patterns(name, *(drawing for _, drawing in panels)),
        element("rect", width="100%", height="100%", class_="paper"),
        element("text", escape(title), x=MARGIN, y=MARGIN + 14, class_="heading"),
        *placed,
        xmlns="http://www.w3.org/2000/svg",
        width=WIDTH,
        height=height,
        lang=language,
        role="img",
        aria_labelledby="t",
        aria_describedby="d",
        class_="figure",
    )


def _placed(panels: Sequence[tuple[str, Drawing]], name: str) -> tuple[list[str], int]:
    single = len(panels) == 1
    placed, y = [], MARGIN + HEADING
    for first in range(0, len(panels), 1 if single else 2):
        row = panels[first : first + 2]
        titles = [textwrap.wrap(title, TITLE_CHARACTERS) for title, _ in row]
        lines = max(len(wrapped) for wrapped in titles)
        for place, (wrapped, (_, drawing)) in enumerate(zip(titles, row, strict=True)):
            x = MARGIN + place * (WIDTH - 2 * MARGIN - PANEL)
            placed += [
                element("text", escape(words), x=x, y=y + 12 + LINE * number, class_="strong")
                for number, words in enumerate(wrapped)
            ]
            size = {"width": WIDTH - 2 * MARGIN if single else PANEL, "height": drawing.height, "overflow": "visible"}
            placed.append(element("svg", *_own(drawing, name), x=x, y=y + LINE * lines + GAP // 2, **size))
        y += LINE * lines + max(drawing.height for _, drawing in row) + GAP
    return placed, y + MARGIN


def _patterns(name: str, *drawings: Drawing) -> str:
    used = "".join("".join(drawing.body) for drawing in drawings)
    made = [
        element(
            "pattern",
            shapes,
            id=f"{name}-{kind}",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
            class_=f"in-{kind}",
        )
        for kind, shapes in PATTERNS.items()
        if f"fill-{kind}" in used
    ]
    return element("defs", *made) if made else ""


def _own(drawing: Drawing, name: str) -> list[str]:
    """Return the body with every patterned part pointing to the patterns of this very figure."""
    body = "".join(drawing.body)
    for kind in PATTERNS:
        body = body.replace(f'class="part fill-{kind}"', f'class="part" fill="url(#{name}-{kind})"')
    return [body]
