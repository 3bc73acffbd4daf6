"""Erasure: after it no table of the workspace holds the text, later runs go on, and the text does not come back."""

from __future__ import annotations

import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml

from pipeline.similarity.index import open_index
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
    own_folder,
    source,
    written,
)

LONG = f"{MOWER}\n\n{BEES}\n\n{LIGHTHOUSE}"
WORDS = ("FÄHRMANN", "Fährmann", "Linde auch dann", "Ferry", "Anna Lindt")


def _tables(root, pattern):
    for path in sorted(root.glob(pattern)):
        yield path, pq.read_table(path, partitioning=None)


def _holding(root, *patterns):
    """Return the tables in which one of the words stands."""
    found = []
    for pattern in patterns:
        for path, table in _tables(root, pattern):
            text = str(table.to_pylist())
            found += [path.relative_to(root).as_posix()] if any(word in text for word in WORDS) else []
    return found


EVERYWHERE = ("read/**/*.parquet", "documents/**/*.parquet", "annotations/**/*.parquet", "decisions/**/*.parquet")


def _fates(release):
    paths = [path for path in (release / "ledger").glob("*.parquet") if path.name != "_members.parquet"]
    rows = pl.concat([pl.read_parquet(path) for path in paths])
    return {one: reason or fate for one, fate, reason in rows.select("id", "fate", "reason").iter_rows()}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Run, demand, run again, erase: the collection, the workspace, the two releases and what erase said."""
    folder = tmp_path_factory.mktemp("erasure") / "mine"
    ferry = {"id": "ferry", "text": FERRY, "url": "https://notes.example/Ferry", "authors": ["Anna Lindt"]}
    own = [ferry, {"id": "archive", "text": ARCHIVE}, {"id": "long", "text": LONG}]
    form = {"name": "jsonl", "id": "id", "text": "text", "license": "license", "url": "url", "authors": "authors"}
    mine = own_folder(folder, [one | {"license": LICENSE} for one in own], format=form)
    twin = {"id": "twin", "text": FERRY.replace("Fährmann", "FÄHRMANN"), "license": LICENSE}
    (folder / "mirror.jsonl").write_bytes(lines([twin]))
    written(folder / "mirror.yaml", source() | {"id": "mirror", "fetch": [{"path": "mirror.jsonl"}]})
    written(folder / "recipe.yaml", {"name": "short", "document_max_characters": 1000})
    changed(mine, sources=["./source.yaml", "./mirror.yaml"], as_of="2026-01-01", recipe="./recipe.yaml")
    workspace = folder.parent / "w"
    old = running.run(mine, workspace, "--version", "1.0.0").release
    demands = [{"author": "Lindt, Anna"}, {"id": "notes/long#0002"}]
    said = [{"date": "2026-02-01", "reason": "verlangt"} | one for one in demands]
    written(folder / "takedowns.yaml", {"takedowns": said})
    new = running.run(mine, workspace, "--version", "1.0.1").release
    before = _fates(new)
    assert _holding(workspace, *EVERYWHERE)
    return mine, workspace, old, before, running.here("erase", mine, "--workspace", workspace)


def test_no_table_holds_the_text_any_more(done):
    _, workspace, _, _, said = done
    assert _holding(workspace, *EVERYWHERE) == []
    assert _holding(workspace, "releases/mine/1.0.1/**/*.parquet") == []
    assert "3 documents erased" in said.out
    for name in ("notes/ferry", "mirror/twin", "notes/long#0002"):
        assert f"  {name}\n" in said.out


def test_what_still_holds_it_is_named_and_the_status_says_so(done):
    _, _workspace, old, _, said = done
    assert said.status == 1
    assert f"still in the release {old}" in said.out
    named = [line for line in said.out.splitlines() if line.startswith("perhaps still in")]
    assert [line.count("notes.jsonl") + line.count("mirror.jsonl") for line in named] == [1, 1]


def test_fingerprints_go_too_and_the_index_is_whole(done):
    _, workspace, _, _, _ = done
    index = open_index(workspace / "index" / "mine")
    rows = pl.concat([pl.from_arrow(pq.read_table(path)) for path in index.prints])
    erased = rows.filter(pl.col("id").is_in(["notes/ferry", "mirror/twin", "notes/long#0002"]))
    assert len(erased) == 3
    assert set(erased["shingles"].list.len()) == {0}
    assert erased["exact"].n_unique() == 3, "erased documents are nobody's twins"
    assert set(erased["exact"]).isdisjoint(rows.filter(pl.col("shingles").list.len() > 0)["exact"])
    assert (rows["shingles"].list.len() > 0).sum() == len(rows) - 3


def test_other_documents_and_the_other_parts_of_the_work_are_untouched(done):
    _, workspace, _, _, _ = done
    raw = {
        row["id"]: row["text"] for _, table in _tables(workspace, "read/notes/0*.parquet") for row in table.to_pylist()
    }
    assert raw["notes/archive"] == ARCHIVE
    assert len(raw["notes/long"]) == len(LONG)
    assert raw["notes/long"].startswith(MOWER)
    assert raw["notes/long"].endswith(LIGHTHOUSE[-80:])
    assert "█" in raw["notes/long"]


def test_later_runs_balance_and_keep_the_text_out_without_the_demand(done):
    mine, workspace, _, before, _ = done
    for name in ("source.yaml", "mirror.yaml"):
        assert (mine.parent / name).is_file()
    written(mine.parent / "takedowns.yaml", {"takedowns": []})
    release = running.run(mine, workspace, "--version", "1.0.2").release
    assert _fates(release) == before
    assert running.here("verify", release).status == 0
    new = {"id": "again", "text": "  " + FERRY, "license": LICENSE}
    (mine.parent / "new.jsonl").write_bytes(lines([new]))
    written(mine.parent / "new.yaml", source() | {"id": "new", "fetch": [{"path": "new.jsonl"}]})
    changed(mine, sources=["./source.yaml", "./mirror.yaml", "./new.yaml"])
    fates = _fates(running.run(mine, workspace, "--version", "1.1.0").release)
    assert fates == before | {"new/again": "takedown"}
    edges = pl.from_arrow(pq.read_table(workspace / "index" / "mine" / "edges.parquet"))
    assert edges.filter(pl.col("kind") == "exact").is_empty(), "works that were erased have nothing in common"


def test_erasing_again_carries_on_and_deletes_releases_if_asked(done):
    mine, workspace, old, _, _ = done
    again = running.here("erase", mine, "--workspace", workspace, "--delete-releases")
    assert again.status == 1, "the snapshots are still there"
    assert not old.exists()
    assert (workspace / "releases" / "mine" / "1.0.1").is_dir()
    assert _holding(workspace, *EVERYWHERE, "releases/**/*.parquet") == []


def test_without_a_demand_or_a_run_there_is_nothing_to_erase(tmp_path):
    mine = own_folder(tmp_path / "mine")
    said = running.here("erase", mine, "--workspace", tmp_path / "w")
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "was not run here" in said.err
    running.run(mine, tmp_path / "w")
    (tmp_path / "w" / "state" / "mine.json").unlink()
    said = running.here("erase", mine, "--workspace", tmp_path / "w")
    assert (said.status, "no demand stands" in said.err) == (1, True), "a server keeps no state of a run"


def test_what_stood_at_an_address_is_erased_and_its_twin_elsewhere_stays(tmp_path):
    folder = tmp_path / "mine"
    form = {"name": "jsonl", "id": "id", "text": "text", "license": "license", "url": "url"}
    ferry = {"id": "ferry", "text": FERRY, "url": "https://notes.example/ferry", "license": LICENSE}
    mine = own_folder(folder, [ferry], format=form)
    (folder / "mirror.jsonl").write_bytes(lines([{"id": "twin", "text": FERRY, "license": LICENSE}]))
    written(folder / "mirror.yaml", source() | {"id": "mirror", "fetch": [{"path": "mirror.jsonl"}]})
    changed(mine, sources=["./source.yaml", "./mirror.yaml"], as_of="2026-01-01")
    demand = {"url": "https://notes.example/ferry", "date": "2026-02-01", "reason": "verlangt"}
    written(folder / "takedowns.yaml", {"takedowns": [demand]})
    before = _fates(running.run(mine, tmp_path / "w", "--version", "1.0.0").release)
    assert before == {"notes/ferry": "takedown", "mirror/twin": "kept"}
    for _ in range(2):
        said = running.here("erase", mine, "--workspace", tmp_path / "w")
        assert "1 documents erased" in said.out
    assert _fates(running.run(mine, tmp_path / "w", "--version", "1.0.1").release) == before


def test_what_a_users_filter_said_of_an_erased_text_goes(tmp_path):
    filters = tmp_path / "mine"
    mine = changed(own_folder(filters), recipe="./recipe.yaml")
    (filters / "loud.py").write_text("def judge(document):\n    return document['text'][:60]\n", "utf-8")
    recipe = {"name": "mine", "filters": [{"file": "loud.py", "name": "too_loud"}]}
    (filters / "recipe.yaml").write_text(yaml.safe_dump(recipe), "utf-8")
    assert running.run(mine, tmp_path / "w", "--allow-code").status == 0
    demand = [{"id": "notes/ferry", "date": "2026-02-01", "reason": "verlangt"}]
    (filters / "takedowns.yaml").write_text(yaml.safe_dump({"takedowns": demand}), "utf-8")
    (path,) = (tmp_path / "w" / "annotations" / "judges").rglob("*.parquet")
    before = pl.read_parquet(path)
    running.here("erase", mine, "--workspace", tmp_path / "w")
    after = pl.read_parquet(path)
    says = pl.col("objections").list.first().struct.field("says")
    gone = pl.col("id") == "notes/ferry"
    assert before.filter(gone).select(says).item().startswith("Wer am Abend")
    assert after.filter(gone).select(says).item() is None
    assert after.filter(~gone).equals(before.filter(~gone))
