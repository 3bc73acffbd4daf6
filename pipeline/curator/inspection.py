"""Looking at the documents of a release or a workspace: which were kept, which were removed, for which reason and value."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from gemeingut.errors import InputError, PlaceError
from pipeline.manifest.reasons import sentences
from pipeline.release_files import data_files as files
from pipeline.release_files.facts import is_release, read_facts
from pipeline.store import workspace as ws
from pipeline.store.former_ids import called
from pipeline.store.rows import first_reasons
from pipeline.store.schemas import frame_of
from pipeline.store.shard import shards_of
from pipeline.store.store import Name

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAREST: Final = 3  # names offered for one that does not exist
LISTED: Final = 60
QUANTILES: Final = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)


class InspectError(PlaceError, ValueError):
    """There is nothing to look at in that place."""


class UnknownNameError(InputError, InspectError):
    """A source, reason or measure does not exist; the message holds the nearest names."""


@dataclass(frozen=True)
class Wanted:
    """Which documents to look at."""

    source: str | None = None
    is_kept: bool | None = None
    reason: str | None = None
    document_id: str | None = None


def fates(place: Path, wanted: Wanted) -> pl.DataFrame:
    """Return the ledger's rows that are wanted, ordered by the hash of the id, so that the first N are a fair sample.

    Raises UnknownNameError for a source that was not read and a reason that does not exist, so that no typo looks like
    "none".
    """
    frame = _release(place) if is_release(place) else _workspace(place)
    if wanted.source:
        check_name("source", wanted.source, _sources(place))
    if wanted.reason:
        check_name("reason", wanted.reason, {*sentences(), *frame["reason"].drop_nulls().unique()})
    if wanted.source:
        frame = frame.filter(pl.col("id").str.starts_with(f"{wanted.source}/"))
    if wanted.is_kept is not None:
        frame = frame.filter((pl.col("fate") == "kept") == wanted.is_kept)
    if wanted.reason:
        frame = frame.filter(pl.col("reason") == wanted.reason)
    if wanted.document_id:
        frame = _called(frame, wanted.document_id)
    order = pl.Series("order", [files.hash_of(document_id) for document_id in frame["id"]], dtype=pl.UInt64)
    return frame.with_columns(order).sort("order", "id").drop("order")


def _called(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the rows of a document or of a work's parts; where there are none, of those that a former id means."""
    rows = frame.filter((pl.col("id") == name) | pl.col("id").str.starts_with(f"{name}#"))
    return rows if len(rows) else frame.filter(pl.col("id").is_in(called(name, frame["id"])))


def check_name(kind: str, name: str, known: Iterable[str]) -> None:
    """Raise UnknownNameError with the nearest of the names there are, unless `name` is one of them."""
    names = sorted(known)
    if name in names:
        return
    near = difflib.get_close_matches(name, names, n=NEAREST, cutoff=0.5) or [
        known_name for known_name in names if name in known_name
    ]
    listed = f"{', '.join(near[:NEAREST])} meant?" if near else f"there are {', '.join(names[:LISTED])}"
    raise UnknownNameError(f"--{kind} {name}: no such {kind}; {listed}")


def _sources(place: Path) -> set[str]:
    if is_release(place):
        facts = read_facts(place)
        return {*facts.sources, *(refused.source for refused in facts.not_read)}
    return {name.parent.name for name in ws.open_workspace(place).store.names(Name("read"), "*/read.json")}


def _release(place: Path) -> pl.DataFrame:
    paths = files.ledger_files(place)
    if not paths:
        raise InspectError(f"{place}: the release has an empty ledger")
    return pl.concat([pl.read_parquet(path) for path in paths])


def _workspace(place: Path) -> pl.DataFrame:
    workspace = ws.open_workspace(place)
    store = workspace.store
    decided = store.names(Name("decisions"), "*/decisions.parquet")
    read = [name.parent.name for name in store.names(Name("read"), "*/read.json")]
    shards = [shard.documents(workspace) for source in read for shard in shards_of(workspace, source)]
    if not decided or not shards:
        raise InspectError(f"{place}: neither a release nor a workspace in which a collection was decided")
    rows = [first_reasons(store.read_table(name)) for name in decided]
    reasons = pl.concat(rows).unique("id", keep="first", maintain_order=True)
    documents = pl.concat([frame_of(store.read_table(name, ["id", "member"])) for name in shards])
    fate = pl.when(pl.col("reason").is_null()).then(pl.lit("kept")).otherwise(pl.lit("removed")).alias("fate")
    return documents.join(reasons, on="id", how="left").with_columns(fate).drop("rank")


def texts(place: Path | ws.Workspace, ids: list[str]) -> dict[str, str]:
    """Return the texts of the documents that the place still holds: kept ones in a release, all in a workspace."""
    frames = _frames(place, Name("documents"))
    if not frames or not ids:
        return {}
    rows = pl.concat(frame.select("id", "text").filter(pl.col("id").is_in(ids)) for frame in frames).collect()
    return dict(rows.iter_rows())


def _frames(place: Path | ws.Workspace, tables: Name) -> list[pl.LazyFrame]:
    """Return the data files of a release, or the tables of that kind of a workspace, as frames."""
    if isinstance(place, Path) and is_release(place):
        return [pl.scan_parquet(path) for path in files.data_files(place)]
    store = (ws.open_workspace(place) if isinstance(place, Path) else place).store
    return [store.scan_table(name) for name in store.names(tables, "*/*.parquet")]


def distribution(place: Path, measure: str, ids: pl.Series) -> dict[str, Any]:
    """Return quantiles of a measure over the documents of these ids, and how many have a value."""
    frames = _frames(place, Name("annotations", "measures"))
    if not frames:
        raise InspectError(f"{place}: no measures there")
    if is_release(place):
        frames = [frame.select("id", "language_score", pl.col("quality").struct.unnest()) for frame in frames]
    frame = pl.concat(frames)
    names = frame.collect_schema().names()
    check_name("measure", measure, set(names) - {"id"})
    values = frame.filter(pl.col("id").is_in(ids.implode())).select(pl.col(measure).cast(pl.Float64)).collect()[measure]
    known = values.drop_nulls().drop_nans()
    quantiles = {f"{share:.2f}": known.quantile(share, "nearest") for share in QUANTILES} if len(known) else {}
    return {"measure": measure, "documents": len(known), "mean": known.mean(), "quantiles": quantiles}
