"""Public offices: whose address is no personal data."""

from __future__ import annotations

import re
from typing import Final

_OFFICE: Final = re.compile(
    r"(?<!\w)(?:(?:[A-ZÄÖÜ][\w-]*)?(?:ministerium|ministeriums|staatskanzlei|kanzleramte?s?|amt|amts|amtes|gericht|gerichts|gerichtshof|behörde"
    r"|anwaltschaft|polizei|polizeipräsidium|polizeidirektion|polizeiinspektion|polizeirevier|rathaus|magistrat|präsidium|regierung|hauptmannschaft"
    r"|bibliothek|bücherei|archiv|museum|universität|hochschule|feuerwehr|anstalt|rechnungshof"
    r"|(?:stadt|gemeinde|kreis|landes|bundes|bezirks|orts|zoll|finanz|schul|justiz|verbands|senats|amts)verwaltung)"
    r"|Ministerium|Amt|Gericht|Behörde|Polizei|Magistrat|Regierung|Bezirkshauptmannschaft|Staatsanwaltschaft|Staatskanzlei"
    r"|Stadtverwaltung|Gemeindeverwaltung|Kreisverwaltung|Senatsverwaltung|Rathaus|Bibliothek|Bücherei|Archiv|Museum|Universität|Hochschule"
    r"|Bundestag|Bundesrat|Landtag|Nationalrat|Jobcenter|Agentur für Arbeit|Bundesinstitut|Bundesbank"
    r"|(?:Bundes|Landes)beauftragte[rn]?|Kanton|Botschaft|Konsulat|Feuerwehr)(?!\w)"
)
_SECTION: Final = re.compile(
    r"(?:Referat|Abteilung|Dienststelle|Geschäftsstelle|Fachbereich|Dezernat|Sachgebiet|Amt|Haus)\b"
)
_SMALL: Final = frozenset(
    [
        "der",
        "des",
        "die",
        "das",
        "dem",
        "den",
        "für",
        "und",
        "von",
        "vom",
        "zu",
        "zur",
        "zum",
        "am",
        "im",
        "in",
        "an",
        "beim",
        "a.",
        "d.",
        "ob",
    ]
)
_PERSON: Final = re.compile(r"(?<!\w)(?:Herrn?|Frau|Familie|wohn\w*|Dr\.|Prof\.|Zeug\w*|Kläger\w*|geb\.)")
_REACH: Final = 110  # code points


def belongs_to_office(text: str, start: int) -> bool:
    """Return whether the words directly before `start` name a public office, with no person and no sentence in between."""
    before = text[max(0, start - _REACH) : start]
    end = max((match.end() for match in _OFFICE.finditer(before)), default=-1)
    if end < 0 or _PERSON.search(before, end):
        return False
    name, *more = re.split(r"[,;:()|\n]|\s[–-]\s", before[end:])
    is_list = name.lstrip().startswith("für ") and any(" und " in part for part in more)
    return _is_name(name) and all(
        not part.strip() or _SECTION.match(part.strip()) or (is_list and _is_name(part)) for part in more
    )


def _is_name(part: str) -> bool:
    """Return whether the words go on with a name: capitals, figures and the small words between them."""
    return all(word in _SMALL or not word[0].islower() for word in part.split())
