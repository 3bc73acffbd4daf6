"""The kinds of personal data, their placeholders, and what a detector is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLACEHOLDERS: Final[dict[str, str]] = {
    "url_token": "[URL]",
    "email": "[E-MAIL]",
    "iban": "[IBAN]",
    "credit_card": "[KREDITKARTE]",
    "social_security": "[VERSICHERUNGSNUMMER]",
    "tax_id": "[STEUERNUMMER]",
    "identity_document": "[AUSWEISNUMMER]",
    "mac_address": "[MAC-ADRESSE]",
    "ip_address": "[IP-ADRESSE]",
    "birth_date": "[GEBURTSDATUM]",
    "postal_address": "[ANSCHRIFT]",
    "license_plate": "[KENNZEICHEN]",
    "phone": "[TELEFON]",
}
"""What stands in the text where personal data stood.  Of overlapping finds the kind named first here wins."""

KINDS: Final = tuple(PLACEHOLDERS)


@dataclass(frozen=True, slots=True)
class Detector:
    """Finds one kind in one text.

    `mark` is the bit that the compiled pass sets (see `marks`) at a place of every find; `find` sees only the
    neighbourhoods of such places, and yields (start, end) in code points.
    """

    kind: str
    mark: int
    find: Callable[[str], Iterator[tuple[int, int]]]
