"""Telephone numbers of the German-speaking countries and of others with a country code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import phonenumbers

from filters.pii import marks
from filters.pii.detector import Detector, ends_with, matches, stands_before, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_CANDIDATE: Final = re.compile(
    r"(?<![\w.,/=+\-§%])(?<![^A-Za-z]:)(?<![0-9] )(?:\+{1,2}\s?(?!0)\d|\(\s?\+{1,2}\s?\d|\(\s?0|0)(?: ?[/()\-.]{0,2} ?[0-9]){5,16}(?![\w%])"
)
_AFTER_WORD: Final = re.compile(
    r"(?<!\w)(?:Tel(?:efon)?|Telefax|Fax|Fon|Durchwahl|Rufnummer|Telefonnummer|Faxnummer|Handynummer)"
    r"(?:-?Nr)?\.?\s{0,2}:?\s{0,3}(?P<number>[1-9][0-9](?:[ /\-]{0,3}[0-9]){3,12})(?![\w%]|[.,][0-9]| [0-9]{3})"
)
_BEGINS: Final = re.compile(r"[+(0](?=[\s/()\-.0-9+]{4})")
_WORDS: Final = ("Tel", "Fax", "Fon", "Durchwahl", "Rufnummer", "Handynummer")
_CALL: Final = words(
    r"tel(?:\b|ef)", "fax", "fon\\b", "phone", "mobil", "handy", "ruf", "anruf", "durchwahl", "hotline", "whatsapp",
    "signal\\b", "sms\\b", "erreich", "notruf", "kontakt", "zentrale", "zu erreichen",
)  # fmt: skip
_NUMBERED: Final = re.compile(r"(?<!\w)(?:Nr|No|Nummer)[\s.:]{0,3}\Z", re.IGNORECASE)
_ELSE: Final = re.compile(
    r"(?:\b(?:Nr|No|Nummer|Az|Aktenzeichen|Gz|Geschäftszeichen|ISBN|ISSN|Drs|Drucks|Drucksache|BGBl|RGBl|Seiten?|S|Art|Artikel"
    r"|Konto|Kto|BLZ|HR[AB]|Version|DOI|Bd|Band|Heft|EUR|Euro|PLZ|Zeile|Zeilen|Rn|Rdnr|Ziffer|Code|ID|Signatur|Wert)\b|§|nummer|zeichen|€|\$)"
    r"[\s.:#]*$",
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    r"\(?\s?\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})(?!\d)|\d{1,2}\.\s?[-–]\s?\d{1,2}\."
)
_MOBILE: Final = re.compile(r"01(?:5|6|7)")
_ELSEWHERE: Final = ("AT", "CH")
_SWISS: Final = re.compile(r"0(?:[2-9][0-9]) [0-9]{3} [0-9]{2} [0-9]{2}\Z")
"""The spelling in groups of 3, 3, 2, 2, which other countries do not use."""
_ROW_BEFORE: Final = re.compile(r"[0-9] [0-9]{2,6}\s?\n[ ]{0,2}\Z")
_GROUP_AFTER: Final = re.compile(r" [1-9][0-9]{1,5}(?![\w.,:/-])(?! Uhr)")


def _find(text: str) -> Iterator[tuple[int, int]]:
    for match in matches(_CANDIDATE, _BEGINS, text):
        start, end = match.span()
        if is_phone(text, start, end):
            yield start + (match.group()[0] == "(" and ")" not in match.group()), end
    if any(word in text for word in _WORDS):
        for match in _AFTER_WORD.finditer(text):
            yield match.span("number")


def is_phone(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] is a valid number in a context in which a phone number can occur."""
    number = text[start:end]
    digits = re.sub(r"\D", "", number)
    if "+" in number or digits.startswith("00"):
        return _is_valid(number, None)
    if _DATE.match(number) or number[1:2] in ".," or len(re.findall(r"(?<!\d)0", number)) > 2:
        return False
    if stands_before(text, start, _CALL):
        return any(_is_valid(number, region) for region in ("DE", *_ELSEWHERE))
    if _GROUP_AFTER.match(text, end) or _ROW_BEFORE.search(text[max(0, start - 40) : start]):
        return False  # a table of figures
    return _is_usual(text, start, number, digits)


def _is_usual(text: str, start: int, number: str, digits: str) -> bool:
    """Return whether the number is spelled as telephone numbers are, where no word announces one."""
    is_numbered = _NUMBERED.search(text[max(0, start - 12) : start]) is not None
    if ends_with(text, start, _ELSE) and not is_numbered:
        return False
    if _SWISS.match(number) and _is_valid(number, "CH"):
        return True
    if _MOBILE.match(digits) and len(digits) >= 11:
        return _is_valid(number, "DE")
    if is_numbered or not re.search(r"[ /()\-]", number):
        return False
    return (
        len(digits) >= 9 - ("/" in number or "(" in number)
        and len(re.findall(r"(?<!\d)0", number)) <= 1 + ("/" in number or "(" in number)
        and _is_valid(number, "DE")
    )


def _is_valid(number: str, region: str | None) -> bool:
    """Return whether the number is in the numbering plan; `00` and `++` count as `+`, `(0)` after the country code is dropped."""
    plain = re.sub(r"\s", "", number)
    if region is None:
        plain = re.sub(r"^\(?(?:00|\+\+?)", "+", plain).replace("(0)", "")
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(plain, region)))
    except phonenumbers.NumberParseException:
        return False


PHONE: Final = Detector("phone", marks.PHONE, _find)
"""With a country code any number of the plan; else German ones in their usual spelling, Austrian and Swiss ones by context."""
