"""`gemeingut plan` and `gemeingut sources`: what there is and what would happen, with nothing changed."""

from __future__ import annotations

import json
import re

import pytest

from pipeline.manifest.load import manifests_root
from tests.e2e import running
from tests.e2e.folders import changed, own_folder, source


def _plan(*arguments):
    done = running.here("plan", *arguments, "--json")
    assert done.status == 0, done.err
    return json.loads(done.out)


def test_a_plan_changes_nothing(tmp_path):
    mine = own_folder(tmp_path / "mine")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    plan = _plan(mine, "--workspace", tmp_path / "w")
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    (one,) = plan["sources"]
    assert (one["source"], one["license"], one["verdict"], one["proof"]) == (
        "notes",
        "CC-BY-4.0",
        "accept",
        "unchecked",
    )
    assert one["bytes"] == (tmp_path / "mine" / "notes.jsonl").stat().st_size
    assert plan["needs"]["disk_bytes"] > one["bytes"]


def test_after_a_run_the_proof_is_checked(tmp_path):
    mine = own_folder(tmp_path / "mine")
    running.run(mine, tmp_path / "w").release  # noqa: B018  fails if the run failed
    assert _plan(mine, "--workspace", tmp_path / "w")["sources"][0]["proof"] == "proven"
    (tmp_path / "mine" / "TERMS.txt").write_text("Nichts davon.", "utf-8")
    running.run(mine, tmp_path / "w").release  # noqa: B018
    one = _plan(mine, "--workspace", tmp_path / "w")["sources"][0]
    assert (one["verdict"], one["reason"], one["proof"]) == ("review", "license_unproven", "unproven")
    assert "does not stand in" in one["why"]


def test_a_source_that_the_policy_rejects_is_rejected_in_the_plan(tmp_path):
    said = source()["license"] | {"id": "CC-BY-NC-4.0", "scope": "source"}
    mine = own_folder(tmp_path / "mine", license=said)
    (one,) = _plan(mine, "--workspace", tmp_path / "w")["sources"]
    assert (one["verdict"], one["reason"]) == ("reject", "license_rejected")


