"""Number plates of vehicles in Germany, Austria and Switzerland, near a word for a vehicle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from filters.pii import marks
from filters.pii.detector import Detector, has_any, matches, stands_before, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_GERMAN: Final = re.compile(
    r"(?<![\w-])(?!DIN\b|ISO\b|EN\b|NR\b|BMW\b|VW\b|GTI\b|KFZ\b|PKW\b|LKW\b)[A-ZÄÖÜ]{1,3}(?:[- :]|- | - )[A-Z]{1,2}[ -]?[1-9][0-9]{0,3}(?: ?[EH](?!\w))?(?![\w-]|[/.,][0-9])"
)
_AUSTRIAN: Final = re.compile(
    r"(?<![\w-])(?:A|AM|B|BA|BL|BM|BN|BR|BZ|D|DL|DO|E|EF|EU|FB|FE|FF|FK|FR|G|GB|GD|GF|GM|GR|GS|GU|HA|HB|HE|HF|HL|HO|I|IL|IM|JE|JO|JU|JW"
    r"|K|KB|KF|KG|KI|KL|KO|KR|KS|KU|L|LA|LB|LE|LF|LI|LL|LN|LZ|MA|MD|ME|MI|MT|MU|MZ|ND|NK|OP|OW|P|PE|PL|RA|RE|RI|RO|S|SB|SD|SE|SL|SO|SP|SR|ST"
    r"|SV|SW|SZ|TA|TU|UU|VB|VI|VK|VL|VO|W|WB|WE|WK|WL|WN|WO|WT|WU|WY|WZ|ZE|ZT|ZW)[ -][1-9][0-9]{0,5} ?[A-Z]{1,3}(?!\w)"
)
_SWISS: Final = re.compile(
    r"(?<![\w-])(?:AG|AI|AR|BE|BL|BS|FR|GE|GL|GR|JU|LU|NE|NW|OW|SG|SH|SO|SZ|TG|TI|UR|VD|VS|ZG|ZH|FL)[ ·-]{1,3}"
    r"(?:[1-9][0-9]{2,5}|[1-9][0-9]{0,2}[ '’.][0-9]{3})(?![\w%]|[ .,][0-9])"
)
_CALLED: Final = re.compile(
    r"(?i:\bkennz(?:eichen|\.))[\s:=„\"»‚'(]{0,4}(?:(?:war|ist|lautet|lautete|trug|mit|sei|und zwar)[\s:„\"»‚']{1,3})?"
    r"(?P<plate>[a-zäöü]{1,3}-[a-z]{1,2}[ -]?[1-9][0-9]{0,3}(?: ?[eh](?!\w))?"
    r"|(?!(?:ab|als|am|an|auf|bei|bis|ca|das|der|die|ein|er|es|im|in|mit|nr|so|um|von|vor|wie|wo|zu)\b)[a-zäöü]{1,3} (?!(?:am|an|ca|im|in|nr|um|zu)\b)[a-z]{1,2} [1-9][0-9]{0,3}(?: ?[eh](?!\w))?)"
    r"(?![\w-]|[/.,][0-9])"
)
"""A plate in small letters, directly behind the word that announces it."""
_STEMS: Final = (
    "kennz", "kfz", "pkw", "lkw", "fahrzeug", "auto\\b", "autos\\b", "wagen", "nummernschild", "nummerntafel", "kontrollschild", "motorrad", "roller\\b",
    "zugelassen", "halter", "lenker", "oldtimer", "fahrer", "gespann", "lieferwagen", "personenwagen", "lastwagen", "personenkraftwagen", "lastkraftwagen", "kombi\\b",
    "cabrio", "kabrio", "coupé", "limousine", "suv\\b", "jeep\\b", "wohnwagen", "taxi\\b", "transporter", "anhänger", "traktor", "zugmaschine", "kraftrad", "moped", "wohnmobil", "bus\\b", "sprinter", "kleinbus",
    "opel\\b", "vw\\b", "volkswagen", "golf\\b", "passat\\b", "polo\\b", "bmw\\b", "audi\\b", "mercedes", "daimler", "ford\\b", "škoda", "skoda",
    "seat\\b", "renault", "peugeot", "citro", "fiat\\b", "toyota", "mazda", "honda", "hyundai", "kia\\b", "volvo", "porsche", "tesla\\b", "smart\\b",
    "nissan", "suzuki", "dacia", "mini\\b", "parkte", "abgeschleppt", "falschpark", "geparkt",
)  # fmt: skip
_VEHICLE: Final = words(*_STEMS)
_HINTS: Final = tuple(stem.removesuffix("\\b") for stem in _STEMS)
_BEGINS: Final = re.compile(r"[A-ZÄÖÜ](?=[A-ZÄÖÜ]{0,2}[ :·-])(?<![\w-].)")
_REACH: Final = 60  # code points before a plate


def _find(text: str) -> Iterator[tuple[int, int]]:
    for plate in (_GERMAN, _AUSTRIAN, _SWISS):
        for match in matches(plate, _BEGINS, text):
            if _is_of_vehicle(text, match.start()):
                yield match.span()
    for match in _CALLED.finditer(text) if "ennz" in text or "ENNZ" in text else ():
        yield match.span("plate")


def _is_of_vehicle(text: str, start: int) -> bool:
    """Return whether a word for a vehicle stands before `start`."""
    return has_any(text[max(0, start - _REACH) : start], _HINTS) and stands_before(text, start, _VEHICLE, _REACH)


LICENSE_PLATE: Final = Detector("license_plate", marks.LICENSE_PLATE, _find)
"""The districts of Austria and the cantons of Switzerland are those of their registration offices."""
