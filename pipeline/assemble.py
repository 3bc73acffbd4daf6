"""Assembling a release's data: the kept documents, cut and masked, in buckets of the id's hash.

Two steps, both per piece and restartable: a shard of documents is dealt out to the buckets, then each bucket is put together
and written.  Memory is bounded by a shard, then by a bucket.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from filters.measures import MEASURES
from licenses.attribution import attribution_line
from pipeline import shards as files
from pipeline import workspace as ws
from pipeline.decide import cuts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.decide.shards import Shard
    from pipeline.manifest import Release, Source
    from pipeline.workspace import Workspace

SPLIT: Final = "train"
FROM_KEPT: Final = ("license", "license_url", "license_basis", "evidence", "duplicates", "members", "domain", "subset")
LOST: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("characters", pa.int64(), nullable=False),
    ]
)
"""Characters that kept documents lost, by reason: cleaning and cuts."""


@dataclass(frozen=True)
class Bucket:
    """One file of the release."""

    subset: str
    number: int
    of: int

    def file(self) -> str:
        """Return the path inside the release."""
        return f"data/{self.subset}/{files.file_name(SPLIT, self.number, self.of)}"

    def pieces(self, folder: Path) -> Path:
        """Return the folder in which the pieces for this bucket are gathered."""
        return folder / self.subset / f"{self.number:05d}"


def plan(kept: pl.DataFrame, release: Release, pinned: Mapping[str, int]) -> dict[str, int]:
    """Return the number of buckets per subset: as the collection says, as an earlier release fixed it, or by size."""
    sizes = kept.group_by("subset").agg(pl.col("characters").sum()).sort("subset")
    return {subset: _buckets(subset, characters, release, pinned) for subset, characters in sizes.iter_rows()}


def _buckets(subset: str, characters: int, release: Release, pinned: Mapping[str, int]) -> int:
    if isinstance(release.buckets, int):
        return release.buckets
    if release.buckets and subset in release.buckets:
        return release.buckets[subset]
    return pinned.get(subset) or files.buckets_for(characters, release.bucket_bytes)


def deal(
    shard: Shard, workspace: Workspace, collection: str, manifest: Source, out: Path, planned: dict[str, int]
) -> None:
    """Write the kept documents of a shard as pieces into the folders of their buckets, and what they lost by reason."""
    kept = ws.read_table(workspace.decisions(collection) / "kept.parquet")
    kept = kept.filter(pc.and_(pc.equal(kept["source"], shard.source), pc.equal(kept["shard"], shard.name)))
    if not kept.num_rows:
        return
    rows, lost = _rows(shard, workspace, collection, manifest, kept)
    numbers = [
        files.hash_of(one) % planned[subset]
        for one, subset in zip(_values(rows, "id"), _values(rows, "subset"), strict=True)
    ]
    rows = rows.append_column("bucket", pa.array(numbers, pa.int32()))
    places = sorted(set(zip(_values(rows, "subset"), numbers, strict=True)))
    for subset, number in places:
        chosen = rows.filter(pc.and_(pc.equal(rows["subset"], subset), pc.equal(rows["bucket"], number)))
        bucket = Bucket(subset, number, planned[subset])
        path = bucket.pieces(out) / f"{shard.source}-{shard.name}.parquet"
        ws.write_table(path, chosen.select(files.SHARD.names), "")
    ws.write_table(out / "lost" / f"{shard.source}-{shard.name}.parquet", lost, "")


def _values(table: pa.Table, name: str) -> list[Any]:
    values: list[Any] = table.column(name).to_pylist()
    return values


def _rows(
    shard: Shard, workspace: Workspace, collection: str, manifest: Source, kept: pa.Table
) -> tuple[pa.Table, pa.Table]:
    documents = _frame(ws.read_table(shard.documents(workspace)))
    measured = _frame(ws.read_table(shard.annotation(workspace, "measures")))
    spoken = _frame(ws.read_table(shard.annotation(workspace, "language"))).select("id", "language", "language_score")
    cut = _frame(ws.read_table(cuts.path_of(workspace, collection, shard)))
    facts = _frame(kept).select("id", *FROM_KEPT)
    frame = documents.join(facts, on="id", maintain_order="left").join(spoken, on="id", maintain_order="left")
    frame = frame.join(
        cut.select("id", "text", "cuts", "changes"), on="id", how="left", suffix="_cut", maintain_order="left"
    )
    quality = _requality(measured, cut, frame)
    frame = frame.with_columns(
        pl.coalesce("text_cut", "text").alias("text"),
        pl.concat_list("changes", pl.col("changes_cut").fill_null([])).alias("changes"),
        pl.concat_list("cuts", pl.col("cuts_cut").fill_null([])).alias("cuts"),
    )
    return _shaped(frame, quality, manifest), _lost(frame)


def _requality(measured: pl.DataFrame, cut: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the measures of the kept documents, those of the cut ones taken anew, in the order of `frame`."""
    again = cut.drop("text", "cuts", "changes").select(measured.columns)
    whole = measured.filter(~pl.col("id").is_in(again["id"].implode()))
    return frame.select("id").join(pl.concat([whole, again]), on="id", how="left", maintain_order="left")


