"""The licence that is claimed for a source, its proof, restrictions, and admission."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from typing import Literal

from pydantic import Field, model_validator

from pipeline.manifest.fields import Basis, Model, ReasonName, Sha256, Strings


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


class License(Model):
    """The licence that is claimed for the source, and the proof.

    `scope: source` means that the proof covers every document; `document` that each document must have a statement of its
    own.  Without `id` and `basis` nothing is claimed, and only the statements in the documents count.
    """

    id: str | None = None
    scope: Literal["source", "document"] = "source"
    basis: Basis | None = None
    evidence: tuple[Evidence, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    deaths: dict[str, int] = Field(
        default_factory=dict,
        description="author, GND or Wikidata id → year of death; if a document gives another year, the later one counts",
    )
    term: Literal["record", "check"] = Field(
        default="record",
        description="check: a document whose authors are not proven to have died more than 70 years ago goes to review",
    )
    presume_after_years: int | None = Field(
        default=None,
        ge=100,
        description="with unknown years of death, presume an expired term for works published longer ago",
    )


class Admission(Model):
    """Why a source must not be included for another reason than its licence, for example as an evaluation set."""

    verdict: Literal["reject", "review"]
    reason: ReasonName
    note: str = Field(min_length=1)
