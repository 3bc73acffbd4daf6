"""How many files a subset gets: as the collection says, as an earlier release fixed it, or by size."""

from __future__ import annotations

import polars as pl

from pipeline.manifest import Collection, Release
from pipeline.release.buckets import all_buckets, plan, planned
from pipeline.release_files.facts import write_facts
from pipeline.store.workspace import open_workspace
from tests.e2e import running
from tests.e2e.folders import changed, lines, notes, own_folder
from tests.e2e.running import digests, facts_of
from tests.pipeline.release_files.made import facts

KEPT = pl.DataFrame({"subset": ["a", "a", "b"], "split": ["train"] * 3, "characters": [600, 600, 10]})


def test_by_size_to_the_next_power_of_two():
    assert plan(KEPT, Release(bucket_bytes=400), {}) == {"a": 4, "b": 1}


def test_an_earlier_number_stays_and_the_collection_wins():
    assert plan(KEPT, Release(bucket_bytes=400), {"a": 2, "c": 8}) == {"a": 2, "b": 1}
    assert plan(KEPT, Release(buckets=3), {"a": 2}) == {"a": 3, "b": 3}
    assert plan(KEPT, Release(buckets={"b": 5}), {"a": 2}) == {"a": 2, "b": 5}


def test_what_is_held_out_is_counted_by_itself():
    held_out = KEPT.with_columns(pl.Series("split", ["train", "test", "train"]))
    assert plan(held_out, Release(bucket_bytes=400), {"a": 2}) == {"a": 2, "a/test": 2, "b": 1}
    assert plan(held_out, Release(buckets=3, bucket_bytes=600), {}) == {"a": 3, "a/test": 1, "b": 3}


def test_every_bucket_has_its_file_in_order():
    assert [one.file() for one in all_buckets({"b": 1, "a/test": 1, "a": 2}, has_tokens=False)] == [
        "data/a/train-00000-of-00002.parquet",
        "data/a/train-00001-of-00002.parquet",
        "data/a/test-00000-of-00001.parquet",
        "data/b/train-00000-of-00001.parquet",
    ]


def test_a_text_that_goes_touches_its_own_file_alone(tmp_path):
    mine = changed(own_folder(tmp_path / "mine"), as_of="2026-01-01", release={"buckets": 8})
    old = digests(running.run(mine, tmp_path / "w", "--version", "1.0.0").release / "data", everything=True)
    (tmp_path / "mine" / "takedowns.yaml").write_text(
        "takedowns: [{id: notes/ferry, date: 2026-02-01, reason: verlangt}]\n", "utf-8"
    )
    release = running.run(mine, tmp_path / "w", "--version", "1.0.1").release
    new = digests(release / "data", everything=True)
    assert old.keys() == new.keys()
    assert len([name for name in old if old[name] != new[name]]) == 1
    assert facts_of(release)["counts"]["kept"] == 3


def test_a_new_version_of_the_same_major_keeps_the_number_of_files(tmp_path):
    mine = changed(own_folder(tmp_path / "mine"), release={"bucket_bytes": 2500})
    before = facts_of(running.run(mine, tmp_path / "w", "--version", "1.0.0").release)["buckets"]
    more = [{**one, "id": f"again-{one['id']}", "text": f"{one['text'][::-1]}"} for one in notes()]
    (tmp_path / "mine" / "notes.jsonl").write_bytes(lines([*notes(), *more]))
    assert facts_of(running.run(mine, tmp_path / "w", "--version", "1.1.0").release)["buckets"] == before


def test_only_whole_releases_up_to_this_one_fix_the_number_of_files(tmp_path):
    workspace = open_workspace(tmp_path)
    for version, buckets in (("0.2.0", 2), ("0.10.0", 10), ("0.10.1-partial", 1), ("0.11.0", 11), ("1.0.0", 99)):
        write_facts(workspace.release("mine", version), facts(version=version, buckets={"a": buckets}))
    table = KEPT.filter(pl.col("subset") == "a").to_arrow()
    workspace.store.write_table(workspace.decisions("mine") / "kept.parquet", table)
    collection = Collection(name="mine", title="Mine", sources=("./s.yaml",))
    assert planned(workspace, collection, "0.10.2") == {"a": 10}
    assert planned(workspace, collection, "0.3.0") == {"a": 2}