def _shaped(frame: pl.DataFrame, quality: pl.DataFrame, manifest: Source) -> pa.Table:
    attribution = [
        _attribution(row, manifest)
        for row in frame.select("title", "authors", "license", "url", "changes").iter_rows(named=True)
    ]
    return (
        frame.with_columns(
            pl.Series("attribution", attribution, dtype=pl.String),
            pl.col("evidence").alias("license_evidence"),
            quality["words"].cast(pl.Int64).alias("words"),
            pl.col("text").str.len_chars().cast(pl.Int64).alias("characters"),
            quality.select(pl.struct(pl.col(name).cast(pl.Float32) for name in MEASURES).alias("quality"))["quality"],
        )
        .select(*files.SHARD.names, "subset")
        .to_arrow()
    )


def _attribution(row: dict[str, Any], manifest: Source) -> str:
    return attribution_line(
        title=row["title"],
        authors=row["authors"] or [],
        source_title=manifest.title,
        attribution=manifest.attribution,
        license_id=row["license"],
        url=row["url"] or manifest.homepage,
        changes=row["changes"],
    )


def _lost(frame: pl.DataFrame) -> pa.Table:
    lost = frame.select("id", "cuts").explode("cuts").drop_nulls("cuts").unnest("cuts")
    return lost.select(LOST.names).to_arrow().cast(LOST)


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"expected a table, found {type(frame).__name__}")
    return frame


def put_together(bucket: Bucket, gathered: Path, release: Path) -> dict[str, Any]:
    """Write one file of the release from its pieces and return its facts: rows, bytes, characters, words, row digests."""
    folder = bucket.pieces(gathered)
    pieces = [ws.read_table(path) for path in sorted(folder.glob("*.parquet"))]
    table = pa.concat_tables(pieces).unify_dictionaries() if pieces else files.SHARD.empty_table()
    path = release / bucket.file()
    files.write(path, table)
    return facts_of(path, bucket)


def facts_of(path: Path, bucket: Bucket) -> dict[str, Any]:
    """Return what a written file says of itself, read back from it: the count of *kept* comes from here."""
    table = ws.read_table(path)
    return {
        "file": bucket.file(),
        "subset": bucket.subset,
        "rows": ws.rows(path),
        "bytes": path.stat().st_size,
        "sha256": ws.sha256_of(path),
        "text_bytes": int(pc.sum(pc.binary_length(table.column("text"))).as_py() or 0),
        "sources": _grouped(table, "source"),
        "licenses": _grouped(table, "license"),
        "content_digest": files.content_digest(files.row_digests(table)),
    }


def _grouped(table: pa.Table, by: str) -> dict[str, dict[str, int]]:
    totals = (
        _frame(table.select([by, "characters", "words"]))
        .group_by(pl.col(by).cast(pl.String))
        .agg(pl.len().alias("rows"), pl.col("characters").sum(), pl.col("words").sum())
        .sort(by)
    )
    return {row[by]: {name: row[name] for name in ("rows", "characters", "words")} for row in totals.to_dicts()}


def all_buckets(planned: Mapping[str, int]) -> Iterable[Bucket]:
    """Return every file of the release, in order."""
    for subset, count in sorted(planned.items()):
        for number in range(count):
            yield Bucket(subset, number, count)
