from __future__ import annotations

import json

import pytest

from tests.e2e import running


def tune(workspace, *rules):
    asked = [part for rule in rules for part in ("--rule", rule)]
    return running.here("tune", "demo", "--workspace", str(workspace), *asked, "--json")


@pytest.mark.parametrize(
    ("rule", "kept"),
    [("too_few_words=0", True), ("near_duplicate=1.0", True), ("too_few_words=80", False)],
)
def test_a_limit_moves_documents_one_way_only(demo_workspace, rule, kept):
    found = json.loads(tune(demo_workspace, rule).out)
    assert found["changed"]
    assert {one["fate"] for one in found["changed"]} == {"kept" if kept else "removed"}


def test_the_counts_are_those_of_the_ledger(demo_workspace, demo_release):
    facts = json.loads((demo_release / "release.json").read_text(encoding="utf-8"))
    found = json.loads(tune(demo_workspace, "too_few_words=off").out)
    assert {one["source"]: one["kept_before"] for one in found["sources"]} == {
        name: one["kept"] for name, one in facts["sources"].items()
    }


def test_without_json_the_counts_and_the_texts_at_the_margin_are_shown(demo_workspace):
    asked = ("tune", "demo", "--workspace", str(demo_workspace), "--rule", "too_few_words=80", "--sample", "2")
    ran = running.here(*asked)
    found = json.loads(running.here(*asked, "--json").out)
    assert ran.status == 0, ran.err
    assert "newly removed" in ran.out
    for example in found["changed"][:2]:
        _, _, after = ran.out.partition(f"\n{example['id']}: would be removed (too_few_words, words ")
        excerpt = after.split("\n")[1]
        assert excerpt.startswith("  ")
        assert len(excerpt.split()) > 5
    assert ran.out.count("would be removed") == 2


def test_nothing_is_touched(demo_workspace):
    before = {path: path.stat().st_mtime_ns for path in demo_workspace.rglob("*")}
    tune(demo_workspace, "too_few_words=3")
    assert {path: path.stat().st_mtime_ns for path in demo_workspace.rglob("*")} == before


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("no_such_reason=1", "no such rule"),
        ("too_few_words", "expected"),
        ("too_few_words=many", "expected a number"),
        ("moon:too_few_words=1", "no profile 'moon'"),
        ("near_duplicate=0.3", "similarities below 0.7 are not stored"),
    ],
)
def test_what_cannot_be_meant_is_bad_usage(demo_workspace, rule, says):
    ran = tune(demo_workspace, rule)
    assert ran.status == 2
    assert says in ran.err
    assert "Traceback" not in ran.err
