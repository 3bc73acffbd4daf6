"""What the elements of TEI are to running text: blocks and their breaks, phrases, milestones, apparatus, notes.

Sources: the TEI Guidelines P5 (chapters 3, 6, 7, 10, 11, 12) and the DTA base format; names are without namespace.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from pipeline.read.flow import BLANK, LINE, NONE, PARAGRAPH
from pipeline.read.xml import child, descendants, local

if TYPE_CHECKING:
    from lxml import etree

REGISTERS: Final = frozenset(
    {"listPerson", "listPlace", "listOrg", "listEvent", "listNym", "listRelation", "listObject", "listWit"}
)
"""Lists about what occurs in the text, written by editors."""

NEVER: Final = frozenset(
    {
        "teiHeader", "standOff", "facsimile", "sourceDoc", "fw", "figDesc", "graphic", "media", "del", "surplus", "metamark",
        "interp", "interpGrp", "span", "spanGrp", "link", "linkGrp", "am", "certainty", "precision", "respons", "index",
        "divGen", "notatedMusic", "desc", "witDetail",
    }
)  # fmt: skip
"""Elements that are no running text: furniture of pages, descriptions, what was struck out, markup of editors."""

CONTAINERS: Final = frozenset(
    {
        "text", "group", "front", "body", "back", "div", "div1", "div2", "div3", "div4", "div5", "div6", "div7", "sp", "spGrp",
        "lg", "list", "listBibl", "castList", "castGroup", "titlePage", "docTitle", "opener", "closer", "postscript", "set",
        "floatingText", "address", "table", "row", "prologue", "epilogue", "figure", "epigraph", "argument", "performance",
    }
)  # fmt: skip
PHRASES: Final = frozenset(
    {
        "abbr", "add", "corr", "damage", "distinct", "email", "emph", "ex", "expan", "foreign", "forename", "geogName",
        "gloss", "hi", "idno", "measure", "mentioned", "mod", "num", "objectName", "orig", "orgName", "pc", "persName",
        "placeName", "ptr", "ref", "reg", "restore", "roleName", "rs", "s", "seg", "sic", "soCalled", "subst", "supplied",
        "surname", "term", "time", "title", "unclear", "w",
    }
)  # fmt: skip
"""Elements inside a sentence; where a container holds nothing else (the segments of a letterhead) each is a line."""

BY_CONTEXT: Final = -1
"""The break of a phrase in a container: none beside loose text, else that of a line."""

_SEGMENTED: Final = frozenset({"seg", "dateline", "byline", "salute", "signed"})
_TOKENS: Final = frozenset({"pc", "s", "w"})

_BREAKS: Final = {
    "l": LINE, "item": LINE, "row": LINE, "castItem": LINE, "roleDesc": BLANK, "role": BLANK, "actor": BLANK,
    "speaker": LINE, "addrLine": LINE, "titlePart": LINE, "docImprint": LINE, "docDate": LINE, "docAuthor": LINE,
    "docEdition": LINE, "pubPlace": NONE, "publisher": NONE, "label": LINE, "byline": LINE, "dateline": LINE,
    "salute": LINE, "signed": LINE, "stage": LINE, "date": NONE, "name": NONE, "address": LINE, "street": LINE,
    "castGroup": LINE, "docTitle": PARAGRAPH, "trailer": PARAGRAPH, "opener": PARAGRAPH, "closer": PARAGRAPH,
    "cell": NONE,
}  # fmt: skip
_ALWAYS_BLOCK: Final = frozenset(
    {
        "p", "ab", "lg", "l", "list", "item", "table", "row", "head", "sp", "speaker", "div", "castList", "castItem",
        "addrLine", "salute", "signed", "opener", "closer", "postscript", "listBibl", "floatingText", "titlePart", "titlePage",
    }
)  # fmt: skip
MILESTONES: Final = frozenset(
    {"lb", "pb", "cb", "gb", "milestone", "anchor", "space", "gap", "c", "g", "handShift", "ptr"}
)
CHARACTERS: Final = frozenset({"c", "g"})
SIGNS: Final = CHARACTERS | {"gap", "space"}
"""Milestones whose content describes them, or has been written already."""

LINED: Final = frozenset(
    {"l", "lg", "opener", "closer", "dateline", "salute", "signed", "address", "addrLine", "titlePart", "titlePage", "docImprint",
     "docTitle", "epigraph", "byline", "head", "postscript"}
)  # fmt: skip
"""Elements in which a line end of the source is one of the text."""

SWITCHES: Final = {"front": "front", "back": "back", "figure": "captions", "stage": "stage_directions"}
FURNITURE: Final = {"ab": "keywords", "titlePart": "column"}
"""Legends and running titles of Dinglers Journal, by type."""

CONTENTS: Final = frozenset(
    {"contents", "toc", "tableofcontents", "index", "register", "issuetitleline", "masthead", "tab"}
)
"""Types of divisions that say what stands where: tables of contents, registers of a volume, heads of issues, lists of plates."""

NOTE_HOLDERS: Final = frozenset({"p", "ab", "lg", "table", "list", "head", "titlePage", "sp", "listBibl", "castList"})
OMISSION: Final = "[...]"
"""What stands for a passage that is not there: illegible, lost, left out."""

_EDITORIAL: Final = frozenset(
    {
        "annotation", "apparatus", "comment", "commentary", "critical", "editor", "editorial", "erlaeuterung", "erläuterung",
        "explanation", "explanatory", "kommentar", "sachkommentar", "stellenkommentar", "textcomm", "textconst", "thematiccom",
    }
)  # fmt: skip
_PLACED: Final = frozenset(
    {"foot", "bottom", "margin", "left", "right", "top", "above", "below", "inline", "opposite", "verso"}
)


@functools.cache
def strength(name: str, parent: str) -> int:
    """Return the break on either side of an element of that name inside a parent of that name, or BY_CONTEXT."""
    if parent == "item" and name in {"p", "list"}:
        return LINE
    if name in _ALWAYS_BLOCK:
        return _BREAKS.get(name, PARAGRAPH)
    if name == "seg" and parent in _SEGMENTED:
        return BY_CONTEXT
    if parent not in CONTAINERS or name in _TOKENS:
        return NONE
    if name == "stage" and parent not in {"sp", "spGrp", "lg"}:
        return PARAGRAPH
    return BY_CONTEXT if name in PHRASES else _BREAKS.get(name, PARAGRAPH)


def phrase_break(container: etree._Element) -> int:
    """Return the break between phrases in a container: none where text stands between them, else that of a line."""
    loose = (container.text or "").strip() or any((part.tail or "").strip() for part in container)
    return NONE if loose else LINE


def is_edition(tei: etree._Element) -> bool:
    """Return whether the file is the edition of letters or manuscripts: what is noted in it is the editor's."""
    header = child(tei, "teiHeader")
    source = child(header, "fileDesc", "sourceDesc")
    if descendants(child(header, "profileDesc"), "correspDesc") or descendants(source, "listWit", "witness"):
        return True
    return bool(descendants(source, "msDesc")) and not descendants(source, "biblFull", "bibl", "biblStruct")


