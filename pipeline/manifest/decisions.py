"""Decisions of people: reviews and takedowns."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pipeline.manifest.fields import Date, Model, Sha256, Slug


class ReviewDecision(Model):
    """A decision of a person about a review group; void when the statement changes.  Signed by a role, never by a name."""

    statement_sha256: Sha256
    rule: str
    statement: str = ""
    verdict: Literal["accept", "reject"]
    license: str | None = None
    role: str = Field(min_length=1)
    case: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    date: Date


class Reviews(Model):
    """`reviews/<source>.yaml`."""

    source: Slug
    decisions: tuple[ReviewDecision, ...] = ()


class Takedown(Model):
    """A demand for deletion: by id, URL, author, the text itself or its SHA-256; never with the name of the person who asked."""

    id: str | None = Field(default=None, description="of a document, or of a work with all its parts")
    url: str | None = None
    author: str | None = Field(default=None, description="as a source names the author; order and case are ignored")
    text_sha256: Sha256 | None = Field(default=None, description="of the document's text in UTF-8")
    file: str | None = Field(
        default=None, description="path of a text file, relative to this file; it is hashed, never copied"
    )
    hash: Sha256 | None = Field(default=None, description="SHA-256 of one of the above with its key, as in a release")
    near_copies: bool = Field(default=False, description="remove every verified near copy too")
    texts: tuple[Sha256, ...] = Field(default=(), description="tombstones: hashes of removed texts, as in a release")
    date: Date
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _exactly_one(self) -> Takedown:
        given = (self.id, self.url, self.author, self.text_sha256, self.file, self.hash)
        if sum(key is not None for key in given) != 1:
            raise ValueError("a takedown needs exactly one of 'id', 'url', 'author', 'text_sha256', 'file', 'hash'")
        return self


class Takedowns(Model):
    """`takedowns.yaml`."""

    takedowns: tuple[Takedown, ...] = ()
