"""The workspace: files whole or not at all, freshness by key, one run at a time."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipeline.store import workspace as ws

TABLE = pa.table({"id": ["a", "b"]})


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "deep" / "file.txt"
    ws.write_text(path, "old")
    with pytest.raises(FileNotFoundError), ws.whole(path) as temporary:
        temporary.write_bytes((tmp_path / "none").read_bytes())
    assert path.read_text() == "old"
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_a_table_is_fresh_for_its_key_alone(tmp_path):
    path = tmp_path / "table.parquet"
    assert not ws.is_fresh(path, "one")
    ws.write_table(path, TABLE, "one")
    assert ws.is_fresh(path, "one")
    assert not ws.is_fresh(path, "two")
    assert ws.read_table(path).equals(TABLE)
    path.write_bytes(path.read_bytes()[:-4])
    assert not ws.is_fresh(path, "one")


def test_the_same_table_has_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        ws.write_table(tmp_path / name, TABLE, "key")
    assert ws.sha256_of(tmp_path / "a") == ws.sha256_of(tmp_path / "b")


def test_a_key_depends_on_every_part_and_not_on_the_order_of_keys():
    assert ws.key("a", {"x": 1, "y": 2}) == ws.key("a", {"y": 2, "x": 1})
    assert len({ws.key("a", "b"), ws.key("ab"), ws.key("b", "a"), ws.key(["a", "b"]), ws.key("a", None)}) == 5


def test_a_lock_is_held_once_and_sweeps_what_a_killed_run_left(tmp_path):
    place = ws.open_workspace(tmp_path / "w")
    left = place.documents("source") / f"{ws.TEMPORARY}1-a.parquet"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    folder = place.releases("mine") / f"{ws.TEMPORARY}1.0.0" / "data"
    folder.mkdir(parents=True)
    with place.lock():
        assert not left.exists()
        assert not folder.parent.exists()
        with pytest.raises(ws.WorkspaceError, match="another run holds"), ws.open_workspace(tmp_path / "w").lock():
            pass
    with place.lock():
        pass


def test_damaged_json_names_its_file(tmp_path):
    (tmp_path / "a.json").write_text('{"a": ')
    with pytest.raises(ws.WorkspaceError, match=r"a\.json: damaged"):
        ws.read_json(tmp_path / "a.json")
    assert ws.read_json(tmp_path / "none.json") is None
