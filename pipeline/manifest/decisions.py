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
    """A demand for deletion: by id, URL, author or the SHA-256 of the text; never with the name of who asked."""

    id: str | None = None
    url: str | None = None
    author: str | None = None
    text_sha256: Sha256 | None = None
    hash: Sha256 | None = Field(
        default=None, description="SHA-256 of one of the above with its key, as a release shows it"
    )
    date: dt.date
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one(self) -> Takedown:
        if sum(one is not None for one in (self.id, self.url, self.author, self.text_sha256, self.hash)) != 1:
            raise ValueError("a takedown needs exactly one of 'id', 'url', 'author', 'text_sha256', 'hash'")
        return self


class Takedowns(Model):
    """`takedowns.yaml`."""

    takedowns: tuple[Takedown, ...] = ()
