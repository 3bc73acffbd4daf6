"""Shared parts of the models: slugs, hashes, domains, profiles, and the base that forbids unknown keys."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

_MONTHS: Final = {"jan": 1, "jän": 1, "feb": 2, "mär": 3, "mrz": 3, "apr": 4, "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "nov": 11, "dez": 12}  # fmt: skip
_GERMAN_DATE: Final = re.compile(r"(\d{1,2})\.\s*(?:(\d{1,2})\.|([A-Za-zä]{3,9})\.?)\s*(\d{4})")


def _as_date(value: Any) -> Any:
    """Return a date that is written as in German as a date; raise ValueError for a text that is none."""
    if not isinstance(value, str) or re.match(r"\s*\d{4}-", value):
        return value
    match = _GERMAN_DATE.fullmatch(value.strip())
    month = (int(match[2]) if match[2] else _MONTHS.get(match[3].lower()[:3], 0)) if match else 0
    try:
        return dt.date(int(match[4]), month, int(match[1])) if match else dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is no date; write it as 2025-11-01 or 1.11.2025") from None


Date = Annotated[dt.date, BeforeValidator(_as_date)]
"""A day, as in ISO 8601 or as in German: `2025-11-01`, `1.11.2025`, `1. November 2025`."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ReasonName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+([.-][0-9A-Za-z.-]+)?(\+w\d+)?$", max_length=100)]
Verdict = Literal["accept", "reject", "review"]
ClaimedBasis = Literal["license", "public_domain_term", "official_work", "waiver"]
"""Why a manifest may say that a text is free; that it is presumed to be (`Basis`) only a policy can say."""
Basis = Literal["license", "public_domain_term", "public_domain_presumed", "official_work", "waiver"]
Domain = Literal[
    "administration",
    "court",
    "education",
    "encyclopedia",
    "forum",
    "historical",
    "law",
    "literature",
    "news",
    "parliament",
    "reference",
    "science",
    "technical",
    "web",
]
Profile = Literal[
    "administration",
    "court",
    "dialect",
    "drama",
    "educational",
    "encyclopedic",
    "forum",
    "law",
    "list",
    "news",
    "ocr_print",
    "parliament",
    "prose",
    "science",
    "sentences",
    "technical",
    "web",
]

ProfileName = Profile | Slug
"""One of the shipped profiles, or of those in a profile file of the recipe."""

PROFILE_OF_DOMAIN: Final[dict[str, str]] = {
    "administration": "administration",
    "court": "court",
    "education": "educational",
    "encyclopedia": "encyclopedic",
    "forum": "forum",
    "historical": "ocr_print",
    "law": "law",
    "literature": "prose",
    "news": "news",
    "parliament": "parliament",
    "reference": "list",
    "science": "science",
    "technical": "technical",
    "web": "web",
}
"""The default profile of each domain."""


class Model(BaseModel):
    """Base of every manifest model."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


def as_tuple(value: Any) -> Any:
    """Return a single text or mapping as a tuple of one, anything else as it is."""
    return (value,) if isinstance(value, str | dict) else value


_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20\x7f-\xa0<>"{}|\\^`\u200b-\u200f\u2028-\u202f\ufeff]')
"""What RFC 3987, section 2.2 excludes from an address, and characters that cannot be seen."""


def _as_iri(address: str, schemes: tuple[str, ...]) -> str:
    if match := _NOT_IN_IRI.search(address):
        written = _NOT_IN_IRI.sub(lambda match: quote(match.group()), address.strip())
        raise ValueError(f"{address!r} holds {match.group()!r}, which no address may hold; written out: {written!r}")
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise ValueError(f"{address!r} is no address: {error}") from error
    if parts.scheme.lower() not in schemes or not (parts.netloc or parts.scheme.lower() in _WITHOUT_HOST):
        raise ValueError(f"{address!r} is no address that begins with {', '.join(schemes)} and names a host")
    return address


_WITHOUT_HOST: Final = ("urn", "doi", "mailto")


def _as_web_address(address: str) -> str:
    return _as_iri(address, ("http", "https"))


def _as_uri(address: str) -> str:
    return _as_iri(address, ("http", "https", "ftp", "ftps", *_WITHOUT_HOST))


WebAddress = Annotated[str, AfterValidator(_as_web_address)]
"""A page that readers of a release can open: never an address that runs a script or breaks a catalogue."""
Uri = Annotated[str, AfterValidator(_as_uri)]
"""A name or an address: http, https, ftp, urn, doi, mailto."""
Strings = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
