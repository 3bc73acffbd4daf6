"""`gemeingut review`: the groups out, a person's decisions in, and what they change."""

from __future__ import annotations

import csv
import json

import polars as pl
import pytest

from tests.e2e import running
from tests.e2e.folders import own_folder
from tests.e2e.running import facts_of

ANSWER = {
    "verdict": "accept",
    "license": "CC-BY-4.0",
    "role": "Justiziariat",
    "case": "R-2026-17",
    "decision_reason": "Die Redaktion hat die Lizenz schriftlich bestätigt.",
    "date": "2026-03-02",
}


@pytest.fixture
def mine(tmp_path):
    path = own_folder(tmp_path / "mine")
    (tmp_path / "mine" / "TERMS.txt").write_text("Die Seite mit den Bedingungen wird überarbeitet.\n", "utf-8")
    assert facts_of(running.run(path, tmp_path / "w").release)["counts"]["kept"] == 0
    return path


@pytest.fixture
def exported(mine, tmp_path):
    return _export(mine, tmp_path)


def _export(mine, tmp_path):
    path = tmp_path / "groups.csv"
    done = running.here("review", mine, "--workspace", tmp_path / "w", "--export", path)
    assert done.status == 0, done.err
    with path.open(encoding="utf-8", newline="") as stream:
        return path, list(csv.DictReader(stream))


def _filled(exported, delimiter=",", **changed):
    path, lines = exported
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(line | ANSWER | changed for line in lines)
    return path


def _taken_over(mine, path, tmp_path):
    return running.here("review", mine, "--workspace", tmp_path / "w", "--import", path)


def test_a_group_says_what_is_asked_and_how_much_hangs_on_it(exported):
    (line,) = exported[1]
    assert (line["source"], line["reason"], line["documents"]) == ("notes", "license_unproven", "4")
    assert line["statement"] == "[CC-BY-4.0] | CC BY 4.0"
    assert int(line["words"]) > 300
    assert line["example"].startswith("notes/")
    assert "does not stand in" in line["why"]
    assert {line[name] for name in ANSWER} == {""}


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_an_accepted_group_is_kept_and_its_evidence_names_role_and_case(delimiter, mine, exported, tmp_path):
    done = _taken_over(mine, _filled(exported, delimiter), tmp_path)
    assert done.status == 0, done.err
    assert "notes: 1 decisions" in done.out
    release = running.run(mine, tmp_path / "w").release
    rows = pl.read_parquet(release / "data/*/*.parquet")
    assert sorted(rows["license"].to_list()) == ["CC-BY-4.0"] * 4
    proofs = {row["evidence_id"]: row for row in pl.read_parquet(release / "evidence.parquet").to_dicts()}
    for ids in rows["license_evidence"].to_list():
        assert any({"Justiziariat", "R-2026-17"} <= set(proofs[one]["decided_by"].split(":")) for one in ids)
    assert (release / "inputs" / "reviews" / "notes.yaml").is_file()
    assert _export(mine, tmp_path)[1] == []


def test_a_rejected_group_is_removed_for_good(mine, exported, tmp_path):
    assert _taken_over(mine, _filled(exported, verdict="reject"), tmp_path).status == 0
    counts = facts_of(running.run(mine, tmp_path / "w").release)["counts"]
    assert counts["removed_by_reason"] == {"license_rejected": 4}
    assert _export(mine, tmp_path)[1] == []


def test_a_decision_is_void_when_the_statement_changes(mine, exported, tmp_path):
    assert _taken_over(mine, _filled(exported), tmp_path).status == 0
    assert facts_of(running.run(mine, tmp_path / "w").release)["counts"]["kept"] == 4
    notes = tmp_path / "mine" / "notes.jsonl"
    notes.write_text(notes.read_text("utf-8").replace('"license": "CC BY 4.0"', '"license": "CC BY-SA 4.0"'), "utf-8")
    assert facts_of(running.run(mine, tmp_path / "w").release)["counts"]["kept"] == 0
    ((line),) = _export(mine, tmp_path)[1]
    assert "CC BY-SA 4.0" in line["statement"]


def test_a_second_import_replaces_the_first(mine, exported, tmp_path):
    assert _taken_over(mine, _filled(exported), tmp_path).status == 0
    assert _taken_over(mine, _filled(exported, verdict="reject"), tmp_path).status == 0
    assert facts_of(running.run(mine, tmp_path / "w").release)["counts"]["kept"] == 0


