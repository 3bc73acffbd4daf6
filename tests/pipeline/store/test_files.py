"""Files: whole or not at all; keys by content; damaged JSON is named."""

from __future__ import annotations

import pytest

from pipeline.store import files


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "deep" / "file.txt"
    files.write_text(path, "old")
    with pytest.raises(FileNotFoundError), files.whole(path) as temporary:
        temporary.write_bytes((tmp_path / "none").read_bytes())
    assert path.read_text() == "old"
    assert [one.name for one in path.parent.iterdir()] == ["file.txt"]


def test_a_key_depends_on_every_part_and_not_on_the_order_of_keys():
    assert files.key("a", {"x": 1, "y": 2}) == files.key("a", {"y": 2, "x": 1})
    parts = [files.key("a", "b"), files.key("ab"), files.key("b", "a"), files.key(["a", "b"]), files.key("a", None)]
    assert len(set(parts)) == 5


def test_damaged_json_names_its_file(tmp_path):
    (tmp_path / "a.json").write_text('{"a": ')
    with pytest.raises(files.FileError, match=r"a\.json: damaged"):
        files.read_json(tmp_path / "a.json")
    assert files.read_json(tmp_path / "none.json") is None
