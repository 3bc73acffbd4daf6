"""What a killed run, a damaged table or a forgotten copy may leave behind: it is never taken for sound, and nothing erased survives."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.read import reading
from tests.e2e import running
from tests.e2e.folders import (
    ARCHIVE,
    BEES,
    FERRY,
    LICENSE,
    LIGHTHOUSE,
    MOWER,
    changed,
    lines,
    notes,
    own_folder,
    source,
    written,
)
from tests.e2e.running import digests


def _damaged(path, column, change):
    """Write a table again with other values: a Parquet file that is whole and wrong."""
    table = pq.read_table(path, memory_map=False)
    place = table.schema.get_field_index(column)
    values = [change(value) for value in table[column].to_pylist()]
    table = table.set_column(place, table.schema.field(place), pa.array(values, table.schema.field(place).type))
    path.unlink()
    pq.write_table(table, path)


def _demanded(mine, **demand):
    written(mine.parent / "takedowns.yaml", {"takedowns": [{"date": "2026-01-01", "reason": "verlangt"} | demand]})
    return changed(mine, takedowns="./takedowns.yaml")


def _holds(workspace, words):
    return [
        path.relative_to(workspace).as_posix()
        for path in sorted(workspace.rglob("*.parquet"))
        if "text" in pq.read_schema(path).names
        and any(words in text for text in pq.read_table(path, columns=["text"])["text"].to_pylist())
    ]


@pytest.fixture
def mine(tmp_path):
    return own_folder(tmp_path / "mine")


@pytest.fixture
def workspace(mine, tmp_path):
    running.run(mine, tmp_path / "w").release  # noqa: B018  fails if the run failed
    return tmp_path / "w"


def test_another_snapshot_of_the_same_texts_is_named_in_the_release(mine, workspace):
    path = mine.parent / "notes.jsonl"
    path.write_bytes(path.read_bytes() + b"\n")
    release = running.run(mine, workspace).release
    fetched = json.loads((workspace / "snapshots" / "notes" / "lock.json").read_text("utf-8"))
    stated = json.loads((release / "inputs" / "locks" / "notes.json").read_text("utf-8"))
    assert stated["files"] == fetched["files"]
    assert running.here("verify", release).status == 0


def test_a_demand_that_concerns_nothing_is_in_the_release_that_heeds_it(mine, workspace):
    before = running.run(_demanded(mine, id="notes/nobody"), workspace).release
    assert "hash" in (before / "inputs" / "takedowns.yaml").read_text("utf-8")


def test_the_table_for_decisions_is_the_curators_and_makes_nothing_anew(mine, workspace):
    table = workspace / "review" / "mine.csv"
    table.write_text(table.read_text("utf-8") + "ein Vermerk\n", "utf-8")
    assert "is up to date" in running.run(mine, workspace).err
    assert "ein Vermerk" in table.read_text("utf-8")


def test_what_is_known_of_an_authors_demand_outlives_another_build(tmp_path):
    mine = own_folder(tmp_path / "mine", notes(mower={"authors": ["Anna Lindt"]}))
    collection, workspace = _demanded(mine, author="Anna Lindt"), tmp_path / "w"
    running.run(collection, workspace).release  # noqa: B018
    known = (workspace / "tombstone-authors.json").read_text("utf-8")
    running.run(changed(collection, title="Anders"), workspace).release  # noqa: B018
    assert (workspace / "tombstone-authors.json").read_text("utf-8") == known


@pytest.mark.parametrize("record", ["cut/mine.notes.json", "keep/mine.json", "edges/mine.json", "annotate/notes.json"])
def test_an_erasure_after_a_run_that_was_killed_leaves_the_text_nowhere(record, tmp_path):
    letter = MOWER + " Fragen bitte an leihliste@pfarrgarten-quellenhagen.de."
    mine, workspace = own_folder(tmp_path / "mine", notes(mower={"text": letter})), tmp_path / "w"
    collection = _demanded(mine, id="notes/mower")
    running.run(collection, workspace).release  # noqa: B018
    (workspace / "records" / record).write_text("{}", "utf-8")
    options = ("--delete-snapshots", "--delete-releases")
    done = running.here("erase", collection, "--workspace", workspace, *options)
    if done.status:  # tables that nothing is known of are gone; what is missing is made again first
        assert "run mine first" in done.err
        running.run(collection, workspace).release  # noqa: B018
        assert running.here("erase", collection, "--workspace", workspace, *options).status == 0
    assert _holds(workspace, "Handmäher") == []


def test_a_source_that_gives_nothing_more_leaves_no_text_behind(mine, workspace):
    (mine.parent / "notes.jsonl").write_bytes(b"")
    done = running.run(mine, workspace, "--version", "0.2.0")
    assert done.status == 1
    assert "nothing was read" in done.err
    shutil.rmtree(workspace / "releases")
    assert _holds(workspace, "Handmäher") == []


def test_an_erasure_does_not_make_an_index_of_other_texts(tmp_path):
    folder, workspace = tmp_path / "mine", tmp_path / "w"
    collection = own_folder(folder)
    sources = {
        "a": {"archive": ARCHIVE.replace("neununddreißig", "vierzig"), "mower": MOWER, "ferry": FERRY},
        "b": {"archive": ARCHIVE, "bees": BEES},
    }
    for name, texts in sources.items():
        records = [{"id": key, "text": text, "license": LICENSE} for key, text in texts.items()]
        (folder / f"{name}.jsonl").write_bytes(lines(records))
        written(folder / f"{name}.yaml", source() | {"id": name, "fetch": [{"path": f"{name}.jsonl"}]})
    both, alone = ["./a.yaml", "./b.yaml"], ["./a.yaml"]
    running.run(changed(collection, sources=both), workspace).release  # noqa: B018
    running.run(changed(collection, sources=alone), workspace, "--version", "0.1.1").release  # noqa: B018
    running.run(_demanded(collection, id="a/mower"), workspace, "--version", "0.1.2").release  # noqa: B018
    running.here("erase", collection, "--workspace", workspace)
    release = running.run(changed(collection, sources=both), workspace, "--version", "0.2.0").release
    assert running.fates(release, "b")[0] == ("archive", "removed", "near_duplicate")


def test_what_is_damaged_is_not_built_on(mine, workspace):
    kept = workspace / "index" / "mine" / "carried" / "annotations" / "measures" / "notes" / "00000.parquet"
    _damaged(kept, "words", lambda words: words + 1000)
    for stage in ("annotations", "documents"):
        shutil.rmtree(workspace / stage)
    done = running.run(mine, workspace, "--on", workspace / "releases" / "mine" / "0.1.0", "--version", "0.2.0")
    assert done.status == 1
    assert "damaged, so it cannot be built on" in done.err


def test_an_erasure_does_not_vouch_for_a_damaged_table(mine, tmp_path):
    collection, workspace = _demanded(mine, id="notes/mower"), tmp_path / "w"
    undisturbed = digests(running.run(collection, workspace).release)
    table = workspace / "annotations" / "fingerprint" / "notes" / "00000.parquet"
    _damaged(table, "exact", lambda value: bytes([value[0] ^ 1]) + value[1:])
    running.here("erase", collection, "--workspace", workspace)
    running.run(collection, workspace, "--version", "0.2.0").release  # noqa: B018
    assert digests(running.run(collection, workspace).release).keys() == undisturbed.keys()
    assert "are there already" in running.run(collection, workspace, "--version", "0.2.0").err


def test_passages_of_a_decision_that_was_killed_stop_no_later_run(mine, workspace):
    orphan = workspace / "decisions" / "mine" / "passages" / "notes" / "00000.parquet"
    orphan.parent.mkdir(parents=True)
    shutil.copy(workspace / "decisions" / "mine" / "cuts" / "notes" / "00000.parquet", orphan)
    before = digests(workspace / "releases" / "mine" / "0.1.0")
    assert digests(running.run(mine, workspace, "--version", "0.2.0").release) == before


def test_a_grown_source_can_be_built_on_without_its_texts(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "SHARD_ROWS", 2)
    mine, workspace = own_folder(tmp_path / "mine"), tmp_path / "w"
    running.run(mine, workspace).release  # noqa: B018
    more = {"id": "light", "text": LIGHTHOUSE.replace("\n", " "), "license": LICENSE}
    (mine.parent / "notes.jsonl").write_bytes(lines([*notes(), more]))
    release = running.run(mine, workspace, "--version", "0.2.0").release
    for stage in ("read", "documents"):
        shutil.rmtree(workspace / stage)
    again = running.run(mine, workspace, "--on", release, "--version", "0.3.0").release
    assert pl.read_parquet(again / "data/*/*.parquet").height == 5


@pytest.mark.parametrize(
    "content", ["[]", '{"format": 99, "steps": {}}', '{"format": 1, "steps": {"notes": {"key": 1}}}', "{"]
)
def test_a_record_that_cannot_be_understood_makes_its_steps_anew(content, mine, workspace):
    before = digests(workspace / "releases" / "mine" / "0.1.0")
    (workspace / "records" / "clean" / "notes.json").write_text(content, "utf-8")
    assert digests(running.run(mine, workspace).release) == before


def test_other_sources_keep_what_was_cut_when_only_some_are_run(tmp_path):
    folder, workspace = tmp_path / "mine", tmp_path / "w"
    collection = own_folder(folder)
    for name in ("a", "b"):
        (folder / f"{name}.jsonl").write_bytes(lines(notes(mower={"text": f"{MOWER} Heft {name}."})))
        written(folder / f"{name}.yaml", source() | {"id": name, "fetch": [{"path": f"{name}.jsonl"}]})
    changed(collection, sources=["./a.yaml", "./b.yaml"])
    running.run(collection, workspace).release  # noqa: B018
    running.run(collection, workspace, "--only", "a").release  # noqa: B018
    assert "cut             2 of 2 are there already" in running.run(collection, workspace).err
