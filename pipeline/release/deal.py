"""Dealing out a shard: its kept documents, cut and masked, are written as pieces for the buckets that they belong to.

Memory is bounded by a shard, and every shard can be dealt out on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from filters import quality_class
from filters.definitions import MEASURES
from licenses.attribution import attribution_line
from pipeline.decide import cuts, nature
from pipeline.release import build_on, token_counts
from pipeline.release.buckets import PLACE, SAMPLE_PLACE, Bucket
from pipeline.release_files import data_files as files
from pipeline.store.files import whole
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.manifest import Source
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

TEXTS: Final = "texts"  # where the texts of a release that is built on are gathered, by shard
MEASURED_ONCE: Final = ("raw_damaged_ratio", "blocked_words_ratio")
"""Not measured again after cuts: one describes the text as it was read, the other depends on the recipe's word lists."""
FROM_DOCUMENTS: Final = (
    "id",
    "text",
    "source",
    "title",
    "authors",
    "date",
    "url",
    "changes",
    "cuts",
    *(name for name in nature.READ if name not in {"id", "date"}),
    "ocr",
)
FROM_KEPT: Final = (
    "license",
    "license_url",
    "license_basis",
    "evidence",
    "duplicates",
    "members",
    "domain",
    "place",
    "in_sample",
)

LOST: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("characters", pa.int64(), nullable=False),
    ]
)
"""Characters that cleaning and cuts removed from kept documents, by reason."""


@dataclass(frozen=True)
class Dealing:
    """Where the documents of a release go: the folder of the pieces, the number of buckets per place, and its tokenizer."""

    out: Path
    planned: dict[str, int]
    tokenizer: Path | None


def deal(
    shard: Shard, workspace: Workspace, collection: str, manifest: Source, snapshot_sha256: str, dealing: Dealing
) -> None:
    """Write the kept documents of a shard as pieces into the folders of their buckets, and what they lost by reason.

    The texts of a shard that is stored without them are in `texts` among the pieces.
    """
    out, planned = dealing.out, dealing.planned
    kept = _kept(workspace, collection, shard)
    if kept.is_empty():
        return
    cut = frame_of(cuts.final(workspace, collection, shard))
    documents = frame_of(workspace.store.read_table(shard.documents(workspace), list(FROM_DOCUMENTS)))
    if build_on.is_outline(workspace, shard):
        texts = out / TEXTS / shard.source / shard.name
        documents = build_on.filled(documents, kept["id"], cut["id"], texts)
    documents = documents.with_columns(pl.lit(snapshot_sha256).alias("snapshot_sha256"))
    rows, lost = _rows(shard, workspace, documents, cut, manifest, kept)
    if dealing.tokenizer:
        rows = rows.append_column(files.TOKENS, token_counts.count(rows.column("text"), dealing.tokenizer))
    name = f"{shard.label}.parquet"
    numbers = [
        files.hash_of(document_id) % planned[place]
        for document_id, place in zip(_values(rows, "id"), _values(rows, "place"), strict=True)
    ]
    rows = rows.append_column("bucket", pa.array(numbers, pa.int32()))
    places = sorted(set(zip(_values(rows, "place"), numbers, strict=True)))
    for place, number in places:
        is_here = pc.and_(pc.equal(rows["place"], place), pc.equal(rows["bucket"], number))
        chosen = rows.filter(is_here) if len(places) > 1 else rows
        _write_piece(chosen, Bucket(place, number, planned[place]), out, name)
    sample = rows.filter(rows["in_sample"])
    if sample.num_rows:
        _write_piece(sample, Bucket(SAMPLE_PLACE, 0, 1), out, name)
    with whole(out / "lost" / name) as temporary:
        pq.write_table(lost, temporary, compression="none")


def _kept(workspace: Workspace, collection: str, shard: Shard) -> pl.DataFrame:
    """Return the kept documents of a shard; they are adjacent in the file, so that no other row group is read."""
    kept = workspace.store.scan_table(workspace.decisions(collection) / "kept.parquet")
    of_shard = (pl.col("source") == shard.source) & (pl.col("shard") == shard.name)
    return kept.filter(of_shard).with_columns(PLACE).collect()


def _write_piece(rows: pa.Table, bucket: Bucket, out: Path, name: str) -> None:
    columns = [column for column in files.schema(tokens=True).names if column in rows.column_names]
    with whole(bucket.pieces(out) / name) as temporary:  # read once and thrown away: quick before small
        pq.write_table(
            rows.select(columns),
            temporary,
            compression="none",
            use_dictionary=list(files.DICTIONARIES),
            write_statistics=False,
        )


def _values(table: pa.Table, name: str) -> list[Any]:
    values: list[Any] = table.column(name).to_pylist()
    return values


def _rows(
    shard: Shard,
    workspace: Workspace,
    documents: pl.DataFrame,
    cut: pl.DataFrame,
    manifest: Source,
    kept: pl.DataFrame,
) -> tuple[pa.Table, pa.Table]:
    measured = frame_of(workspace.store.read_table(shard.annotation(workspace, "measures")))
    spoken = frame_of(
        workspace.store.read_table(shard.annotation(workspace, "language"), ["id", "language", "language_score"])
    )
    facts = kept.select("id", *FROM_KEPT)
    documents = nature.with_nature(documents, manifest)
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
    found_once = measured.select("id", *MEASURED_ONCE)
    again = cut.drop("text", "cuts", "changes", *MEASURED_ONCE).join(found_once, on="id", how="left")
    again = again.select(measured.columns)
    whole = measured.filter(~pl.col("id").is_in(again["id"].implode()))
    return frame.select("id").join(pl.concat([whole, again]), on="id", how="left", maintain_order="left")


def _shaped(frame: pl.DataFrame, quality: pl.DataFrame, manifest: Source) -> pa.Table:
    named = frame.select("title", "authors", "license", "url", "changes")
    attribution = [
        attribution_line(
            title, authors or [], manifest.title, manifest.attribution, license_id, url or manifest.homepage, changes
        )
        for title, authors, license_id, url, changes in named.iter_rows()
    ]
    return (
        frame.with_columns(
            pl.Series("attribution", attribution, dtype=pl.String),
            pl.col("evidence").alias("license_evidence"),
            quality["words"].cast(pl.Int64).alias("words"),
            pl.col("text").str.len_chars().cast(pl.Int64).alias("characters"),
            quality.select(pl.struct(pl.col(name).cast(pl.Float32) for name in MEASURES).alias("quality"))["quality"],
            quality_class.classes(quality, manifest.profile_name()).alias("quality_class"),
        )
        .select(*files.COLUMNS.names, "place", "in_sample")
        .to_arrow()
    )


def _lost(frame: pl.DataFrame) -> pa.Table:
    lost = frame.select("id", "cuts").explode("cuts").drop_nulls("cuts").unnest("cuts")
    return lost.select(LOST.names).to_arrow().cast(LOST)