def is_editorial(note: etree._Element, *, in_edition: bool) -> bool:
    """Return whether a note is an editor's: by its type or `resp`; in an edition also one without a type.

    A place on the page (`place="foot"`) is one of the source's own pages, so the note is its author's.
    """
    kind = note.get("type", "").lower()
    if kind in _EDITORIAL or note.get("resp", "").lower() not in {"", "author", "#author"}:
        return True
    if not in_edition or kind or note.get("resp"):
        return False
    return not _PLACED & set(note.get("place", "").replace("_", " ").split())


def is_contents(division: etree._Element) -> bool:
    """Return whether a division lists what stands where."""
    return division.get("type", "").lower().replace("_", "").replace("-", "") in CONTENTS


def is_supplied(head: etree._Element) -> bool:
    """Return whether all of a heading was supplied by editors."""
    parts = [part for part in head if local(part)]
    loose = (head.text or "") + "".join(part.tail or "" for part in head)
    return bool(parts) and not loose.strip() and all(local(part) == "supplied" for part in parts)


def dots(element: etree._Element) -> str:
    """Return the dots that an element stands for: `<c rendition="#dots" n="3"/>`, `<milestone rend="3dots"/>`."""
    rend = element.get("rend", "")
    count = rend.removesuffix("dots") if rend.endswith("dots") else ""
    if element.get("rendition") == "#dots":
        count = element.get("n", "")
    return "." * min(int(count), 20) if count.isdecimal() else ""
