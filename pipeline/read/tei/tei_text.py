"""From a TEI element to running text: what is text, what is apparatus, and where lines and paragraphs end.

What each element is stands in `tei_parts`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field

from pipeline.read import flow as f
from pipeline.read.reader import TooDeepError
from pipeline.read.tei.tei_parts import (
    CHARACTERS,
    CONTAINERS,
    FURNITURE,
    LINED,
    MILESTONES,
    NEVER,
    NOTE_HOLDERS,
    OMISSION,
    REGISTERS,
    SIGNS,
    SWITCHES,
    dots,
    is_contents,
    is_editorial,
    is_supplied,
    phrase_break,
    strength,
)
from pipeline.read.tei.tei_words import Spacing
from pipeline.read.xml import MAX_DEPTH, Names, XmlOptions, line_of, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

    Handler = Callable[[etree._Element, str, str, int], None]

_CHOICES: Final = ("corr", "expan", "lem")
_NO_SKIP: Final[frozenset[etree._Element]] = frozenset()
_BROKEN: Final = re.compile(r"(?<=[^\W\d_])[-⸗‐]\s+(?=[^\W\d_])")


class TeiOptions(XmlOptions):
    """Options of the format `tei`.

    `unit` is what one document is: the whole file, or each outermost `div` or `text` element whose `type` matches one of
    `unit_types` (globs); what lies outside of them becomes a document of its own if it holds a paragraph, verses or a scene.
    """

    unit: Literal["file", "div", "text"] = "file"
    unit_types: tuple[str, ...] = Field(default=("*",), min_length=1)
    line_breaks: Literal["auto", "space", "newline"] = Field(
        default="auto",
        description="auto: a blank in prose; a new line in verse, headings, letter heads and after a hyphen",
    )
    page_breaks: Literal["separate", "join"] = Field(
        default="separate",
        description="what stands left and right of a page break without white space: two words or one",
    )
    spelling: Literal["orig", "reg"] = "orig"
    notes: Literal["paragraph_end", "inline", "drop"] = "paragraph_end"
    editorial_notes: Literal["paragraph_end", "inline", "drop"] = "drop"
    front: bool = True
    back: bool = True
    contents: bool = Field(default=False, description="keep tables of contents and the registers of a volume")
    registers: bool = Field(default=False, description="keep the editors' lists of persons, places, works")
    captions: bool = Field(default=True, description="keep the captions of figures; descriptions are always left out")
    stage_directions: bool = True


def text_of(
    element: etree._Element,
    options: TeiOptions,
    skip: frozenset[etree._Element] = _NO_SKIP,
    *,
    in_edition: bool = False,
) -> str:
    """Return the running text of a TEI element (`text`, `div`, …), leaving out the elements in `skip`.

    Paragraphs and stanzas are separated by an empty line; verses, speakers, list items and rows stand on lines of their
    own; cells are separated by tabs; footnotes follow the paragraph they belong to; `[...]` stands for a gap.  Notes of
    nobody in an edition are the editor's.  Raises ReadError if elements are nested deeper than MAX_DEPTH.
    """
    writer = _Writer(options, skip, in_edition=in_edition, has_tokens=any(True for _ in element.iter("{*}w", "{*}pc")))
    writer.element(element, "", f.PARAGRAPH, 0)
    writer.flush()
    return writer.flow.result()


def title_of(heading: etree._Element, options: TeiOptions) -> str:
    """Return the text of a heading on one line, without its notes and with the words that its line ends broke."""
    plain = options.model_copy(update={"notes": "drop", "editorial_notes": "drop"})
    return " ".join(_BROKEN.sub(_rejoined, text_of(heading, plain)).split())


def _rejoined(broken: re.Match[str]) -> str:
    following = broken.string[broken.end()]
    return "" if following.islower() else broken[0][0]


class _Plans(dict[Any, "tuple[str, Handler | None, int]"]):
    """By tag: the name of a child, the function that writes it where it has one of its own, and the break around it."""

    def __init__(self, parent: str, handlers: dict[str, Handler]) -> None:
        super().__init__()
        self._parent, self._handlers, self._names = parent, handlers, Names()

    def __missing__(self, tag: Any) -> tuple[str, Handler | None, int]:
        name = self._names[tag]
        plan = self[tag] = (name, self._handlers.get(name), strength(name, self._parent))
        return plan


class _PlansByParent(dict[str, _Plans]):
    """The plans for the children of elements, by the name of the parent."""

    def __init__(self, handlers: dict[str, Handler]) -> None:
        super().__init__()
        self._handlers = handlers

    def __missing__(self, parent: str) -> _Plans:
        plans = self[parent] = _Plans(parent, self._handlers)
        return plans


class _Writer:
    """One pass over the tree; `flow` takes the text, `notes` wait for the end of their paragraph."""

    def __init__(
        self, options: TeiOptions, skip: frozenset[etree._Element], *, in_edition: bool, has_tokens: bool
    ) -> None:
        self.options = options
        self.skip = skip
        self.in_edition = in_edition
        self.flow = f.Flow()
        self.notes: list[str] = []
        self.holders = 0
        self.lined = 0
        self.names = Names()
        self.spacing = Spacing() if has_tokens else None
        self.handlers = self._handlers()
        self.plans: dict[str, _Plans] = _PlansByParent(self.handlers)

    def _handlers(self) -> dict[str, Handler]:
        options = self.options
        off = {name for name, switch in SWITCHES.items() if not getattr(options, switch)}
        handlers: dict[str, Handler] = dict.fromkeys(MILESTONES, self.milestone)
        handlers |= {
            "note": self.note,
            "choice": self.choice,
            "app": self.choice,
            "subst": self.subst,
            "cell": self.cell,
        }
        handlers |= {"head": self.head, "speaker": self.speaker, "stage": self.stage, "label": self.label}
        handlers |= dict.fromkeys(FURNITURE, self.furniture)
        handlers |= {"div": self.division, "listBibl": self.bibliography}
        return handlers | dict.fromkeys(NEVER | off | (frozenset() if options.registers else REGISTERS), self.leave_out)

    def element(self, element: etree._Element, name: str, strength: int, depth: int) -> None:
        """Write the element with a break of that strength on either side."""
        if strength < 0:
            parent = element.getparent()
            strength = f.NONE if parent is None else phrase_break(parent)
        is_holder, is_lined = name in NOTE_HOLDERS, name in LINED
        if not (strength or is_holder or is_lined):
            self.content(element, name, depth)
            return
        self.flow.to(strength)
        self.holders += is_holder
        self.lined += is_lined
        self.content(element, name, depth)
        self.holders -= is_holder
        self.lined -= is_lined
        self.flow.to(strength)
        if self.notes and strength and not self.holders:
            self.flush()

    def content(self, element: etree._Element, name: str, depth: int) -> None:
        """Write text, children and tails; the break of each child depends on where it stands."""
        if depth > MAX_DEPTH:
            raise TooDeepError(f"elements nested deeper than {MAX_DEPTH} at line {line_of(element)}")
        write, plans, skip, depth = self.flow.text, self.plans[name], self.skip, depth + 1
        write(element.text)
        spacing = self.spacing if self.spacing is not None and self.spacing.missing(element) else None
        for part in element:
            kind, handler, breaks = plans[part.tag]
            if kind and not (skip and part in skip):
                if spacing is not None:
                    self.flow.to(spacing.before(part))
                if handler is not None:
                    handler(part, kind, name, depth)
                elif breaks < 0 or len(part) or self.notes:
                    self.element(part, kind, breaks, depth)
                elif breaks:
                    self.flow.between(breaks, part.text)
                else:
                    write(part.text)
            write(part.tail)

    def leave_out(self, _element: etree._Element, _name: str, _parent: str, _depth: int) -> None:
        """Write nothing; a blank before it goes too if a closing mark follows."""
        self.flow.elide()

    def furniture(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Write an element that is furniture of the page if it is of one type."""
        if element.get("type") == FURNITURE[name]:
            self.flow.elide()
        else:
            self.element(element, name, strength(name, parent), depth)

    def division(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Write a division, unless it lists what stands where."""
        if is_contents(element) and not self.options.contents:
            self.flow.elide()
        else:
            self.element(element, name, strength(name, parent), depth)

    def bibliography(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Write a list of works, unless it is the editors' at the end of the text."""
        if parent == "back" and not self.options.registers:
            self.flow.elide()
        else:
            self.element(element, name, strength(name, parent), depth)

    def head(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Write a heading, unless the editors made it up."""
        if is_supplied(element):
            self.flow.elide()
        else:
            self.element(element, name, strength(name, parent), depth)

    def speaker(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Write a speaker; the speech begins on the next line, not after an empty one."""
        self.element(element, name, strength(name, parent), depth)
        self.flow.hold(f.LINE)

    def stage(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Write a stage direction; one between speaker and speech leaves them together."""
        held = self.flow.held()
        self.element(element, name, strength(name, parent), depth)
        if held:
            self.flow.hold(f.LINE)

    def label(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Write a label; one of a list stands on the line of its item."""
        self.element(element, name, strength(name, parent), depth)
        if parent in {"list", "item"}:
            self.flow.hold(f.BLANK)

    def milestone(self, element: etree._Element, name: str, _parent: str, depth: int) -> None:
        """Write an empty element, and what stands in it although it should be empty."""
        if name in CHARACTERS:
            self.flow.text(text(element) or dots(element))
        elif name == "lb":
            self.line_end(joins=element.get("break") == "no")
        elif name == "gap":
            self.flow.mark(OMISSION)
        elif name == "milestone":
            self.flow.text(dots(element))
        elif element.get("break") == "no":
            self.flow.line_end(f.NONE, joins=True)
        elif name in {"pb", "cb", "gb"} and self.options.page_breaks == "separate":
            self.flow.line_end(f.BLANK, joins=False)
        elif name == "space":
            self.flow.to(f.BLANK)
        if name not in SIGNS and (element.text or len(element)):
            self.element(element, name, f.NONE, depth)

    def line_end(self, *, joins: bool) -> None:
        """Write a line end of the source: a blank in prose, a new line in verse, headings and the head of a letter."""
        breaks = self.options.line_breaks
        if breaks == "space" and not joins:
            self.flow.to(f.BLANK)
        else:
            self.flow.line_end(f.LINE if breaks == "newline" or self.lined else f.BLANK, joins=joins)

    def choice(self, element: etree._Element, _name: str, parent: str, depth: int) -> None:
        """Write the one alternative to print: the correction, the expansion, the lemma; orig or reg by option."""
        parts = [part for part in element if self.names[part.tag]]
        wanted = (*_CHOICES, self.options.spelling)
        chosen = [part for part in parts if self.names[part.tag] in wanted] or parts
        for part in chosen[:1]:
            self.write(part, parent, depth)

    def subst(self, element: etree._Element, _name: str, parent: str, depth: int) -> None:
        """Write a substitution: white space between what was struck out and what was added is markup."""
        for part in element:
            if self.names[part.tag]:
                self.write(part, parent, depth)
            if part.tail and part.tail.strip(" \t\r\n"):
                self.flow.text(part.tail)

    def write(self, element: etree._Element, parent: str, depth: int) -> None:
        """Write one element by its name."""
        name = self.names[element.tag]
        handler = self.handlers.get(name)
        if handler is not None:
            handler(element, name, parent, depth)
        else:
            self.element(element, name, strength(name, parent), depth)

    def cell(self, element: etree._Element, _name: str, _parent: str, depth: int) -> None:
        """Write a cell: a tab before it unless it is the first, all breaks inside it blanks."""
        if any(self.names[sibling.tag] == "cell" for sibling in element.itersiblings(preceding=True)):
            self.flow.tab()
        self.flow.inline += 1
        self.element(element, "cell", f.NONE, depth)
        self.flow.inline -= 1

    def note(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Keep a footnote until its paragraph ends; write it here where it is a paragraph of its own."""
        options = self.options
        self.flow.elide()
        is_editors = is_editorial(element, in_edition=self.in_edition)
        mode: Literal["inline", "paragraph_end", "drop"] = options.editorial_notes if is_editors else options.notes
        if mode == "drop":
            return
        if mode == "inline" or (parent in CONTAINERS and not self.holders):
            self.element(element, name, f.PARAGRAPH if parent in CONTAINERS else f.BLANK, depth)
            return
        inner = _Writer(options, self.skip, in_edition=self.in_edition, has_tokens=self.spacing is not None)
        inner.holders = 1
        inner.element(element, name, f.PARAGRAPH, depth)
        inner.flush()
        self.notes.append(inner.flow.result())

    def flush(self) -> None:
        """Write the notes that wait, each a paragraph."""
        for note in filter(None, self.notes):
            self.flow.to(f.PARAGRAPH)
            self.flow.line(note)
            self.flow.to(f.PARAGRAPH)
        self.notes = []
