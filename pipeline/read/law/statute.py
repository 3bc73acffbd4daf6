"""Format `statute`: gii-norm XML of gesetze-im-internet.de, one law a member, as a whole or by norm.

Structure after gii-norm.dtd 1.01: `dokumente/norm` with `metadaten` (jurabk, enbez, titel, gliederungseinheit) and
`textdaten` (text, fussnoten).  Native id: the member's path without suffix; by norm `/` and its doknr follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.read import edtf, kinds
from pipeline.read.document import Document, Fault
from pipeline.read.flow import LINE, NONE, PARAGRAPH
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XmlOptions, child, children, flat, line_of, native_id, parse
from pipeline.read.xml_markup import Markup, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_PARAGRAPHS: Final = (
    "P",
    "DL",
    "table",
    "Title",
    "Subtitle",
    "kommentar",
    "pre",
    "TOC",
    "Revision",
    "Footnote",
    "Citation",
)
_LINES: Final = ("DT", "LA", "row", "Ident", "quoteBlock")
_MARKUP: Final = Markup(
    breaks=dict.fromkeys(_PARAGRAPHS, PARAGRAPH) | dict.fromkeys(_LINES, LINE) | {"DD": NONE},
    labels=frozenset({"DT"}),
    lines=frozenset({"BR"}),
    cells=frozenset({"entry"}),
    skip=frozenset({"IMG", "FILE", "FnR", "FnArea", "colspec", "spanspec", "noindex"}),
)


class StatuteOptions(XmlOptions):
    """Options: what one document is, and whether the editors' footnotes stay."""

    unit: Literal["law", "norm"] = "law"
    footnotes: bool = False


def read(part: Part, options: StatuteOptions) -> Iterator[Document | Fault]:
    """Yield the law, or its norms that have wording (headings become their `section`); ReadError if there is no `norm`.

    A law none of whose norms has wording is a Fault `empty`.
    """
    member = part.member
    root = parse(member, options, frozenset({"dokumente"}))
    norms = children(root, "norm")
    if not norms:
        raise ReadError(f"{member.path}: <dokumente> holds no <norm>")
    law = child(norms[0], "metadaten")
    document_id = native_id(member, options)
    if options.unit == "law":
        text = "\n\n".join(filter(None, (_norm(norm, options) for norm in norms)))
        yield _document(document_id, text if any(map(_has_wording, norms)) else "", law, norms[0])
        return
    section = ""
    for norm in norms:
        if _has_wording(norm):
            name = f"{document_id}/{norm.get('doknr') or line_of(norm)}"
            yield _document(name, _norm(norm, options), law, norm, section)
        elif child(norm, "metadaten", "gliederungseinheit") is not None:
            section = _heading(norm).replace("\n", " ")


def _norm(norm: etree._Element, options: StatuteOptions) -> str:
    """Return heading and wording of a norm; a norm without either (the law's own record) gives only its text."""
    data = child(norm, "textdaten")
    wording = [text_of(content, _MARKUP) for content in children(child(data, "text"), "Content")]
    notes = [text_of(content, _MARKUP) for content in children(child(data, "fussnoten"), "Content")]
    return "\n\n".join(filter(None, [_heading(norm), *wording, *(notes if options.footnotes else [])]))


def _heading(norm: etree._Element) -> str:
    meta = child(norm, "metadaten")
    unit = child(meta, "gliederungseinheit")
    named = [flat(child(unit, name)) for name in ("gliederungsbez", "gliederungstitel")]
    if any(named):
        return "\n".join(filter(None, named))
    if child(meta, "langue") is not None and child(meta, "enbez") is None:
        return flat(child(meta, "langue"))
    return " ".join(filter(None, (flat(child(meta, "enbez")), flat(child(meta, "titel")))))


def _has_wording(norm: etree._Element) -> bool:
    return bool(flat(child(norm, "textdaten", "text")))


def _document(
    document_id: str, text: str, law: etree._Element | None, norm: etree._Element, section: str | None = None
) -> Document | Fault:
    if not text:
        return Fault("empty", f"<norm> at line {line_of(norm)} has no wording", document_id)
    meta = None if section is None else child(norm, "metadaten")
    title = flat(child(law, "langue")) or flat(child(law, "kurzue")) or flat(child(law, "jurabk"))
    part = " ".join(filter(None, (flat(child(meta, "enbez")), flat(child(meta, "titel")))))
    return Document(
        id=document_id,
        text=text,
        title=f"{title}: {part}" if part else title or None,
        date=edtf.iso(flat(child(law, "ausfertigung-datum"))),
        language_declared="de",
        offset=line_of(norm),
        kind=kinds.of_law(title),
        unit=None if section is None else "part",
        work=None if section is None else document_id.rpartition("/")[0],
        extra=_extra(law, norm, {"norm": part, "section": section or ""}),
    )


def _extra(law: etree._Element | None, norm: etree._Element, place_in_law: dict[str, str]) -> dict[str, Any]:
    place = child(law, "fundstelle")
    values = {
        "jurabk": flat(child(law, "jurabk")),
        "short_title": flat(child(law, "kurzue")),
        "gazette": " ".join(filter(None, (flat(child(place, "periodikum")), flat(child(place, "zitstelle"))))),
        "status": "; ".join(flat(child(state, "standkommentar")) for state in children(law, "standangabe")),
        "doknr": norm.get("doknr", ""),
        "builddate": norm.get("builddate", ""),
        **place_in_law,
    }
    return {name: value for name, value in values.items() if value}


READER: Final = Reader(StatuteOptions, read)
