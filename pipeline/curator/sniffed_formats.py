"""The format of a file by what it begins with, where that says more than its name.

A guess for a draft of a manifest, which a person reads; what a reader cannot use, it says itself.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from gemeingut.errors import InputError
from pipeline.read import binary
from pipeline.read.decode import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEAD_BYTES: Final = 1 << 18
"""Bytes of a file that are looked at."""

_BEFORE_ROOT: Final = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)([^>]*)")
_OF_ROOT: Final[dict[str, str]] = {  # in the case that its files have, or in lower case where that varies
    "tei": "tei",
    "tei.2": "tei",
    "teicorpus": "tei",
    "alto": "alto",
    "pcgts": "page",
    "mediawiki": "mediawiki",
    "osis": "osis",
    "akomantoso": "ldml",
    "timeml": "timeml",
    "DOKUMENT": "bundestag",
    "dokumente": "statute",
    "html": "html",
    "mets": "mets",
    "article": "jats",
    "pmc-articleset": "jats",
    "dokument": "rii",
    "dbtplenarprotokoll": "plenarprotokoll",
    "tet": "tetml",
    "TED_EXPORT": "ted",
    "ContractNotice": "ted",
    "ContractAwardNotice": "ted",
    "PriorInformationNotice": "ted",
    **dict.fromkeys(
        (
            "JUDGMENT",
            "OPINION",
            "ORDER",
            "ACT",
            "ANNEX",
            "CONS.ACT",
            "CONS.ANNEX",
            "AGR",
            "LETTER",
            "GENERAL",
            "LEXP.COMBINED",
        ),
        "formex",
    ),
}
_OF_KIND: Final[dict[str, str]] = {
    "a PDF document": "pdf",
    "a Word document (docx)": "docx",
    "an Excel workbook (xlsx)": "spreadsheet",
    "an OpenDocument table (ods)": "spreadsheet",
    "an OpenDocument file (odt, odp)": "odt",
    "an e-book (EPUB)": "epub",
}
"""The format of what is no text, by what its first bytes say it is."""

_IN_ENVELOPE: Final = {"mets": "mets", "article": "jats"}
_ABBYY: Final = "abbyy.com/FineReader_xml"
_OF_SUFFIX: Final[dict[str, str]] = {
    "md": "markdown",
    "markdown": "markdown",
    "tex": "latex",
    "conllu": "conllu",
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "warc": "warc",
    "tml": "timeml",
    "po": "po",
    "pot": "po",
    "vtt": "subtitles",
    "srt": "subtitles",
    "wiki": "wikitext",
    "wikitext": "wikitext",
}
_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_ROWS: Final = 50
_LEAST_ROWS: Final = 2
_LIST: Final = re.compile(r'\{[^\[{}]{0,2000}"([^"\\\[\].]+)"\s*:\s*\[\s*\{')
_IOB_LINE: Final = re.compile(r"\S+[ \t](?:O|[BIES]-\w+)")
_CONLLU_FIELDS: Final = 10


class UnreadError(InputError, ValueError):
    """A file that no reader reads; the message says what it is."""


def format_of(name: str, head: bytes) -> dict[str, Any]:
    """Return the `format` of a manifest for a file, by its first bytes and its name.

    Where the file is a table its delimiter, and its columns if it has no header, are among the options.  Raises UnreadError for what
    no reader reads.
    """
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if head.startswith(b"PAR1"):
        return {"name": "parquet"}
    if head.startswith(b"WARC/"):
        return {"name": "warc"}
    if not head.strip():
        raise UnreadError("empty")
    if kind := binary.kind_of(head):
        if kind not in _OF_KIND:
            raise UnreadError(kind)
        return {"name": _OF_KIND[kind]}
    text = decode(head)[0].lstrip("\ufeff")
    return _of_text(text, suffix, is_whole=len(head) < HEAD_BYTES)


def _of_text(text: str, suffix: str, *, is_whole: bool) -> dict[str, Any]:
    bare = text.lstrip()
    if bare.startswith("<") and (root := _root(bare)):
        return {"name": _of_root(*root, bare)}
    if bare.startswith(("{", "[")) and (named := _of_json(bare, suffix, is_whole=is_whole)):
        records = _records(bare) if named == "json" else ""
        return {"name": named} | ({"records": records} if records else {})
    if suffix in _OF_SUFFIX and suffix not in {"csv", "tsv", "tab"}:
        return {"name": _OF_SUFFIX[suffix]}
    lines = [line for line in text.splitlines() if line.strip()]
    lines = lines if is_whole else lines[:-1]
    if annotated := _annotated(lines):
        return {"name": annotated}
    if table := _table(lines, suffix):
        return table
    return {"name": "text"}


def _root(text: str) -> tuple[str, str] | None:
    """Return the name of the root element and its attributes as they stand; None where there is none."""
    at = 0
    while match := _BEFORE_ROOT.match(text, at):
        at = match.end()
    root = _ROOT.match(text, at)
    return (root[1], root[2]) if root else None


def _of_root(name: str, attributes: str, text: str) -> str:
    if name.lower() == "html":
        return "hocr" if re.search(r"class=['\"]ocr_page", text) else "html"
    if _ABBYY in attributes:
        return "abbyy"
    known: str | None
    if name == "OAI-PMH":  # an envelope
        held = (reader for root, reader in _IN_ENVELOPE.items() if re.search(rf"<(?:[\w.-]+:)?{root}\b", text))
        known = next(held, "oai")
    else:
        known = _OF_ROOT.get(name) or _OF_ROOT.get(name.lower())
    if known is None:
        raise UnreadError(f"XML with the root <{name[:40]}>, for which there is no reader")
    return known


def _of_json(text: str, suffix: str, *, is_whole: bool) -> str | None:
    """Return `jsonl` where every line is an object, `oparl` for its papers, `json` for other JSON."""
    lines = [line for line in text.splitlines()[: _SAMPLE_ROWS + 1] if line.strip()]
    lines = lines if is_whole and len(lines) <= _SAMPLE_ROWS else lines[:-1] or lines
    if "schema.oparl.org" in text and re.search(r'"type"\s*:\s*"[^"]*/Paper"', text):
        return "oparl"
    if lines and all(map(_is_object, lines)) and not (len(lines) == 1 and suffix == "json"):
        return "jsonl"
    return "json" if re.match(r'[\[{]\s*(?:["{\[\]}]|-?\d)', text) else None


def _records(text: str) -> str:
    """Return the path to the first list of objects in an object (`data.entries[]`), an empty string where there is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # of a long file there is only the beginning
        match = _LIST.match(text)
        return f"{match[1]}[]" if match else ""
    path: list[str] = []
    while isinstance(value, dict):
        lists = [
            key for key, inner in value.items() if isinstance(inner, list) and inner and isinstance(inner[0], dict)
        ]
        if lists:
            return ".".join([*path, lists[0]]) + "[]"
        inner = [key for key, inner in value.items() if isinstance(inner, dict)]
        if len(value) > len(inner) or not inner:  # values of its own: the object is the record
            return ""
        path.append(inner[0])
        value = value[inner[0]]
    return ""


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _annotated(lines: Sequence[str]) -> str | None:
    """Return the format of a corpus of annotated tokens."""
    if lines and lines[0].startswith("TOKEN\tNE-"):
        return "hipe"
    rows = [line for line in lines if not line.startswith("#")]
    if rows and all(line.count("\t") == _CONLLU_FIELDS - 1 and line.split("\t")[0][:1].isdigit() for line in rows):
        return "conllu"
    tagged = sum(bool(_IOB_LINE.fullmatch(line)) for line in rows)
    return "iob" if len(rows) >= _LEAST_ROWS and tagged == len(rows) else None


