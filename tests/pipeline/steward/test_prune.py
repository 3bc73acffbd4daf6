"""Pruning a copy: Parquet and JSON Lines lose withdrawn documents, other files keep their bytes."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import polars as pl
import pytest

from pipeline.release_files.withdrawn import Notice
from pipeline.steward.sought import hashed
from tests.e2e import running
from tests.pipeline.steward.conftest import FORUM, ids


@pytest.fixture
def listed(tmp_path):
    notice = Notice(
        collection="demo", hash=hashed(FORUM), versions=("1.0.0",), reason="erasure", date=dt.date(2026, 3, 1)
    )
    path = tmp_path / "withdrawn.jsonl"
    path.write_text(notice.model_dump_json() + "\n", "utf-8")
    return path


def pruned(folder, listed, *more):
    done = running.here("prune", folder, "--withdrawn", listed, *more)
    assert done.status == 0, done.err
    return done.out


def test_a_copied_release_loses_the_document_everywhere_and_nothing_else(demo_release, listed, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(demo_release, copy)
    out = pruned(copy, listed)
    assert ids(copy) == ids(demo_release) - {FORUM}
    assert FORUM not in set(pl.read_parquet(copy / "index" / "*.parquet")["kept_as"])
    before, after = running.digests(demo_release, everything=True), running.digests(copy, everything=True)
    changed = {str(name) for name in before if before[name] != after[name]}
    assert {name.split("/")[0] for name in changed} <= {"data", "sample", "index"}
    assert f"{copy}: this version was withdrawn" in out


def test_lines_of_json_lose_it_and_keep_what_is_no_record(listed, tmp_path):
    path = tmp_path / "train.jsonl"
    path.write_text(
        f"{json.dumps({'id': FORUM, 'text': 'weg'})}\nkein JSON\n{json.dumps({'id': 'demo-forum/x'})}\n", "utf-8"
    )
    pruned(tmp_path, listed)
    assert path.read_text("utf-8") == 'kein JSON\n{"id": "demo-forum/x"}\n'


def test_files_without_ids_and_a_dry_run_change_nothing(listed, tmp_path):
    pl.DataFrame({"n": [1]}).write_parquet(tmp_path / "numbers.parquet")
    pl.DataFrame({"id": [1, 2]}).write_parquet(tmp_path / "keys.parquet")
    pl.DataFrame({"id": [FORUM, "a/b"]}).write_parquet(tmp_path / "mine.parquet")
    before = running.digests(tmp_path, everything=True)
    assert "1 documents would be taken out of 1 files" in pruned(tmp_path, listed, "--dry-run")
    assert running.digests(tmp_path, everything=True) == before
    pruned(tmp_path, listed)
    assert pl.read_parquet(tmp_path / "mine.parquet")["id"].to_list() == ["a/b"]


def test_a_list_that_is_none(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"id": 1}\n', "utf-8")
    assert running.here("prune", tmp_path, "--withdrawn", tmp_path / "x.jsonl").status == 1
    assert running.here("prune", tmp_path, "--withdrawn", tmp_path / "none.jsonl").status == 1
    (tmp_path / "x.jsonl").write_text("", "utf-8")
    assert running.here("prune", tmp_path / "nowhere", "--withdrawn", tmp_path / "x.jsonl").status == 1
