"""Identifiers of persons in the authority files where a year of death can be looked up: the GND and Wikidata.

A GND identifier of a person ends with a check digit (modulo 11, weights from the right), so that most slips are noticed.
"""

from __future__ import annotations

import re
from typing import Final

from gemeingut.errors import InputError

_GND: Final = re.compile(r"(?:https?://d-nb\.info/gnd/|gnd:\s*)?(1[0-9]{7,9}[0-9X])/?", re.IGNORECASE)
_WIKIDATA: Final = re.compile(
    r"(?:https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/|wikidata:\s*)?(Q[1-9][0-9]{0,11})/?", re.IGNORECASE
)


class PersonIdError(InputError, ValueError):
    """A text is no GND or Wikidata identifier of a person, or its check digit is wrong."""


def person_id(text: str) -> str:
    """Return an identifier or address as `gnd:118540238` or `wikidata:Q5879`; raise PersonIdError for anything else."""
    if hit := _WIKIDATA.fullmatch(text.strip()):
        return f"wikidata:{hit[1].upper()}"
    if hit := _GND.fullmatch(text.strip()):
        number = hit[1].upper()
        if number[-1] != (right := check_digit(number[:-1])):
            raise PersonIdError(f"{text!r} is no GND identifier: its check digit would be {right!r}")
        return f"gnd:{number}"
    raise PersonIdError(
        f"found {text!r}; a year of death needs a GND identifier (gnd:118540238), a Wikidata identifier (wikidata:Q5879), "
        "or the address of one of these records"
    )


def is_person_id(text: str) -> bool:
    """Return whether a text is an identifier of the GND or of Wikidata."""
    try:
        person_id(text)
    except PersonIdError:
        return False
    return True


def check_digit(digits: str) -> str:
    """Return the check digit of a GND identifier: weights 2, 3, … from the right, modulo 11, ten written X."""
    total = sum(int(digit) * weight for weight, digit in enumerate(reversed(digits), 2))
    number = -total % 11
    return "X" if number == 10 else str(number)
