"""A source that cannot be had: a warning with its reason, a run that goes on, and status 1 only if there is no other."""

from __future__ import annotations

import json

import pytest

from tests.e2e import running
from tests.e2e.folders import beside_a_healthy_one, changed
from tests.e2e.running import facts_of


@pytest.mark.parametrize(
    ("fetch", "reason", "words"),
    [
        ([{"path": "gone.jsonl"}], "not_fetched", ["gone.jsonl"]),
        ([{"path": "notes.jsonl", "sha256": "0" * 64}], "wrong_hash", ["0" * 64]),
        ([{"url": "file:///nowhere/gone.jsonl"}], "not_fetched", ["gone.jsonl"]),
    ],
    ids=["missing", "hash", "file-url"],
)
def test_a_source_that_cannot_be_had_is_a_warning(fetch, reason, words, mine, workspace):
    done = running.run(beside_a_healthy_one(mine, fetch=fetch), workspace)
    facts = facts_of(done.release)
    assert [(one["source"], one["fate"], one["reason"]) for one in facts["not_read"]] == [("notes", "failed", reason)]
    warnings = [line for line in done.err.splitlines() if line.startswith("warning: notes")]
    assert warnings
    assert [word for word in words if word not in warnings[-1]] == []
    assert facts["sources"]["healthy"]["kept"] == 4
    strict = running.run(mine, workspace, "--strict")
    assert strict.status == 1
    assert strict.last == str(done.release)


def test_offline_fetches_nothing(mine, workspace):
    done = running.run(
        beside_a_healthy_one(mine, fetch=[{"url": "https://example.org/notes.jsonl"}]), workspace, "--offline"
    )
    assert [one["reason"] for one in facts_of(done.release)["not_read"]] == ["not_fetched"]
    assert "offline" in done.err


def test_a_plan_says_that_a_file_is_missing(mine, workspace):
    changed(mine.parent / "source.yaml", fetch=[{"path": "gone.jsonl"}])
    told = json.loads(running.here("plan", mine, "--workspace", workspace, "--json").out)
    assert [one["origin"] for one in told["sources"]] == ["missing"]


def test_no_source_at_all_is_a_failure(mine, workspace):
    changed(mine.parent / "source.yaml", fetch=["gone.jsonl"])
    done = running.run(mine, workspace)
    assert done.status == 1
    assert "none of the 1 sources" in running.errors(done)[0]
    assert done.out == ""


def test_a_file_that_comes_back_is_fetched_by_the_next_run(mine, workspace):
    path = mine.parent / "notes.jsonl"
    path.rename(mine.parent / "away")
    assert running.run(mine, workspace).status == 1
    (mine.parent / "away").rename(path)
    assert facts_of(running.run(mine, workspace).release)["counts"]["kept"] == 4
