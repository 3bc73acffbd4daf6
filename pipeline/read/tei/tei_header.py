"""What a TEI header says of its text: title, authors with their identifiers, date, language, address, rights."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pipeline.read import edtf
from pipeline.read.document import Statement
from pipeline.read.xml import XML_BASE, XML_ID, XML_LANG, child, children, descendants, flat, local, path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

    from pipeline.read.document import Object

_LIFE: Final = re.compile(r"\(\s*\*?\s*\d{4}\s*[-–]\s*(\d{4})\s*\)")
_EARLIEST: Final = re.compile(r"\b(?:nach|after|frühestens|seit|verschollen|missing)\b|\?", re.IGNORECASE)
"""What says that somebody died then or later: a term of copyright cannot be counted from it."""

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


def header_of(tei: etree._Element) -> Header:
    """Return the metadata of a `TEI` element; what the header does not say is None or empty."""
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
    )


def statements(header: etree._Element | None) -> Iterator[Statement]:
    """Yield every statement about rights: target and text of each licence, paragraphs of the availability, its restriction.

    What stands in `sourceDesc` speaks of the digital original, not of this text.
    """
    for place in descendants(header, "availability"):
        about: Object = "digital_original" if any(local(up) in _DIGITAL for up in place.iterancestors()) else "text"
        if place.get("status") == "restricted":
            yield Statement("restricted", f"{path(place)}/@status", object=about)
        for one in place:
            target = one.get("target") if local(one) in {"licence", "license", "ref"} else None
            if target:
                yield Statement(target, f"{path(one)}/@target", object=about)
            if local(one) and flat(one):
                yield Statement(flat(one), path(one), object=about)


def _title(header: etree._Element | None) -> str | None:
    leaves = [
        one for one in descendants(child(header, "fileDesc", "titleStmt"), "title") if not descendants(one, "title")[1:]
    ]
    titles = [one for one in leaves if one.get("type") != "iso-date" and flat(one)]
    for attribute, value in (("level", "a"), ("type", "main")):
        chosen = [one for one in titles if one.get(attribute) == value][:1]
        if chosen:
            break
    else:
        chosen = titles[:1]
    subs = [one for one in titles if one.get("type") == "sub" and one not in chosen]
    whole = ""
    for part in map(flat, [*chosen, *subs]):
        whole += part if not whole else f" {part}" if whole[-1] in ".?!:" else f". {part}"
    return whole or None


def _senders(header: etree._Element | None) -> list[etree._Element]:
    sent = [one for one in descendants(header, "correspAction") if one.get("type") == "sent"]
    return [one for action in sent for one in action if local(one) in {"persName", "orgName", "name"}]


def name_of(person: etree._Element) -> str:
    """Return the name as given; of a name in parts forename, link and surname in the order of speech."""
    parts = {kind: " ".join(map(flat, descendants(person, kind))) for kind in _NAME_PARTS}
    if parts["surname"]:
        return " ".join(part for part in parts.values() if part)
    named = descendants(person, "persName", "orgName", "name")
    text = flat(named[0] if named else person)
    return _LIFE.sub("", text).strip()


def _references(tei: etree._Element, person: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in [person, *descendants(person, "persName", "idno"), *_entries(tei, person)]:
        kind = _AUTHORITIES.get((one.get("type") or one.get("subtype") or "").lower())
        values = [one.get("ref", ""), one.get("key", ""), flat(one) if local(one) == "idno" else ""]
        for value in filter(None, values):
            match = next(((name, hit[1]) for name, sign in _ID_IN_URI if (hit := sign.search(value))), None)
            if match or (kind and value == flat(one)):
                found.setdefault(*(match or (str(kind), value)))
    return found


def _entries(tei: etree._Element, person: etree._Element) -> list[etree._Element]:
    """Return the identifiers in the register's entry that the person refers to by `#id`."""
    entry = _entry(tei, person)
    return [] if entry is None else children(entry, "idno")


def _entry(tei: etree._Element, person: etree._Element) -> etree._Element | None:
    ref = person.get("ref", "")
    if not ref.startswith("#"):
        return None
    return next((one for one in tei.iter("{*}person") if one.get(XML_ID) == ref[1:]), None)


def _death(tei: etree._Element, person: etree._Element) -> int | None:
    life = _LIFE.search(flat(person))
    if life:
        return int(life[1])
    death = child(_entry(tei, person), "death")
    if death is None or _EARLIEST.search(flat(death)):
        return None
    dates = descendants(death, "date") or [death]
    return next((year for one in dates if (year := _latest_year(one))), None)


