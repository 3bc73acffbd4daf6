"""Putting a bucket together: one file of the release from its pieces, and the facts of the file, read back from it.

Memory is bounded by a bucket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.buckets import SAMPLE_PLACE, Bucket
from pipeline.release_files import data_files as files
from pipeline.release_files.facts import Texts, WrittenFile
from pipeline.store.files import read_table, rows, sha256_of
from pipeline.store.schemas import frame_of

if TYPE_CHECKING:
    from pathlib import Path


def put_together(bucket: Bucket, gathered: Path, release: Path) -> WrittenFile:
    """Write one file of the release from its pieces and return its facts: rows, bytes, characters, words, row digests."""
    path = release / bucket.file()
    files.write(path, _gathered(bucket, gathered))
    return facts_of(path, bucket)


def _gathered(bucket: Bucket, gathered: Path) -> pa.Table:
    pieces = [read_table(path) for path in sorted(bucket.pieces(gathered).glob("*.parquet"))]
    return (
        pa.concat_tables(pieces).unify_dictionaries()
        if pieces
        else files.schema(tokens=bucket.has_tokens).empty_table()
    )


def facts_of(path: Path, bucket: Bucket) -> WrittenFile:
    """Return the facts of a written file, counted from the file itself: the count of *kept* comes from here."""
    table = read_table(path)
    return WrittenFile(
        file=bucket.file(),
        subset=bucket.subset,
        split=bucket.split,
        rows=rows(path),
        bytes=path.stat().st_size,
        sha256=sha256_of(path),
        text_bytes=int(pc.sum(pc.binary_length(table.column("text"))).as_py() or 0),
        sources=_grouped(table, "source"),
        licenses=_grouped(table, "license"),
        tokens=pc.sum(table.column("tokens")).as_py() or 0 if "tokens" in table.column_names else None,
        content_digest=files.content_digest(files.row_digests(table)),
    )


def _grouped(table: pa.Table, by: str) -> dict[str, Texts]:
    totals = (
        frame_of(table.select([by, "characters", "words"]))
        .group_by(pl.col(by).cast(pl.String))
        .agg(pl.len().alias("rows"), pl.col("characters").sum(), pl.col("words").sum())
        .sort(by)
    )
    return {row.pop(by): Texts(**row) for row in totals.to_dicts()}


def write_sample(gathered: Path, release: Path) -> None:
    """Write the sample from its pieces; no file if nothing was drawn."""
    bucket = Bucket(SAMPLE_PLACE, 0, 1)
    if bucket.pieces(gathered).is_dir():
        put_together(bucket, gathered, release)
