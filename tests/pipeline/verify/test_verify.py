"""A release that was tampered with does not verify, even where all its counts are right."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from pipeline.release.build import write_sums
from pipeline.verify.verify import verify_folder


@pytest.fixture
def release(demo_release, tmp_path):
    return shutil.copytree(demo_release, tmp_path / "release")


def broken(release):
    return {one.check: one.detail for one in verify_folder(release) if not one.holds}


def test_an_untouched_release_verifies(release):
    assert broken(release) == {}


def test_a_kept_and_a_removed_document_that_changed_places_are_named(release):
    path = release / "ledger" / "demo-stadtrat.parquet"
    rows = pl.read_parquet(path)
    kept = rows.filter(pl.col("fate") == "kept")["id"][0]
    removed = rows.filter(pl.col("fate") == "removed")["id"][0]
    swapped = {kept: removed, removed: kept}
    rows.with_columns(pl.col("id").replace(swapped)).write_parquet(path)
    write_sums(release)
    assert set(broken(release)) == {"ledger"}
    assert kept in broken(release)["ledger"]
    assert removed in broken(release)["ledger"]


def test_a_sampled_document_that_is_not_in_the_data_is_named(release):
    path = next((release / "sample").glob("*.parquet"))
    rows = pl.read_parquet(path)
    rows.with_columns(pl.concat_str(pl.col("id"), pl.lit("-")).alias("id")).write_parquet(path)
    write_sums(release)
    assert "ids" in broken(release)


def test_a_kept_document_whose_proofs_were_all_found_wrong_is_named(release):
    path = next((release / "data").glob("law-free/*.parquet"))
    kept = pl.read_parquet(path, columns=["id", "license_evidence"]).row(0, named=True)
    proofs = pl.read_parquet(release / "evidence.parquet")
    is_cited = pl.col("evidence_id").is_in(kept["license_evidence"])
    wrong = pl.when(is_cited).then(pl.lit("the quote is not there")).otherwise("finding").alias("finding")
    proofs.with_columns(wrong).write_parquet(release / "evidence.parquet")
    write_sums(release)
    assert set(broken(release)) == {"evidence"}
    assert "found wrong" in broken(release)["evidence"]
