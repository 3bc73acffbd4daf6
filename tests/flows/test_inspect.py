"""`gemeingut inspect`: the documents of a release or of a workspace, chosen in every way there is."""

from __future__ import annotations

import json

import pytest

from tests.e2e import running
from tests.e2e.running import facts_of


def _rows(place, *arguments):
    done = running.here("inspect", place, "--json", *arguments)
    assert done.status == 0, done.err
    return json.loads(done.out)


def test_without_an_option_it_is_the_funnel(demo_release):
    done = running.here("inspect", demo_release)
    facts = facts_of(demo_release)
    total = next(line for line in done.out.splitlines() if line.startswith("total")).split()
    assert total[1:5] == [str(facts["counts"][name]) for name in ("read", "kept", "removed", "quarantined")]


def test_all_rows_are_those_of_the_ledger(demo_release):
    counts = facts_of(demo_release)["counts"]
    assert len(_rows(demo_release)) == counts["read"]
    assert len(_rows(demo_release, "--kept")) == counts["kept"]
    assert len(_rows(demo_release, "--removed")) == counts["removed"] + counts["quarantined"]


def test_a_workspace_and_its_release_tell_the_same_fates(demo_workspace, demo_release):
    def told(place):
        return {row["id"]: (row["fate"], row["reason"]) for row in _rows(place) if row["fate"] != "quarantined"}

    in_release = told(demo_release)
    assert {one: fate for one, fate in told(demo_workspace).items() if one in in_release} == in_release


def test_filters_combine(demo_release):
    rows = _rows(demo_release, "--source", "demo-forum", "--reason", "wrong_language")
    assert sorted(row["id"] for row in rows) == ["demo-forum/f-0026"]
    assert {(row["measure"], row["value"], row["limit"], row["related"]) for row in rows} == {
        ("language", None, None, "eng"),
    }
    assert _rows(demo_release, "--kept", "--reason", "wrong_language") == []


def test_one_document_comes_whole_with_its_parts(demo_release):
    rows = _rows(demo_release, "--id", "demo-schauspiel/wettermacher")
    assert len(rows) >= 2
    assert all(row["text"] and row["id"].startswith("demo-schauspiel/wettermacher#") for row in rows)
    shown = running.here("inspect", demo_release, "--id", "demo-glossar/zehnt").out
    assert shown.startswith("demo-glossar/zehnt: kept\n")


def test_the_text_of_a_removed_document_is_in_the_workspace_alone(demo_workspace, demo_release):
    assert _rows(demo_release, "--id", "demo-forum/f-0026")[0]["text"] is None
    assert _rows(demo_workspace, "--id", "demo-forum/f-0026")[0]["text"]
    assert "its text is not here" in running.here("inspect", demo_release, "--id", "demo-forum/f-0026").out


def test_a_removed_document_shows_measure_value_and_limit(demo_release):
    shown = running.here("inspect", demo_release, "--source", "demo-forum", "--reason", "too_few_words").out
    assert "words" in shown
    assert "(limit " in shown


def test_a_sample_is_the_same_every_time_and_a_prefix_of_a_larger_one(demo_release):
    small, large = _rows(demo_release, "--kept", "--sample", 3), _rows(demo_release, "--kept", "--sample", 6)
    assert len(small) == 3
    assert large[:3] == small
    assert len({row["id"].split("/")[0] for row in large}) > 1


def test_a_measure_is_distributed_over_the_chosen_documents(demo_workspace, demo_release):
    found = _rows(demo_release, "--measure", "words")
    assert found["documents"] == facts_of(demo_release)["counts"]["kept"]
    quantiles = list(found["quantiles"].values())
    assert quantiles == sorted(quantiles)
    assert quantiles[0] < found["mean"] < quantiles[-1]
    removed = _rows(demo_workspace, "--removed", "--measure", "words")
    assert removed["quantiles"]["0.00"] < quantiles[0]
    assert "mean" in running.here("inspect", demo_release, "--measure", "words").out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--id", "demo-forum/none"], 1, "no such document"),
        (["--measure", "beauty"], 2, "no such measure"),
        (["--measure", "word"], 2, "words"),
        (["--source", "demo-foru"], 2, "demo-forum"),
        (["--reason", "to_few_words"], 2, "too_few_words"),
        (["--reason", "zzz"], 2, "there are"),
        (["--sample", "0"], 2, "--sample 0"),
        (["--kept", "--removed"], 2, "not allowed with"),
    ],
)
def test_what_cannot_be_shown_is_said(arguments, status, words, demo_release):
    done = running.here("inspect", demo_release, *arguments)
    assert done.status == status
    assert words in done.err
    assert "unexpected" not in done.err


def test_a_place_with_nothing_in_it(tmp_path):
    done = running.here("inspect", tmp_path)
    assert done.status == 1
    assert "neither a release nor a workspace" in done.err
