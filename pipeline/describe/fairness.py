"""How often quality filters remove documents that mention groups of people, compared with all others of the same source.

Documents are counted if they were read, are in a language that the recipe keeps, and are not quarantined.  One counts as
removed if it broke a rule of its profile or was refused by a filter of the recipe, whatever other reasons there were.

A row needs LEAST documents on each side: of one text, a rate is 0 or 1 whatever the filters do.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Literal

import polars as pl
from pydantic import TypeAdapter, ValidationError

from filters.groups import groups
from filters.intervals import newcombe, stratified
from pipeline.release_files.facts import Facts, damage
from pipeline.store import files
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

FILE: Final = "fairness.json"
EVERYWHERE: Final = "*"
"""Stands for all sources together; texts are compared with texts of the same source and of about the same length."""

DIGITS: Final = 6
LEAST: Final = 30
"""Documents that must mention a group, and others that must not, for a row."""


class FairnessRow(Facts):
    """One group in one source: documents that mention it and others, and how many of each the quality filters removed.

    `difference` is that of the two rates, `low` and `high` its 95 % interval: by Newcombe's method from two Wilson intervals
    (`newcombe`), for all sources together combined over strata of a source and a length (`stratified`).
    """

    group: str
    german: str = ""
    english: str = ""
    source: str
    mentioning: int
    removed_mentioning: int
    others: int
    removed_others: int
    difference: float | None
    low: float | None
    high: float | None
    interval: Literal["newcombe", "stratified", ""] = ""

    @property
    def is_telling(self) -> bool:
        """Return whether the 95 % interval excludes zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


_ROWS: Final = TypeAdapter(tuple[FairnessRow, ...])

Stratum = tuple[int, int, int, int]
"""Removed that mention the group, all that mention it, removed others, all others."""

Strata = list[Stratum]


def report(
    workspace: Workspace, shards: Mapping[str, Sequence[Shard]], decisions: pa.Table, quarantined: Sequence[str] = ()
) -> list[FairnessRow]:
    """Return a row per group for all sources (`*`), then one per source; without those of less than LEAST documents a side."""
    frame = pl.from_arrow(decisions.select(["id", "stage"]))
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"expected a table, found {type(frame).__name__}")
    removed = frame.filter(pl.col("stage") == "quality")["id"].unique().sort()
    foreign = frame.filter(pl.col("stage") == "language")["id"]
    left_out = pl.concat([foreign, pl.Series("id", quarantined, pl.String)]).unique().sort()
    counts: dict[str, dict[str, Strata]] = {name: {} for name in groups()}
    for source, listed in sorted(shards.items()):
        for name, strata in _counted(workspace, listed, removed, left_out).items():
            counts[name][source] = strata
    return [row for name in groups() for row in _rows(name, counts[name])]


def _counted(
    workspace: Workspace, shards: Sequence[Shard], removed: pl.Series, left_out: pl.Series
) -> dict[str, Strata]:
    """Return the strata of every group, the shortest texts first, counted shard by shard; both lists of ids are sorted.

    Texts of one stratum have about the same number of words (a factor of two).
    """
    by_length: dict[int, dict[str, Stratum]] = {}
    for shard in shards:
        words = workspace.store.read_table(shard.annotation(workspace, "measures"), ["words"])["words"].to_pylist()
        length = pl.Series("length", [count.bit_length() for count in words], dtype=pl.Int64)
        marks = frame_of(workspace.store.read_table(shard.annotation(workspace, "groups"))).with_columns(length)
        marks = marks.with_columns(_among(marks["id"], removed).alias("is_removed"))
        for part in marks.filter(~_among(marks["id"], left_out)).partition_by("length"):
            known = by_length.setdefault(part["length"][0], dict.fromkeys(groups(), (0, 0, 0, 0)))
            for name in groups():
                known[name] = _plus(known[name], _stratum(part, name))
    return {name: [by_length[length][name] for length in sorted(by_length)] for name in groups()}


def _among(ids: pl.Series, known: pl.Series) -> pl.Series:
    """Return for every id whether it is among the known ones, which are sorted."""
    if known.is_empty():
        return pl.Series([False] * len(ids), dtype=pl.Boolean)
    places = known.search_sorted(ids).clip(0, len(known) - 1)
    return known.gather(places) == ids


def _plus(stratum: Stratum, other: Stratum) -> Stratum:
    first, second, third, fourth = (a + b for a, b in zip(stratum, other, strict=True))
    return first, second, third, fourth


def _stratum(marks: pl.DataFrame, name: str) -> Stratum:
    mentions, is_removed = marks[name], marks["is_removed"]
    return (
        int((mentions & is_removed).sum()),
        int(mentions.sum()),
        int((~mentions & is_removed).sum()),
        int((~mentions).sum()),
    )


def _rows(name: str, counts: Mapping[str, Strata]) -> list[FairnessRow]:
    mentioned = {source: strata for source, strata in counts.items() if any(stratum[1] for stratum in strata)}
    if not mentioned:
        return []
    rows = [_row(name, EVERYWHERE, [stratum for strata in mentioned.values() for stratum in strata])]
    rows += [_row(name, source, strata) for source, strata in mentioned.items()]
    return [row for row in rows if min(row.mentioning, row.others) >= LEAST]


def _row(name: str, source: str, strata: Strata) -> FairnessRow:
    group = groups()[name]
    removed, mentioning, removed_others, others = (sum(stratum[place] for stratum in strata) for place in range(4))
    between = stratified(strata) if source == EVERYWHERE else newcombe(removed, mentioning, removed_others, others)
    value, low, high = (round(bound, DIGITS) for bound in between) if between else (None, None, None)
    return FairnessRow(
        group=name,
        german=group.german,
        english=group.english,
        source=source,
        mentioning=mentioning,
        removed_mentioning=removed,
        others=others,
        removed_others=removed_others,
        difference=value,
        low=low,
        high=high,
        interval="stratified" if source == EVERYWHERE else "newcombe",
    )


def write(release: Path, rows: Sequence[FairnessRow]) -> None:
    """Write the report of a release, whole or not at all, with the keys in the order in which a row is read."""
    text = json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False)
    files.write_text(release / FILE, text + "\n")


def read(release: Path) -> tuple[FairnessRow, ...]:
    """Return the report of a release, empty if it has none; raise ReleaseError, in one line, if it is damaged."""
    path = release / FILE
    try:
        return _ROWS.validate_json(path.read_bytes()) if path.is_file() else ()
    except ValidationError as error:
        raise damage(path, error) from error
