"""The files of a release: the same rows give the same bytes, an id has its one bucket, digests outlive the writer."""

from __future__ import annotations

import random

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release_files import data_files


@pytest.fixture
def table(demo_release):
    paths = sorted(demo_release.glob("data/*/*.parquet"))
    return pl.concat([pl.read_parquet(path) for path in paths]).to_arrow().cast(data_files.COLUMNS)


def _shuffled(table):
    order = list(range(len(table)))
    random.Random(7).shuffle(order)  # noqa: S311  an order, no secret
    return table.take(order)


def test_rows_in_any_order_give_the_same_bytes(table, tmp_path):
    data_files.write(tmp_path / "a.parquet", table)
    data_files.write(tmp_path / "b.parquet", _shuffled(table))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    ids = pq.read_table(tmp_path / "a.parquet", columns=["id"])["id"].to_pylist()
    assert ids == sorted(ids, key=lambda document_id: (data_files.hash_of(document_id), document_id))


def test_the_digest_is_that_of_the_content(table):
    digest = data_files.content_digest(data_files.row_digests(table))
    assert data_files.content_digest(data_files.row_digests(_shuffled(table))) == digest
    assert data_files.content_digest(data_files.row_digests(table.slice(1))) != digest
    frame = pl.from_arrow(table)
    changed = frame.with_columns(pl.col("text") + ".").to_arrow().cast(data_files.COLUMNS)
    assert data_files.content_digest(data_files.row_digests(changed)) != digest


def test_one_lookup_by_id_needs_no_scan(table, tmp_path):
    data_files.write(tmp_path / "a.parquet", table)
    column = pq.ParquetFile(tmp_path / "a.parquet").metadata.row_group(0).column(0)
    assert column.path_in_schema == "id"
    assert column.has_offset_index
    assert column.compression == "ZSTD"


def test_hashes_are_the_ones_documented():
    assert data_files.hash_of("demo/1") == data_files.hash_of("demo/1") != data_files.hash_of("demo/2")
    assert 0 <= data_files.hash_of("") < 1 << 64
    assert data_files.file_name("train", 3, 16) == "train-00003-of-00016.parquet"


@given(st.integers(0, 10**13), st.integers(1, 10**9))
def test_files_are_no_larger_than_aimed_at_and_their_number_a_power_of_two(text_bytes, bucket_bytes):
    count = data_files.buckets_for(text_bytes, bucket_bytes)
    assert count & (count - 1) == 0
    assert count * bucket_bytes >= text_bytes
    assert count == 1 or count // 2 * bucket_bytes < text_bytes