def _table(lines: Sequence[str], suffix: str) -> dict[str, Any] | None:
    """Return a table's options if most rows have as many fields, more than one, by one of the delimiters."""
    if len(lines) < _LEAST_ROWS and suffix not in {"csv", "tsv", "tab"}:
        return None
    widths = {delimiter: _width(lines, delimiter) for delimiter in _DELIMITERS}
    delimiter = max(_DELIMITERS, key=lambda sign: (widths[sign][1], widths[sign][0]))
    width, share = widths[delimiter]
    is_named_so = suffix in {"csv", "tsv", "tab"}
    if width < 2 or share < (0.5 if is_named_so else 1.0) or (not is_named_so and delimiter in ", "):
        return {"name": "csv"} if is_named_so else None
    header = next(csv.reader(lines, delimiter=delimiter), [])
    options: dict[str, Any] = {"name": "csv"} | ({"delimiter": delimiter} if delimiter != "," else {})
    return options | ({} if _is_header(header) else {"header": [f"column_{number}" for number in range(1, width + 1)]})


def _width(lines: Sequence[str], delimiter: str) -> tuple[int, float]:
    """Return how many fields most rows have, and the share of those that have so many."""
    try:
        rows = [len(row) for row in csv.reader(list(lines[:_SAMPLE_ROWS]), delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0.0
    width, times = Counter(rows).most_common(1)[0] if rows else (0, 0)
    return (width, times / len(rows)) if width > 1 else (0, 0.0)


def _is_header(fields: Sequence[str]) -> bool:
    """Return whether the first row names columns: short, none of them a number or blank or twice."""
    names = [field.strip() for field in fields]
    plain = all(name and len(name) <= 40 and not re.fullmatch(r"[-+\d.,:]+", name) for name in names)
    return plain and len(set(names)) == len(names)


def options_named(format_: Mapping[str, Any]) -> str:
    """Return a format on one line, as a curator would say it."""
    options = ", ".join(f"{key} {value!r}" for key, value in format_.items() if key != "name")
    return f"{format_['name']} ({options})" if options else str(format_["name"])
