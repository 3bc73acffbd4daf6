"""Format `ldml`: LegalDocML.de and other Akoma Ntoso: acts, bills, regulations, one a member.

Native id: the member's path without suffix; `url` is the ELI of the expression.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from pipeline.read import edtf, identifiers, kinds
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.flow import LINE, NONE, PARAGRAPH
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XML_LANG, XmlOptions, child, children, descendants, flat, local, native_id, parse, path
from pipeline.read.xml_markup import Markup, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.manifest.vocabulary import KindName
    from pipeline.read.reader import Part

_KINDS: Final = frozenset(
    {"act", "bill", "doc", "statement", "judgment", "documentCollection", "officialGazette", "amendment", "debate"}
)
_PARAGRAPHS: Final = (
    "longTitle", "block", "article", "paragraph", "section", "part", "book", "chapter", "title", "subsection",
    "formula", "citation", "recital", "blockContainer", "signature", "table", "quotedStructure", "attachment", "hcontainer",
)  # fmt: skip
_LINES: Final = (
    "p",
    "point",
    "item",
    "tocItem",
    "tr",
    "wrapUp",
    "listWrapUp",
    "docStage",
    "docProponent",
    "shortTitle",
    "heading",
)
_MARKUP: Final = Markup(
    breaks=dict.fromkeys(_PARAGRAPHS, PARAGRAPH) | dict.fromkeys(_LINES, LINE) | {"num": LINE, "span": NONE},
    labels=frozenset({"num"}),
    blanks=frozenset({"br", "eol"}),
    cells=frozenset({"td", "th"}),
    notes=frozenset({"authorialNote"}),
    holders=frozenset({"article", "paragraph", "longTitle", "p"}),
    skip=frozenset({"meta", "componentRef", "documentRef", "img", "toc"}),
)


_WITHOUT_NOTES: Final = replace(_MARKUP, notes=frozenset(), skip=_MARKUP.skip | {"authorialNote"})


class LdmlOptions(XmlOptions):
    """Options: whether footnotes are read too, behind the paragraph that refers to them."""

    notes: bool = True


def read(part: Part, options: LdmlOptions) -> Iterator[Document | Fault]:
    """Yield the document, a Fault `empty` if it has only metadata; ReadError if it is no Akoma Ntoso."""
    member = part.member
    root = parse(member, options, frozenset({"akomaNtoso"}))
    body = next((element for element in root if local(element) in _KINDS), None)
    if body is None:
        raise ReadError(f"{member.path}: <akomaNtoso> holds none of {sorted(_KINDS)}")
    document_id = native_id(member, options)
    text = text_of(body, _MARKUP if options.notes else _WITHOUT_NOTES)
    if not text:
        yield Fault("empty", f"<{local(body)}> holds metadata only", document_id)
        return
    meta = child(body, "meta", "identification")
    this = child(meta, "FRBRExpression", "FRBRthis")
    eli = None if this is None else identifiers.identifier("eli", this.get("value", ""))
    expression = child(meta, "FRBRExpression")
    language = child(expression, "FRBRlanguage")
    yield Document(
        id=document_id,
        text=text,
        title=_name(meta, None if language is None else language.get("language")) or _title(body),
        date=_date(meta, body),
        url=_eli(expression),
        language_declared=None if language is None else language.get("language"),
        license_statements=tuple(_statements(root)),
        extra=_extra(body, meta),
        kind=_kind(body),
        identifiers=() if eli is None else (eli,),
    )


def _kind(body: etree._Element) -> KindName | None:
    if local(body) in {"act", "amendment"}:
        return kinds.of_law(_title(body))
    named: dict[str, KindName] = {
        "bill": "parliamentary_paper",
        "judgment": "decision",
        "debate": "parliamentary_protocol",
        "officialGazette": "official_notice",
    }
    return named.get(local(body))


def _title(body: etree._Element) -> str | None:
    heading = next(iter(descendants(body, "docTitle")), None)
    return None if heading is None else " ".join(text_of(heading, _MARKUP).split()) or None


def _name(meta: etree._Element | None, language: str | None) -> str | None:
    """Return the name of the work in the text's language, where it has names in several: they say the day of the act too."""
    names = {name.get(XML_LANG): name.get("value", "") for name in children(child(meta, "FRBRWork"), "FRBRname")}
    return names.get((language or "")[:2] or None) or None if len(names) > 1 else None


def _date(meta: etree._Element | None, body: etree._Element) -> str | None:
    """Return the day on which the act was made out, as data or text say it, else the first date of the work."""
    dates = children(child(meta, "FRBRWork"), "FRBRdate")
    made_out = [date for date in dates if "ausfertigung" in date.get("name", "")]
    made_out += [date for date in descendants(body, "date") if "ausfertigung" in date.get("refersTo", "")]
    ranked = [*made_out, *sorted(dates, key=lambda date: not date.get("name", "").endswith("dateDocument"))]
    return next((date for element in ranked if (date := edtf.iso(element.get("date")))), None)


def _eli(expression: etree._Element | None) -> str | None:
    this = child(expression, "FRBRthis")
    value = "" if this is None else this.get("value", "")
    return value if value.startswith("http") else None


def _statements(root: etree._Element) -> Iterator[Statement]:
    for element in descendants(root, "FRBRlicense", "license", "rights"):
        yield Statement(element.get("value") or flat(element), path(element))


def _comments(root: etree._Element) -> str:
    """Return the comments before the root element: conversions state their status there."""
    before = [sibling for sibling in root.itersiblings(preceding=True) if isinstance(sibling, etree._Comment)]
    return " ".join(" ".join((comment.text or "").split()) for comment in reversed(before))


def _extra(body: etree._Element, meta: etree._Element | None) -> dict[str, Any]:
    this = child(meta, "FRBRExpression", "FRBRthis")
    short = flat(next(iter(descendants(body, "shortTitle")), None))
    values = {
        "eli": "" if this is None else this.get("value", ""),
        "short_title": short,
        "kind": local(body),
        "comment": _comments(body.getroottree().getroot()),
    }
    return {name: value for name, value in values.items() if value}


READER: Final = Reader(LdmlOptions, read)
