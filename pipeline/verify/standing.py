"""Which documents a release's data files hold, and whether they are those that its ledger counts as kept; in bounded memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.release_files.bucketed import Dealt, batches, buckets, rows_of
from pipeline.release_files.data_files import data_files
from pipeline.store.schemas import LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.release_files.facts import ReleaseFacts, SourceFacts

NAMED: Final = 5
"""How many documents of one fault are named; a finding shows no more."""

_ID: Final = {"id": pl.String}
_PLACED: Final = {"id": pl.String, "source": pl.String}


def ids(release: Path, _facts: ReleaseFacts) -> Iterator[str]:
    """Yield the ids that occur twice in the data files of a release, and ids of its sample that occur in none of them."""
    samples = sorted((release / "sample").glob("*.parquet"))
    tables = {
        "data": Dealt(_ID, _readable(data_files(release), ["id"])),
        "sample": Dealt(_ID, _readable(samples, ["id"])),
    }
    twice: list[tuple[str, int]] = []
    foreign = _Fault()
    for bucket in buckets(tables, rows_of([*data_files(release), *samples])):
        counted = bucket["data"].group_by("id").len()
        twice = sorted([*twice, *counted.filter(pl.col("len") > 1).rows()])[:NAMED]
        foreign.add(bucket["sample"].join(counted, on="id", how="anti")["id"])
    yield from (f"{document_id} stands {count} times" for document_id, count in twice)
    if foreign.count:
        yield f"sample: {foreign.count} documents are not in the data, such as {foreign.first}"


@dataclass
class _Fault:
    """How many documents a fault has, and the first of them by id."""

    count: int = 0
    first: str = ""

    def add(self, ids: pl.Series) -> None:
        if len(ids):
            self.count += len(ids)
            least = str(ids.min())
            self.first = min(self.first or least, least)


@dataclass
class _Faults:
    """Faults of a source: kept documents that are in no file, and documents in a file that are not kept."""

    missing: _Fault = field(default_factory=_Fault)
    foreign: _Fault = field(default_factory=_Fault)


def ledger(release: Path, facts: ReleaseFacts) -> Iterator[str]:
    """Yield where the ledger of a source does not balance, or its kept documents are not those of the files."""
    paths = {source: release / "ledger" / f"{source}.parquet" for source in facts.sources}
    columns = {source: pq.read_schema(path).names for source, path in paths.items() if path.is_file()}
    sound = {source: paths[source] for source, names in columns.items() if names == LEDGER.names}
    fates: dict[str, Counter[str]] = defaultdict(Counter)
    tables = {
        "ledger": Dealt(_PLACED, _kept(sound, fates)),
        "data": Dealt(_PLACED, _readable(data_files(release), ["id", "source"])),
    }
    faults: dict[str, _Faults] = defaultdict(_Faults)
    for bucket in buckets(tables, rows_of([*sound.values(), *data_files(release)])):
        _compare(bucket["ledger"], bucket["data"], faults)
    for source, counts in facts.sources.items():
        if source not in columns:
            yield f"ledger of {source} is missing"
        elif source not in sound:
            yield f"ledger of {source}: columns {columns[source]}"
        else:
            yield from _balance(source, counts, fates[source])
            yield from _sentences(source, faults.pop(source, _Faults()))
    unknown = sorted(faults.keys() - facts.sources.keys())
    yield from (f"release.json knows no source {source!r}, which documents in the files are of" for source in unknown)


def _kept(paths: dict[str, Path], fates: dict[str, Counter[str]]) -> Iterator[pl.DataFrame]:
    """Yield the kept documents of the ledgers, and count all fates on the way."""
    for source, path in paths.items():
        for batch in batches(path, ["id", "fate"]):
            fates[source].update(dict(batch["fate"].value_counts().iter_rows()))
            kept = batch.filter(pl.col("fate") == "kept")
            yield kept.select("id", pl.lit(source).alias("source"))


def _compare(kept: pl.DataFrame, standing: pl.DataFrame, faults: dict[str, _Faults]) -> None:
    for side, other, name in ((kept, standing, "missing"), (standing, kept, "foreign")):
        differing = side.join(other, on=["id", "source"], how="anti")
        for (source,), rows in differing.group_by("source"):
            getattr(faults[str(source)], name).add(rows["id"])


def _balance(source: str, counts: SourceFacts, fates: Counter[str]) -> Iterator[str]:
    counted = (fates.total(), fates["kept"], fates["removed"], fates["quarantined"])
    wanted = tuple(counts.by_fate().values())
    if counted != wanted:
        yield f"{source}: read, kept, removed, quarantined are {counted} in the files and {wanted} in release.json"
    if counts.read != counts.kept + counts.removed + counts.quarantined:
        yield f"{source}: does not balance"


def _sentences(source: str, faults: _Faults) -> Iterator[str]:
    missing, foreign = faults.missing, faults.foreign
    if missing.count:
        yield f"{source}: {missing.count} kept documents stand in no file, such as {missing.first}"
    if foreign.count:
        yield f"{source}: {foreign.count} documents in the files are not kept by the ledger, such as {foreign.first}"


def _readable(paths: Sequence[Path], columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Yield columns of the files that can be read; the check of the schema names the others."""
    for path in paths:
        try:
            yield from batches(path, columns)
        except (OSError, pa.ArrowInvalid):
            continue
