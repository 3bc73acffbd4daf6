"""What compares whole releases does so bucket by bucket, and finds the same however small the buckets are."""

from __future__ import annotations

import shutil
import tempfile

import polars as pl
import pytest

from filters.groups import groups
from pipeline.decide import document_facts
from pipeline.describe import fairness
from pipeline.release import release_index
from pipeline.release_files import bucketed
from pipeline.release_files.diff import compare
from pipeline.release_files.facts import read_facts
from pipeline.store.shard import Shard
from pipeline.store.workspace import open_workspace
from pipeline.verify.standing import ids, ledger
from tests.e2e import folders, running


@pytest.fixture
def small(monkeypatch):
    """Buckets of about three rows, read by two."""
    monkeypatch.setattr(bucketed, "ROWS", 3)
    read = bucketed.batches
    for module in ("release_files.diff", "release.release_index"):
        monkeypatch.setattr(f"pipeline.{module}.batches", lambda path, columns, _rows=0: read(path, columns, 2))
    monkeypatch.setattr("pipeline.verify.standing.batches", lambda path, columns: read(path, columns, 2))


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    root = tmp_path_factory.mktemp("two")
    collection = folders.own_folder(root / "own")
    first = running.run(collection, root / "w", "--version", "1.0.0").release
    changed = {"text": folders.ARCHIVE.replace("\n", " ") + " Das Verzeichnis liegt im Lesesaal aus."}
    light = {"id": "light", "text": folders.LIGHTHOUSE, "license": folders.LICENSE}
    records = [*folders.notes(mower=None, bees={"text": "Zu kurz."}, archive=changed), light]
    (root / "own" / "notes.jsonl").write_bytes(folders.lines(records))
    return first, running.run(collection, root / "w", "--version", "1.1.0").release


def test_every_row_comes_back_once_and_all_rows_of_an_id_together(small):
    rows = [(f"a/{number % 40}", number) for number in range(100)]
    frame = pl.DataFrame(rows, schema=["id", "value"], orient="row")
    schema = {"id": pl.String, "value": pl.Int64}
    tables = {"one": bucketed.Dealt(schema, [frame[:30], frame[30:31], frame[31:]]), "none": bucketed.Dealt(schema, [])}
    found = list(bucketed.buckets(tables, 100))
    assert len(found) == 34
    assert sorted(row for bucket in found for row in bucket["one"].iter_rows()) == sorted(rows)
    assert {bucket["none"].height for bucket in found} == {0}
    for one in {one for one, _ in rows}:
        assert sum(one in bucket["one"]["id"] for bucket in found) == 1


def test_nothing_is_left_on_disk(small, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    frame = pl.DataFrame({"id": [str(one) for one in range(20)]})
    walk = bucketed.buckets({"one": bucketed.Dealt({"id": pl.String}, [frame])}, 20)
    next(walk)
    assert list(tmp_path.iterdir())
    walk.close()
    assert list(tmp_path.iterdir()) == []


def test_releases_differ_by_the_same_in_small_buckets(releases, monkeypatch, request):
    whole = compare(*releases)
    assert (whole["added"]["documents"], whole["removed"]["documents"], whole["changed"]["documents"]) == (1, 2, 1)
    assert whole["removed_by_reason"] == {"not_read": 1, "too_few_words": 1}
    request.getfixturevalue("small")
    assert compare(*releases) == whole


def test_an_untouched_release_stands_in_small_buckets(demo_release, small):
    facts = read_facts(demo_release)
    assert (list(ids(demo_release, facts)), list(ledger(demo_release, facts))) == ([], [])
    assert list(release_index.faults(demo_release)) == []


def test_what_is_wrong_is_named_in_small_buckets(releases, small, tmp_path):
    release = tmp_path / "release"
    shutil.copytree(releases[0], release)
    facts = read_facts(release)
    path = next((release / "data").glob("*/*.parquet"))
    rows = pl.read_parquet(path)
    foreign = rows[-1:].with_columns(pl.lit("other").alias("source"), pl.lit("other/x").alias("id"))
    again = pl.concat([rows[:-1], rows[:1], foreign], how="vertical_relaxed")
    again.write_parquet(path)
    twice, gone = rows["id"][0], rows["id"][-1]
    assert next(ids(release, facts)) == f"{twice} stands 2 times"
    told = list(ledger(release, facts))
    assert f"notes: 1 kept documents stand in no file, such as {gone}" in told
    assert "release.json knows no source 'other', which documents in the files are of" in told
    faults = list(release_index.faults(release))
    assert "other/x is not in the index with the text that was published" in faults
    assert f"the index holds 1 documents that the release does not, such as {gone}" in faults


def test_a_judge_remembers_a_bounded_number_of_terms(monkeypatch):
    known: dict[str, int] = {}
    monkeypatch.setattr(document_facts, "REMEMBERED", 3)
    for number, key in enumerate("abcdef"):
        document_facts.remember(known, key, number)
    assert known == {"d": 3, "e": 4, "f": 5}


def _counted(root, sizes):
    """Report on 150 documents of one source in shards of these sizes."""
    workspace = open_workspace(root)
    names = [f"notes/{number:03d}" for number in range(150)]
    marks = {name: [number % (place + 2) == 0 for number in range(150)] for place, name in enumerate(groups())}
    everything = pl.DataFrame({"id": names, **marks, "words": [10 + number * 7 % 90 for number in range(150)]})
    shards = [Shard("notes", f"{place:05d}") for place in range(len(sizes))]
    for place, (shard, size) in enumerate(zip(shards, sizes, strict=True)):
        part = everything[sum(sizes[:place]) :][:size]
        workspace.store.write_table(shard.annotation(workspace, "groups"), part.drop("words").to_arrow())
        workspace.store.write_table(shard.annotation(workspace, "measures"), part.select("id", "words").to_arrow())
    said = (
        [(one, "quality") for one in names[::3]] + [(one, "language") for one in names[::7]] + [(names[1], "license")]
    )
    decisions = pl.DataFrame(said, schema=["id", "stage"], orient="row").to_arrow()
    return fairness.report(workspace, {"notes": shards}, decisions, [names[5], "other/1"])


def test_groups_are_counted_alike_however_documents_are_dealt_to_shards(tmp_path):
    whole = _counted(tmp_path / "whole", [150])
    assert whole == _counted(tmp_path / "parts", [7, 1, 120, 22])
    left = [number for number in range(150) if number % 7 and number != 5]
    first = whole[1]
    assert first.source == "notes"
    assert first.mentioning == sum(number % 2 == 0 for number in left)
    assert first.removed_mentioning == sum(number % 6 == 0 for number in left)
    assert first.removed_others == sum(number % 3 == 0 and number % 2 == 1 for number in left)
