"""Metadata in a TEI header: title, authors with their identifiers, date, language, address, rights."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf
from pipeline.read.document import Statement
from pipeline.read.tei import tei_nature
from pipeline.read.xml import XML_BASE, XML_ID, XML_LANG, child, children, descendants, flat, local, path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

    from pipeline.manifest.vocabulary import KindName
    from pipeline.read.document import Identifier, Object, Recognition, TextOrigin

_LIFE: Final = re.compile(r"\(\s*\*?\s*\d{4}\s*[-–]\s*(\d{4})\s*\)")
_EARLIEST: Final = re.compile(r"\b(?:nach|after|frühestens|seit|verschollen|missing)\b|\?", re.IGNORECASE)
"""Marks that somebody died then or later: a term of copyright cannot be counted from such a year."""

_YEAR: Final = re.compile(r"\b[0-9]{4}")
_LATEST: Final = ("when", "when-iso", "notAfter", "notAfter-iso", "to", "to-iso")
_NAME_PARTS: Final = ("forename", "nameLink", "surname")
_DIGITAL: Final = frozenset({"sourceDesc", "digitalSource"})
_AUTHORITIES: Final = {"gnd": "gnd", "pnd": "gnd", "wikidata": "wikidata", "viaf": "viaf"}
_ID_IN_URI: Final = (
    ("gnd", re.compile(r"d-nb\.info/gnd/([0-9X-]+)")),
    ("wikidata", re.compile(r"wikidata\.org/(?:entity|wiki)/(Q\d+)")),
    ("viaf", re.compile(r"viaf(?:\.org/viaf/|:)(\d+)")),
)


@dataclass(frozen=True, slots=True)
class Header:
    """The metadata of one TEI element; fields as in `Document`."""

    title: str | None
    authors: tuple[str, ...]
    date: str | None
    url: str | None
    language: str | None
    statements: tuple[Statement, ...]
    extra: dict[str, Any] = field(default_factory=dict)
    kind: KindName | None = None
    origin: TextOrigin | None = None
    identifiers: tuple[Identifier, ...] = ()
    ocr: Recognition | None = None


def header_of(tei: etree._Element) -> Header:
    """Return the metadata of a `TEI` element; what the header does not state is None or empty."""
    header = child(tei, "teiHeader")
    people = _senders(header) or children(child(header, "fileDesc", "titleStmt"), "author")
    authors = tuple(dict.fromkeys(name for name in map(name_of, people) if name))
    return Header(
        title=_title(header),
        authors=authors,
        date=_date(tei, header),
        url=_url(tei, header),
        language=_language(tei, header),
        statements=tuple(statements(header)),
        extra=_extra(tei, people),
        kind=tei_nature.kind_of(tei, header, is_sent=bool(_senders(header))),
        origin=tei_nature.origin_of(header),
        identifiers=tei_nature.identifiers_of(tei, header, [_references(tei, person) for person in people]),
        ocr=tei_nature.recognition_of(header),
    )


def statements(header: etree._Element | None) -> Iterator[Statement]:
    """Yield every statement about rights: target and text of each licence, paragraphs of the availability, its restriction.

    Statements in `sourceDesc` are about the digital original, not about this text.
    """
    for place in descendants(header, "availability"):
        about: Object = "digital_original" if any(local(up) in _DIGITAL for up in place.iterancestors()) else "text"
        if place.get("status") == "restricted":
            yield Statement("restricted", f"{path(place)}/@status", object=about)
        for element in place:
            target = element.get("target") if local(element) in {"licence", "license", "ref"} else None
            if target:
                yield Statement(target, f"{path(element)}/@target", object=about)
            if local(element) and flat(element):
                yield Statement(flat(element), path(element), object=about)


def _title(header: etree._Element | None) -> str | None:
    leaves = [
        title
        for title in descendants(child(header, "fileDesc", "titleStmt"), "title")
        if not descendants(title, "title")[1:]
    ]
    titles = [title for title in leaves if title.get("type") != "iso-date" and flat(title)]
    for attribute, value in (("level", "a"), ("type", "main")):
        chosen = [title for title in titles if title.get(attribute) == value][:1]
        if chosen:
            break
    else:
        chosen = titles[:1]
    subs = [title for title in titles if title.get("type") == "sub" and title not in chosen]
    whole = ""
    for part in map(flat, [*chosen, *subs]):
        whole += part if not whole else f" {part}" if whole[-1] in ".?!:" else f". {part}"
    return whole or None


def _senders(header: etree._Element | None) -> list[etree._Element]:
    sent = [action for action in descendants(header, "correspAction") if action.get("type") == "sent"]
    return [sender for action in sent for sender in action if local(sender) in {"persName", "orgName", "name"}]


def name_of(person: etree._Element) -> str:
    """Return the name as given; of a name in parts forename, link and surname in the order of speech."""
    parts = {kind: " ".join(map(flat, descendants(person, kind))) for kind in _NAME_PARTS}
    if parts["surname"]:
        return " ".join(part for part in parts.values() if part)
    named = descendants(person, "persName", "orgName", "name")
    text = flat(named[0] if named else person)
    return _LIFE.sub("", text).strip()


def _references(tei: etree._Element, person: etree._Element) -> dict[str, str]:
    references: dict[str, str] = {}
    for element in [person, *descendants(person, "persName", "idno"), *_entries(tei, person)]:
        kind = _AUTHORITIES.get((element.get("type") or element.get("subtype") or "").lower())
        values = [element.get("ref", ""), element.get("key", ""), flat(element) if local(element) == "idno" else ""]
        for value in filter(None, values):
            match = next(((name, hit[1]) for name, sign in _ID_IN_URI if (hit := sign.search(value))), None)
            if match or (kind and value == flat(element)):
                references.setdefault(*(match or (str(kind), value)))
    return references


def _entries(tei: etree._Element, person: etree._Element) -> list[etree._Element]:
    """Return the identifiers in the register's entry that the person refers to by `#id`."""
    entry = _entry(tei, person)
    return [] if entry is None else children(entry, "idno")


