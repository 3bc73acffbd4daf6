"""A rerun makes again what has changed and nothing else."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from pipeline.release.build_on import FOLDER as CARRIED
from tests.e2e import running
from tests.e2e.folders import MOWER, changed, lines, notes, own_folder, source, written
from tests.e2e.running import digests, facts_of

STAGES = ("read", "documents", "quarantine", "annotations", "index", "decisions", "releases")


@pytest.fixture
def mine(tmp_path):
    folder = tmp_path / "mine"
    path = own_folder(folder)
    for name in ("first", "second"):
        text = {one["id"]: {"text": f"{one['text']} So steht es im Heft {name}."} for one in notes()}
        (folder / f"{name}.jsonl").write_bytes(lines(notes(**text)))
        written(folder / f"{name}.yaml", source() | {"id": name, "fetch": [f"{name}.jsonl"]})
    return changed(path, sources=["./first.yaml", "./second.yaml"], as_of="2026-01-01", recipe="./recipe.yaml")


@pytest.fixture
def recipe(mine):
    return written(mine.parent / "recipe.yaml", {"name": "own"})


@pytest.fixture
def workspace(mine, recipe, tmp_path):
    running.run(mine, tmp_path / "w").release  # noqa: B018  fails if the run failed
    return tmp_path / "w"


def _times(workspace):
    """Return when each file was written, by stage."""
    return {
        stage: {path.relative_to(workspace).as_posix(): path.stat().st_mtime_ns for path in _files(workspace / stage)}
        for stage in STAGES
    }


def _files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _touched(workspace, before):
    """Return the files that were written since, by stage; stages without one are left out.

    What a later release could be built on without the texts follows from the decisions, and is not looked at.
    """
    after = _times(workspace)
    found = {
        stage: sorted(
            name
            for name, time in after[stage].items()
            if before[stage].get(name) != time and f"/{CARRIED}/" not in name
        )
        for stage in after
    }
    return {stage: names for stage, names in found.items() if names}


def test_nothing_is_made_again_where_nothing_changed(mine, workspace):
    before = _times(workspace)
    done = running.run(mine, workspace)
    assert "0.1.0 is up to date" in done.err
    assert done.release.is_dir()
    assert _touched(workspace, before) == {}


def test_a_changed_limit_reads_and_measures_nothing_again(mine, recipe, workspace):
    before = _times(workspace)
    limit = {"profile": "*", "rule": "too_few_words", "limit": 10_000, "why": "nur ganze Bücher"}
    changed(recipe, limits=[limit])
    done = running.run(mine, workspace)
    facts = facts_of(done.release)
    assert facts["counts"]["kept"] == 0
    assert facts["counts"]["removed_by_reason"] == {"too_few_words": 8}
    assert set(_touched(workspace, before)) <= {"decisions", "quarantine", "releases"}
    for stage, there in (("read", "2 of 2"), ("clean", "2 of 2"), ("annotate", "12 of 12"), ("edges", "1 of 1")):
        assert any(line.split()[0] == stage and there in line for line in done.err.splitlines()), done.err


def test_another_threshold_compares_nothing_again(mine, recipe, workspace):
    before = _times(workspace)
    changed(recipe, duplicates={"threshold": 0.99})
    facts = facts_of(running.run(mine, workspace).release)
    assert facts["counts"]["kept"] == 8
    assert "index" not in _touched(workspace, before)


def test_a_changed_action_on_personal_data_cuts_again_and_measures_nothing(mine, recipe, workspace):
    before = _times(workspace)
    changed(recipe, pii={"default": "remove"})
    running.run(mine, workspace).release  # noqa: B018  fails if the run failed
    assert not {"read", "documents", "annotations", "index"} & set(_touched(workspace, before))


def test_a_changed_document_touches_its_source_alone(mine, workspace):
    before = _times(workspace)
    (mine.parent / "second.jsonl").write_bytes(lines(notes(mower={"text": MOWER.replace("Samstag", "Sonntag")})))
    release = running.run(mine, workspace).release
    touched = _touched(workspace, before)
    for stage in ("read", "documents", "annotations"):
        assert touched[stage]
        assert [name for name in touched[stage] if "/second/" not in name] == []
    texts = pl.read_parquet(release / "ledger" / "second.parquet")
    assert len(texts) == 4


def test_a_rerun_gives_the_bytes_of_a_first_run(mine, workspace, tmp_path):
    (mine.parent / "second.jsonl").write_bytes(lines(notes(bees=None)))
    again = running.run(mine, workspace).release
    fresh = running.run(mine, tmp_path / "fresh").release
    assert digests(again) == digests(fresh)


def test_a_document_that_left_its_source_leaves_nothing_behind(mine, workspace):
    (mine.parent / "second.jsonl").write_bytes(lines(notes(bees=None)))
    release = running.run(mine, workspace).release
    assert "second/bees" not in pl.read_parquet(release / "ledger" / "second.parquet")["id"].to_list()
    everything = pl.read_parquet(release / "data/*/*.parquet")
    assert not any("second/bees" in str(row) for row in everything.iter_rows())


def test_a_source_taken_from_the_collection_takes_its_documents_with_it(mine, workspace, tmp_path):
    changed(mine, sources=["./first.yaml"])
    release = running.run(mine, workspace).release
    assert [path.name for path in sorted((release / "ledger").iterdir())] == ["_members.parquet", "first.parquet"]
    assert digests(release) == digests(running.run(mine, tmp_path / "fresh").release)


@pytest.mark.parametrize("stage", ["read", "documents", "annotations", "index", "decisions"])
def test_a_damaged_file_of_a_stage_is_made_again(stage, mine, workspace):
    release = workspace / "releases" / "mine" / "0.1.0"
    undisturbed = digests(release)
    for path in (workspace / stage).rglob("*.parquet"):
        path.write_bytes(path.read_bytes()[:100])
    shutil.rmtree(release)
    assert digests(running.run(mine, workspace).release) == undisturbed


def test_a_damaged_note_of_a_step_is_made_again(mine, workspace):
    undisturbed = digests(workspace / "releases" / "mine" / "0.1.0")
    note = workspace / "read" / "first" / "read.json"
    note.write_bytes(note.read_bytes()[:20])
    assert digests(running.run(mine, workspace).release) == undisturbed


def _cut(data):
    return data[:20]


def _altered(data):
    return data.replace(b"2", b"3", 1)


@pytest.mark.parametrize("damage", [_cut, _altered, lambda _data: b"[1]", lambda _data: b"{}"])
@pytest.mark.parametrize("name", ["snapshots/first/lock.json", "snapshots/first/proof.json", "state/mine.json"])
def test_a_damaged_note_is_named_and_restored_or_made_again(name, damage, mine, workspace):
    undisturbed = digests(workspace / "releases" / "mine" / "0.1.0", everything=True)
    path = workspace / name
    path.write_bytes(damage(path.read_bytes()))
    done = running.run(mine, workspace)
    assert f"{path}: its bytes are not those that were written; it is" in done.err
    assert digests(done.release, everything=True) == undisturbed
