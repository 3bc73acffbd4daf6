"""Fields of records to columns of documents: what `columns.document` says of each value, for all values of a piece at once.

Text and whole numbers are mapped as Arrow holds them; values of any other kind by the functions that map a single one.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.read import columns, edtf, identifiers, origins
from pipeline.read.batches import BATCH
from pipeline.read.document import storable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.read.columns import Columns
    from pipeline.read.records.piece import Field, Piece

    Counts = np.ndarray[tuple[int], np.dtype[np.int64]]
    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

_STATEMENTS: Final = BATCH.field("license_statements").type
_IDENTIFIERS: Final = BATCH.field("identifiers").type
_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:|$)"
_ESCAPED: Final = '["\\\\\x00-\x1f]'
"""What does not stand in a string of JSON as it is."""


def texts(field: Field) -> pa.Array:
    """Return what `columns.as_text` makes of each value."""
    if field.is_null:
        return pa.nulls(len(field), pa.string())
    if field.is_text:
        trimmed = pc.utf8_trim_whitespace(field.array)
        return _null_where(pc.equal(trimmed, ""), trimmed)
    if field.is_whole:
        return pc.cast(field.array, pa.string())
    return _strings(columns.as_text, field.values)


def ids(piece: Piece, options: Columns) -> pa.Array:
    """Return the native id of each record, the place of those that have none."""
    field = piece.field(options.id)
    if field.is_simple:
        named = texts(field)
        named = _null_where(pc.greater(pc.utf8_length(named), columns.LONGEST_ID), named)
    else:
        named = _strings(columns.native_id, field.values)
    if not named.null_count:
        return named
    numbers = pc.cast(pa.array(piece.numbers + 1), pa.string())
    return pc.coalesce(named, pc.binary_join_element_wise(f"{storable(piece.path)}:", numbers, ""))


def text(piece: Piece, options: Columns) -> pa.Array:
    """Return the text of each record, null where one of its fields is no text or where there are only blanks in it."""
    fields = [_text(piece.field(name)) for name in options.text]
    joined = fields[0] if len(fields) == 1 else pc.binary_join_element_wise(*fields, "\n\n")
    return _null_where(pc.equal(pc.utf8_ltrim_whitespace(joined), ""), joined).cast(pa.large_string())


def _text(field: Field) -> pa.Array:
    if field.is_text:
        return field.array
    listed = map(columns.characters, field.values)
    return pa.array([columns.scalar(value) if isinstance(value, str) else None for value in listed], pa.string())


def authors(field: Field, separator: str | None) -> pa.Array:
    """Return the authors of each record, an empty list where there are none."""
    if field.is_null or (field.is_text and separator is None):
        named = texts(field)
        return pa.ListArray.from_arrays(_offsets(_counts(named)), named.drop_null())
    return pa.array([list(columns.authors(value, separator)) for value in field.values], pa.list_(pa.string()))


def dates(named: pa.Array) -> pa.Array:
    """Return the dates in EDTF that texts state; of days as ISO 8601 writes them, each is looked at once."""
    days = pc.if_else(pc.match_substring_regex(named, _DAY), pc.utf8_slice_codeunits(named, 0, 10), None)
    exact = _by_value(edtf.iso, days)
    rest = _null_where(pc.is_valid(exact), named)
    return exact if rest.null_count == len(rest) else pc.coalesce(exact, _by_value(edtf.free, rest))


def statements(piece: Piece, names: Sequence[str]) -> pa.Array:
    """Return the statements about rights in the named fields of each record, in order."""
    held = [_stated(piece.field(name), name) for name in names]
    none = pa.array([], pa.string())
    stated = pa.concat_arrays([none, *(statements for _, statements, _ in held)])
    where = pa.concat_arrays([none, *(places for _, _, places in held)])
    every = np.arange(len(piece))
    rows = np.concatenate([every[:0], *(np.repeat(every, counts) for counts, _, _ in held)])
    order = pa.array(np.argsort(rows, kind="stable"))
    plain = {"statement": stated.take(order), "where": where.take(order)}
    return _lists(_STATEMENTS, plain | {"level": "document", "object": "text"}, np.bincount(rows, minlength=len(piece)))


def _stated(field: Field, name: str) -> tuple[Counts, pa.Array, pa.Array]:
    """Return how many statements a field holds in each record, all of them, and where each stood."""
    if field.is_simple:
        named = texts(field)
        stated = named.drop_null()
        return _counts(named), stated, pa.repeat(name, len(stated))
    listed = [list(columns.statements(value, name)) for value in field.values]
    flat = [entry for entries in listed for entry in entries]
    where = [storable(entry.where) for entry in flat]
    stated = pa.array([entry.statement for entry in flat], pa.string())
    return np.fromiter(map(len, listed), np.int64, len(listed)), stated, pa.array(where, pa.string())


def others(piece: Piece, options: Columns, stated_dates: pa.Array, edtf_dates: pa.Array) -> pa.Array:
    """Return the other fields of each record as a JSON object with sorted keys, null where there are none."""
    used = columns.with_columns_of_their_own(options)
    names = [name for name in piece.fields if name not in used] if options.extra is None else options.extra
    entries = {name: _json(piece.field(name) if options.extra is not None else piece.fields[name]) for name in names}
    undated = _null_where(pc.fill_null(pc.equal(stated_dates, edtf_dates), False), stated_dates)  # noqa: FBT003
    if undated.null_count < len(piece):
        entries["date"] = pc.coalesce(_quoted(undated), entries.get("date", pa.nulls(len(piece), pa.string())))
    present = [(name, entry) for name, entry in sorted(entries.items()) if entry.null_count < len(piece)]
    if not present:
        return pa.nulls(len(piece), pa.string())
    keyed = [pc.fill_null(pc.binary_join_element_wise(f", {_key(name)}: ", entry, ""), "") for name, entry in present]
    joined = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*keyed, ""), 2)
    return _null_where(pc.equal(joined, ""), pc.binary_join_element_wise("{", joined, "}", ""))


def _key(name: str) -> str:
    return storable(json.dumps(name, ensure_ascii=False))


def _json(field: Field) -> pa.Array:
    """Return each value as JSON, null where there is none."""
    if field.is_text and not field.is_null:
        quoted = _quoted(texts(field))
        return pc.if_else(pc.is_valid(field.array), pc.fill_null(quoted, "null"), None)
    if field.is_simple:
        return texts(field)
    return pa.array([None if value is None else _json_of(value) for value in field.values], pa.string())


def _json_of(value: Any) -> str:
    if type(value) is float:
        return repr(value) if math.isfinite(value) else "null"
    return storable(json.dumps(columns.plain(value), ensure_ascii=False, sort_keys=True, default=str))


def _quoted(named: pa.Array) -> pa.Array:
    """Return texts as strings of JSON."""
    quoted = pc.binary_join_element_wise('"', named, '"', "")
    odd = pc.fill_null(pc.match_substring_regex(named, _ESCAPED), False)  # noqa: FBT003
    escaped = [json.dumps(value, ensure_ascii=False) for value in named.filter(odd).to_pylist()]
    return pc.replace_with_mask(quoted, odd, pa.array(escaped, pa.string())) if escaped else quoted


def origin(piece: Piece) -> tuple[pa.Array, pa.Array]:
    """Return who or what wrote the text of each record, as far as its fields state it, and what states it."""
    names = [name for name, field in piece.fields.items() if origins.is_stated_by(name) and not field.is_null]
    is_stated = np.zeros(len(piece), bool)
    for name in names:
        is_stated |= _states_origin(name, piece.fields[name])
    stated: list[str | None] = [None] * len(piece)
    evidence: list[str | None] = [None] * len(piece)
    for row in np.flatnonzero(is_stated).tolist():
        if of_record := origins.of_fields(piece.some(row, names)):
            stated[row], evidence[row] = of_record.name, storable(of_record.evidence)
    return pa.array(stated, pa.string()), pa.array(evidence, pa.string())


def _states_origin(name: str, field: Field) -> Mask:
    """Return whether a value may state an origin; each text is looked at once."""
    if not field.is_text:
        return np.fromiter((value is not None for value in field.values), bool, len(field))
    stated = _by_value(lambda value: name if origins.of_fields({name: value}) else None, field.array)
    return _mask(pc.is_valid(stated))


def named_identifiers(piece: Piece, urls: pa.Array) -> pa.Array:
    """Return the persistent identifiers of each record, in fields named after a scheme and in its address; null for none."""
    names = [name for name, field in piece.fields.items() if identifiers.is_scheme(name) and not field.is_null]
    may_be = pc.fill_null(pc.match_substring_regex(urls, identifiers.IN_ADDRESS), False)  # noqa: FBT003
    is_named = may_be.to_numpy(zero_copy_only=False).copy()
    for name in names:
        field = piece.fields[name]
        is_named |= np.fromiter((value is not None for value in field.values), bool, len(field))
    listed: list[list[dict[str, str]] | None] = [None] * len(piece)
    for row in np.flatnonzero(is_named).tolist():
        of_record = identifiers.of_fields(piece.some(row, names), urls[row].as_py())
        listed[row] = [{"scheme": one.scheme, "value": storable(one.value)} for one in of_record] or None
    return pa.array(listed, _IDENTIFIERS)


def _strings(function: Callable[[Any], str | None], listed: Sequence[Any]) -> pa.Array:
    return pa.array(list(map(function, listed)), pa.string())


def _by_value(function: Callable[[str], str | None], named: pa.Array) -> pa.Array:
    """Return what a function makes of texts, asked once for each that there is; null of null."""
    encoded = named.dictionary_encode()
    return _strings(function, encoded.dictionary.to_pylist()).take(encoded.indices)


def _null_where(condition: pa.Array, named: pa.Array) -> pa.Array:
    return pc.if_else(condition, None, named)


def _counts(named: pa.Array) -> Counts:
    """Return 1 for each value and 0 for each null."""
    return _mask(pc.is_valid(named)).astype(np.int64)


def _mask(condition: pa.Array) -> Mask:
    mask: Mask = condition.to_numpy(zero_copy_only=False)
    return mask


def _offsets(counts: Counts) -> pa.Array:
    return pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())


def _lists(kind: pa.DataType, parts: dict[str, pa.Array | str], counts: Counts) -> pa.Array:
    """Return lists of objects of a type, so many in each row; a part that is the same in all is given once."""
    size = int(counts.sum())
    arrays = [pa.repeat(part, size) if isinstance(part, str) else part for part in parts.values()]
    objects = pa.StructArray.from_arrays(arrays, fields=list(kind.value_type))
    return pa.ListArray.from_arrays(_offsets(counts), objects, type=kind)