def _entry(tei: etree._Element, person: etree._Element) -> etree._Element | None:
    ref = person.get("ref", "")
    if not ref.startswith("#"):
        return None
    return next((entry for entry in tei.iter("{*}person") if entry.get(XML_ID) == ref[1:]), None)


def _death(tei: etree._Element, person: etree._Element) -> int | None:
    life = _LIFE.search(flat(person))
    if life:
        return int(life[1])
    death = child(_entry(tei, person), "death")
    if death is None or _EARLIEST.search(flat(death)):
        return None
    dates = descendants(death, "date") or [death]
    return next((year for date in dates if (year := _latest_year(date))), None)


def _latest_year(date: etree._Element) -> int | None:
    """Return the last year that a date of death may mean; None where only the first is given."""
    stated = [date_text for name in _LATEST if (date_text := edtf.iso(date.get(name)))]
    if not stated and not any(date.get(name) for name in ("notBefore", "notBefore-iso", "from", "from-iso")):
        stated = [edtf.free(flat(date)) or ""]
    return max((int(year) for date_text in stated for year in _YEAR.findall(date_text)), default=None)


def _extra(tei: etree._Element, people: Iterable[etree._Element]) -> dict[str, Any]:
    references = {name_of(person): ids for person in people if name_of(person) and (ids := _references(tei, person))}
    deaths = {name_of(person): year for person in people if name_of(person) and (year := _death(tei, person))}
    original = flat(child(tei, "teiHeader", "fileDesc", "sourceDesc", "bibl"))[:500]
    values = {"author_refs": references, "author_deaths": deaths, "source_bibl": original}
    return {key: value for key, value in values.items() if value}


def _language(tei: etree._Element, header: etree._Element | None) -> str | None:
    stated = [language.get("ident") for language in descendants(child(header, "profileDesc", "langUsage"), "language")]
    text = child(tei, "text")
    stated += [tei.get(XML_LANG), text.get(XML_LANG) if text is not None else None]
    return next((language for language in stated if language), None)


def _url(tei: etree._Element, header: etree._Element | None) -> str | None:
    xml_id = tei.get(XML_ID) or ""
    entities = [relation.get("active", "") for relation in descendants(child(tei, "standOff"), "relation")]
    named = [entity for entity in entities if xml_id and entity.endswith(f"/{xml_id}")]
    base = tei.get(XML_BASE, "")
    built = [f"{base.rstrip('/')}/{xml_id}"] if xml_id and base.startswith("http") else []
    published = [flat(number) for number in descendants(child(header, "fileDesc", "publicationStmt"), "idno")]
    stated = [number for number in published if re.match(r"https?://[^/]+/.", number) and " " not in number]
    return next(iter([*named, *built, *stated]), None)


def _date(tei: etree._Element, header: etree._Element | None) -> str | None:
    """Return the date of the text: of sending, of the entry, of writing, of the first print; last that of the publication.

    The date of an `edition` is none: converters write the day of the conversion there.
    """
    file = child(header, "fileDesc")
    sent = [action for action in descendants(header, "correspAction") if action.get("type") == "sent"]
    places: list[list[etree._Element]] = [
        [date for action in sent for date in children(action, "date")],
        [title for title in descendants(child(file, "titleStmt"), "title") if title.get("type") == "iso-date"],
        children(child(header, "profileDesc", "creation"), "date"),
    ]
    later: list[list[etree._Element]] = [
        descendants(child(file, "sourceDesc", "biblFull", "publicationStmt"), "date"),
        [date for source in _bibls(file) for date in descendants(source, "date")],
        descendants(child(file, "sourceDesc"), "origDate"),
        children(child(file, "publicationStmt"), "date"),
    ]
    early = next((date for group in places for element in group if (date := _stated(element))), None)
    return (
        early
        or _performed(tei)
        or next((date for group in later for element in group if (date := _stated(element))), None)
    )


def _bibls(file: etree._Element | None) -> list[etree._Element]:
    sources = descendants(child(file, "sourceDesc"), "bibl")
    ranks = {"firstEdition": 0, "originalSource": 1, "printSource": 2}
    return sorted(sources, key=lambda source: ranks.get(source.get("type", ""), 3))


def _performed(tei: etree._Element) -> str | None:
    """Return when a play was written, else the earlier of print and first night (as DraCor counts)."""
    events: dict[str, str] = {}
    for event in descendants(child(tei, "standOff"), "event"):
        stated = _stated(event)
        if stated:
            events.setdefault(event.get("type", ""), stated)
    public = sorted(
        (date for kind, date in events.items() if kind in {"print", "premiere"}), key=lambda date: date.strip("./")
    )
    return events.get("written") or (public[0] if public else None)


def _stated(element: etree._Element) -> str | None:
    bounds = edtf.interval(
        element.get("notBefore") or element.get("from"), element.get("notAfter") or element.get("to")
    )
    return edtf.iso(element.get("when") or element.get("when-iso")) or bounds or edtf.free(flat(element))
