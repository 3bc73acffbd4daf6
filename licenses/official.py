"""Official works: what § 5 UrhG covers, what it never does, and whose works it is about.

§ 5 (1): statutes, decrees, official notices, decisions and their official head-notes are free.  § 5 (2): other official works
published for general information may be used unchanged with their source (§§ 62, 63).  § 5 (3): private standards keep their
copyright, even where a statute refers to them.  Not official are head-notes that a publisher or an editor wrote, expert
opinions, petitions and what third parties attached.  § 5 is about German works; Austria, Switzerland and the European
Union have rules of their own.
"""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import urlsplit

from licenses.catalogue import CatalogueError, catalogue
from licenses.wording import Note, sentence

Country = Literal["AT", "CH", "DE", "EU", "LI"]
COUNTRY_OF: Final[dict[str, Country]] = {
    "LicenseRef-AT-UrhG-7": "AT",
    "LicenseRef-CH-URG-5": "CH",
    "LicenseRef-DE-UrhG-5": "DE",
    "LicenseRef-DE-UrhG-5-1": "DE",
    "LicenseRef-DE-UrhG-5-2": "DE",
    "LicenseRef-DE-UrhG-48": "DE",
    "LicenseRef-EU-reuse-2011-833": "EU",
}
"""Whose official works a ground of the catalogue is about."""
NEVER: Final = frozenset({"expert_opinion", "petition", "third_party"})
"""Kinds of text in official files that no authority wrote as a work of its own."""
STANDARD: Final = "standard"
HEADNOTE: Final = "headnote"
RULES: Final = frozenset({"not_official", "other_country"})
"""The rules of what speaks against a ground for official works."""
MARKS: Final = (
    r"(?i)leits[aä]tz|orientierungss[aä]tz|gutachten|petition|einwendung|einspruch|\b(?:din|vdi|vde|önorm|iso)\b"
)
"""What a text must hold to be looked at more closely; RE2, so that a whole column is searched at once."""
_HEADNOTE: Final = re.compile(
    r"^[ \t#*>]{0,8}(?:(?:nicht[ -]?amtlicher?|redaktionell(?:er|e)|verlags) ?-?leits(?:atz|ätze)"
    r"|leits(?:atz|ätze) (?:der (?:redaktion|schriftleitung)|des (?:verfassers|einsenders|bearbeiters|verlags))"
    r"|leits(?:atz|ätze) ?\((?:redaktionell|nicht[ -]?amtlich|der (?:redaktion|schriftleitung)|des (?:verfassers|einsenders|verlags))"
    r"|orientierungss(?:atz|ätze)(?! (?:des (?:gerichts|senats)|der richter)))\b",
    re.IGNORECASE | re.MULTILINE,
)
_ADJECTIVE: Final = r"(?:[\w-]{2,40}(?:es|(?:isch|lich|ig|iv|ell|al)e) ){0,2}"
_SAYS_SOMETHING: Final = r"(?! (?:ist|sind|wird|werden|war|waren|kann|können|muss|müssen|soll|darf|hat|haben|liegt)\b)"
"""A sentence about an opinion is the title of none."""
_TITLES: Final = {
    "expert_opinion": rf"(?:(?:ein|das|dieses) )?{_ADJECTIVE}[\w-]{{0,60}}gutachten\b(?!-){_SAYS_SOMETHING}",
    "petition": rf"(?:(?:eine|die|diese) )?{_ADJECTIVE}(?:[\w-]{{0,40}}petition|bürgerbegehren|einwendung|einspruch)\b(?!-){_SAYS_SOMETHING}",
    "third_party": r"(?:anlage|anhang)\b.{0,40}\b(?:stellungnahme|schreiben|angebot|konzept) (?:der firma|des vereins|von herrn|von frau|der kanzlei)\b",
    STANDARD: r"(?:e |(?:entwurf|norm|vornorm) )?(?:din|vdi|vde|önorm|sn|iso)(?:[ /-](?:en|iso|iec|vde|spec|vdi|norm|richtlinie|vornorm))*(?: [a-z](?= ?\d))?[ -]?\d{2,6}(?:[-:]\d+)*\b",
}
_STARTS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _TITLES.items())
LONGEST_TITLE: Final = 200
"""Characters of a title, or of a first line, in which its kind is looked for."""
_HOSTS: Final[dict[str, Country]] = {"at": "AT", "ch": "CH", "li": "LI"}
_SIGNS: Final = ("europa.eu", ".at", ".ch", ".li", "ecli:", "celex")
_ECLI: Final = re.compile(r"ECLI:(AT|CH|DE|EU|LI):", re.IGNORECASE)
_GERMAN: Final = re.compile(r"ECLI:DE:|\Ahttps?://[^/?#]{1,253}?\.de\.?(?::\d+)?(?:[/?#]|\Z)", re.IGNORECASE)
_CELEX: Final = re.compile(r"(?:CELEX[:%]|/celex/)", re.IGNORECASE)


