"""From a statement to tokens: markup unwrapped, spelling normalised, addresses kept whole.

Hyphens, slashes and underscores glue words and vanish; commas vanish too but are remembered, because they end a name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_AUTOLINK: Final = re.compile(r"<(https?://[^<>\s]+)>")
_TAG: Final = re.compile(r"<!--.*?-->|<[/!?]?[A-Za-z][^<>]*>", re.DOTALL)
_ADDRESS_ATTRIBUTE: Final = re.compile(
    r"""\b(?:target|href|resource|content|license|about)\s*=\s*["']?\s*((?:https?:)?//[^"'<>\s]+)""", re.IGNORECASE
)
_MARKDOWN_LINK: Final = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)")
_MARKDOWN_REFERENCE: Final = re.compile(r"\[([^\[\]]*)\]\[[^\[\]]*\]")
_EMPHASIS: Final = re.compile(r"(\*{1,3})([^*\n]+)\1|^\s*\*(?=\s)", re.MULTILINE)
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_COPYRIGHT: Final = re.compile(r"\(c\)", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"""(\s*)(?:(?P<uri>(?:https?:)?//[^\s<>"'„“”«»\[\]{}|()]+
        |(?:www\.|(?:[a-z0-9-]+\.)*(?:creativecommons|gnu|opensource|govdata|dcat-ap|rightsstatements|opendatacommons
           |europeana|unlicense|spdx)\.(?:org|de|eu)/)[^\s<>"'„“”«»\[\]{}|()]+)
    |(?P<number>\d+(?:\.\d+)*)
    |(?P<word>[^\W\d_]+)
    |(?P<mark>\S))""",
    re.VERBOSE | re.IGNORECASE,
)
_GLUE: Final = frozenset("-‐‑‒–—−/_\\~")
_SILENT: Final = frozenset("`\"'„“”«»‚‘’‹›[]{}|<>#·•¶%^")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a statement in parallel rows.

    `words` are case-folded, `raw` as written; `kinds` are uri, number, word or mark; `glued` says that no white space
    stands before the token, `comma` that a comma does.
    """

    words: tuple[str, ...]
    raw: tuple[str, ...]
    kinds: tuple[str, ...]
    glued: tuple[bool, ...]
    comma: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.words)


def unwrap(statement: str) -> str:
    """Return the statement without markup: addresses in attributes and links stand beside the text they belong to."""
    text = statement
    if "&" in text:
        text = html.unescape(text)
    if "<" in text or ">" in text:
        text = _TAG.sub(_tag_addresses, _AUTOLINK.sub(r" \1 ", _close_tags(text)))
    if "](" in text or "][" in text:
        text = _MARKDOWN_REFERENCE.sub(r" \1 ", _MARKDOWN_LINK.sub(r" \1 \2 ", text))
    return text


def _close_tags(text: str) -> str:
    """Return the snippet with a tag that was cut off at either end completed, so that its attributes are seen."""
    first, last = text.find(">"), text.rfind("<")
    if first != -1 and (text.find("<") == -1 or first < text.find("<")) and "=" in text[:first]:
        text = "<x " + text
    if last != -1 and text.rfind(">") < text.rfind("<"):
        text += ">"
    return text


def _tag_addresses(match: re.Match[str]) -> str:
    return " " + " ".join(_ADDRESS_ATTRIBUTE.findall(match.group())) + " "


def tokenise(statement: str) -> Tokens:
    """Return the statement's tokens after NFKC, without invisible characters, quotation and emphasis marks.

    An asterisk that emphasises nothing stays: it may point to a footnote.
    """
    text = unwrap(statement)
    if "*" in text:
        text = _EMPHASIS.sub(lambda match: match[2] or "", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    text = _COPYRIGHT.sub("©", text)
    rows: list[tuple[str, str, str, bool, bool]] = []
    is_glued, has_comma = False, False
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        space, piece = match.group(1, kind)
        if space:
            is_glued = False
        if piece in _GLUE:
            continue
        if piece == ",":
            has_comma = True
        elif piece not in _SILENT:
            rows.append((piece.casefold() if kind == "word" else piece, piece, kind, is_glued, has_comma))
            is_glued, has_comma = True, False
    return Tokens(*zip(*rows, strict=True)) if rows else Tokens((), (), (), (), ())
