"""Format `eurlex`: pages of law of EUR-Lex, HTML and XHTML of all its epochs, one act a member.

Marks of amendments (`►M1`), strokes for what was repealed, the notice that a consolidation binds nobody, banners and footnotes stay
out.  Native id: the member's path without suffix.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf, identifiers, kinds
from pipeline.read.decode import decode
from pipeline.read.document import Document, Fault
from pipeline.read.reader import Options, Reader, ReadError
from pipeline.read.reader_options import Encoding, IdFrom, native_id
from pipeline.read.web.html_page import declared_encoding
from pipeline.read.web.html_select import parse, take_out
from pipeline.read.web.html_text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from pipeline.read.document import Identifier
    from pipeline.read.reader import Part

_MARK: Final = re.compile(r"\s*[►▼◄]\s*[A-Z]?\d{0,3}\s*")
_MARK_IN_TEXT: Final = re.compile(r"[►▼◄]\s?(?:[ABCM]\d{0,3}\b)?\s?")
_STROKE: Final = re.compile(r"\s*[—–_-]{3,60}\s*")
_NOTICE: Final = re.compile(
    r"\s*(?:Dieses Dokument ist lediglich eine Dokumentations(?:quelle|hilfe)|Dieser Text dient lediglich zu Informationszwecken|"
    r"This text is meant purely as a documentation tool|This document is meant purely as a documentation tool)"
)
_BANNERS: Final = frozenset({"banner", "footer", "header", "PP4Contents", "breadcrumb"})
_FOOTNOTES: Final = frozenset(
    {"footnote", "oj-note", "note", "FootnoteReference", "footnoteRef", "oj-note-tag", "oj-super-note"}
)
_SKIPPED: Final = frozenset(
    {
        "docHtmlHidden",
        "disclaimer",
        "reference",
        "hd-date",
        "hd-lg",
        "hd-ti",
        "hd-oj",
        "oj-hd-date",
        "oj-hd-lg",
        "oj-hd-ti",
        "oj-hd-oj",
    }
)
_REFERENCE: Final = re.compile(r"\s*\(?\s*\d{1,3}\s*\)?\s*")
_CELEX: Final = re.compile(r"(?<![\w.])([1-9CE]\d{4}[A-Z]{1,2}\d{4})(?![\w(])")
_COM: Final = re.compile(r"\b(COM|SEC|SWD|JOIN)\s?\((\d{4})\)\s?(\d{1,4})(?:\s(final|endg\.?))?")
_BODY: Final = (
    (
        re.compile(
            r"EUROPÄISCHE KOMMISSION|DIE (?:EUROPÄISCHE )?KOMMISSION|KOMMISSION DER EUROPÄISCHEN GEMEINSCHAFTEN"
        ),
        "Europäische Kommission",
    ),
    (re.compile(r"DAS EUROPÄISCHE PARLAMENT UND DER RAT"), "Europäisches Parlament und Rat"),
    (re.compile(r"DER RAT DER EUROPÄISCHEN (?:UNION|GEMEINSCHAFTEN)"), "Rat der Europäischen Union"),
)
_LOOKED_AT: Final = 6000
_MOST_PARTS: Final = 12
_OF_DAY: Final = re.compile(r"(?:vom|den)\s+(\d{1,2}\.\s?(?:\d{1,2}\.|[A-Za-zä]{3,9})\s?\d{4})")


class EurlexOptions(Options):
    """Options: whether footnotes are read too, the encoding, what names the document."""

    notes: bool = False
    encoding: Encoding | None = None
    id: IdFrom = "path_without_suffix"


def read(part: Part, options: EurlexOptions) -> Iterator[Document | Fault]:
    """Yield the act, a Fault `empty` where nothing of it is text; ReadError where the member is no HTML."""
    member = part.member
    source, encoding = decode(member.data, options.encoding or declared_encoding(member.data))
    page = parse(re.sub(r"^\s*<\?xml[^>]*\?>", "", source)) if "<" in source else None
    if page is None:
        raise ReadError(f"{member.path}: no page: no element of HTML in it")
    meta = {(element.get("name") or "").casefold(): element.get("content") or "" for element in page.iter("meta")}
    title = next((" ".join(element.text_content().split()) for element in page.iter("title")), "")
    for element in [element for element in page.iter() if _is_out(element, options)]:
        take_out(element)
    text = _MARK_IN_TEXT.sub("", text_of(page)).strip()
    document_id = native_id(member.path, options.id)
    if not text:
        yield Fault("empty", "nothing of the page is text", document_id)
        return
    yield _document(document_id, text, meta, title, encoding)


def _is_out(element: HtmlElement, options: EurlexOptions) -> bool:
    """Return whether an element belongs to the page and not to the act."""
    if not isinstance(element.tag, str):
        return False
    classes = set((element.get("class") or "").split())
    if element.get("id") in _BANNERS or classes & _SKIPPED or (classes & _FOOTNOTES and not options.notes):
        return True
    if element.tag == "a":
        words = _short(element)
        return _MARK.fullmatch(words) is not None or (_is_reference(element, words) and not options.notes)
    if element.tag in {"p", "td", "div"} and len(element) <= 2:
        words = _short(element)
        return _STROKE.fullmatch(_MARK_IN_TEXT.sub("", words)) is not None or _NOTICE.match(words) is not None
    return False


def _short(element: HtmlElement) -> str:
    """Return the text of an element of few parts; "" for one of many, which is no mark."""
    parts = list(islice(element.iter(), _MOST_PARTS + 1))
    if len(parts) > _MOST_PARTS:
        return ""
    return "".join(
        (part.text or "" if isinstance(part.tag, str) else "") + (part.tail or "" if part is not element else "")
        for part in parts
    )


def _is_reference(anchor: HtmlElement, words: str) -> bool:
    """Return whether an anchor is the mark of a footnote: a number that leads to a place in the page."""
    return (anchor.get("href") or "").startswith("#") and _REFERENCE.fullmatch(words) is not None


def _document(document_id: str, text: str, meta: dict[str, str], title: str, encoding: str) -> Document:
    head = text[:_LOOKED_AT]
    celex = _CELEX.search(f"{meta.get('dc.identifier', '')} {title} {head[:300]}")
    number = _COM.search(head)
    named = meta.get("dc.description") or ("" if celex and celex[1] in title else title)
    own = " ".join(named.split()).strip(" -") or _first_title(text)
    values: dict[str, Any] = {
        "identifier": f"{number[1]}({number[2]}) {number[3]} final"
        if number and number[4]
        else number[0]
        if number
        else "",
        "celex": celex[1] if celex else "",
        "gazette": meta.get("dc.source", "").strip(" ;"),
        "encoding": encoding,
    }
    of_celex: tuple[Identifier, ...] = identifiers.of_fields({"celex": values["celex"]})
    return Document(
        id=document_id,
        text=text,
        title=own or None,
        authors=tuple([name for pattern, name in _BODY if pattern.search(head)][:1]),
        date=_date(head),
        language_declared=meta.get("dc.language", "").casefold() or None,
        extra={name: value for name, value in values.items() if value},
        kind=kinds.of_law(own) if own else None,
        unit="document",
        identifiers=of_celex,
    )


def _first_title(text: str) -> str:
    """Return the first lines up to the one that names the subject, as an act begins; at most four."""
    lines = [line.strip() for line in text[:_LOOKED_AT].split("\n") if line.strip()]
    start = next(
        (
            at
            for at, line in enumerate(lines)
            if re.match(
                r"(?:Vorschlag|VERORDNUNG|RICHTLINIE|BESCHLUSS|GEMEINSAME|RAHMENBESCHLUSS|MITTEILUNG)",
                line,
                re.IGNORECASE,
            )
        ),
        None,
    )
    return " ".join(lines[start : start + 4])[:400] if start is not None else ""


def _date(head: str) -> str | None:
    """Return the first day that the act itself names: `vom 3. Dezember 1998`, `Brüssel, den 21.4.2021`."""
    return next((date for match in _OF_DAY.finditer(head) if (date := edtf.free(match[1]))), None)


READER: Final = Reader(EurlexOptions, read)
