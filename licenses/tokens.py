"""Tokenises a statement: markup removed, spelling normalised, addresses kept whole.

Hyphens, slashes and underscores join words and are dropped; commas are dropped too but recorded, because they end a name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

from licenses.statutes import with_names

_AUTOLINK: Final = re.compile(r"<(https?://[^<>\s]+)>")
_TAG: Final = re.compile(r"<!--(?:(?!<!--).)*?-->|<[/!?]?[A-Za-z][^<>]*>", re.DOTALL)
_ADDRESS_ATTRIBUTE: Final = re.compile(
    r"""\b(?:target|href|resource|content|license|about)\s*=\s*["']?\s*((?:https?:)?//[^"'<>\s]+)""", re.IGNORECASE
)
_MARKDOWN_LINK: Final = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)")
_MARKDOWN_REFERENCE: Final = re.compile(r"\[([^\[\]]*)\]\[[^\[\]]*\]")
_CREATIVE: Final = re.compile(r"\b(?P<capital>[Cc])reative?s?(?:-|\s+)Com{1,3}[eo]ns?\b", re.IGNORECASE)
"""Misprints of the name of Creative Commons."""
_EMPHASIS: Final = re.compile(r"(\*{2,3})([^*]+)\1|(\*)([^*\n]+)\3|^\s*\*(?=\s)", re.MULTILINE)
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_COPYRIGHT: Final = re.compile(r"\(c\)", re.IGNORECASE)
_BADGE: Final = re.compile(
    r"https?://(?:img\.)?shields\.io/badge/(?:(?P<label>(?:[^\s/()-]|--){0,40})-)?(?P<message>(?:[^\s/()-]|--){1,60})-"
    r"[a-z0-9]{2,20}(?:\.(?:svg|png))?(?:\?[^\s()]*)?(?=[\s()\"'<>]|$)",
    re.IGNORECASE,
)
"""The address of a badge: its label, its message and a colour, with `-` and `_` doubled where they are meant (shields.io)."""
_ADDRESS: Final = r"""(?:https?:)?//[^\s<>"'„“”«»\[\]{}|()]+
        |(?:www\.|(?:[a-z0-9-]+\.)*(?:creativecommons|gnu|opensource|govdata|dcat-ap|rightsstatements|opendatacommons
           |europeana|unlicense|spdx)\.(?:org|de|eu)/)[^\s<>"'„“”«»\[\]{}|()]+|info:eu-repo/[\w/]+
        |(?<![\w@.-])(?:[a-z][a-z0-9-]{1,40}\.){1,4}(?:de|at|ch|eu|org|com|net|info)(?![\w./-])"""
_TOKEN: Final = re.compile(rf"({_ADDRESS})|(\d+(?:\.\d+)*)|([^\W\d_]+)|(\S)", re.VERBOSE | re.IGNORECASE)
_BADGE_LABEL: Final = re.compile(
    r"(?:(?:data|texts?|contents?|docs|corpus|daten|inhalte?|korpus) )?(?:licen[cs]e|lizenz):?|rights|content|text|data|docs",
    re.IGNORECASE,
)
_GLUE: Final = frozenset("-‐‑‒–—−/_\\~")
_SILENT: Final = frozenset("`\"'„“”«»‚‘’‹›[]{}|<>#·•¶%^")
_USUAL_CHARACTERS: Final = 100
_UNSEEN: Final = _GLUE | _SILENT


Row = tuple[str, str, str, bool, bool]


class Tokens(NamedTuple):
    """The tokens of a statement, as parallel tuples.

    `words` are case-folded, `raw` as written; `kinds` are uri, number, word or mark; `glued` says that no white space precedes
    the token, `comma` that a comma does.
    """

    words: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    glued: tuple[bool, ...] = ()
    comma: tuple[bool, ...] = ()


def unwrap(statement: str) -> str:
    """Return the statement without markup; addresses in attributes and links follow the text that they belong to."""
    text = statement
    if "&" in text:
        text = html.unescape(text)
    if "<" in text or ">" in text:
        text = _TAG.sub(_tag_addresses, _AUTOLINK.sub(r" \1 ", _close_tags(text)))
    if "reativ" in text:
        text = _CREATIVE.sub(r"\g<capital>reative Commons", text)
    text = with_names(text)
    if "shields.io/badge/" in text:
        text = _BADGE.sub(_badge_words, text)
    if "](" in text or "][" in text:
        text = _MARKDOWN_REFERENCE.sub(r" \1 ", _MARKDOWN_LINK.sub(r" \1 \2 ", text))
    return text


def _badge_words(badge: re.Match[str]) -> str:
    """Return what a badge on a licence shows, as words in brackets; the address of any other badge stays as it is."""
    label, message = (_shown(part or "") for part in (badge["label"], badge["message"]))
    is_of_license = _BADGE_LABEL.fullmatch(label.strip()) or not label
    return f"{label}: {message}".strip(": ") if is_of_license else badge.group()


def _shown(part: str) -> str:
    plain = unquote(part).replace("__", "\x00").replace("_", " ").replace("\x00", "_")
    return plain.replace("--", "-")


def _close_tags(text: str) -> str:
    """Return the snippet with a truncated tag at either end completed, so that its attributes are read."""
    first, last = text.find(">"), text.rfind("<")
    if first != -1 and (text.find("<") == -1 or first < text.find("<")) and "=" in text[:first]:
        text = "<x " + text
    if last != -1 and text.rfind(">") < text.rfind("<"):
        text += ">"
    return text


def _tag_addresses(match: re.Match[str]) -> str:
    return " " + " ".join(_ADDRESS_ATTRIBUTE.findall(match.group())) + " "


def tokenise(statement: str) -> Tokens:
    """Return the tokens of the statement after NFKC, without invisible characters, quotation and emphasis marks.

    An asterisk that is not an emphasis is kept: it may refer to a footnote.
    """
    text = unwrap(statement)
    if "*" in text:
        text = _EMPHASIS.sub(lambda match: match[2] or match[4] or "", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if "(" in text:
        text = _COPYRIGHT.sub("©", text)
    rows: list[Row] = []
    is_after_comma = False
    for piece in text.split():
        piece_rows, ends_with_comma = (remembered if len(piece) <= _USUAL_CHARACTERS else _rows)(piece)
        if piece_rows and is_after_comma:
            rows.append((*piece_rows[0][:4], True))
            rows.extend(piece_rows[1:])
        else:
            rows.extend(piece_rows)
        is_after_comma = ends_with_comma or (is_after_comma and not piece_rows)
    return Tokens(*zip(*rows, strict=True)) if rows else Tokens()


def _rows(piece: str) -> tuple[tuple[Row, ...], bool]:
    """Return the tokens of a piece without white space, and whether a comma follows the last one."""
    rows: list[Row] = []
    is_glued, has_comma = False, False
    for address, number, word, mark in _TOKEN.findall(piece):
        if mark == ",":
            has_comma = True
        elif mark not in _UNSEEN:
            raw = word or number or address or mark
            kind = "word" if word else "number" if number else "uri" if address else "mark"
            rows.append((raw.casefold() if word else raw, raw, kind, is_glued, has_comma))
            is_glued, has_comma = True, False
    return tuple(rows), has_comma


remembered = lru_cache(maxsize=65_536)(_rows)
"""`_rows` with a cache: most pieces of usual length are repeated."""
