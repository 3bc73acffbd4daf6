"""The licence that is claimed for a source, its proof, restrictions, and admission."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from licenses.person_ids import PersonIdError, person_id
from pipeline.manifest.fields import ClaimedBasis, Model, ReasonName, Sha256, Strings


class Evidence(Model):
    """A proof of the licence: a quote and the place where it must be found verbatim.

    `member` is a file of the source's own snapshot, `file` a file next to the manifest, `url` a page that fetch archives.
    `object` says what the quoted statement is about: a software licence beside a text proves nothing about the text.
    """

    kind: Literal["url", "member", "file", "letter", "own_work"]
    quote: str = ""
    url: str | None = None
    member: str | None = None
    file: str | None = None
    object: Literal["text", "digital_original", "metadata", "software", "images"] = "text"
    retrieved: dt.date | None = None
    sha256: Sha256 | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _place(self) -> Evidence:
        place = {"url": self.url, "member": self.member, "file": self.file, "letter": self.file, "own_work": "-"}
        if not place[self.kind]:
            wanted = "file" if self.kind == "letter" else self.kind
            raise ValueError(f"evidence of kind {self.kind!r} needs the key {wanted!r}")
        if self.kind != "own_work" and not self.quote:
            raise ValueError(f"evidence of kind {self.kind!r} needs a 'quote' that stands there verbatim")
        return self


class Restriction(Model):
    """A part of the source that is judged more strictly than the rest; it never makes a verdict less strict.

    It applies to a document if its member matches one of `members` (globs, `**` for any depth), or one of its authors
    is in `authors`, or its native id is in `documents`.
    """

    members: Strings = ()
    authors: Strings = ()
    documents: Strings = ()
    verdict: Literal["reject", "review"]
    reason: ReasonName = "license_review"
    note: str = Field(min_length=1)
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Restriction:
        if not (self.members or self.authors or self.documents):
            raise ValueError("a restriction needs at least one of 'members', 'authors', 'documents'")
        return self


class Death(Model):
    """A year of death, and who says so: the person's GND or Wikidata identifier, or an address of its record there.

    Without a source the year counts if a quote of the evidence names it as the person's year of death, else only against
    the term: a year that nobody can look up frees no text.
    """

    year: int
    source: str | None = None

    @field_validator("source")
    @classmethod
    def _identifier(cls, value: str | None) -> str | None:
        try:
            return person_id(value) if value is not None else None
        except PersonIdError as error:
            raise ValueError(str(error)) from error


def _death(value: Any) -> Any:
    return {"year": value} if isinstance(value, int) else value


Deaths = dict[str, Annotated[Death, BeforeValidator(_death)]]
"""Years of death by an author's name, or by its GND or Wikidata identifier, which is then the source of the year as well."""


class License(Model):
    """The licence that is claimed for the source, and the proof.

    `scope: source` means that the proof covers every document; `document` that each document must have a statement of its
    own.  Without `id` and `basis` nothing is claimed, and only the statements in the documents count.  `layer` says what the
    licensor has rights in: the work, an edition of it (transcription, critical text, translation), or an annotation that is
    not taken into the text.  The licence of an edition or annotation does not cover the work: see the source's `work`.
    """

    id: str | None = None
    scope: Literal["source", "document"] = "source"
    basis: ClaimedBasis | None = None
    layer: Literal["work", "edition", "annotation"] | None = Field(
        default=None,
        description="whose rights are licensed; absent: the work's, unless its year makes that implausible",
    )
    evidence: tuple[Evidence, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    deaths: Deaths = Field(
        default_factory=dict,
        description=(
            "author, GND or Wikidata id → year of death, or {year, source}; if a document gives another year, the later "
            "one counts"
        ),
    )
    term: Literal["record", "check"] = Field(
        default="record",
        description=(
            "check: every document whose authors are not proven to have died more than 70 years ago goes to review; "
            "record: those whose authors are known to have died, or whose year makes the licence implausible"
        ),
    )
    presume_after_years: int | None = Field(
        default=None,
        ge=100,
        description="with unknown years of death, presume only works published longer ago, if the policy presumes any",
    )


class Admission(Model):
    """Why a source must not be included for another reason than its licence, for example as an evaluation set."""

    verdict: Literal["reject", "review"]
    reason: ReasonName
    note: str = Field(min_length=1)
