"""Records of named fields (JSON objects, table rows) to documents: which field is what."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BeforeValidator

from pipeline.read import edtf, identifiers, origins
from pipeline.read.document import Document, Fault, Statement
from pipeline.read.reader import Options
from pipeline.read.repeated import Repeated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


MOST_EXACT: Final = 2**53
"""Floats from here on are no longer exact as whole numbers."""

_NAMED: Final = 20
_NAME_CHARACTERS: Final = 40
LONGEST_ID: Final = 8192
"""Characters of an id; what is longer names nothing."""


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class Columns(Options):
    """Which field holds what; a dot leads into nested objects (`meta.license`), unless a field has that very name.

    Several `text` fields are joined by a blank line.  A `license` field may hold a string, a list or an object, each
    string of which is a statement.  `authors` may be a list, or one string, split at `authors_separator`.  `extra`
    names the other fields that are kept; without it all are.  A `date` is converted to EDTF where it can be; its original
    wording stays in `extra`.
    """

    id: str = "id"
    text: Names = ("text",)
    title: str = "title"
    authors: str = "authors"
    authors_separator: str | None = None
    date: str = "date"
    url: str = "url"
    language: str = "language"
    license: Names = ("license",)
    extra: tuple[str, ...] | None = None


def document(record: Mapping[str, Any], columns: Columns, number: int, place: str) -> Document | Fault:
    """Return the document of a record, or a fault: `unreadable` without a text, `empty` with a blank one.

    `number` counts from 0 in the member; `place` is the id of a record that has none of its own.
    """
    name = native_id(field(record, columns.id)) or place
    values = [characters(field(record, key)) for key in columns.text]
    if not all(isinstance(value, str) for value in values):
        return Fault("unreadable", _no_text(record, dict(zip(columns.text, values, strict=True))), name)
    text = scalar("\n\n".join(values))
    if not text.strip():
        return Fault("empty", "no text in it", name, len(text))
    return Document(
        id=name,
        text=text,
        title=as_text(field(record, columns.title)),
        authors=tuple(authors(field(record, columns.authors), columns.authors_separator)),
        date=edtf.free(as_text(field(record, columns.date)) or ""),
        url=as_text(field(record, columns.url)),
        language_declared=as_text(field(record, columns.language)),
        license_statements=tuple(
            statement for key in columns.license for statement in statements(field(record, key), key)
        ),
        offset=number,
        extra=_extra(record, columns),
        origin=origins.of_fields(record),
        identifiers=identifiers.of_fields(record, as_text(field(record, columns.url))),
    )


def _no_text(record: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return why a record has no text: which field is missing and which there are, or of what kinds its values are."""
    missing = ", ".join(repr(key) for key, value in values.items() if value is None and key not in record)
    if missing:
        names = ", ".join(str(key)[:_NAME_CHARACTERS] for key in [*record][:_NAMED])
        return f"no field {missing}; there are: {names}{', …' if len(record) > _NAMED else ''}"
    kinds = ", ".join(f"{key!r}: {type(value).__name__}" for key, value in values.items())
    return f"text must be a string, found {kinds}"


def field(record: Mapping[str, Any], name: str) -> Any:
    """Return a field's value, None where there is none."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value


def scalar(text: str) -> str:
    """Return the text with surrogates, which JSON can write alone, joined to characters or replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def native_id(value: Any) -> str | None:
    """Return an id as text, or None for what is no id: null, blank, NaN, true, a list, an object, a whole text.

    A whole number is written as one, be it stored as a float or a decimal (a column of numbers with a null in it is one of
    floats); bytes are written as text, or in hexadecimal where they are none.
    """
    if value is None or isinstance(value, bool | dict | list | tuple):
        return None
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, bytes):
        written = characters(value)
        value = written if isinstance(written, str) and written.strip().isprintable() else value.hex()
    name = as_text(value)
    return name if name and len(name) <= LONGEST_ID else None


def _number(value: float | Decimal) -> str | None:
    if not math.isfinite(value):
        return None
    whole = int(value) if -MOST_EXACT < value < MOST_EXACT else None
    if whole is not None and value == whole:
        return str(whole)
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def characters(value: Any) -> Any:
    """Return bytes that are UTF-8 as text, which old writers of Parquet do not mark as such, and any other value as it is."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def as_text(value: Any) -> str | None:
    """Return a plain value as text, dates in ISO 8601, or None for null, blank, NaN and nested values.

    Of a key that stands more than once it is the last, as JSON has it.
    """
    if isinstance(value, Repeated):
        value = value[-1]
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if (
        value is None
        or isinstance(value, dict | list | tuple | bytes)
        or (isinstance(value, float) and math.isnan(value))
    ):
        return None
    return scalar(str(value)).strip() or None


def statements(value: Any, where: str) -> Iterator[Statement]:
    """Yield each string in a rights field, verbatim, with its place: `license`, `license[1]`, `license.url`."""
    if isinstance(value, dict):
        for key, nested in value.items():
            yield from statements(nested, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for index, nested in enumerate(value):
            yield from statements(nested, f"{where}[{index}]")
    elif (text := as_text(value)) is not None:
        yield Statement(text, where)


def authors(value: Any, separator: str | None) -> Iterator[str]:
    """Yield the authors in a field: a text, split where it is asked for, an object's name, or a list of these."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list | tuple):
        for entry in value:
            yield from authors(entry, None)
    elif (text := as_text(value)) is not None:
        yield from (part.strip() for part in (text.split(separator) if separator else [text]) if part.strip())


def _extra(record: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    date = as_text(field(record, columns.date))
    undated = {"date": date} if date and edtf.free(date) != date else {}
    return _kept(record, columns) | undated


def _kept(record: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    if columns.extra is not None:
        values = {name: field(record, name) for name in columns.extra}
        return {name: plain(value) for name, value in values.items() if value is not None}
    used = with_columns_of_their_own(columns)
    return {name: plain(value) for name, value in record.items() if name not in used and value is not None}


def with_columns_of_their_own(columns: Columns) -> set[str]:
    """Return the fields that are not in `extra`, since a document has a column for each."""
    plain_ones = (columns.id, columns.title, columns.authors, columns.date, columns.url, columns.language)
    return {*plain_ones, *columns.text, *columns.license}


def plain(value: Any) -> Any:
    """Return the value as JSON can hold it: dates and unknown kinds as text, NaN as null, bytes by their number."""
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value if value is None or isinstance(value, bool | int) else as_text(value)
