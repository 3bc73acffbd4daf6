"""From a TEI element to running text: what is text, what is apparatus, and where lines and paragraphs end.

Rules follow the TEI Guidelines P5 (chapters 3, 6, 7, 10, 11) and the DTA base format; names are read without namespace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from pipeline.read import flow as f
from pipeline.read.reader import TooDeepError
from pipeline.read.tei.tei_words import Spacing
from pipeline.read.xml import MAX_DEPTH, XmlOptions, line_of, local, text

if TYPE_CHECKING:
    from lxml import etree


REGISTERS: Final = frozenset(
    {"listPerson", "listPlace", "listOrg", "listEvent", "listNym", "listRelation", "listObject"}
)
"""Lists about what occurs in the text, written by editors."""

_NEVER: Final = frozenset(
    {
        "teiHeader", "standOff", "facsimile", "sourceDoc", "fw", "figDesc", "graphic", "media", "del", "surplus", "metamark",
        "interp", "interpGrp", "span", "spanGrp", "link", "linkGrp", "am", "certainty", "precision", "respons", "index",
        "divGen", "notatedMusic", "desc", "witDetail",
    }
)  # fmt: skip
_CONTAINERS: Final = frozenset(
    {
        "text", "group", "front", "body", "back", "div", "div1", "div2", "div3", "div4", "div5", "div6", "div7", "sp", "spGrp",
        "lg", "list", "listBibl", "castList", "castGroup", "titlePage", "docTitle", "opener", "closer", "postscript", "set",
        "floatingText", "address", "table", "row", "prologue", "epilogue", "figure", "epigraph", "argument", "performance",
    }
)  # fmt: skip
_BREAKS: Final = {
    "l": f.LINE, "item": f.LINE, "row": f.LINE, "castItem": f.LINE, "roleDesc": f.BLANK, "role": f.BLANK, "actor": f.BLANK,
    "speaker": f.LINE, "addrLine": f.LINE, "titlePart": f.LINE, "docImprint": f.LINE, "docDate": f.LINE, "docAuthor": f.LINE,
    "docEdition": f.LINE, "pubPlace": f.NONE, "publisher": f.NONE, "label": f.LINE, "byline": f.LINE, "dateline": f.LINE,
    "salute": f.LINE, "signed": f.LINE, "stage": f.LINE, "date": f.NONE, "name": f.NONE, "address": f.LINE, "street": f.LINE,
    "castGroup": f.LINE, "docTitle": f.PARAGRAPH, "trailer": f.PARAGRAPH, "opener": f.PARAGRAPH, "closer": f.PARAGRAPH,
    "cell": f.NONE,
}  # fmt: skip
_ALWAYS_BLOCK: Final = frozenset(
    {
        "p", "ab", "lg", "l", "list", "item", "table", "row", "head", "sp", "speaker", "div", "castList", "castItem",
        "addrLine", "salute", "opener", "closer", "postscript", "listBibl", "floatingText", "titlePart", "titlePage",
    }
)  # fmt: skip
_MILESTONES: Final = frozenset(
    {"lb", "pb", "cb", "gb", "milestone", "anchor", "space", "gap", "c", "g", "handShift", "ptr"}
)
_CHARACTERS: Final = frozenset({"c", "g"})
_SIGNS: Final = _CHARACTERS | {"gap", "space"}  # their content describes them, or has been written already
_LINED: Final = frozenset(
    {"l", "lg", "opener", "closer", "dateline", "salute", "signed", "address", "addrLine", "titlePart", "titlePage", "docImprint",
     "docTitle", "epigraph", "byline", "head", "postscript"}
)  # fmt: skip
_SWITCHES: Final = {"front": "front", "back": "back", "figure": "captions", "stage": "stage_directions"}
_FURNITURE: Final = {"ab": "keywords", "titlePart": "column"}  # legends and running titles of Dinglers Journal
_EDITORIAL: Final = frozenset(
    {"editorial", "commentary", "comment", "textConst", "textconst", "critical", "sachkommentar"}
)
_CHOICES: Final = ("corr", "expan", "lem")
_NOTE_HOLDERS: Final = frozenset({"p", "ab", "lg", "table", "list", "head", "titlePage", "sp", "listBibl", "castList"})


class TeiOptions(XmlOptions):
    """Options of the format `tei`.

    `unit` is what one document is: the whole file, or each outermost `div` or `text` element whose `type` matches one of
    `unit_types` (globs); what lies outside of them becomes a document of its own, so that nothing is lost.
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
    registers: bool = Field(default=False, description="keep the editors' lists of persons, places, works")
    captions: bool = Field(default=True, description="keep the captions of figures; descriptions are always left out")
    stage_directions: bool = True


