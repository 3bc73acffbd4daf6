"""Erasure: after it no table of the workspace holds the text, later runs go on, and the text does not come back."""

from __future__ import annotations

import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml

from gemeingut.yaml_text import load_yaml
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


def test_a_part_behind_one_that_cleaning_emptied_is_erased_where_it_stands(tmp_path):
    text = MOWER + "\n\n" + "\u200b" * 1000 + FERRY
    mine = own_folder(tmp_path / "mine", [{"id": "long", "text": text, "license": LICENSE}])
    written(mine.parent / "recipe.yaml", {"name": "short", "document_max_characters": 1000})
    changed(mine, recipe="./recipe.yaml")
    running.run(mine, tmp_path / "w")
    (_, documents), *_ = _tables(tmp_path / "w", "documents/*/*.parquet")
    assert documents["id"].to_pylist() == ["notes/long#0001", "notes/long#0003"]
    demand = {"date": "2026-02-01", "reason": "verlangt", "id": "notes/long#0003"}
    written(mine.parent / "takedowns.yaml", {"takedowns": [demand]})
    running.here("erase", mine, "--workspace", tmp_path / "w")
    assert _holding(tmp_path / "w", *EVERYWHERE) == []


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


def _everything(root):
    """Yield every file of a workspace with what it holds: tables row by row, all else byte by byte."""
    for path in sorted(one for one in root.rglob("*") if one.is_file()):
        if path.suffix == ".parquet":
            yield path, str(pq.read_table(path, partitioning=None).to_pylist())
        else:
            yield path, path.read_bytes().decode("utf-8", "replace")


def _where(root, *words):
    return [path.relative_to(root).as_posix() for path, text in _everything(root) if any(one in text for one in words)]


@pytest.fixture
def withdrawn(tmp_path):
    """A source with its licence in a file of its own was run and a text of it demanded: the collection and the workspace."""
    folder = tmp_path / "mine"
    evidence = [{"kind": "member", "member": "LICENSE.txt", "quote": "Creative Commons Attribution 4.0 International"}]
    license_ = {"id": "CC-BY-4.0", "scope": "source", "evidence": evidence}
    files = [{"path": "notes.jsonl"}, {"path": "LICENSE.txt"}]
    keys = {"license": license_, "fetch": files, "members": {"include": "notes.jsonl"}}
    mine = changed(own_folder(folder, **keys), as_of="2026-01-01")
    (folder / "LICENSE.txt").write_text("Creative Commons Attribution 4.0 International", "utf-8")
    running.run(mine, tmp_path / "w", "--version", "1.0.0")
    written(
        folder / "takedowns.yaml",
        {"takedowns": [{"id": "notes/ferry", "date": "2026-02-01", "reason": "verlangt"}]},
    )
    assert _where(tmp_path / "w", "Fährmann")
    return mine, tmp_path / "w"


def _erased(mine, workspace):
    return running.here("erase", mine, "--workspace", workspace, "--delete-snapshots", "--delete-releases")


def test_with_snapshots_and_releases_deleted_the_text_is_nowhere_and_stays_so(withdrawn):
    mine, workspace = withdrawn
    (workspace / "read" / "notes" / "00007.parquet").write_bytes((workspace / "read/notes/00000.parquet").read_bytes())
    (workspace / "snapshots" / "notes" / "files" / "0123-notes.jsonl").write_text(FERRY, "utf-8")
    done = _erased(mine, workspace)
    assert (done.status, "still in" in done.out) == (0, False)
    assert _where(workspace, "Fährmann") == []
    again = running.run(mine, workspace, "--version", "1.0.1")
    fates = _fates(again.release)
    assert (fates["notes/ferry"], fates["notes/bees"]) == ("takedown", "kept")
    assert (again.release / "licenses" / "sources" / "notes" / "LICENSE.txt").is_file(), (
        "the licence still travels along"
    )
    assert running.here("verify", again.release).status == 0
    assert _where(workspace, "Fährmann") == [], "nothing is fetched that need not be read anew"
    assert running.here("plan", mine, "--workspace", workspace).status == 0
    assert _erased(mine, workspace).status == 0


def test_an_erased_snapshot_is_fetched_again_where_the_source_must_be_read_anew(withdrawn):
    mine, workspace = withdrawn
    _erased(mine, workspace)
    written(mine.parent / "recipe.yaml", {"name": "own", "document_max_bytes": 1_000_000})
    changed(mine, recipe="./recipe.yaml")
    again = running.run(mine, workspace, "--version", "1.0.1")
    assert "notes: its erased snapshot was fetched again" in again.err
    assert _fates(again.release)["notes/ferry"] == "takedown", "the tombstone keeps it out"
    assert _where(again.release, "Fährmann") == []
    assert _where(workspace, "Fährmann")
    assert _erased(mine, workspace).status == 0
    assert _where(workspace, "Fährmann") == []


def test_a_changed_claim_or_a_new_file_of_an_erased_source_is_checked_in_its_files(withdrawn):
    mine, workspace = withdrawn
    _erased(mine, workspace)
    said = load_yaml((mine.parent / "source.yaml").read_text("utf-8"))["license"]
    said["evidence"][0]["quote"] = "Attribution 4.0"
    changed(mine.parent / "source.yaml", license=said)
    again = running.run(mine, workspace, "--version", "1.0.1")
    assert "notes: its erased snapshot was fetched again" in again.err
    assert _fates(again.release)["notes/ferry"] == "takedown"
    assert running.facts_of(again.release)["counts"]["kept"] == 0, "the new quote names no licence"
