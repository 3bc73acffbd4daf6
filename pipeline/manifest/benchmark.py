"""The list of benchmarks: what is known of each, and where it lives; nothing is fetched from there by a run."""

from __future__ import annotations

from pydantic import Field

from pipeline.manifest.fields import Model, Slug, Strings


class Benchmark(Model):
    """A published evaluation set."""

    title: str
    homepage: str
    license: str | None = Field(description="as its publisher states it; null where nothing could be verified")
    task: str
    texts_from: str = Field(default="", description="where its texts were taken from: what a corpus may share with it")
    columns: Strings = Field(default=(), description="the fields that hold texts")
    note: str = ""


class Benchmarks(Model):
    """Benchmarks by the name under which a recipe asks for them."""

    benchmarks: dict[Slug, Benchmark]