def text_of(element: etree._Element, options: TeiOptions, skip: frozenset[etree._Element] = frozenset()) -> str:
    """Return the running text of a TEI element (`text`, `div`, …), leaving out the elements in `skip`.

    Paragraphs and stanzas are separated by an empty line; verses, speakers, list items and rows stand on lines of their
    own; cells are separated by tabs; footnotes follow the paragraph they belong to.  Raises ReadError if elements are
    nested deeper than MAX_DEPTH.
    """
    writer = _Writer(options, skip)
    writer.element(element, f.PARAGRAPH, 0)
    writer.flush()
    return writer.flow.result()


class _Writer:
    """One pass over the tree; `flow` takes the text, `notes` wait for the end of their paragraph."""

    def __init__(self, options: TeiOptions, skip: frozenset[etree._Element]) -> None:
        self.options = options
        self.skip = skip
        self.flow = f.Flow()
        self.notes: list[str] = []
        self.holders = 0
        self.lined = 0
        self.spacing = Spacing()

    def element(self, element: etree._Element, strength: int, depth: int) -> None:
        """Write the element with a break of that strength on either side."""
        name = local(element)
        self.flow.to(strength)
        self.holders += name in _NOTE_HOLDERS
        self.lined += name in _LINED
        self.content(element, name, depth)
        self.holders -= name in _NOTE_HOLDERS
        self.lined -= name in _LINED
        self.flow.to(strength)
        if self.notes and not self.holders and strength:
            self.flush()

    def content(self, element: etree._Element, name: str, depth: int) -> None:
        """Write text, children and tails; the break of each child depends on where it stands."""
        if depth > MAX_DEPTH:
            raise TooDeepError(f"elements nested deeper than {MAX_DEPTH} at line {line_of(element)}")
        self.flow.text(element.text)
        spaced = self.spacing.missing(element)
        for part in element:
            kind = local(part)
            if kind and part not in self.skip:
                if spaced:
                    self.flow.to(self.spacing.before(part))
                self.child(part, kind, name, depth + 1)
            self.flow.text(part.tail)

    def child(self, element: etree._Element, name: str, parent: str, depth: int) -> None:
        """Write one child element after the rules for its name."""
        if name in _MILESTONES:
            self.milestone(element, name)
            if name not in _SIGNS and (element.text or len(element)):
                self.element(element, f.NONE, depth)
        elif name == "note":
            self.note(element, parent, depth)
        elif name in {"choice", "app"}:
            for part in self.reading(element):
                self.child(part, local(part), parent, depth)
        elif name == "cell":
            self.cell(element, depth)
        elif self.is_apparatus(element, name, parent):
            self.flow.elide()
        else:
            held = self.flow.held()
            self.element(element, _strength(name, parent), depth)
            if name == "speaker" or (name == "stage" and held):
                self.flow.hold(f.LINE)
            elif name == "label" and parent in {"list", "item"}:
                self.flow.hold(f.BLANK)

    def is_apparatus(self, element: etree._Element, name: str, parent: str) -> bool:
        """Return whether the element is no running text: furniture, registers, descriptions, headings by editors."""
        if name == "head":
            return _supplied_only(element)
        if name in _FURNITURE:
            return element.get("type") == _FURNITURE[name]
        switch = "registers" if name in REGISTERS or (name == "listBibl" and parent == "back") else _SWITCHES.get(name)
        return name in _NEVER or (switch is not None and not getattr(self.options, switch))

    def milestone(self, element: etree._Element, name: str) -> None:
        """Write an empty element: a line, page or column break, a space, a gap, a character without a code point."""
        flow = self.flow
        if name in _CHARACTERS:
            flow.text(text(element) or _dots(element))
        elif element.get("break") == "no":
            flow.join()
        elif name == "lb":
            flow.to(self.line_break())
        elif name in {"space", "gap"} or (name in {"pb", "cb", "gb"} and self.options.page_breaks == "separate"):
            flow.to(f.LINE if flow.hyphenated() and name != "gap" else f.BLANK)

    def line_break(self) -> int:
        """Return the strength of a line break here: a hyphen before it keeps its line end, so that cleaning can join."""
        if self.options.line_breaks == "space":
            return f.BLANK
        if self.options.line_breaks == "newline" or self.lined or self.flow.hyphenated():
            return f.LINE
        return f.BLANK

    def reading(self, element: etree._Element) -> list[etree._Element]:
        """Return the one alternative to print: the correction, the expansion, the lemma; orig or reg by option."""
        parts = [part for part in element if local(part)]
        wanted = (*_CHOICES, self.options.spelling)
        chosen = [part for part in parts if local(part) in wanted]
        return chosen[:1] or parts[:1]

    def cell(self, element: etree._Element, depth: int) -> None:
        """Write a cell: a tab before it unless it is the first, all breaks inside it blanks."""
        if any(local(sibling) == "cell" for sibling in element.itersiblings(preceding=True)):
            self.flow.tab()
        self.flow.inline += 1
        self.element(element, f.NONE, depth)
        self.flow.inline -= 1

    def note(self, element: etree._Element, parent: str, depth: int) -> None:
        """Keep a footnote until its paragraph ends; write it here where it is a paragraph of its own."""
        options = self.options
        self.flow.elide()
        mode: Literal["inline", "paragraph_end", "drop"] = (
            options.editorial_notes if _editorial(element) else options.notes
        )
        if mode == "drop":
            return
        if mode == "inline" or (parent in _CONTAINERS and not self.holders):
            self.element(element, f.PARAGRAPH if parent in _CONTAINERS else f.BLANK, depth)
            return
        inner = _Writer(options, self.skip)
        inner.holders = 1
        inner.element(element, f.PARAGRAPH, depth)
        inner.flush()
        self.notes.append(inner.flow.result())

    def flush(self) -> None:
        """Write the notes that wait, each a paragraph."""
        for note in self.notes:
            self.flow.to(f.PARAGRAPH)
            self.flow.line(note)
            self.flow.to(f.PARAGRAPH)
        self.notes = []


def _strength(name: str, parent: str) -> int:
    if name == "p" and parent in {"item", "note", "castItem", "set", "q", "quote", "figure"}:
        return f.LINE if parent == "item" else f.PARAGRAPH
    if name in _ALWAYS_BLOCK:
        return _BREAKS.get(name, f.PARAGRAPH)
    if name == "stage" and parent not in {"sp", "spGrp", "lg"}:
        return f.PARAGRAPH if parent in _CONTAINERS else f.NONE
    if parent in _CONTAINERS:
        return _BREAKS.get(name, f.PARAGRAPH)
    return f.NONE


def _editorial(note: etree._Element) -> bool:
    return note.get("type") in _EDITORIAL or note.get("resp", "").lower() not in {"", "author", "#author"}


def _supplied_only(head: etree._Element) -> bool:
    parts = [part for part in head if local(part)]
    loose = (head.text or "") + "".join(part.tail or "" for part in head)
    return bool(parts) and not loose.strip() and all(local(part) == "supplied" for part in parts)


def _dots(element: etree._Element) -> str:
    count = element.get("n", "")
    return "." * min(int(count), 20) if element.get("rendition") == "#dots" and count.isdecimal() else ""
