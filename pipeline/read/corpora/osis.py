"""Format `osis`: OSIS XML 2 (Bible texts), by work, book or chapter.

Native id: the member's path without suffix, `/` and the osisID of the book or chapter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.read import edtf
from pipeline.read.document import Document, Fault, Statement, TextOrigin
from pipeline.read.flow import BLANK, LINE, PARAGRAPH
from pipeline.read.reader import Reader, ReadError
from pipeline.read.xml import (
    XML_LANG,
    XmlOptions,
    child,
    children,
    descendants,
    flat,
    line_of,
    local,
    native_id,
    parse,
    path,
)
from pipeline.read.xml_markup import Markup, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from pipeline.read.reader import Part

_DEATH: Final = re.compile(r"[+†]\s*(?:\d{1,2}\.\s*\d{1,2}\.\s*)?(\d{4})")
_NO_WRITERS: Final = frozenset({"encoder", "enc"})


class OsisOptions(XmlOptions):
    """Options: what one document is, whether a verse is a line, and what becomes of notes."""

    unit: Literal["work", "book", "chapter"] = "book"
    verse_breaks: Literal["newline", "space"] = "newline"
    notes: Literal["paragraph_end", "drop"] = "paragraph_end"


def read(part: Part, options: OsisOptions) -> Iterator[Document | Fault]:
    """Yield works, books or chapters; one without text, or a work with only a header, is a Fault `empty`."""
    member = part.member
    root = parse(member, options, frozenset({"osis"}))
    texts = descendants(root, "osisText")
    if not texts:
        raise ReadError(f"{member.path}: <osis> has no <osisText>")
    for text in texts:
        units = _units(text, options)
        for unit in units or [text]:
            yield _document(native_id(member, options), text, unit, options)


def _units(text: etree._Element, options: OsisOptions) -> list[etree._Element]:
    if options.unit == "chapter":
        return [chapter for chapter in descendants(text, "chapter") if chapter.get("osisID") and not chapter.get("sID")]
    return [
        division for division in descendants(text, "div") if division.get("type") == "book" and options.unit == "book"
    ]


def _markup(options: OsisOptions) -> Markup:
    verse = LINE if options.verse_breaks == "newline" else BLANK
    breaks = {
        "verse": verse,
        "title": PARAGRAPH,
        "div": PARAGRAPH,
        "chapter": PARAGRAPH,
        "p": PARAGRAPH,
        "lg": PARAGRAPH,
    }
    notes = {"note"} if options.notes == "paragraph_end" else set()
    return Markup(
        breaks=breaks | {"l": LINE, "item": LINE, "list": PARAGRAPH, "row": LINE, "table": PARAGRAPH, "speaker": LINE},
        lines=frozenset({"lb"}),
        cells=frozenset({"cell"}),
        notes=frozenset(notes),
        holders=frozenset({"chapter", "p", "div"}),
        skip=frozenset({"header", "figure", "index"} | ({"note"} - notes)),
    )


def _document(work_id: str, text: etree._Element, unit: etree._Element, options: OsisOptions) -> Document | Fault:
    name = work_id if unit is text else f"{work_id}/{unit.get('osisID') or line_of(unit)}"
    content = text_of(unit, _markup(options))
    if not content:
        return Fault("empty", f"<{local(unit)}> at line {line_of(unit)} holds no text", name)
    work = child(text, "header", "work")
    people = _people(work)
    language = flat(child(work, "language")) or text.get(XML_LANG)
    title = flat(child(work, "title"))
    return Document(
        id=name,
        text=content,
        title=f"{title}: {unit.get('osisID')}" if unit is not text and title else title or None,
        authors=tuple(people),
        date=_date(work),
        language_declared=language,
        license_statements=tuple(_rights(work)),
        offset=line_of(unit),
        extra=_extra(work, people),
        kind="sacred_text",
        unit=None if unit is text else "part",
        work=None if unit is text else work_id,
        origin=_origin(work),
    )


def _people(work: etree._Element | None) -> list[str]:
    """Return creators and contributors as given, without those who only encoded; the sources mix the roles up."""
    writers = [writer for name in ("creator", "contributor") for writer in children(work, name)]
    return list(
        dict.fromkeys(flat(writer) for writer in writers if flat(writer) and writer.get("role") not in _NO_WRITERS)
    )


def _origin(work: etree._Element | None) -> TextOrigin | None:
    """Return `human_translated` where a translator is named (OSIS role `trl`)."""
    named = [
        flat(person)
        for name in ("creator", "contributor")
        for person in children(work, name)
        if person.get("role") == "trl"
    ]
    return TextOrigin("human_translated", f"role trl: {named[0]}") if any(named) else None


def _date(work: etree._Element | None) -> str | None:
    """Return the date of the edition named in `source`; `date` is that of the file."""
    return edtf.free(flat(child(work, "source"))) or edtf.free(flat(child(work, "title")))


def _rights(work: etree._Element | None) -> Iterator[Statement]:
    for rights in children(work, "rights"):
        if flat(rights):
            yield Statement(flat(rights), path(rights))


def _extra(work: etree._Element | None, people: list[str]) -> dict[str, Any]:
    deaths = {name: int(death[1]) for name in people if (death := _DEATH.search(name))}
    fields = {name: flat(child(work, name)) for name in ("description", "source", "publisher", "subject")}
    values = {**fields, "author_deaths": deaths, "file_date": edtf.free(flat(child(work, "date")))}
    return {name: value for name, value in values.items() if value}


READER: Final = Reader(OsisOptions, read)
