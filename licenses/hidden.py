"""The stretches of a file that nobody sees, or that are struck out: comments, scripts, styles, hidden elements, deletions.

Every search goes through the file once: what never closes is looked for once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["comment", "script", "unshown", "struck"]

_OPENING: Final = re.compile(r"<!--|<(?P<name>script|style)(?![\w:.-])[^<>]*>", re.IGNORECASE)
_CLOSING: Final = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")}
_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*+)(?P<attributes>[^<>]*)>")
_UNSHOWN: Final = re.compile(
    r"\bdisplay\s{0,4}:\s{0,4}none\b|\bvisibility\s{0,4}:\s{0,4}hidden\b|(?<![\w-])hidden(?![\w-])", re.IGNORECASE
)
_STRUCK_TAGS: Final = frozenset({"del", "s", "strike"})
_NEVER_CLOSED: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
_STRUCK: Final = re.compile(r"(?<!~)~~(?![~\s])([^~]{1,600})~~(?!~)")
_TEI: Final = re.compile(r"<(?:TEI|teiCorpus|TEI\.2)\b")


class Hidden(NamedTuple):
    """A stretch of a file, with its opening and closing signs."""

    kind: Kind
    start: int
    end: int


def unread(text: str) -> tuple[Hidden, ...]:
    """Return the comments, scripts and styles of a file in order."""
    return tuple(_unread(text)) if "<" in text else ()


def _unread(text: str) -> Iterator[Hidden]:
    at, unclosed = 0, set()
    while (match := _OPENING.search(text, at)) is not None:
        name = (match["name"] or "").casefold()
        end = -1 if name in unclosed else _end(text, name, match.end())
        if end < 0:
            unclosed.add(name)
        else:
            yield Hidden("script" if name else "comment", match.start(), end)
        at = max(end, match.end())


def _end(text: str, name: str, start: int) -> int:
    """Return where a comment (no name), script or style ends that is open at `start`; -1 if it never does."""
    if not name:
        close = text.find("-->", start)
        return close + len("-->") if close >= 0 else -1
    match = _CLOSING[name].search(text, start)
    return match.end() if match else -1


def without(text: str, stretches: Sequence[Hidden]) -> str:
    """Return the text with these stretches as blanks, of the same length; lines stay lines inside comments."""
    parts, at = [], 0
    for stretch in stretches:
        inside = text[stretch.start : stretch.end]
        parts += [text[at : stretch.start], re.sub(r"[^\n]", " ", inside) if "\n" in inside else " " * len(inside)]
        at = stretch.end
    return "".join([*parts, text[at:]])


def unseen(text: str) -> tuple[Hidden, ...]:
    """Return all stretches that are not shown or struck out: what is `unread`, and elements and words marked so."""
    stretches = unread(text)
    bare = without(text, stretches)
    marked = [Hidden("struck", *match.span()) for match in _STRUCK.finditer(bare)] if "~~" in bare else []
    return (*stretches, *(_elements(bare) if "<" in bare else ()), *marked)


def _elements(text: str) -> Iterator[Hidden]:
    """Yield the elements that are hidden or struck out, the outermost of each."""
    is_tei = _TEI.search(text) is not None
    name, kind, start, depth = "", None, 0, 0
    for match in _TAG.finditer(text):
        tag, is_end = match["name"].casefold(), bool(match["end"])
        if kind is not None:
            if tag == name and not match["attributes"].endswith("/"):
                depth += -1 if is_end else 1
            if depth == 0:
                yield Hidden(kind, start, match.end())
                kind = None
        elif not is_end and tag not in _NEVER_CLOSED and not match["attributes"].endswith("/"):
            kind = _kind_of(tag, match["attributes"], is_tei=is_tei)
            name, start, depth = tag, match.start(), 1


def _kind_of(tag: str, attributes: str, *, is_tei: bool) -> Kind | None:
    """Return how the element of an opening tag is marked; `s` in TEI is a sentence."""
    if tag in _STRUCK_TAGS and not (is_tei and tag == "s"):
        return "struck"
    return "unshown" if _UNSHOWN.search(attributes) else None
