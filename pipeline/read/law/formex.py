"""Format `formex`: FORMEX 4 to 6 of the Publications Office: acts, consolidated acts, judgments, opinions, one a member.

Quotation marks, which are codes there, are written; heads of pages, tables of contents, references of files and data of corrigenda stay
out, footnotes too unless asked for.  Native id: the member's path without suffix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf, identifiers, kinds
from pipeline.read.document import Document, Fault
from pipeline.read.flow import LINE, PARAGRAPH
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import XmlOptions, child, descendants, flat, local, native_id, parse_any
from pipeline.read.xml_markup import Markup, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.manifest.vocabulary import KindName
    from pipeline.read.reader import Part

_ROOTS: Final = frozenset({
    "JUDGMENT", "OPINION", "ORDER", "JUDGMENT.NP", "ORDER.NP", "CONCLUSION", "ACT", "CONS.ACT", "GENERAL", "ANNEX", "CONS.ANNEX", "CORR", "AGR", "DECISION",
    "COMPETITION", "SUMMARY", "SUMMARY.JUDGMENT", "REPORT.HEARING", "PROPOSED.ACT", "LETTER", "PROT", "TECHNICAL.SECTION", "CASE", "CJT", "EEA",
})  # fmt: skip
_AROUND: Final = frozenset({"LEXP.COMBINED", "COMBINED", "DOCUMENT", "ROOT", "PUBLICATION"})
_PARAGRAPHS: Final = (
    "P", "ALINEA", "TITLE", "TI", "STI", "ARTICLE", "PARAG", "DIVISION", "GR.SEQ", "NP.ECR", "CONSID", "VISA", "LIST", "TBL", "PREAMBLE.INIT",
    "PREAMBLE.FINAL", "PREAMBLE.GEN", "CONTENTS", "ENACTING.TERMS", "FINAL", "SIGNATURE", "SIGNATURE.CASE", "SIGNATORY", "ANNEX", "CONS.ANNEX", "DLIST",
    "QUOT.S", "BLK", "TI.BLK", "STI.BLK", "INDEX", "FORMULA.S", "NOTE", "GR.NOTES", "GR.ANNOTATION", "PL.DATE", "PLAINTIFS", "DEFENDANTS", "AGAINST",
    "INTRO", "GR.TBL", "JURISDICTION",
)  # fmt: skip
_LINES: Final = (
    "ITEM",
    "NP",
    "ROW",
    "TI.ART",
    "STI.ART",
    "DLIST.ITEM",
    "TXT",
    "NO.P",
    "NO.PARAG",
    "NO.ITEM",
    "NO.GR.SEQ",
    "TERM",
    "ITEM.CONT",
)
_OUT: Final = frozenset({
    "PAGE.HEADER", "CURR.TITLE", "TOC", "INCLUSIONS", "INCL.ELEMENT", "IE", "INFO.CONSLEG", "INFO.PROD", "GR.MOD.ACT", "GR.CORRIG", "MOD.ACT", "CORRIG",
    "DOCUMENT.REF", "DOCUMENT.REF.CONS", "NO.DOC.C", "FAM.COMP", "FAM.COMP.CL", "IMG.CNT", "TOC.ITEM", "TOC.BLK", "GR.NOTES", "BIB.DATA.CL", "LINK.OJ",
})  # fmt: skip
_LABELS: Final = frozenset({"NO.P", "NO.PARAG", "NO.ITEM", "TERM"})


def _markup(*, notes: bool) -> Markup:
    return Markup(
        breaks=dict.fromkeys(_PARAGRAPHS, PARAGRAPH) | dict.fromkeys(_LINES, LINE),
        labels=_LABELS,
        cells=frozenset({"CELL"}),
        notes=frozenset({"NOTE"}) if notes else frozenset(),
        holders=frozenset({"P", "ALINEA", "TXT", "ARTICLE", "PARAG", "TI"}) if notes else frozenset(),
        skip=_OUT if notes else _OUT | {"NOTE"},
    )


_TEXT: Final = _markup(notes=False)
_NOTED: Final = _markup(notes=True)


class FormexOptions(XmlOptions):
    """Options: whether footnotes are read too, behind the paragraph that refers to them."""

    notes: bool = False


def read(part: Part, options: FormexOptions) -> Iterator[Document | Fault]:
    """Yield the document, a Fault `empty` where it has data about itself alone; ReadError where it is no FORMEX."""
    member = part.member
    root = parse_any(member)
    bodies = [root] if local(root) in _ROOTS else [element for element in root if local(element) in _ROOTS]
    if not bodies or (local(root) not in _ROOTS and local(root) not in _AROUND):
        raise ReadError(
            f"{member.path}: root element is <{local(root)}>; expected a document of FORMEX such as ACT, CONS.ACT, JUDGMENT"
        )
    for body in bodies:
        _write_marks(body)
    markup = _NOTED if options.notes else _TEXT
    skip = frozenset(element for body in bodies for element in body.iter("{*}*") if local(element).startswith("BIB."))
    text = "\n\n".join(filter(None, (text_of(body, markup, skip) for body in bodies)))
    document_id = native_id(member, options)
    if not text:
        yield Fault("empty", f"<{local(bodies[0])}> holds data about the document alone", document_id)
        return
    yield _document(bodies[0], document_id, text)


def _write_marks(body: etree._Element) -> None:
    """Write the signs that FORMEX keeps in attributes: quotation marks by their code, dashes between keywords."""
    for mark in body.iter("{*}QUOT.START", "{*}QUOT.END"):
        code = mark.get("CODE", "")
        if len(code) == 4 and all(sign in "0123456789ABCDEFabcdef" for sign in code):
            sign = chr(int(code, 16))
            mark.text = sign if sign.isprintable() else None
    for index in body.iter("{*}INDEX"):
        words = list(index.iterchildren("{*}KEYWORD"))
        for word in words[:-1]:
            word.tail = index.get("SEPARATOR") or " – "
        if words:
            words[0].text = f"{index.get('IDX.OPEN') or ''}{words[0].text or ''}"
            words[-1].tail = index.get("IDX.CLOSE") or ""


def _document(body: etree._Element, document_id: str, text: str) -> Document:
    title_element = next(iter(descendants(body, "TITLE")), None)
    title = "" if title_element is None else " ".join(text_of(title_element, _TEXT).split())
    ecli = next((element.get("ECLI", "") for element in descendants(body, "NO.ECLI")), "")
    celex = flat(next(iter(descendants(body, "NO.CELEX")), None))
    values: dict[str, Any] = {
        "case": flat(child(body, "BIB.JUDGMENT", "REF.CASE", "NO.CASE"))
        or flat(next(iter(descendants(body, "NO.CASE")), None)),
        "celex": celex,
        "ecli": ecli,
        "kind": local(body),
        "parties": flat(next(iter(descendants(body, "NAME.CASE")), None))
        if local(body) in {"JUDGMENT", "ORDER"}
        else "",
    }
    language = flat(next(iter(descendants(body, "LG.DOC")), None))
    return Document(
        id=document_id,
        text=text,
        title=title or None,
        date=_date(body, title_element),
        language_declared=language.lower() or None,
        extra={name: value for name, value in values.items() if value},
        kind=_kind(local(body), title),
        unit="document",
        identifiers=identifiers.of_fields({"ecli": ecli, "celex": celex}),
    )


def _date(body: etree._Element, title: etree._Element | None) -> str | None:
    """Return the day in the title, else that of the consolidated version or of the record."""
    days = [element.get("ISO", "") for element in (*descendants(title, "DATE"), *descendants(body, "DATE"))]
    day = next((day for day in days if len(day) == 8 and day.isdecimal()), "")
    return edtf.iso(f"{day[:4]}-{day[4:6]}-{day[6:]}") if day else None


def _kind(name: str, title: str) -> KindName | None:
    if name in {"JUDGMENT", "ORDER", "JUDGMENT.NP", "ORDER.NP", "OPINION", "CONCLUSION"}:
        return "decision"
    return kinds.of_law(title) if name in {"ACT", "CONS.ACT"} else None


READER: Final = Reader(FormexOptions, read)