def test_lines_without_a_verdict_decide_nothing(mine, exported, tmp_path):
    done = _taken_over(mine, _filled(exported, verdict=""), tmp_path)
    assert done.status == 0
    assert "nothing was taken over" in done.out
    assert not (tmp_path / "mine" / "reviews").exists()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"role": ""}, "role"),
        ({"case": ""}, "case"),
        ({"decision_reason": ""}, "reason"),
        ({"date": "gestern"}, "date"),
        ({"verdict": "vielleicht"}, "verdict"),
        ({"license": "CC-BY-9.0"}, "CC-BY-9.0"),
        ({"source": "fremd"}, "fremd"),
        ({"license": "CC-BY-NC-4.0"}, "CC-BY-NC-4.0 (no_commercial_use) cannot be released"),
        ({"license": "CC-BY-ND-4.0 AND MIT"}, "no_derivatives"),
        ({"license": "LicenseRef-all-rights-reserved"}, "cannot be released"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_with_its_place(changed, word, mine, exported, tmp_path):
    done = _taken_over(mine, _filled(exported, **changed), tmp_path)
    assert done.status in {1, 2}
    assert word in done.err
    assert "unexpected" not in done.err
    assert not (tmp_path / "mine" / "reviews").exists()


def test_a_table_of_something_else_is_refused(mine, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    done = _taken_over(mine, tmp_path / "other.csv", tmp_path)
    assert done.status in {1, 2}
    assert "columns missing" in done.err


def test_a_table_that_is_not_there(mine, tmp_path):
    done = _taken_over(mine, tmp_path / "none.csv", tmp_path)
    assert done.status in {1, 2}
    assert "none.csv" in done.err
    assert "unexpected" not in done.err


def test_for_programs_and_for_people(demo_workspace):
    found = json.loads(running.here("review", "demo", "--workspace", demo_workspace, "--json").out)
    assert "demo-nachlass" in [one["source"] for one in found]
    assert "demo-nachlass" in running.here("review", "demo", "--workspace", demo_workspace).out


def test_before_the_first_run_it_says_what_to_do(tmp_path):
    done = running.here("review", "demo", "--workspace", tmp_path)
    assert done.status == 2
    assert "gemeingut run demo" in done.err


def test_a_table_in_another_encoding_is_named(tmp_path, mine):
    path = tmp_path / "decided.csv"
    path.write_bytes("source;Begründung\nnotes;bestätigt\n".encode("cp1252"))
    done = _taken_over(mine, path, tmp_path)
    assert (done.status, len(done.err.splitlines())) == (1, 1)
    assert f"{path}: cannot be read: it is not UTF-8" in done.err


def test_a_restricted_licence_is_refused_in_one_line_that_names_group_and_what_is_allowed(mine, exported, tmp_path):
    done = _taken_over(mine, _filled(exported, license="CC-BY-NC-4.0"), tmp_path)
    (line,) = done.err.strip().splitlines()
    assert all(word in line for word in ("groups.csv", "line 2", "'notes'", "'unproven'", "allowed are"))


def test_a_stored_decision_for_a_restricted_licence_is_refused_when_it_is_loaded(mine, exported, tmp_path):
    assert _taken_over(mine, _filled(exported), tmp_path).status == 0
    path = tmp_path / "mine" / "reviews" / "notes.yaml"
    path.write_text(path.read_text("utf-8").replace("license: CC-BY-4.0", "license: CC-BY-NC-4.0"), "utf-8")
    done = running.here("run", mine, "--workspace", tmp_path / "w", "--no-prefect")
    assert done.status == 2
    assert all(word in done.err for word in ("notes.yaml", "decisions.0", "CC-BY-NC-4.0", "allowed are"))


def test_the_table_for_a_spreadsheet_comes_back_as_a_spreadsheet_writes_it(mine, tmp_path):
    path = tmp_path / "Prüfung.csv"
    arguments = ("review", mine, "--workspace", tmp_path / "w", "--export", path, "--spreadsheet", "--lang", "de")
    assert running.here(*arguments).status == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbfsource;rule;")
    assert b"\r\n" in path.read_bytes()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter=";"))
    assert "das Zitat steht nicht in" in lines[0]["why"]
    answer = ANSWER | {"verdict": "Accept ", "date": "2.3.2026"}
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(line | answer for line in lines)
    done = _taken_over(mine, path, tmp_path)
    assert done.status == 0, done.err
    assert "notes: 1 decisions" in done.out
    assert "2026-03-02" in (tmp_path / "mine" / "reviews" / "notes.yaml").read_text("utf-8")


def test_a_decision_about_a_group_that_is_not_open_is_named(mine, exported, tmp_path):
    done = _taken_over(mine, _filled(exported, statement_sha256="0" * 64), tmp_path)
    assert done.status == 0, done.err
    assert "not open in the last run" in done.out
    assert "notes: unproven (000000000000" in done.out


def test_a_date_that_is_none_is_named_with_its_column(mine, exported, tmp_path):
    done = _taken_over(mine, _filled(exported, date="31.2.2026", decision_reason=""), tmp_path)
    assert done.status in {1, 2}
    assert "line 2: decision_reason" in done.err


def test_the_groups_are_told_in_german(mine, tmp_path):
    done = running.here("review", mine, "--workspace", tmp_path / "w", "--lang", "de")
    assert "Quelle" in done.out
    assert "das Zitat steht nicht in 'TERMS.txt'" in done.out
