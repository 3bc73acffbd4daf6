"""What people decided: reviews and takedowns."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from typing import Literal

from pydantic import Field, model_validator

from pipeline.manifest.fields import Model, Sha256, Slug


class ReviewDecision(Model):
    """A decision of a person about one group; void when the statement changes.  A role signs, never a name."""

    statement_sha256: Sha256
    rule: str
    statement: str = ""
    verdict: Literal["accept", "reject"]
    license: str | None = None
    role: str = Field(min_length=1)
    case: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    date: dt.date


class Reviews(Model):
    """`reviews/<source>.yaml`."""

    source: Slug
    decisions: tuple[ReviewDecision, ...] = ()


class Takedown(Model):
    """A demand for deletion: by id, URL, author, the text itself or its SHA-256; never with the name of who asked."""

    id: str | None = Field(default=None, description="of a document, or of a work with all its parts")
    url: str | None = None
    author: str | None = Field(default=None, description="as a source names the author; order and case do not count")
    text_sha256: Sha256 | None = Field(default=None, description="of the document's text in UTF-8")
    file: str | None = Field(default=None, description="path of a text file, from this one; it is hashed, never copied")
    hash: Sha256 | None = Field(
        default=None, description="SHA-256 of one of the above with its key, as a release shows it"
    )
    near_copies: bool = Field(default=False, description="remove every verified near copy too")
    texts: tuple[Sha256, ...] = Field(
        default=(), description="tombstones: hashes of texts that fell, as a release shows them"
    )
    date: dt.date
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one(self) -> Takedown:
        given = (self.id, self.url, self.author, self.text_sha256, self.file, self.hash)
        if sum(one is not None for one in given) != 1:
            raise ValueError("a takedown needs exactly one of 'id', 'url', 'author', 'text_sha256', 'file', 'hash'")
        return self


class Takedowns(Model):
    """`takedowns.yaml`."""

    takedowns: tuple[Takedown, ...] = ()
