"""A collection manifest: which sources, under which policy and recipe, released how."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from typing import Literal

from pydantic import Field

from pipeline.manifest.fields import Model, Slug, Strings, Version


class Publisher(Model):
    """Who publishes; `type` from the ADMS publisher types."""

    name: str
    uri: str | None = None
    type: str | None = None
    email: str | None = None


class Contact(Model):
    """Where a reader of the data can turn to."""

    name: str
    email: str | None = None
    url: str | None = None


class Release(Model):
    """How the release is cut into files."""

    subsets: tuple[Literal["domain", "obligation", "source", "license", "language"], ...] = ("domain", "obligation")
    buckets: int | dict[str, int] | None = Field(
        default=None, description="files per subset; fixed until a major version"
    )
    bucket_bytes: int = Field(default=300_000_000, gt=0, description="text bytes per file aimed at, where not fixed")


class Collection(Model):
    """A collection manifest: which sources, under which policy and recipe, released how."""

    name: Slug
    title: str = Field(min_length=1)
    description: str = ""
    version: Version | None = None
    sources: Strings = Field(min_length=1)
    policy: str = "open-definition"
    recipe: str = "default"
    as_of: dt.date | None = None
    release: Release = Release()
    publisher: Publisher | None = None
    contact: Contact | None = None
    contributor_id: str | None = None
    themes: Strings = ()
    geocoding: str | None = None
    frequency: str | None = None
    keywords: Strings = ()
    language: Strings = ("deu",)
    homepage: str | None = None
    answers: str | None = Field(default=None, description="file with the datasheet's human answers")
    takedowns: str | None = Field(
        default=None, description="file with takedowns; default: takedowns.yaml of manifests/"
    )
    reviews: str | None = Field(default=None, description="folder with review decisions; default: reviews/")
    publish: Strings = ()
