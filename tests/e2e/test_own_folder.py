"""A user's own folder, run from somewhere else: the contract's smallest example."""

from __future__ import annotations

import json

import polars as pl
import pytest

from pipeline.store import files
from tests.e2e import running
from tests.e2e.folders import TEXTS, changed, notes, own_folder, source, written
from tests.e2e.running import facts_of


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    return own_folder(tmp_path_factory.mktemp("mine"))


@pytest.fixture(scope="module")
def release(mine, tmp_path_factory):
    return running.run(mine, tmp_path_factory.mktemp("w")).release


def test_the_smallest_thing_works_from_another_folder(mine, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = running.apart("run", mine, "--no-prefect", "--workers", 1, cwd=elsewhere)
    assert done.status == 0, done.err
    release = elsewhere / "workspace" / "releases" / "mine" / "0.1.0"
    assert done.last == str(release)
    assert (release / "release.json").is_file()
    assert [path.name for path in elsewhere.iterdir()] == ["workspace"]


def test_every_document_is_kept_with_its_license_and_line_of_attribution(release):
    rows = {row["id"]: row for row in pl.read_parquet(release / "data/*/*.parquet").to_dicts()}
    assert sorted(rows) == sorted(f"notes/{name}" for name in TEXTS)
    for row in rows.values():
        assert row["license"] == "CC-BY-4.0"
        assert row["license_basis"] == "license"
        assert "Example Archive" in row["attribution"]
        assert row["language"] == "deu"
    assert [path.name for path in (release / "data").iterdir()] == ["web-attribution"]


def test_a_text_that_needs_nothing_is_published_as_it_is(release):
    rows = dict(pl.read_parquet(release / "data/*/*.parquet").select("id", "text").iter_rows())
    assert rows == {f"notes/{one['id']}": one["text"] for one in notes()}


def test_the_version_asked_for_is_the_one_built(mine, tmp_path):
    release = running.run(mine, tmp_path, "--version", "2.1.0").release
    assert release.name == "2.1.0"
    assert facts_of(release)["version"] == "2.1.0"


def test_a_version_that_is_none_is_refused(mine, tmp_path):
    done = running.run(mine, tmp_path, "--version", "../../escape")
    assert done.status == 2
    assert "--version" in done.err
    assert not list(tmp_path.rglob("release.json"))


def test_the_date_is_frozen_by_the_first_run(mine, tmp_path):
    first = facts_of(running.run(mine, tmp_path).release)
    state = tmp_path / "state" / "mine.json"
    state.write_text(json.dumps(files.sealed(json.loads(state.read_text("utf-8")) | {"as_of": "2020-02-29"})), "utf-8")
    second = facts_of(running.run(mine, tmp_path).release)
    assert first["as_of"] != "2020-02-29"
    assert second["as_of"] == "2020-02-29"


@pytest.fixture
def two(tmp_path):
    folder = tmp_path / "two"
    path = own_folder(folder)
    other = source() | {"id": "others", "fetch": ["others.jsonl"]}
    (folder / "others.jsonl").write_bytes((folder / "notes.jsonl").read_bytes())
    written(folder / "others.yaml", other)
    return changed(path, sources=["./source.yaml", "./others.yaml"])


def test_only_runs_the_named_source(two, tmp_path):
    facts = facts_of(running.run(two, tmp_path / "w", "--only", "others").release)
    assert list(facts["sources"]) == ["others"]
    assert facts["sources"]["others"]["kept"] == 4


def test_the_same_texts_in_two_sources_are_kept_once(two, tmp_path):
    facts = facts_of(running.run(two, tmp_path / "w").release)
    assert facts["counts"]["kept"] == 4
    assert facts["counts"]["removed_by_reason"] == {"exact_duplicate": 4}


def test_only_with_an_unknown_source_names_those_there_are(two, tmp_path):
    done = running.run(two, tmp_path / "w", "--only", "nobody")
    assert done.status == 2
    assert "nobody" in done.err
    assert "notes, others" in done.err
    assert not (tmp_path / "w" / "snapshots").exists()


def test_a_glob_fetches_every_file_in_order(tmp_path):
    path = own_folder(tmp_path / "mine", fetch=["part-*.jsonl"])
    lines = (tmp_path / "mine" / "notes.jsonl").read_bytes().splitlines(keepends=True)
    for number, line in enumerate(lines):
        (tmp_path / "mine" / f"part-{number}.jsonl").write_bytes(line)
    release = running.run(path, tmp_path / "w").release
    rows = pl.read_parquet(release / "ledger" / "notes.parquet").select("id", "member").rows()
    assert sorted(rows) == sorted((f"notes/{name}", f"part-{number}.jsonl") for number, name in enumerate(TEXTS))