ENGLISH = re.compile(r"\b(the|is|not|of|what|stand|stands|review|accept|reject|missing|needs|source|verdict|from)\b")
CASES = {
    "free": ({}, "accept", None),
    "noncommercial": ({"id": "CC-BY-NC-4.0", "scope": "source"}, "reject", "kommerzielle Nutzung"),
    "unproven": (
        {"scope": "source", "evidence": [{"kind": "file", "file": "TERMS.txt", "quote": "CC0"}]},
        "review",
        "das Zitat steht nicht in 'TERMS.txt'; Zitat oder Fundstelle im Manifest richtigstellen",
    ),
    "nothing": ({"id": None, "scope": "source", "evidence": []}, "reject", "Es wurde keine Lizenz erkannt"),
    "unversioned": ({"id": "LicenseRef-GFDL", "scope": "source"}, "review", "gemeingut review"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_plan_in_german_is_german_and_says_what_is_to_be_done(tmp_path, case):
    license_, verdict, step = CASES[case]
    mine = own_folder(tmp_path / "mine", license=source()["license"] | license_)
    if case == "unproven":  # what a quote says is known when it has been fetched
        running.here("run", mine, "--workspace", tmp_path / "w", "--no-prefect")
    shown = running.here("plan", mine, "--workspace", tmp_path / "w", "--lang", "de").out
    named = re.sub(r"\S*[/_]\S*|gemeingut review|\(.*?\)", "", shown)
    assert ENGLISH.findall(named) == []
    found = _plan(mine, "--workspace", tmp_path / "w", "--lang", "de")
    assert found["sources"][0]["verdict"] == verdict  # ids stay for programs
    if step is None:
        assert (found["to_do"], "Was zu tun ist" in shown) == ({}, False)
    else:
        assert step in found["to_do"]["notes"]
        assert found["to_do"]["notes"] in shown
        english = _plan(mine, "--workspace", tmp_path / "w")
        assert english["to_do"]["notes"] not in shown
        assert english["sources"][0]["reason_sentence"] != found["sources"][0]["reason_sentence"]


def test_a_source_kept_out_for_another_reason_than_its_licence_leaves_nothing_to_do(tmp_path):
    admission = {"verdict": "reject", "reason": "benchmark", "note": "Ein Bewertungsdatensatz."}
    mine = own_folder(tmp_path / "mine", admission=admission)
    found = _plan(mine, "--workspace", tmp_path / "w", "--lang", "de")
    assert "Bewertungsdatensatz" in found["to_do"]["notes"]
    assert "Erlaubnis" not in found["to_do"]["notes"]


def test_a_source_whose_documents_are_all_witnesses_is_named_as_one():
    (xquad,) = [source for source in _plan("real")["sources"] if source["source"] == "xquad-de"]
    assert xquad["witness"]


def test_a_witness_is_named_as_one(tmp_path):
    said = source()["license"] | {"id": "CC-BY-NC-4.0", "scope": "source"}
    mine = own_folder(tmp_path / "mine", license=said, witness=True)
    (one,) = _plan(mine, "--workspace", tmp_path / "w")["sources"]
    assert (one["witness"], one["verdict"], one["proof"]) == (True, "reject", "unchecked")
    shown = running.here("plan", mine, "--workspace", tmp_path / "w").out
    assert "license_rejected, a witness: compared, never published" in shown


def test_what_a_target_still_lacks_is_said(tmp_path):
    mine = changed(own_folder(tmp_path / "mine"), publish=["ckan:https://example.org#amt", "folder:out"])
    lacking = _plan(mine, "--workspace", tmp_path / "w")["targets"]
    assert lacking["folder:out"] == []
    assert {"publisher", "contact", "contributor_id"} <= set(lacking["ckan:https://example.org#amt"])


def test_tokens_approval_and_wrong_targets_are_said(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_geheim")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    wanted = ["github:amt/texte", "huggingface:amt/texte", "huggingface:amt"]
    mine = changed(own_folder(tmp_path / "mine"), publish=wanted, approval="required", description="Texte")
    lacking = _plan(mine, "--workspace", tmp_path / "w")["targets"]
    assert lacking["github:amt/texte"] == ["the approval of the release (--approval FILE)"]
    assert "HF_TOKEN in the environment" in lacking["huggingface:amt/texte"]
    assert "expected huggingface:OWNER/NAME" in lacking["huggingface:amt"][0]
    told = running.here("plan", mine, "--workspace", tmp_path / "w")
    assert "missing contact, HF_TOKEN in the environment" in told.out
    assert "ghp_geheim" not in told.out + told.err


def test_the_table_for_a_person_names_every_source(demo_workspace):
    done = running.here("plan", "demo", "--workspace", demo_workspace)
    assert done.status == 0
    for name in ("demo-kalender", "demo-nachlass", "demo-schauspiel"):
        assert any(line.startswith(name) for line in done.out.splitlines())
    assert "license_unproven" in done.out


def test_sources_lists_every_manifest_that_ships():
    done = running.here("sources", "--json")
    assert done.status == 0, done.err
    rows = json.loads(done.out)
    assert sorted(one["source"] for one in rows) == sorted(
        path.stem for path in (manifests_root() / "sources").glob("*.yaml")
    )
    assert {one["verdict"] for one in rows} <= {"accept", "review", "reject", "per document"}


@pytest.mark.parametrize("pattern", ["gesetze-bund", "GESETZE-BUND"])
def test_sources_can_be_searched(pattern):
    rows = json.loads(running.here("sources", pattern, "--json").out)
    assert "gesetze-bund" in [one["source"] for one in rows]
    assert len(rows) < 49


def test_a_pattern_that_nothing_matches_is_no_error():
    done = running.here("sources", "gibtesnicht")
    assert (done.status, done.out) == (0, "0 sources\n")


def test_what_descriptions_will_have_to_do_without_is_said(tmp_path):
    mine = own_folder(tmp_path / "own")
    silent = _plan(mine, "--workspace", tmp_path / "w")["undescribed"]
    assert {"publisher", "contact", "description", "contributor_id"} <= set(silent)
    changed(mine, publisher={"name": "Amt"}, description="Etwas.")
    assert not {"publisher", "description"} & set(_plan(mine, "--workspace", tmp_path / "w")["undescribed"])
    told = running.here("plan", mine, "--workspace", tmp_path / "w").out
    assert "not said by the collection: contact (nobody is named to whom a removal can be addressed)" in told
    assert "publisher (" not in told
