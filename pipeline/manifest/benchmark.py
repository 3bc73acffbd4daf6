"""The list of benchmarks: facts about each, and its home page, from which a run fetches nothing.

A module of its own: it is a file of its own in `manifests/`, and no other model refers to it.
"""

from __future__ import annotations

from pydantic import Field

from pipeline.manifest.fields import Model, Slug, Strings


class Benchmark(Model):
    """A published evaluation set."""

    title: str
    homepage: str
    license: str | None = Field(description="as its publisher states it; null if it could not be verified")
    task: str
    texts_from: str = Field(default="", description="origin of its texts, which a corpus may share")
    columns: Strings = Field(default=(), description="the fields with texts")
    note: str = ""


class Benchmarks(Model):
    """Benchmarks by the name that a recipe uses."""

    benchmarks: dict[Slug, Benchmark]
