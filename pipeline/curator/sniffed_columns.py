"""Which column of a table holds what: by its name in German or English, and by what stands in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "text": ("text", "volltext", "fulltext", "content", "inhalt", "body", "raw_content", "article", "artikel", "txt", "document", "markdown", "abstract", "beschreibung", "description", "sentence", "satz", "nachricht", "message", "comment", "kommentar", "absatz"),
    "id": ("id", "_id", "doc_id", "document_id", "docid", "uuid", "guid", "identifier", "kennung", "key", "signatur", "aktenzeichen", "nummer", "nr", "filename", "dateiname", "file", "datei"),
    "title": ("title", "titel", "headline", "ueberschrift", "betreff", "subject", "name", "bezeichnung"),
    "date": ("date", "datum", "published", "published_at", "publication_date", "veroeffentlicht", "created", "created_at", "erscheinungsjahr", "year", "jahr", "timestamp", "zeitpunkt"),
    "license": ("license", "licence", "lizenz", "rights", "rechte", "license_url", "licence_url", "rights_statement", "nutzungsrechte", "copyright"),
    "authors": ("authors", "author", "autor", "autoren", "autorin", "verfasser", "verfasserin", "creator", "creators", "urheber", "by"),
    "url": ("url", "uri", "link", "href", "source_url", "permalink", "webseite", "adresse"),
    "language": ("language", "lang", "sprache", "language_declared"),
}  # fmt: skip
"""The names of columns by what they hold, the likeliest first."""

DEFAULTS: Final = {field: field for field in NAMES}
"""What a reader takes where the manifest names no column."""

LEAST_TEXT_CHARACTERS: Final = 20
_LONGEST_ID: Final = 120


def columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return field → column for the columns that are found in a sample of rows; a dot leads into nested objects.

    Where no name says which column holds the text, it is the one whose strings are longest on average, from 20 characters on.
    """
    flat = [dict(_flat(row)) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    found = {field: name for field, wanted in NAMES.items() if (name := _named(wanted, names))}
    text = found.get("text")
    if text is None or not any(isinstance(row.get(text), str) and row[text].strip() for row in flat):
        longest = max(names, key=lambda name: _mean_characters(flat, name), default=None)
        found.pop("text", None)
        if longest is not None and _mean_characters(flat, longest) >= LEAST_TEXT_CHARACTERS:
            found["text"] = longest
    if "id" in found and not _is_key(flat, found["id"]):
        del found["id"]
    taken = found.get("text")
    return {field: name for field, name in found.items() if field == "text" or name != taken}


def _named(wanted: Iterable[str], names: Sequence[str]) -> str | None:
    """Return the first column that bears one of the names, whatever its case and marks; the last part of a nested one counts."""
    plain = {_plain(name): name for name in reversed(names)}
    nested = {_plain(name.rpartition(".")[2]): name for name in reversed(names)}
    return next((place[name] for place in (plain, nested) for name in wanted if name in place), None)


def _plain(name: str) -> str:
    spelled = name.casefold().replace("ü", "ue").replace("ö", "oe").replace("ä", "ae")
    return re.sub(r"[\s:-]+", "_", spelled.strip()).removeprefix("dc_").removeprefix("dc.").removeprefix("dcterms_")


def _flat(row: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _mean_characters(rows: Sequence[Mapping[str, Any]], name: str) -> float:
    lengths = [len(value) for row in rows if isinstance(value := row.get(name), str)]
    return sum(lengths) / len(rows) if lengths else 0.0


def _is_key(rows: Sequence[Mapping[str, Any]], name: str) -> bool:
    """Return whether a column tells the rows apart."""
    values = [str(row[name]) for row in rows if row.get(name) not in (None, "")]
    return len(values) == len(rows) == len(set(values)) and all(len(value) <= _LONGEST_ID for value in values)
