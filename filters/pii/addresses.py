"""Postal addresses of people: street, number, postcode and place together; without a postcode only where somebody is said to live."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from filters.pii import marks
from filters.pii.detector import Detector, matches, stands_before, words
from filters.pii.offices import belongs_to_office

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_STREET: Final = (
    r"(?!(?:Herrn?|Frau|Familie|Firma|Eheleute|Artikel|Art|Nr|Nummer|Seite|Absatz|Abs|Satz|Kapitel|Band|Bd|Heft|Teil|Anlage|Ziffer"
    r"|Drucksache|Tabelle|Abbildung|Abb|Tab|Gruppe|Saal|Zimmer|Raum|Postfach|Telefon|Tel|Fax|Konto|Jahre?|Klasse|Stand|Blatt|Spalte|Platz|Halle"
    r"|Wagen|Gleis|Linie|Zug|Lied|Opus|Akt|Szene|Vers|Strophe|Folge|Staffel|Runde|Spiel|Etappe|Kurs|Version|Block|Paragraph|Punkt|Titel|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b)"
)
_ENDINGS: Final = (
    "straße|strasse|str\\.|weg|platz|pl\\.|allee|gasse|ring|damm|ufer|chaussee|hof|markt|steig|steg|pfad|graben|wall|promenade|berg|brücke"
    "|feld|garten|kamp|stieg|stiege|tor|zeile|reihe|twiete|bleiche|winkel|höhe|aue|rain|bogen|park|hang|koppel|heide|wiese|anger|siedlung"
    "|passage|kai|quai|gässli|gässchen|gässle|wäldchen|terrasse|terrassen|grund|bach|blick|eck|ecke|freiheit"
)
_NO_NAME: Final = r"(?!(?:Herrn?|Frau|Familie|Firma|Eheleute|[\w-]*[Aa]nschrift|[\w-]*[Aa]dresse|Wohnort)\b)"
"""A title or a label before a street is no part of its name."""
_STREET: Final = (
    rf"(?:(?:{_NO_NAME}[A-ZÄÖÜ][\w-]+\.?[ -]){{0,3}}(?:[A-ZÄÖÜ][\w-]*(?:{_ENDINGS})"
    r"|[Ss]tr(?:aße|asse|\.)|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer|Chaussee|Hof|Markt|Graben|Wall|Steig|Steg|Rain|Halde|Promenade|Winkel|Anger|Stutz)"
    r"|(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Unter den|Unter der|Zum|Zur|Hinter der|Hinter dem|Vor dem|Beim|Bei der)"
    rf"(?: {_NO_STREET}[A-ZÄÖÜ][\w-]+){{1,3}}"
    r"|Straße d(?:es|er) [\w. ]{3,24}|Postfach(?=\s{1,2}[0-9])|Haus(?=\sNr\.))"
)
_DOOR: Final = (
    r"(?:\s?[/,]\s?(?:Stiege|Stg\.?|Tür|Top|Haus|Whg\.?)?\s?[0-9]{1,4}(?:\s?[a-h](?!\w))?(?=\s?[/,;\n|(]|\s\w)){0,3}"
)
_FLOOR: Final = r"(?:,?\s(?:[1-9]|I{1,3}|IV|V)\.\s?(?:Stock|Stg|OG|Etage|Obergeschoss))?(?:\s\([^()\d\n]{3,20}\))?"
_NUMBER: Final = (
    r"\s{1,2}(?:Nr\.\s?)?[0-9]{1,4}(?:\s?[a-hA-H](?!\w))?(?:\s?[-–/]\s?[0-9]{1,4}(?:\s?[a-h](?!\w))?)?(?:\s[0-9]{2,3}){0,2}"
    + _DOOR
    + _FLOOR
)
_NO_TOWN: Final = (
    r"(?!(?:(?:Kilo|Quadrat|Kubik)?[Mm]eter|Uhr|Euro|Mark|Gulden|Franken|Dollar|Taler|Einwohner|Personen|Menschen|Mann|Besucher|Zuschauer"
    r"|Teilnehmer|Mitglieder|Exemplare|Stück|Fahrgäste|Zuhörer|Schüler|Arbeiter|Soldaten|Pilger|Leute|Seiten|Punkte|Jahre|Liter|Tonnen|Hektar|Stimmen)\b)"
)
"""What is counted after a number of four or five digits, as in `Platz 3, 10000 Meter`."""
_PLACE: Final = (
    rf"(?:(?:D|DE|A|AT|CH)[- ]{{1,3}})?[0-9]{{4,5}}\s{{1,2}}{_NO_TOWN}"
    r"(?:(?:St|Bad|Markt)\.?\s)?[A-ZÄÖÜ][a-zäöüß][^\W\d_]*(?:[-/ ](?:(?:am|an der|im|in der|ob der|bei)\s)?[A-ZÄÖÜ][^\W\d_]+|\s\([A-Z][a-zäöü]+\))?"
)
_BETWEEN: Final = r"(?:\s{0,2}[,;|•·–-]\s{1,4}|\s{1,2}in\s{1,2}|\s{1,4})"
_ADDRESS: Final = re.compile(rf"(?<!\w){_STREET}{_NUMBER}{_BETWEEN}{_PLACE}")

_ANY_STREET: Final = (
    rf"{_NO_STREET}[A-ZÄÖÜ][\w’'-]+\.?(?:[ -](?:(?:an|am|im|in|der|dem|den|die|des|auf|und|vor|zum|zur|von)[ ]){{0,2}}"
    rf"{_NO_STREET}[A-ZÄÖÜ][\w’'-]+\.?){{0,2}}"
)
_NAMED: Final = re.compile(
    rf"(?<!\w){_ANY_STREET}{_NUMBER}\s{{0,2}}[,;|\n]\s{{0,4}}(?:D-)?[0-9]{{5}}\s{{1,2}}(?:(?:St|Bad|Markt)\.?\s)?"
    r"[A-ZÄÖÜ][a-zäöüß][^\W\d_]*(?:[-/ ](?:(?:am|an der|im|in der|ob der|bei)\s)?[A-ZÄÖÜ][^\W\d_]+|\s\([A-Z][a-zäöü]+\))?"
)
"""Streets whose name does not say that they are one, such as Neuer Wall 50: only with a German postcode."""
_STREET_ABROAD: Final = _ANY_STREET.replace("(?:an|am|", "(?:de|du|des|la|le|les|del|della|an|am|")
_NAMED_ABROAD: Final = re.compile(
    rf"(?<!\w){_STREET_ABROAD}{_NUMBER}\s{{0,2}}[,;|\n]\s{{0,4}}(?:(?P<country>CH|A|AT)[- ]{{1,3}})?[1-9][0-9]{{3}}\s{{1,2}}{_NO_TOWN}"
    r"(?:(?:St|Bad|Markt)\.?\s)?[A-ZÄÖÜ][a-zäöüß][^\W\d_]*(?:[-/ ](?:(?:am|an der|im|in der|ob der|bei)\s)?[A-ZÄÖÜ][^\W\d_]+|\s\([A-Z][a-zäöü]+\))?"
)
"""Such streets with a postcode of Austria or Switzerland, which may be a year or a count: a person or a country must stand beside it."""
_SQUARE: Final = re.compile(
    r"(?<![\w,.])[A-U]\s?[1-9][0-9]?\s?,\s?[0-9]{1,2}(?:\s?[a-h])?(?:\s?[-–]\s?[0-9]{1,2})?,?\s{1,2}(?:D-)?(?:681[0-9]{2}\s{1,2})Mannheim(?!\w)"
)
"""Mannheim's inner city has squares with a letter and a number instead of streets."""
_STREET_ONLY: Final = re.compile(
    rf"(?<!\w){_STREET}\s{{1,2}}[0-9]{{1,4}}(?:\s?[a-h](?!\w)|(?:\s?/\s?[0-9]{{1,4}}){{1,3}}(?![\w/]))?(?![\w.]|,[0-9]| [0-9])"
)
_BOX: Final = re.compile(r"(?<!\w)Postfach\s{1,2}[0-9]{2,6}(?: [0-9]{2}){0,2}(?!\w)")
_AT_HOME: Final = re.compile(
    r"(?<!\w)(?:Familie|Fam\.|Frau|Herrn?|Eheleute|Witwe|Patient(?:in)?:|Name:|Mieter(?:in)?:|Kunde:|Kundin:|Absender(?:in)?:|Empfänger(?:in)?:)"
    r"\s{1,2}(?:Dr\.\s|Prof\.\s){0,2}[^,;.:\d\n]{2,40}(?:,\s|\n)"
    r"(?P<house>(?:[A-ZÄÖÜ][\w-]+\.?[ -]){0,2}(?:[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer)|Straße|Weg|Platz|Allee|Gasse)"
    r"\s{1,2}[0-9]{1,3}(?:\s?[a-h](?!\w)|(?:\s?/\s?[0-9]{1,4}){1,3}(?![\w/]))?)(?=\s{0,2}(?:[,;.)\n]|\Z))(?!\.[0-9])"
)
"""A person, then street and number: `Familie Muster, Musterweg 6`."""
_BRACKETED: Final = re.compile(
    r"\([^\S\n]?(?P<house>(?:[A-ZÄÖÜ][\w-]{1,40}\.?[ -]){0,2}(?:[A-ZÄÖÜ][\w-]{0,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer)"
    r"|Straße|Weg|Platz|Allee|Gasse)\s{1,2}[0-9]{1,3}(?:\s?[a-h](?!\w))?,?\s{1,2}in\s{1,2}[A-ZÄÖÜ][^()\d\n]{2,40})\)"
)
"""Street, number and town in a bracket of their own: `(Musterweg 6 in Bad Musterstadt)`."""
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
_LIVES_REACH: Final = 30  # code points from the word to the street
_STREET_REACH: Final = 140  # and to the end of the number
_LIVES_HINTS: Final = ("ohnhaft", "ohnt", "nschrift", "dresse", "ohnort", "OHN", "NSCHRIFT", "DRESSE")
_AT_HOME_BEGINS: Final = re.compile(r"[AEFHKMNPW](?<!\w.)(?=am|rau|err|hele|itwe|atient|iet|und|bsend|mpf)")
_STREET_BEGINS: Final = re.compile(r"[A-ZÄÖÜs](?<!\w.)")
_SOMEBODY: Final = words(
    "herrn?\\b", "frau\\b", "fam(?:ilie|\\.)", "eheleute", "wohn", "anschrift", "adresse", "name\\b", "z\\. ?hd", "zu hd", "zu händen",
    "c/o", "lieferung", "geschädigt", "kläger", "beklagt", "angeklagt", "eigentümer", "inhaber", "rechnung", "absender", "empfänger",
    "bewerber", "mieter", "paket", "zeug(?:e|in)", "lebt", "zog", "gemeldet",
)  # fmt: skip
_ENDED: Final = re.compile(r"\s{0,2}(?:[,;.)|\n]|\Z)")
_BEGUN: Final = re.compile(r"(?:[,;:|\n(]\s{0,3}|\A)\Z")

