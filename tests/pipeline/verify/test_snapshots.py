"""A release beside its snapshots: the files that its locks name are hashed again, and its quotes sought in them again."""

from __future__ import annotations

import json
import shutil

import pyarrow.parquet as pq
import pytest

from pipeline.release_files.facts import read_facts
from pipeline.verify import snapshots
from tests.e2e import running
from tests.e2e.folders import own_folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return a workspace with a release."""
    folder = tmp_path_factory.mktemp("proven")
    running.run(own_folder(folder / "mine"), folder / "w").release  # noqa: B018  fails if the run failed
    return folder / "w"


@pytest.fixture
def release(whole, tmp_path):
    """Return the release in a copy of its workspace that a test may change."""
    shutil.copytree(whole, tmp_path / "w")
    return tmp_path / "w/releases/mine/0.1.0"


def faults(release):
    return list(snapshots.faults(release, read_facts(release)))


def fetched(release, ending):
    return next((release.parents[2] / "snapshots/notes/files").glob(f"*{ending}"))


def test_what_nobody_touched_holds(release):
    assert faults(release) == []


@pytest.mark.parametrize(("ending", "name"), [("notes.jsonl", "notes.jsonl"), ("TERMS.txt", "file:TERMS.txt")])
def test_a_file_that_is_not_the_one_fetched_is_named(release, ending, name):
    path = fetched(release, ending)
    path.write_bytes(path.read_bytes().replace(b"e", b"f", 1))
    assert faults(release) == [f"snapshots/notes: {name} is not the file that the lock names"]


def test_what_was_erased_or_lies_elsewhere_disproves_nothing(release, tmp_path):
    elsewhere = shutil.copytree(release, tmp_path / "elsewhere")
    fetched(release, "notes.jsonl").unlink()
    fetched(release, "TERMS.txt").unlink()
    assert faults(release) == []
    assert faults(elsewhere) == []


def rewritten(release, column, value):
    path = release / "evidence.parquet"
    table = pq.read_table(path)
    values = [
        value if where == "TERMS.txt" else old
        for where, old in zip(table["where"].to_pylist(), table[column].to_pylist(), strict=True)
    ]
    place = table.schema.get_field_index(column)
    pq.write_table(table.set_column(place, table.schema.field(place), [values]), path)


def test_evidence_that_states_the_hash_of_another_file(release):
    rewritten(release, "sha256", "0" * 64)
    assert faults(release) == ["notes: TERMS.txt is not the file whose hash the evidence states"]


def test_a_quote_that_was_put_into_the_release_alone(release):
    rewritten(release, "statement", "CC0 1.0")
    manifest = release / "inputs/sources/notes.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("quote: CC BY 4.0", "quote: CC0 1.0"), "utf-8")
    assert faults(release) == ["notes: the quote 'CC0 1.0' does not stand in TERMS.txt"]


def test_a_page_that_the_lock_does_not_name(release):
    path = release / "inputs/locks/notes.json"
    lock = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(lock | {"pages": []}), "utf-8")
    assert faults(release) == ["notes: TERMS.txt, which is quoted, is not in the snapshot"]
