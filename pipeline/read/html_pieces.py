"""Plain text from pieces of HTML inside other formats, without a parser: they are often only half of an element."""

from __future__ import annotations

import re
from html import unescape

_UNSEEN = re.compile(r"<(script|style|svg|template|noscript|iframe)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<!doctype[^<>]*>|<\?[^<>]*>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(
    r"<br\b[^<>]*>|</?(?:li|tr|dt|dd|option|figcaption|caption|summary|button|label)\b[^<>]*>", re.IGNORECASE
)
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|dl|table|thead|tbody|section|article|header|footer|nav|aside|main|figure|details|form|"
    r"blockquote|pre|center|hr|fieldset|address)\b[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</t[dh]\s{0,20}>\s*(?=<t[dh]\b)", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*(?:>|\Z)")
_SOURCE_BREAK = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
_PRE = re.compile(r"(<pre\b[^<>]*>)((?:(?!<pre\b).)*?)(</pre\s{0,20}>)", re.DOTALL | re.IGNORECASE)
_LINE_MARK, _BLOCK_MARK, _PRE_MARK = "\ufdd0", "\ufdd1", "\ufdd2"  # noncharacters: no text may have them


def text_of(html: str) -> str:
    """Return what a reader would see: blocks separated by blank lines, items and rows on lines, cells separated by ` | `."""
    html = _COMMENT.sub("", _UNSEEN.sub("", html))
    html = _PRE.sub(lambda match: match[1] + match[2].replace("\n", _PRE_MARK) + match[3], html)
    html = _SOURCE_BREAK.sub(" ", _CELL.sub(" | ", html))
    html = _BLOCK.sub(_BLOCK_MARK, _BREAK.sub(_LINE_MARK, html))
    text = unescape(_TAG.sub("", html)).replace(_PRE_MARK, "\n")
    blocks = (_lines(block) for block in text.split(_BLOCK_MARK))
    return "\n\n".join(block for block in blocks if block)


def _lines(block: str) -> str:
    lines = (line.strip(" \t\n") for line in block.split(_LINE_MARK))
    return "\n".join(line for line in lines if line)