_PLACE_BEGINS: Final = re.compile(r"[0-9](?<![0-9].)[0-9]{3,4}\s{1,2}(?:(?:St|Bad|Markt)\.?\s)?[A-ZÄÖÜ][a-zäöüß]")
_HOUSE_ENDS: Final = re.compile(
    rf"(?:[0-9]\s?[a-hA-H]?|\)|Stock|Stg|OG|Etage|Obergeschoss){_BETWEEN}(?:(?:D|DE|A|AT|CH)[- ]{{1,3}})?\Z"
)
_PERSON: Final = re.compile(
    r"(?:\A|[\n:;(.] ?)(?!(?:Der|Die|Das|Den|Dem|Des|Ein|Eine|Im|Am|In|An|Auf|Bei|Zum|Zur|Vom|Von|Mit|Nach)\b)(?:[A-ZÄÖÜ][\w’'-]{1,24}\.?[ -]){1,2}[A-ZÄÖÜ][\w’'-]{1,24},\s\Z"
)
"""A line or clause that is a name of two or three words, as in an address."""
_FIRST_YEAR, _LAST_YEAR = 1400, 2050  # numbers that may be years
_LONGEST_NAMED: Final = 60  # code points from such a street to the postcode
_HOUSE_END: Final = 28  # code points before a postcode that show whether a house number ends there
_LONGEST: Final = 200  # code points from the street of an address to its postcode

