"""The formats there are: a reader's name to its module, imported when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.read.reader import Options, Reader

_MODULES: Final[dict[str, str]] = {
    "abbyy": "pipeline.read.abbyy",
    "alto": "pipeline.read.alto",
    "bundestag": "pipeline.read.bundestag",
    "conllu": "pipeline.read.conllu",
    "csv": "pipeline.read.csv",
    "hipe": "pipeline.read.hipe",
    "hocr": "pipeline.read.hocr",
    "html": "pipeline.read.html",
    "iob": "pipeline.read.iob",
    "json": "pipeline.read.json",
    "jsonl": "pipeline.read.jsonl",
    "latex": "pipeline.read.latex",
    "ldml": "pipeline.read.ldml",
    "markdown": "pipeline.read.markdown",
    "mediawiki": "pipeline.read.mediawiki",
    "oparl": "pipeline.read.oparl",
    "osis": "pipeline.read.osis",
    "page": "pipeline.read.page",
    "parquet": "pipeline.read.parquet",
    "statute": "pipeline.read.statute",
    "tei": "pipeline.read.tei",
    "text": "pipeline.read.text",
    "timeml": "pipeline.read.timeml",
    "warc": "pipeline.read.warc",
}


class FormatError(ValueError):
    """A format that does not exist, or an option that it does not have or does not allow."""


def names() -> list[str]:
    """Return the names of all formats, sorted."""
    return sorted(_MODULES)


def reader(name: str) -> Reader:
    """Return the reader of a format; raise FormatError with the formats there are."""
    if name not in _MODULES:
        raise FormatError(f"unknown format {name!r}; there are: {', '.join(names())}")
    return cast("Reader", import_module(_MODULES[name]))


def parse_options(name: str, mapping: Mapping[str, Any], where: str) -> Options:
    """Return a format's options as its own model; raise FormatError with one line per fault.

    `where` names file and key of the manifest, such as `manifests/sources/gesetze.yaml: format`.
    """
    model = reader(name).OPTIONS
    try:
        return model.model_validate(dict(mapping))
    except ValidationError as error:
        raise FormatError("\n".join(_line(name, one, model, where) for one in error.errors())) from None


def _line(name: str, error: Mapping[str, Any], model: type[Options], where: str) -> str:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{where}: format {name!r} has no option {key!r}; there are: {', '.join(sorted(model.model_fields))}"
    return f"{where}: option {key!r} of format {name!r}: {error['msg']}, found {error['input']!r}"
