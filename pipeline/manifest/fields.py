"""Shared parts of the models: slugs, hashes, domains, profiles, and the base that forbids unknown keys."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ReasonName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+([.-][0-9A-Za-z.-]+)?$", max_length=100)]
Verdict = Literal["accept", "reject", "review"]
Basis = Literal["license", "public_domain_term", "official_work", "waiver"]
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


Strings = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