def foreign_part(title: str | None, text: str) -> str | None:
    """Return what in a text from an official source is not an official work, None if nothing is found.

    `headnote` is one that the court did not write; the other kinds are those of the title or of the first line.
    """
    head = (title or "").strip() or text.lstrip()[:LONGEST_TITLE].split("\n", 1)[0].strip(" #*")
    head = " ".join(head[:LONGEST_TITLE].split())
    kind = next((kind for kind, pattern in _STARTS if pattern.match(head)), None)
    return kind or (HEADNOTE if _HEADNOTE.search(text) else None)


def country_of(address: str | None) -> Country | None:
    """Return whose official work an address or identifier (ECLI, CELEX) is of; None if it does not say, or says Germany's.

    An address under a country's own domain is that country's: not every authority there has one under the state's.
    """
    if not address or not any(sign in address.casefold() for sign in _SIGNS):
        return None
    if hit := _ECLI.search(address):
        country = hit[1].upper()
        return None if country == "DE" else country  # type: ignore[return-value]
    if _CELEX.search(address):
        return "EU"
    host = (urlsplit(address).hostname or "").rstrip(".")
    if host == "europa.eu" or host.endswith(".europa.eu"):
        return "EU"
    return _HOSTS.get(host.rpartition(".")[2])


def first_country(*addresses: str | None) -> Country | None:
    """Return whose official work the first of the addresses that names a country is of; None if that is Germany, or none does."""
    for address in addresses:
        country = country_of(address)
        if country is not None or (address and _GERMAN.search(address)):
            return country
    return None


def never(kind: str | None) -> tuple[str, str] | None:
    """Return rule and sentence for a kind of text that no authority writes as its own work, None for any other."""
    return ("not_official", sentence(Note("not_official", (Note(str(kind)),)))) if kind in NEVER else None


def objection(license_: str | None, kind: str | None, country: Country | None) -> tuple[str, str] | None:
    """Return rule and sentence of what speaks against a ground for official works, None if nothing does.

    `kind` is what the text or a part of it is, as `foreign_part` or the manifest says.
    """
    if license_ not in COUNTRY_OF:
        return None
    if kind in NEVER | {STANDARD, HEADNOTE}:
        return "not_official", sentence(Note("not_official", (Note(str(kind)),)))
    if country is not None and not is_of(license_, country):
        return "other_country", sentence(Note("of_another_country", (country,)))
    return None


def is_of(license_: str | None, country: Country) -> bool:
    """Return whether a ground for official works is that of a country; true for any other licence."""
    return license_ not in COUNTRY_OF or COUNTRY_OF[license_] == country


def forbids_changes(license_: str | None) -> bool:
    """Return whether a licence or ground allows no changes of words, so that omissions must be marked (§ 62 UrhG)."""
    try:
        return license_ is not None and any("no_changes" in part.obligations for part in catalogue().of(license_))
    except CatalogueError:
        return False
