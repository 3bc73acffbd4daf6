"""What a document is: kind, unit, origin, work and date, from what its file says and what the manifest states.

A file that calls its text a machine's is believed before the manifest; otherwise the manifest counts before the file,
since a person who has looked at a corrected page knows more than the name of the engine in its header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from pipeline.manifest.patterns import groups_of
from pipeline.manifest.vocabulary import DOCUMENT, MACHINE, PART, SENTENCE, UNKNOWN
from pipeline.store.ids import PART as PART_MARK
from pipeline.store.ids import are_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.manifest import Source
    from pipeline.manifest.texts import Texts

READ: Final = ("id", "member", "date", "kind", "unit", "work_id", "part", "origin", "origin_evidence", "identifiers")
"""The columns of documents that the nature of a document follows from."""

YEAR: Final = r"^(?:\.\./)?(\d{4})(?:\D|$)"
"""The first year of an EDTF date; of an interval that is open at its beginning, the last."""

SENTENCES: Final = "sentences"
"""The profile under which every document is one sentence, where nothing says otherwise."""

_MACHINE_KEY: Final = "machine_generated: "


def with_nature(documents: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Return the documents (columns READ and others) with `origin`, `kind`, `unit`, `work_id`, `part`, `date` and `year`.

    `origin`, `unit` and `kind` are filled where the file is silent; every origin but `unknown` has its evidence.
    """
    stated = _stated(documents, source.texts)
    own = documents.with_columns(*(stated[name].alias(f"stated_{name}") for name in stated.columns))
    return (
        own.with_columns(*_origin(source), *_unit(source), *_work(source.id, _patterns(source)))
        .with_columns(
            pl.coalesce("stated_kind", "kind").alias("kind"),
            pl.coalesce("date", *_dates(source), "stated_date").alias("date"),
            pl.concat_list(pl.col("identifiers").fill_null([]), "stated_identifiers").alias("identifiers"),
        )
        .with_columns(pl.col("date").str.extract(YEAR).cast(pl.Int32).alias("year"))
        .drop(f"stated_{name}" for name in stated.columns)
    )


_IDENTIFIERS: Final = pl.List(pl.Struct({"scheme": pl.String, "value": pl.String}))
_STATED: Final[dict[str, Any]] = {
    "kind": pl.String,
    "unit": pl.String,
    "origin": pl.String,
    "evidence": pl.String,
    "date": pl.String,
    "work": pl.String,
    "date_from_id": pl.String,
    "identifiers": _IDENTIFIERS,
}


def _stated(documents: pl.DataFrame, entries: Sequence[Texts]) -> pl.DataFrame:
    """Return what the manifest states of each document; documents with the same entries share one row of values."""
    known: dict[tuple[int, ...], int] = {(): 0}
    rows = [_merged(())]
    codes = []
    for document_id, member in documents.select("id", "member").iter_rows() if entries else ():
        chosen = tuple(place for place, entry in enumerate(entries) if entry.chooses(document_id, member))
        if chosen not in known:
            known[chosen] = len(rows)
            rows.append(_merged([entries[place] for place in chosen]))
        codes.append(known[chosen])
    table = pl.DataFrame(rows, schema=_STATED)
    return table[codes] if entries else pl.concat([table] * len(documents)) if len(documents) else table.clear()


def _merged(entries: Sequence[Texts]) -> dict[str, Any]:
    """Return the first value of each key; origin and evidence come from the same entry."""
    row: dict[str, Any] = {
        name: next((value for entry in entries if (value := getattr(entry, name))), None)
        for name in _STATED
        if name != "identifiers"
    }
    named = {scheme: value for entry in reversed(entries) for scheme, value in entry.identifiers.items()}
    return row | {"identifiers": [{"scheme": scheme, "value": named[scheme]} for scheme in sorted(named)]}


def _origin(source: Source) -> list[pl.Expr]:
    is_machine = pl.col("origin").is_in(list(MACHINE))
    noted = pl.lit("machine_generated" if source.machine_generated else None, pl.String)
    why = pl.lit(f"{_MACHINE_KEY}{source.machine_generated}" if source.machine_generated else None, pl.String)
    name = pl.when(is_machine).then("origin").otherwise(pl.coalesce("stated_origin", "origin", noted))
    says = (
        pl.when(is_machine).then("origin_evidence")
        .when(pl.col("stated_origin").is_not_null()).then("stated_evidence")
        .otherwise(pl.coalesce("origin_evidence", why))
    )  # fmt: skip
    return [name.fill_null(UNKNOWN).alias("origin"), says.alias("origin_evidence")]


def _unit(source: Source) -> list[pl.Expr]:
    """Return the unit as the manifest or the file states it; a source under the profile of sentences is one of sentences."""
    usual = SENTENCE if source.profile_name() == SENTENCES else DOCUMENT
    whole = pl.coalesce("stated_unit", "unit").fill_null(usual)
    is_piece = are_parts(pl.col("id")) & (whole == DOCUMENT)
    return [pl.when(is_piece).then(pl.lit(PART)).otherwise(whole).alias("unit")]


def _dates(source: Source) -> list[pl.Expr]:
    """Return the dates that the manifest's patterns find in the ids: a year, a month or a day of the calendar, else null."""
    dates: list[pl.Expr] = []
    for pattern in dict.fromkeys(entry.date_from_id for entry in source.texts if entry.date_from_id):
        native = pl.col("id").str.slice(len(source.id) + 1)
        parts = [native.str.extract(pattern, group) for group in range(1, groups_of(pattern) + 1)]
        padded = [parts[0], *(part.str.zfill(2) for part in parts[1:])]
        written = pl.concat_str(padded, separator="-")
        whole = pl.concat_str([written, *(pl.lit("-01") for _ in range(3 - len(parts)))])
        is_day = whole.str.to_date("%Y-%m-%d", strict=False).is_not_null()
        dates.append(pl.when((pl.col("stated_date_from_id") == pattern) & is_day).then(written))
    return dates


def _patterns(source: Source) -> list[str]:
    return list(dict.fromkeys(entry.work for entry in source.texts if entry.work))


def _work(source: str, patterns: Sequence[str]) -> list[pl.Expr]:
    """Return work and part: of a text that was split here the text; else what the reader says; else the manifest's pattern.

    Within a work no two documents have the same part, so that the parts in their order are the work.
    """
    is_piece = are_parts(pl.col("id"))
    halves = pl.col("id").str.split_exact(PART_MARK, 1).struct
    native = pl.col("id").str.slice(len(source) + 1)
    work, part = pl.col("work_id"), pl.col("part")
    for pattern in patterns:
        named = (pl.col("stated_work") == pattern) & pl.col("work_id").is_null()
        work = pl.when(named).then(f"{source}/" + native.str.extract(pattern, 1)).otherwise(work)
        if groups_of(pattern) == 2:
            number = native.str.extract(pattern, 2).cast(pl.Int32, strict=False)
            part = pl.when(named).then(number).otherwise(part)
    return [
        pl.when(is_piece).then(halves.field("field_0")).otherwise(work).alias("work_id"),
        pl.when(is_piece).then(halves.field("field_1").cast(pl.Int32)).otherwise(part).alias("part"),
    ]
