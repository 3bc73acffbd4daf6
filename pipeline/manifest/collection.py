"""A collection manifest: the sources, the policy and recipe applied to them, and how they are released."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  pydantic resolves the annotations at run time
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipeline.manifest.fields import Model, Slug, Strings, Uri, Version, WebAddress

HighValue = Literal["geospatial", "environment", "meteorological", "statistics", "companies", "mobility"]


class Publisher(Model):
    """The publisher; `type` is one of the ADMS publisher types."""

    name: str
    uri: Uri | None = None
    type: str | None = None
    email: str | None = None


class Contact(Model):
    """Whom users of the data can contact."""

    name: str
    email: str | None = None
    url: WebAddress | None = None


class Release(Model):
    """How the release is divided into subsets, splits and files."""

    subsets: tuple[Literal["domain", "obligation", "source", "license", "language"], ...] = ("domain", "obligation")
    buckets: int | dict[str, int] | None = Field(
        default=None, description="data files per subset, and per subset/test; fixed until a major version"
    )
    index: bool = Field(default=True, description="write index/, with which others recognise the documents")
    bucket_bytes: int = Field(
        default=300_000_000, gt=0, description="target size of a data file in text bytes, where `buckets` is not set"
    )
    splits: dict[Literal["test", "validation"], Annotated[float, Field(gt=0, lt=1)]] = Field(
        default_factory=dict, description="share of clusters held out from train"
    )
    sample_bytes: int = Field(
        default=100_000_000, ge=0, description="largest sample in text bytes, at most a tenth of the text; 0: no sample"
    )

    @model_validator(mode="after")
    def _leave_something_to_train(self) -> Self:
        if sum(self.splits.values()) >= 1:
            raise ValueError("the shares of all held-out splits together must be below 1")
        return self


class Collection(Model):
    """A collection manifest: the sources, the policy and recipe applied to them, and how they are released."""

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
    high_value: tuple[HighValue, ...] = Field(
        default=(),
        description="categories of high-value data sets, if a person has decided that the regulation applies",
    )
    keywords: Strings = ()
    language: Strings = ("deu",)
    homepage: WebAddress | None = None
    answers: str | None = Field(default=None, description="file with the answers of people in the datasheet")
    takedowns: str | None = Field(
        default=None, description="file with takedowns; default: takedowns.yaml of manifests/"
    )
    reviews: str | None = Field(default=None, description="folder with review decisions; default: reviews/")
    publish: Strings = ()
    access: Literal["internal", "gated", "public"] = Field(
        default="public", description="who may read: members of the organisation, people who request access, everybody"
    )
    approval: Literal["none", "required"] = Field(
        default="none", description="whether a person must approve a release before it is published"
    )
