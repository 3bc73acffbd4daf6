"""The kinds of personal data with their placeholders.

A module of its own, since masking and descriptions need the kinds and nothing of the detectors.
"""

from __future__ import annotations

from typing import Final

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
"""What replaces personal data in the text.  Of overlapping matches the kind listed first wins."""

KINDS: Final = tuple(PLACEHOLDERS)
