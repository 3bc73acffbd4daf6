"""Numbers with check digits: bank accounts, cards, tax, social security, identity documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from stdnum import iban, luhn
from stdnum.at import vnr
from stdnum.ch import ssn
from stdnum.de import idnr, stnr, vat

from filters.pii import marks
from filters.pii.detector import Detector, has_any, stands_before, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_IBAN: Final = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=IBAN)|(?<=Iban))(?:[A-Z]{2}[ ]?[0-9]{2}(?:[\s-]?[A-Z0-9]){11,32}|[a-z]{2}[0-9]{2}(?:[\s-]?[0-9]){11,22})"
)
_CARD: Final = re.compile(
    r"(?<![\w./=-])(?:[0-9]{13,16}|[0-9]{4}([ .-])[0-9]{4}\1[0-9]{4}\1[0-9]{4}|3[0-9]{3}[ -][0-9]{6}[ -][0-9]{4,5})(?![\w-]|[.,/][0-9])"
)
_ISSUERS: Final = (
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|[68])"), (14,)),
    (re.compile(r"4"), (13, 16)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|35(?:2[89]|[3-8])|6(?:011|4[4-9]|5)"), (16,)),
)
_NO_CARD: Final = words(
    "isbn", "ean\\b", "imei", "gtin", "barcode", "auftrag", "bestell", "sendung", "vorgang", "id\\b"
)
_TAX: Final = re.compile(r"(?<![\w./-])[1-9][0-9](?:[0-9]{9}|[ /][0-9]{3}[ /][0-9]{3}[ /][0-9]{3})(?![\w-]|[.,/][0-9])")
_TAX_WORD: Final = words("steuer", "idnr", "id-nr", "identifikationsn", "tin\\b", "st\\.?-?nr")
_TAX_OFFICE: Final = re.compile(
    r"(?<![\w./-])(?:[0-9]{2,4}\s?/\s?[0-9]{3,4}\s?/\s?[0-9]{4,5}|[0-9]{5}\s?/\s?[0-9]{5}|[0-9]{2,3} [0-9]{3,4} [0-9]{4,5})(?![\w/-])|(?<![\w./-])[0-9]{10,13}(?!\w)"
)
"""Of the Länder, in the spelling of each, and of the federation (13 digits)."""
_TAX_OFFICE_WORD: Final = words("steuernummer", "steuer-nr", "st\\.?-?nr", "steuernr")
_TAX_OFFICE_HINTS: Final = ("steuer", "st.-nr", "st-nr", "st.nr", "stnr")
_VAT: Final = re.compile(r"(?<!\w)DE ?[1-9][0-9]{2} ?[0-9]{3} ?[0-9]{3}(?!\w)")
_PENSION: Final = re.compile(
    r"(?<![\w/-])([0-9]{2}) ?([0-3][0-9])([01][0-9])([0-9]{2}) ?([A-Z]) ?([0-9]{2}) ?([0-9])(?!\w)"
)
_PENSION_WEIGHTS: Final = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_AHV: Final = re.compile(r"(?<![\w.])756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}(?![\w]|\.[0-9])")
_AUSTRIAN: Final = re.compile(r"(?<![\w./-])[1-9][0-9]{3}[ /-]?[0-3][0-9][01][0-9][0-9]{2}(?![\w/-])")
_HEALTH: Final = re.compile(r"(?<!\w)[A-Z][0-9]{9}(?!\w)")
_INSURED: Final = words(
    "sozialversicherung",
    "versicherungsn",
    "versicherten",
    "sv-?n",
    "svnr",
    "vsnr",
    "krankenvers",
    "kvnr",
    "ecard",
    "e-card",
)
_DOCUMENT: Final = re.compile(
    r"(?<![\w-])(?=[A-Z0-9]*[0-9])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}([0-9]?)(?:[D<]{0,3})(?!\w)"
)
_FOREIGN: Final = re.compile(r"(?<![\w-])[A-Z] ?[0-9]{7}(?!\w)")
"""Passports of Austria and Switzerland."""
_LICENCE: Final = re.compile(r"(?<![\w-])(?=(?:[A-Z]*[0-9]){5})[A-Z][A-Z0-9]{10}(?!\w)")
"""Driving licences of Germany: office, number, check digit, copy."""
_NUMBERED: Final = re.compile(r"(?:Nr\.?|[Nn]ummer|No\.?)\s{0,2}:?\s{0,3}\Z")
_OLD_DOCUMENT: Final = re.compile(r"(?<![\w-])[0-9]{9}[0-9](?!\w)")
_MACHINE_READABLE: Final = re.compile(r"(?<![A-Z0-9<])(?=[A-Z0-9<]*<<)(?=[A-Z<]*[A-Z0-9])[A-Z0-9<]{30,44}(?![A-Z0-9<])")
_DOCUMENT_WORD: Final = words(
    "(?:personal|dienst|führer|reise|kinder|ausländer)?ausweis",
    "(?:reise)?pass(?:\\b|n|-)",
    "perso\\b",
    "aufenthaltst",
    "identitätskarte",
    "führerschein",
    "pa-?nr",
)
_LICENCE_WORD: Final = words("führerschein", "fahrerlaubnis")
_DOCUMENT_HINTS: Final = (
    "ausweis",
    "pass",
    "perso",
    "aufenthaltst",
    "identitätskarte",
    "führerschein",
    "fahrerlaubnis",
    "pa-nr",
    "panr",
)


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for match in _IBAN.finditer(text):
        end = _iban_end(match.group())
        if end:
            yield match.start(), match.start() + end


def _iban_end(candidate: str) -> int:
    """Return the length of the valid IBAN that the candidate begins with, 0 if there is none."""
    ends = [place + 1 for place, character in enumerate(candidate) if character.isalnum() and place >= 14]
    return next((end for end in ends if iban.is_valid(re.sub(r"[^A-Z0-9]", "", candidate[:end].upper()))), 0)


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        is_article = stands_before(text, match.start(), _NO_CARD, 20)
        if is_card(digits) and not is_article:
            yield match.span()


def is_card(digits: str) -> bool:
    """Return whether an issuer uses such numbers (ISO/IEC 7812: first digits, length) and the check digit is correct."""
    issued = any(issuer.match(digits) and len(digits) in lengths for issuer, lengths in _ISSUERS)
    return issued and bool(luhn.is_valid(digits))


def _tax_ids(text: str) -> Iterator[tuple[int, int]]:
    for match in _TAX.finditer(text):
        grouped = " " in match.group()
        if idnr.is_valid(match.group().replace("/", "")) and (grouped or stands_before(text, match.start(), _TAX_WORD)):
            yield match.span()
    for match in _TAX_OFFICE.finditer(text) if has_any(text, _TAX_OFFICE_HINTS) else ():
        if stands_before(text, match.start(), _TAX_OFFICE_WORD, 24) and is_tax_office_number(match.group()):
            yield match.span()
    for match in _VAT.finditer(text) if "DE" in text else ():
        if vat.is_valid(match.group()):
            yield match.span()


def is_tax_office_number(number: str) -> bool:
    """Return whether the digits fit the scheme of a Land or of the federation, or are 10 to 13 after slashes."""
    digits = re.sub(r"\D", "", number)
    return stnr.is_valid(digits) or ("/" in number and 10 <= len(digits) <= 13)


def _social(text: str) -> Iterator[tuple[int, int]]:
    for match in _PENSION.finditer(text):
        if is_pension_number("".join(match.groups())):
            yield match.span()
    for match in _AHV.finditer(text):
        if ssn.is_valid(re.sub(r"\D", "", match.group())):
            yield match.span()
    for match in _AUSTRIAN.finditer(text):
        if stands_before(text, match.start(), _INSURED) and vnr.is_valid(match.group().replace("/", "")):
            yield match.span()
    for match in _HEALTH.finditer(text):
        if stands_before(text, match.start(), _INSURED) and is_health_number(match.group()):
            yield match.span()


def is_pension_number(number: str) -> bool:
    """Return whether the twelve characters are a German pension insurance number (§ 2 VKVV: check digit, birth date)."""
    day, month = int(number[2:4]), int(number[4:6])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    digits = f"{number[:8]}{ord(number[8]) - 64:02d}{number[9:11]}"
    products = (int(digit) * weight for digit, weight in zip(digits, _PENSION_WEIGHTS, strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(number[11])


def is_health_number(number: str) -> bool:
    """Return whether letter and nine digits are a German health insurance number (§ 290 SGB V: weights 1, 2)."""
    digits = f"{ord(number[0]) - 64:02d}{number[1:9]}"
    products = (int(digit) * (1 + place % 2) for place, digit in enumerate(digits))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(number[9])


def _documents(text: str) -> Iterator[tuple[int, int]]:
    if has_any(text, _DOCUMENT_HINTS):
        yield from _named_documents(text)
    if "<<" in text:
        for match in _MACHINE_READABLE.finditer(text):
            yield match.span()


def _named_documents(text: str) -> Iterator[tuple[int, int]]:
    for match in _DOCUMENT.finditer(text):
        is_checked = not match.group(1) or has_document_digit(match.group()[:10])
        if stands_before(text, match.start(), _DOCUMENT_WORD) and (is_checked or _is_numbered(text, match.start())):
            yield match.span()
    for match in _OLD_DOCUMENT.finditer(text):
        if stands_before(text, match.start(), _DOCUMENT_WORD) and has_document_digit(match.group()):
            yield match.span()
    for match in _FOREIGN.finditer(text):
        if stands_before(text, match.start(), _DOCUMENT_WORD) and _is_numbered(text, match.start()):
            yield match.span()
    for match in _LICENCE.finditer(text):
        if stands_before(text, match.start(), _LICENCE_WORD):
            yield match.span()


def _is_numbered(text: str, start: int) -> bool:
    return _NUMBERED.search(text[max(0, start - 16) : start]) is not None


def has_document_digit(number: str) -> bool:
    """Return whether the last digit is the check digit of the rest (ICAO Doc 9303 part 3: weights 7, 3, 1; A is 10)."""
    total = sum(int(character, 36) * (7, 3, 1)[place % 3] for place, character in enumerate(number[:-1]))
    return total % 10 == int(number[-1])


IBAN: Final = Detector("iban", marks.IBAN, _ibans)
CREDIT_CARD: Final = Detector("credit_card", marks.CREDIT_CARD, _cards)
TAX_ID: Final = Detector("tax_id", marks.TAX_ID, _tax_ids)
"""Identification number (§ 139b AO), number of the tax office where it is called so, VAT number."""
SOCIAL_SECURITY: Final = Detector("social_security", marks.SOCIAL_SECURITY, _social)
"""German pension and health insurance, Austrian and Swiss social security."""
IDENTITY_DOCUMENT: Final = Detector("identity_document", marks.IDENTITY_DOCUMENT, _documents)
