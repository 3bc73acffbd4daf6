"""Dates of birth and postal addresses, recognised by the words around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from filters.pii import marks
from filters.pii.detector import Detector, has_any, matches, stands_before, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS: Final = (
    r"(?:Jan(?:uar|\.)?|Jänner|Feb(?:ruar|\.)?|März|Mär\.|Apr(?:il|\.)?|Mai|Juni|Jun\.|Juli|Jul\.|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Okt(?:ober|\.)?|Nov(?:ember|\.)?|Dez(?:ember|\.)?)"
)
_BORN: Final = (
    r"(?<!\w)(?:geb(?:\.|oren(?:e[rn]?)?)|Geburts(?:datum|tag)|geburtsdatum|Geb\.?-?\s?[Dd]atum|GebDat)"
    r"(?:\s{0,2}(?:ist|:|war|–|-|=))?(?:\s{0,2}(?:am|den))?\s{0,2}"
)
_BIRTH: Final = re.compile(
    _BORN + r"(?P<date>[0-3]?[0-9]\s?\.\s?[01]?[0-9]\s?\.\s?(?P<y1>[0-9]{4}|[0-9]{2})"
    rf"|[0-3]?[0-9]\.?\s{{1,2}}{_MONTHS}\s{{1,2}}(?P<y2>[0-9]{{4}})"
    r"|(?P<y3>[0-9]{4})-[01][0-9]-[0-3][0-9]|[0-3]?[0-9]/[01]?[0-9]/(?P<y4>[0-9]{4}))(?!\w)"
)
OLDEST: Final = 1905
"""Nobody born before this year is alive: data protection does not cover the dead, and history needs their dates."""

_STREET: Final = (
    r"(?:(?:(?!(?:Herrn?|Frau|Familie|Firma|Eheleute)\b)[A-ZÄÖÜ][\w-]+\.?[ -]){0,3}(?:[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|chaussee|hof|markt|steig|pfad"
    r"|graben|wall|promenade|berg|brücke|feld|garten|kamp|stieg|tor|zeile)|[Ss]tr(?:aße|asse|\.)|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer|Chaussee|Hof|Markt)"
    r"|(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Unter den|Unter der|Zum|Zur|Hinter der|Hinter dem|Vor dem|Beim|Bei der)"
    r"(?: [A-ZÄÖÜ][\w-]+){1,3}|Straße d(?:es|er) [\w. ]{3,24}|Postfach(?=\s{1,2}[0-9]))"
)
_NUMBER: Final = (
    r"\s{1,2}[0-9]{1,4}(?:\s?[a-hA-H](?!\w))?(?:\s?[-–/]\s?[0-9]{1,4}(?:\s?[a-h](?!\w))?)?(?:\s[0-9]{2,3}){0,2}"
)
_PLACE: Final = r"(?:(?:D|DE|A|AT|CH)[- ]{1,3})?[0-9]{4,5}\s{1,2}(?:(?:St|Bad|Markt)\.?\s)?[A-ZÄÖÜ][a-zäöüß][^\W\d_]*(?:[-/ ](?:(?:am|an der|im|in der|ob der|bei)\s)?[A-ZÄÖÜ][^\W\d_]+|\s\([A-Z][a-zäöü]+\))?"
_BETWEEN: Final = r"(?:\s{0,2}[,;|•·–-]\s{1,4}|\s{1,4})"
_ADDRESS: Final = re.compile(rf"(?<!\w){_STREET}{_NUMBER}{_BETWEEN}{_PLACE}")
_STREET_ONLY: Final = re.compile(rf"(?<!\w){_STREET}\s{{1,2}}[0-9]{{1,4}}(?:\s?[a-h](?!\w))?(?![\w.]|,[0-9]| [0-9])")
_BOX: Final = re.compile(r"(?<!\w)Postfach\s{1,2}[0-9]{2,6}(?: [0-9]{2}){0,2}(?!\w)")
_LIVES: Final = words(
    "wohnhaft",
    "wohnt",
    "wohnte",
    "anschrift",
    "adresse",
    "wohnadresse",
    "wohnort",
    "postanschrift",
    "meldeadresse",
    "wohnanschrift",
)


_BIRTH_BEGINS: Final = re.compile("[Gg]eb")
_PLACE_BEGINS: Final = re.compile(r"(?<![0-9])[0-9]{4,5}\s{1,2}(?:(?:St|Bad|Markt)\.?\s)?[A-ZÄÖÜ][a-zäöüß]")
_LONGEST: Final = 200  # code points from the street of an address to its postcode


_LIVES_HINTS: Final = ("wohnhaft", "wohnt", "anschrift", "adresse", "wohnort")


def _births(text: str) -> Iterator[tuple[int, int]]:
    for match in matches(_BIRTH, _BIRTH_BEGINS, text):
        year = next(filter(None, match.group("y1", "y2", "y3", "y4")))
        if len(year) == 2 or int(year) >= OLDEST:
            yield match.span("date")


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    for place in _PLACE_BEGINS.finditer(text):
        near = max(end, place.start() - _LONGEST), place.start() + _LONGEST
        match = _ADDRESS.search(text, *near)
        if match and match.start() <= place.start() < match.end():
            end = match.end()
            yield match.span()
    if "Postfach" in text:
        for match in _BOX.finditer(text):
            yield match.span()
    if has_any(text, _LIVES_HINTS):
        for match in _STREET_ONLY.finditer(text):
            if stands_before(text, match.start(), _LIVES, 30):
                yield match.span()


BIRTH_DATE: Final = Detector("birth_date", marks.BIRTH_DATE, _births)
POSTAL_ADDRESS: Final = Detector("postal_address", marks.POSTAL_ADDRESS, _addresses)
"""Street, number, postcode and place together; street and number alone only after a word that says that somebody lives there."""
