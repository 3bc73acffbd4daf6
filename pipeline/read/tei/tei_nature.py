"""What a TEI header says of the nature of a text: its kind, a translation, its recognition, persistent identifiers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.read import edtf, identifiers, origins
from pipeline.read.document import Recognition, TextOrigin
from pipeline.read.xml import child, children, descendants, flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml import etree

    from pipeline.manifest.vocabulary import KindName
    from pipeline.read.document import Identifier

_GENRES: Final[tuple[tuple[KindName, re.Pattern[str]], ...]] = (
    ("play", re.compile(r"drama|trauerspiel|lustspiel|komödie|tragödie|\bplay\b", re.IGNORECASE)),
    ("novel", re.compile(r"\broman\b|\bnovels?\b", re.IGNORECASE)),
    ("letter", re.compile(r"\bbriefe?\b|korrespondenz|\bletters?\b|epistolary", re.IGNORECASE)),
    ("diary", re.compile(r"tagebuch|tagebücher|\bdiar(?:y|ies)\b", re.IGNORECASE)),
    ("newspaper_article", re.compile(r"zeitungsartikel|newspaper article", re.IGNORECASE)),
    ("parliamentary_protocol", re.compile(r"plenarprotokoll|stenographischer bericht", re.IGNORECASE)),
    ("poem", re.compile(r"\blyrik\b|\bgedichte?\b|\bpoems?\b|\bpoetry\b", re.IGNORECASE)),
    ("story", re.compile(r"erzählung|novelle|märchen|short stor(?:y|ies)", re.IGNORECASE)),
)  # fmt: skip
_TRANSLATES: Final = re.compile(
    r"trl|(?:(?:maschinelle|automatische|machine|automatic)\s)?(?:translat(?:or|ion|ed)(?:\sby)?|übersetz(?:er(?:in)?|ung|t)(?:\svon)?)",
    re.IGNORECASE,
)
"""What a role or responsibility is called that is the translation itself, not that of notes or a register."""
_OF_AUTHORS: Final = ("gnd", "viaf")


def kind_of(tei: etree._Element, header: etree._Element | None, *, is_sent: bool) -> KindName | None:
    """Return the kind that the header's classes name, else that of a letter with a sender or a play with speakers."""
    classes = descendants(child(header, "profileDesc", "textClass"), "classCode", "term", "catRef")
    named = " ".join(flat(entry) or entry.get("target", "") for entry in classes)
    found = next((kind for kind, pattern in _GENRES if pattern.search(named)), None)
    if found is None and is_sent:
        return "letter"
    if (
        found is None
        and child(header, "profileDesc", "particDesc") is not None
        and next(tei.iter("{*}sp"), None) is not None
    ):
        return "play"
    return found


def origin_of(header: etree._Element | None) -> TextOrigin | None:
    """Return what the header says of a translation: the program or the person who made it."""
    statement = child(header, "fileDesc", "titleStmt")
    people = [(editor.get("role", ""), flat(editor)) for editor in descendants(statement, "editor", "author")]
    for responsible in descendants(statement, "respStmt"):
        task = " ".join(map(flat, descendants(responsible, "resp")))
        people += [(task, flat(name)) for name in descendants(responsible, "persName", "name", "orgName")] or [
            (task, "")
        ]
    for task, name in people:
        if _TRANSLATES.fullmatch(task.strip().rstrip(":")):
            machine = re.search(r"maschinell|automati|machine", task, re.IGNORECASE)
            stated = origins.of_fields({"translator": "machine" if machine else name or "not named"})
            return None if stated is None else TextOrigin(stated.name, f"{task}: {name}".strip(": "))
    return None


def recognition_of(header: etree._Element | None) -> Recognition | None:
    """Return the program among the header's applications that recognises text."""
    for application in descendants(child(header, "encodingDesc", "appInfo"), "application"):
        names = (application.get("ident", ""), application.get("version", ""))
        label = flat(child(application, "label"))
        named = origins.engine(" ".join(filter(None, names))) or origins.engine(label)
        if named:
            date = edtf.iso(application.get("when") or application.get("notAfter"))
            return Recognition(named, int(date[:4]) if date else None)
    return None


def identifiers_of(
    tei: etree._Element, header: etree._Element | None, references: Iterable[Mapping[str, str]]
) -> tuple[Identifier, ...]:
    """Return the identifiers of the text and of its print by type or form, and the `references` of its authors."""
    file = child(header, "fileDesc")
    numbers = [
        *descendants(child(file, "publicationStmt"), "idno"),
        *descendants(child(file, "sourceDesc"), "idno"),
        *children(child(tei, "standOff", "listRelation"), "idno"),
    ]
    found = [
        identifiers.identifier(number.get("type") or number.get("subtype") or "", flat(number))
        or identifiers.in_address(flat(number))
        for number in numbers
    ]
    authors = [
        identifiers.identifier(kind, person[kind]) for person in references for kind in _OF_AUTHORS if kind in person
    ]
    return identifiers.distinct(filter(None, [*found, *authors]))