LAST_HISTORIC: Final = 1915
"""A text of this year or before is older than 110 years."""
_OLD_DATE: Final = re.compile(r"(?<!\d)[0-3]?[0-9]\.?\s{1,2}[A-ZÄÖÜ][a-zäöü]{2,9}\.?\s{1,2}(?P<year>1[0-9]{3})(?!\d)")
_YEAR: Final = re.compile(r"(?<![\d.,/-])(?:1[0-9]{3}|20[0-9]{2})(?![\d.,/-]\d|\d)")
_SPEAKER: Final = re.compile(r"(?:^[ \t]{0,4}|(?<=[.!?] ))[A-ZÄÖÜ][A-ZÄÖÜ .-]{2,30}\.(?=\s|$)", re.MULTILINE)
_NEAR: Final = 140  # code points on either side in which a speaker or an old date is looked for


def _find(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _addresses(text):
        if not belongs_to_office(text, start):
            yield start, end


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    yield from _with_postcode(text)
    if "Mannheim" in text:
        yield from (match.span() for match in _SQUARE.finditer(text))
    if "Postfach" in text:
        yield from (match.span() for match in _BOX.finditer(text))
    yield from _without_postcode(text)


def _with_postcode(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    for place in _PLACE_BEGINS.finditer(text):
        if not _HOUSE_ENDS.search(text[max(0, place.start() - _HOUSE_END) : place.start()]):
            continue
        near = max(end, place.start() - _LONGEST), place.start() + _LONGEST
        match = next(matches(_ADDRESS, _STREET_BEGINS, text, *near), None)
        if not (match and match.start() <= place.start() < match.end()):
            abroad = text[place.start() + 4].isspace()
            match = _named_abroad(text, place, *near) if abroad else _named(text, place, *near)
        if match:
            end = match.end()
            yield match.span()


def _named(text: str, place: re.Match[str], begin: int, end: int) -> re.Match[str] | None:
    """Return the address with the postcode at `place` whose street is any name, if a person or the layout says it is one."""
    for match in matches(_NAMED, _STREET_BEGINS, text, begin, end):
        if match.start() <= place.start() < match.end():
            is_set_apart = _BEGUN.search(text, max(0, match.start() - 4), match.start()) and _ENDED.match(
                text, match.end()
            )
            return match if is_set_apart or stands_before(text, match.start(), _SOMEBODY, 60) else None
    return None


def _named_abroad(text: str, place: re.Match[str], begin: int, end: int) -> re.Match[str] | None:
    """Return the Austrian or Swiss address with the postcode at `place` whose street is any name, if a person or country is named."""
    is_year = _FIRST_YEAR <= int(text[place.start() : place.start() + 4]) <= _LAST_YEAR
    is_likely = not is_year or stands_before(text, place.start(), _SOMEBODY, 140) or text[place.start() - 1] in "-–"
    begin = max(begin, place.start() - _LONGEST_NAMED)
    for match in matches(_NAMED_ABROAD, _STREET_BEGINS, text, begin, end) if is_likely else ():
        if match.start() <= place.start() < match.end():
            is_apart = _ENDED.match(text, match.end()) is not None
            is_named = stands_before(text, match.start(), _SOMEBODY, 40) or (
                _PERSON.search(text, max(0, match.start() - 60), match.start()) is not None and not is_year
            )
            return match if is_apart and (is_named or match["country"]) else None
    return None


def _without_postcode(text: str) -> Iterator[tuple[int, int]]:
    for label in _LIVES.finditer(text) if any(hint in text for hint in _LIVES_HINTS) else ():
        match = _STREET_ONLY.search(text, label.end(), label.start() + _STREET_REACH)
        if match and match.start() - label.start() <= _LIVES_REACH and not _is_past_or_played(text, *match.span()):
            yield match.span()
    for match in (*matches(_AT_HOME, _AT_HOME_BEGINS, text), *_BRACKETED.finditer(text)):
        if not _is_past_or_played(text, *match.span("house")):
            yield match.span("house")


def _is_past_or_played(text: str, start: int, end: int) -> bool:
    """Return whether the lines around are those of a play, or dated before `LAST_HISTORIC` (postcodes are younger than that)."""
    around = text[max(0, start - _NEAR) : end + _NEAR]
    if len(_SPEAKER.findall(around)) > 1:
        return True
    is_old = any(int(date["year"]) <= LAST_HISTORIC for date in _OLD_DATE.finditer(around))
    return is_old and all(int(year) <= LAST_HISTORIC for year in _YEAR.findall(around))


POSTAL_ADDRESS: Final = Detector("postal_address", marks.POSTAL_ADDRESS, _find)
"""Not of public offices, whose addresses are no personal data."""
