"""The formats there are: the name of each and its module, imported when first asked for.

A new format is a module with a `READER` and a line here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

from pydantic import ValidationError

from gemeingut.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.read.reader import Options, Reader

_MODULES: Final[dict[str, str]] = {
    "abbyy": "pipeline.read.print.abbyy",
    "alto": "pipeline.read.print.alto",
    "bundestag": "pipeline.read.parliament.bundestag",
    "conllu": "pipeline.read.corpora.conllu",
    "csv": "pipeline.read.records.csv",
    "docx": "pipeline.read.office.docx",
    "epub": "pipeline.read.office.epub",
    "eurlex": "pipeline.read.law.eurlex",
    "formex": "pipeline.read.law.formex",
    "hipe": "pipeline.read.corpora.hipe",
    "hocr": "pipeline.read.print.hocr",
    "html": "pipeline.read.web.html",
    "iob": "pipeline.read.corpora.iob",
    "jats": "pipeline.read.science.jats",
    "json": "pipeline.read.records.json",
    "jsonl": "pipeline.read.records.jsonl",
    "latex": "pipeline.read.science.latex",
    "ldml": "pipeline.read.law.ldml",
    "markdown": "pipeline.read.markup.markdown",
    "mediawiki": "pipeline.read.wiki.mediawiki",
    "mets": "pipeline.read.print.mets",
    "oai": "pipeline.read.records.oai",
    "odt": "pipeline.read.office.odt",
    "oparl": "pipeline.read.parliament.oparl",
    "osis": "pipeline.read.corpora.osis",
    "page": "pipeline.read.print.page_xml",
    "parquet": "pipeline.read.records.parquet",
    "pdf": "pipeline.read.office.pdf",
    "plenarprotokoll": "pipeline.read.parliament.plenarprotokoll",
    "po": "pipeline.read.markup.po",
    "rii": "pipeline.read.law.rii",
    "spreadsheet": "pipeline.read.office.spreadsheet",
    "statute": "pipeline.read.law.statute",
    "subtitles": "pipeline.read.markup.subtitles",
    "ted": "pipeline.read.law.ted",
    "tei": "pipeline.read.tei.tei",
    "tetml": "pipeline.read.print.tetml",
    "text": "pipeline.read.markup.text",
    "timeml": "pipeline.read.corpora.timeml",
    "warc": "pipeline.read.web.warc",
    "wikitext": "pipeline.read.wiki.wikitext_file",
}


class FormatError(InputError, ValueError):
    """A format that does not exist, or an option that it does not have or does not allow."""


def names() -> list[str]:
    """Return the names of all formats, sorted."""
    return sorted(_MODULES)


def module_of(name: str) -> str:
    """Return the name of a format's module; raise FormatError with the formats there are."""
    if name not in _MODULES:
        raise FormatError(f"unknown format {name!r}; there are: {', '.join(names())}")
    return _MODULES[name]


def reader(name: str) -> Reader[Any]:
    """Return the reader of a format; raise FormatError with the formats there are."""
    return cast("Reader[Any]", import_module(module_of(name)).READER)


def parse_options(name: str, mapping: Mapping[str, Any], where: str) -> Options:
    """Return a format's options as its own model; raise FormatError with one line per fault.

    `where` names file and key of the manifest, such as `manifests/sources/gesetze.yaml: format`.
    """
    model: type[Options] = reader(name).options
    try:
        return model.model_validate(dict(mapping))
    except ValidationError as error:
        raise FormatError("\n".join(_line(name, fault, model, where) for fault in error.errors())) from None


def _line(name: str, fault: Mapping[str, Any], model: type[Options], where: str) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"{where}: format {name!r} has no option {key!r}; there are: {', '.join(sorted(model.model_fields))}"
    return f"{where}: option {key!r} of format {name!r}: {fault['msg']}, found {fault['input']!r}"