def _latest_year(date: etree._Element) -> int | None:
    """Return the last year that a date of death may mean; None where only the first is given."""
    stated = [found for name in _LATEST if (found := edtf.iso(date.get(name)))]
    if not stated and not any(date.get(name) for name in ("notBefore", "notBefore-iso", "from", "from-iso")):
        stated = [edtf.free(flat(date)) or ""]
    return max((int(year) for one in stated for year in _YEAR.findall(one)), default=None)


def _extra(tei: etree._Element, people: Iterable[etree._Element]) -> dict[str, Any]:
    references = {name_of(one): ids for one in people if name_of(one) and (ids := _references(tei, one))}
    deaths = {name_of(one): year for one in people if name_of(one) and (year := _death(tei, one))}
    original = flat(child(tei, "teiHeader", "fileDesc", "sourceDesc", "bibl"))[:500]
    found = {"author_refs": references, "author_deaths": deaths, "source_bibl": original}
    return {key: value for key, value in found.items() if value}


def _language(tei: etree._Element, header: etree._Element | None) -> str | None:
    stated = [one.get("ident") for one in descendants(child(header, "profileDesc", "langUsage"), "language")]
    text = child(tei, "text")
    stated += [tei.get(XML_LANG), text.get(XML_LANG) if text is not None else None]
    return next((one for one in stated if one), None)


def _url(tei: etree._Element, header: etree._Element | None) -> str | None:
    own = tei.get(XML_ID) or ""
    entities = [one.get("active", "") for one in descendants(child(tei, "standOff"), "relation")]
    named = [one for one in entities if own and one.endswith(f"/{own}")]
    base = tei.get(XML_BASE, "")
    built = [f"{base.rstrip('/')}/{own}"] if own and base.startswith("http") else []
    published = [flat(one) for one in descendants(child(header, "fileDesc", "publicationStmt"), "idno")]
    stated = [one for one in published if re.match(r"https?://[^/]+/.", one) and " " not in one]
    return next(iter([*named, *built, *stated]), None)


def _date(tei: etree._Element, header: etree._Element | None) -> str | None:
    """Return the date of the text: of sending, of the entry, of writing, of the first print; last that of the publication.

    The date of an `edition` is none: converters write the day of the conversion there.
    """
    file = child(header, "fileDesc")
    sent = [one for one in descendants(header, "correspAction") if one.get("type") == "sent"]
    places: list[list[etree._Element]] = [
        [date for action in sent for date in children(action, "date")],
        [one for one in descendants(child(file, "titleStmt"), "title") if one.get("type") == "iso-date"],
        children(child(header, "profileDesc", "creation"), "date"),
    ]
    later: list[list[etree._Element]] = [
        descendants(child(file, "sourceDesc", "biblFull", "publicationStmt"), "date"),
        [date for one in _bibls(file) for date in descendants(one, "date")],
        descendants(child(file, "sourceDesc"), "origDate"),
        children(child(file, "publicationStmt"), "date"),
    ]
    early = next((found for group in places for one in group if (found := _stated(one))), None)
    return (
        early or _performed(tei) or next((found for group in later for one in group if (found := _stated(one))), None)
    )


def _bibls(file: etree._Element | None) -> list[etree._Element]:
    found = descendants(child(file, "sourceDesc"), "bibl")
    ranks = {"firstEdition": 0, "originalSource": 1, "printSource": 2}
    return sorted(found, key=lambda one: ranks.get(one.get("type", ""), 3))


def _performed(tei: etree._Element) -> str | None:
    """Return when a play was written, else the earlier of print and first night (as DraCor counts)."""
    events: dict[str, str] = {}
    for one in descendants(child(tei, "standOff"), "event"):
        stated = _stated(one)
        if stated:
            events.setdefault(one.get("type", ""), stated)
    public = sorted(
        (one for kind, one in events.items() if kind in {"print", "premiere"}), key=lambda one: one.strip("./")
    )
    return events.get("written") or (public[0] if public else None)


def _stated(one: etree._Element) -> str | None:
    bounds = edtf.interval(one.get("notBefore") or one.get("from"), one.get("notAfter") or one.get("to"))
    return edtf.iso(one.get("when") or one.get("when-iso")) or bounds or edtf.free(flat(one))
