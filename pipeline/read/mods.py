"""What a MODS record says of a text: title, authors, date, language, identifiers, rights, place and publisher.

MODS 3 of the Library of Congress, as in METS of the DFG Viewer and in records of OAI-PMH.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf, identifiers
from pipeline.read.document import Identifier, Statement
from pipeline.read.xml import child, children, descendants, flat, path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

_WRITERS: Final = frozenset({"", "aut", "author", "cre", "creator", "verfasser", "verfasserin"})
"""Roles (MARC relator codes, or in words) of those who wrote the text."""

_HREF: Final = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class Described:
    """What a record, or several that describe one text, say of it; what none says is None or empty."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    language: str | None = None
    statements: tuple[Statement, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def describe(records: Sequence[etree._Element]) -> Described:
    """Return what records say, the first one that says something of a field: the narrowest record comes first."""
    told = [_of(record) for record in records]
    extra: dict[str, Any] = {}
    for record in reversed(told):
        extra |= record.extra
    return Described(
        title=next((record.title for record in told if record.title), None),
        authors=next((record.authors for record in told if record.authors), ()),
        date=next((record.date for record in told if record.date), None),
        language=next((record.language for record in told if record.language), None),
        statements=tuple(dict.fromkeys(statement for record in told for statement in record.statements)),
        identifiers=identifiers.distinct(named for record in told for named in record.identifiers),
        extra=extra,
    )


def _of(record: etree._Element) -> Described:
    title, subtitle = _title(record)
    date, written = _date(record)
    origin = children(record, "originInfo")
    values = {
        "subtitle": subtitle,
        "publisher": "; ".join(filter(None, (flat(name) for info in origin for name in children(info, "publisher")))),
        "place": "; ".join(_places(origin)),
        "edition": "; ".join(filter(None, (flat(name) for info in origin for name in children(info, "edition")))),
        "date_written": written or "",
        "script": flat(child(record, "language", "scriptTerm")),
        "contributors": _others(record),
    }
    return Described(
        title=title,
        authors=tuple(name for name, role in _names(record) if role in _WRITERS),
        date=date,
        language=flat(child(record, "language", "languageTerm")) or None,
        statements=tuple(_statements(record)),
        identifiers=tuple(_identifiers(record)),
        extra={name: value for name, value in values.items() if value},
    )


def _title(record: etree._Element) -> tuple[str | None, str]:
    """Return the title (that of no type before a translated or uniform one), with its part, and the subtitle."""
    infos = sorted(children(record, "titleInfo"), key=lambda info: info.get("type") is not None)
    for info in infos:
        words = " ".join(filter(None, (flat(child(info, "nonSort")), flat(child(info, "title")))))
        parts = [flat(part) for name in ("partNumber", "partName") for part in children(info, name)]
        title = ", ".join(filter(None, (words, *parts)))
        if title:
            return title, flat(child(info, "subTitle"))
    return None, ""


def _names(record: etree._Element) -> Iterator[tuple[str, str]]:
    for element in children(record, "name"):
        roles = [flat(term).casefold() for term in descendants(element, "roleTerm")]
        role = next((role for role in roles if role in _WRITERS), roles[0] if roles else "")
        if element.get("type") == "corporate" and not roles:
            role = "corporate"
        name = flat(child(element, "displayForm")) or _put_together(element)
        if name:
            yield name, role


def _put_together(element: etree._Element) -> str:
    parts = {part.get("type", ""): flat(part) for part in children(element, "namePart") if flat(part)}
    family, given = parts.get("family", ""), parts.get("given", "")
    return ", ".join(filter(None, (family, given))) or parts.get("", "")


def _others(record: etree._Element) -> list[str]:
    return [f"{name} ({role})" for name, role in _names(record) if role not in _WRITERS]


def _places(origins: Sequence[etree._Element]) -> list[str]:
    terms = [term for info in origins for term in descendants(info, "placeTerm") if term.get("type") != "code"]
    return list(dict.fromkeys(filter(None, map(flat, terms))))


def _date(record: etree._Element) -> tuple[str | None, str | None]:
    """Return when the text came out, and how the record writes it where that says more (`[1880]`).

    The issue's date before that of creation; of several a key date, and one in a coded form.  Dates of the digital
    copy (an `originInfo` with an edition or event of digitisation) say nothing of the text.
    """
    for name in ("dateIssued", "dateCreated", "copyrightDate", "dateOther"):
        dates = [
            date for info in children(record, "originInfo") if not _is_digital(info) for date in children(info, name)
        ]
        dates.sort(key=lambda date: (date.get("keyDate") != "yes", date.get("encoding") is None))
        if found := _span(dates):
            shown = flat(child(record, "originInfo", "displayDate")) or flat(dates[0])
            return found, shown if shown != found else None
    part = next((date for part in children(record, "part") for date in children(part, "date") if flat(date)), None)
    return (edtf.free(flat(part)), None) if part is not None else (None, None)


def _is_digital(info: etree._Element) -> bool:
    event = (info.get("eventType") or info.get("displayLabel") or "").casefold()
    edition = flat(child(info, "edition")).casefold()
    return "digiti" in event or "[electronic ed" in edition or "digitale ausgabe" in edition


def _span(dates: Sequence[etree._Element]) -> str | None:
    points = {date.get("point"): edtf.free(flat(date)) for date in dates}
    if points.get("start") and points.get("end"):
        return edtf.interval(points["start"], points["end"])
    return next((date for element in dates if (date := edtf.free(flat(element)))), None)


def _statements(record: etree._Element) -> Iterator[Statement]:
    for element in children(record, "accessCondition"):
        words, address = flat(element), (element.get(_HREF) or "").strip()
        statement = " ".join(filter(None, (words, address if address not in words else "")))
        if statement:
            yield Statement(statement, path(element))


def _identifiers(record: etree._Element) -> Iterator[Identifier]:
    for element in children(record, "identifier"):
        kind, value = (element.get("type") or "").casefold(), flat(element)
        named = identifiers.identifier("ppn" if kind.endswith("ppn") else kind, value) or identifiers.in_address(value)
        if named is not None:
            yield named
