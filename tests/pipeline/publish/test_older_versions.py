"""A release with takedowns is not published beside versions that still hold the texts, unless a reason is on record."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pytest

from pipeline.portals.registry import target_of
from pipeline.release import build
from tests.e2e import running
from tests.pipeline.portals.conftest import changed


@pytest.fixture
def published(release, tmp_path):
    """Return a folder in which version 1.0.0 is published, and the release 1.1.0, from which a document was taken down."""
    public = tmp_path / "public"
    assert running.here("publish", release, "--to", f"folder:{public}").status == 0
    newer = release.parent / "1.1.0"
    shutil.copytree(release, newer)
    path = newer / "ledger" / "demo-forum.parquet"
    ledger = pl.read_parquet(path)
    is_first = pl.col("id") == ledger.filter(pl.col("fate") == "kept")["id"][0]
    taken = pl.when(is_first).then(pl.lit("takedown"))
    ledger.with_columns(taken.otherwise("reason").alias("reason")).write_parquet(path)
    return public, changed(newer, version="1.1.0")


def publish(release, public, *more):
    return running.here("publish", release, "--to", f"folder:{public}", *more)


def test_it_names_the_versions_that_hold_the_text_and_how_to_go_on(published):
    public, newer = published
    done = publish(newer, public)
    assert done.status == 1
    assert f"1.0.0 at {public}/demo/1.0.0 still holds a text that was taken down" in done.err
    assert "gemeingut withdraw" in done.err
    assert not (public / "demo" / "1.1.0").exists()
    assert publish(newer, public, "--accept", "older_versions_hold").status == 2
    assert publish(newer, public, "--keep-older", " ").status == 2


def test_a_reason_goes_on_record(published):
    public, newer = published
    assert publish(newer, public, "--keep-older", "withdrawn on Friday").status == 0
    (entry,) = json.loads((public / "demo" / "1.1.0" / "publication.json").read_text("utf-8"))["accepted"]
    assert (entry["finding"], entry["reason"]) == ("older_versions_hold", "withdrawn on Friday")
    again = publish(newer, public)
    assert again.status == 0, again.err


def test_a_target_that_holds_no_other_version_is_not_concerned(published, tmp_path):
    _, newer = published
    assert publish(newer, tmp_path / "elsewhere").status == 0


def test_a_version_that_does_not_hold_the_text_is_not_named(published):
    public, newer = published
    shutil.rmtree(public / "demo" / "1.0.0")
    older = newer.parent / "1.0.5"
    shutil.copytree(newer, older)
    path = older / "ledger" / "demo-forum.parquet"
    gone = pl.when(pl.col("reason") == "takedown").then(pl.lit("removed")).otherwise("fate")
    pl.read_parquet(path).with_columns(gone.alias("fate")).write_parquet(path)
    changed(older, version="1.0.5")
    assert publish(older, public).status == 0
    assert publish(newer, public).status == 0


def test_published_versions_are_listed_in_order_and_unfinished_ones_are_not(published):
    public, newer = published
    for version in ("1.10.0", "1.9.0"):
        shutil.copytree(public / "demo" / "1.0.0", public / "demo" / version)
    (public / "demo" / ".part-2.0.0").mkdir()
    (public / "demo" / ".part-2.0.0" / "SHA256SUMS").touch()
    build.write_sums(newer)
    listed = target_of(f"folder:{public}").published("demo")
    assert [entry.version for entry in listed] == ["1.0.0", "1.9.0", "1.10.0"]
    assert target_of(f"folder:{public}").published("other") == []
