from __future__ import annotations

import json
import shutil

from pipeline.describe import describe, fairness
from pipeline.describe.fairness import FairnessRow
from tests.e2e import running


def row(group, german, source, removed, mentioning, removed_others, others):
    """Return a row with these counts; the difference is that of the shares."""
    difference = removed / mentioning - removed_others / others
    counts = {
        "mentioning": mentioning,
        "removed_mentioning": removed,
        "others": others,
        "removed_others": removed_others,
    }
    bounds = {"difference": difference, "low": difference - 0.01, "high": difference + 0.01, "interval": "newcombe"}
    return FairnessRow(group=group, german=german, english=group, source=source, **counts, **bounds)


def test_no_rate_rests_on_fewer_than_thirty_texts(demo_release):
    rows = fairness.read(demo_release)
    assert all(min(one.mentioning, one.others) >= 30 for one in rows)
    shown = running.here("inspect", demo_release, "--fairness")
    assert shown.status == 0
    assert rows or "30 documents" in shown.out


def test_it_stands_in_the_datasheet_and_is_shown(demo_release, tmp_path):
    release = tmp_path / "release"
    shutil.copytree(demo_release, release)
    whole = row("women", "Frauen", fairness.EVERYWHERE, 3, 60, 4, 40)
    fairness.write(release, [whole, row("women", "Frauen", "demo-forum", 3, 30, 0, 30)])
    keys = list(json.loads((release / "fairness.json").read_text("utf-8"))[0])
    assert keys[:4] == ["group", "german", "english", "source"]
    assert keys[-4:] == ["difference", "low", "high", "interval"]
    describe(release)
    sheet = (release / "datasheet.md").read_text("utf-8")
    assert "| Frauen | Alle Quellen | 60 | 5,0 % | 40 | 10,0 % | -5,0 " in sheet
    assert "| women | All sources | 60 | 5.0 % | 40 | 10.0 % | -5.0 " in sheet
    shown = running.here("inspect", release, "--fairness")
    assert "women" in shown.out
    one = running.here("inspect", release, "--fairness", "--source", "demo-forum", "--json")
    assert {found["source"] for found in json.loads(one.out)} == {"demo-forum"}
    assert running.here("inspect", release, "--fairness", "--source", "demo-foru").status == 2


def test_a_workspace_has_none(demo_workspace):
    assert running.here("inspect", demo_workspace, "--fairness").status == 2
