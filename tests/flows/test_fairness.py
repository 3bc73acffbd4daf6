from __future__ import annotations

import json

from pipeline.describe import fairness
from tests.e2e import running


def test_the_release_says_what_filters_did_to_texts_that_mention_groups(demo_release):
    rows = fairness.read(demo_release)
    ledger = json.loads(running.here("inspect", demo_release, "--json").out)
    read = {row["id"].split("/")[0] for row in ledger}
    assert {row.source for row in rows} <= read | {fairness.EVERYWHERE}
    for group in {row.group for row in rows}:
        parts = [row for row in rows if row.group == group]
        whole, *sources = parts
        assert whole.source == fairness.EVERYWHERE
        for name in ("mentioning", "removed_mentioning", "others", "removed_others"):
            assert getattr(whole, name) == sum(getattr(row, name) for row in sources)
    women = [row for row in rows if row.group == "women" and row.source != fairness.EVERYWHERE]
    assert sum(row.mentioning for row in women) > 0
    for row in women:  # who fell for quality first fell for quality; who fell for something else may have as well
        of_source = [one for one in ledger if one["id"].startswith(f"{row.source}/")]
        removed = row.removed_mentioning + row.removed_others
        assert sum(one["stage"] == "quality" for one in of_source) <= removed
        assert row.mentioning + row.others <= len(of_source)


def test_it_stands_in_the_datasheet_and_is_shown(demo_release):
    shown = running.here("inspect", demo_release, "--fairness")
    assert shown.status == 0
    assert "women" in shown.out
    one = running.here("inspect", demo_release, "--fairness", "--source", "demo-forum", "--json")
    assert {row["source"] for row in json.loads(one.out)} == {"demo-forum"}
    assert running.here("inspect", demo_release, "--fairness", "--source", "demo-foru").status == 2
    sheet = (demo_release / "datasheet.md").read_text("utf-8")
    assert "| Frauen | " in sheet
    assert "| women | " in sheet
    assert "fairness.json" in (demo_release / "SHA256SUMS").read_text("utf-8")


def test_a_workspace_has_none(demo_workspace):
    assert running.here("inspect", demo_workspace, "--fairness").status == 2
