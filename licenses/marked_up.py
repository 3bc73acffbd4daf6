"""Records in XML and HTML as keys and values: elements by their local names, meta elements, microdata, RDFa, tables, lists, JSON-LD.

What stands inside an element that speaks of rights belongs to that element, addresses in its attributes included; what stands in
any other describes.  Snippets are read as they come: unclosed elements end with what surrounds them.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Final

from licenses.keyed import Pairs

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE: Final = re.compile(
    r"<!--(?P<comment>(?:(?!<!--).)*?)-->|<\?[^<>]*\?>|<!\[CDATA\[(?P<data>(?:(?!<!\[).)*?)\]\]>|<![A-Za-z][^<>]*>"
    r"|<(?P<end>/)?(?P<name>[A-Za-z][\w:.-]*)(?P<attributes>[^<>]*?)(?P<empty>/)?>|(?P<text>[^<]+)",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))|([\w:-]+)")
_JSON_LD: Final = re.compile(r"<script\b[^<>]*ld\+json[^<>]*>((?:(?!<script).)*?)</script>", re.DOTALL | re.IGNORECASE)
_ADDRESSES: Final = frozenset(
    {"rightsuri", "resource", "rdf:resource", "href", "xlink:href", "target", "license_ref", "content"}
)
_IDENTIFIERS: Final = frozenset({"rightsidentifier"})
_KEY_ATTRIBUTES: Final = ("itemprop", "property", "rel", "name")
_KEY_OF_RIGHTS: Final = re.compile(
    r"(?:^|[\s:./#])(?:licen[cs]e|rights|accessrights|usageinfo|copyright)(?:$|\s)", re.IGNORECASE
)
_VOID: Final = frozenset(
    ["meta", "link", "img", "br", "hr", "input", "base", "area", "col", "embed", "source", "track", "wbr"]
)
_CELLS: Final = {"dt": "dd", "th": "td"}
_INLINE: Final = frozenset(
    [
        "a",
        "b",
        "i",
        "em",
        "strong",
        "span",
        "ref",
        "hi",
        "abbr",
        "small",
        "ext-link",
        "uri",
        "ptr",
        "bold",
        "italic",
        "sup",
    ]
)
_PARAGRAPHS: Final = frozenset(["p", "div", "ab", "li", "br", "license-p", "para"])


class _Element:
    """An open element: its key, its text so far, and whether it speaks of rights."""

    __slots__ = ("is_of_rights", "key", "name", "parts")

    def __init__(self, name: str, key: str, *, is_of_rights: bool) -> None:
        self.name, self.key, self.is_of_rights = name, key, is_of_rights
        self.parts: list[str] = []


def marked_up_in(text: str, states: Callable[[str], bool]) -> Pairs | None:
    """Return the record that a snippet of XML or HTML is; None if no element or attribute says what something means.

    `states` tells of a key in lower case whether its value is about rights.
    """
    if not ("<" in text and ">" in text):
        return None
    reading = _Reading(states)
    for script in _JSON_LD.findall(text):
        reading.take_json(script)
    for piece in _PIECE.finditer(_JSON_LD.sub(" ", text)):
        reading.take(piece)
    reading.close_all()
    return reading.pairs if reading.is_record else None


class _Reading:
    """The pairs read so far and the elements that are open."""

    def __init__(self, states: Callable[[str], bool]) -> None:
        self.pairs, self.open, self.states = Pairs(), [_Element("", "text", is_of_rights=False)], states
        self.is_record, self.term = False, ""

    def take_json(self, script: str) -> None:
        try:
            content = json.loads(script, object_pairs_hook=Pairs)
        except (ValueError, RecursionError):
            return
        for item in [content] if isinstance(content, Pairs) else content if isinstance(content, list) else []:
            if isinstance(item, Pairs):
                self.pairs += item
                self.is_record = True

    def take(self, piece: re.Match[str]) -> None:
        if piece["name"]:
            if piece["end"]:
                self._close(piece["name"].lower())
            else:
                self._begin(piece)
        elif piece["comment"] and piece["comment"].strip():
            self.pairs.append(("comment", html.unescape(piece["comment"].strip())))
        elif (text := html.unescape(piece["text"] or piece["data"] or "")).strip():
            self.open[-1].parts.append(text)
        else:
            self.open[-1].parts.append(" ")

    def _begin(self, piece: re.Match[str]) -> None:
        name = piece["name"].lower()
        self.term = "" if name == "tr" else self.term
        attributes = {
            (match[1] or match[5]).lower(): html.unescape(match[2] or match[3] or match[4] or "")
            for match in _ATTRIBUTE.finditer(piece["attributes"] or "")
        }
        key = self._key(name, piece["name"], attributes)
        is_inside = self.open[-1].is_of_rights
        element = _Element(
            name, key or self.open[-1].key, is_of_rights=bool(key) and self._is_of_rights(key, attributes)
        )
        if (
            is_inside
            and not element.is_of_rights
            and (name in _INLINE or name in _PARAGRAPHS or not self.states(key.lower()))
        ):
            self.open[-1].parts.append("" if name in _INLINE else "\n")
            element.key, element.parts, element.is_of_rights = self.open[-1].key, self.open[-1].parts, True
        self._take_attributes(element, attributes)
        self.open.append(element)
        if piece["empty"] or name in _VOID:
            self._close(name)

    def _key(self, name: str, written: str, attributes: dict[str, str]) -> str:
        """Return what an element is about: its property, the term before it, its local name; empty for marks of text."""
        said = next((attributes[word] for word in _KEY_ATTRIBUTES if word in attributes), "")
        if name in _INLINE:
            return ""
        if name == "meta" or (said and "name" not in attributes and name != "link") or _KEY_OF_RIGHTS.search(said):
            of_rights = next((word for word in said.split() if _KEY_OF_RIGHTS.search(word)), said)
            self.is_record = self.is_record or bool(_KEY_OF_RIGHTS.search(said))
            return re.split(r"[:/#]", of_rights)[-1]
        if name in {"td", "dd"} and self.term:
            key, self.term = self.term, ""
            return key
        local = written.rpartition(":")[2]
        is_element = name not in _INLINE and name not in _PARAGRAPHS and name not in _VOID
        return local if is_element else ""

    def _is_of_rights(self, key: str, attributes: dict[str, str]) -> bool:
        if not self.states(key.lower()):
            return False
        self.is_record = self.is_record or "content" not in attributes
        return True

    def _take_attributes(self, element: _Element, attributes: dict[str, str]) -> None:
        """Add addresses and identifiers of rights; of elements about something else, what might contradict them."""
        for name, value in attributes.items():
            stated = (name in _ADDRESSES and ("//" in value or name == "content")) or name in _IDENTIFIERS
            if element.is_of_rights and stated and value.strip():
                element.parts.append(f" {value.strip()} " if element.name in _INLINE else f"\n{value.strip()}\n")
            elif stated and name != "href" and value.strip():
                self.pairs.append((element.key, value.strip()))

    def _close(self, name: str) -> None:
        """Close the innermost element of that name, and those within it; a name that is not open closes nothing."""
        if all(element.name != name for element in self.open[1:]):
            return
        while (element := self.open.pop()).name != name:
            self._keep(element)
        self._keep(element)

    def close_all(self) -> None:
        while self.open:
            self._keep(self.open.pop())

    def _keep(self, element: _Element) -> None:
        if self.open and element.parts is self.open[-1].parts:
            if element.name in _PARAGRAPHS:
                element.parts.append("\n")
            return
        lines = [" ".join(line.split()) for line in "".join(element.parts).splitlines()]
        text = (
            " ; ".join(line.rstrip(" .;") for line in lines if line)
            if element.is_of_rights
            else " ".join(filter(None, lines))
        )
        if not text:
            return
        if element.name in _CELLS or (element.name == "td" and element.key.lower() == "td" and not self.term):
            self.term = text.rstrip(" :")
            self.is_record = self.is_record or self.states(self.term.lower())
        else:
            self.pairs.append((element.key, text))
