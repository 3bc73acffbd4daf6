"""The store: whole objects, and inside a step nothing but what was declared, with the bytes that were recorded."""

from __future__ import annotations

import pickle
from random import Random

import pyarrow as pa
import pytest

from pipeline.store import files
from pipeline.store.store import DamagedError, Name, Store, StoreError

TABLE = pa.table({"id": [f"notes/{number}" for number in range(500)], "words": list(range(500))})
NAME = Name("documents/notes/00000.parquet")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def test_a_table_comes_back_and_the_same_table_has_the_same_bytes(store):
    store.write_table(NAME, TABLE)
    store.write_table(Name("b.parquet"), TABLE)
    assert store.read_table(NAME).equals(TABLE)
    assert store.read_table(NAME, ["words"]).column_names == ["words"]
    assert store.rows(NAME) == 500
    assert store.stored(NAME).file == store.stored(Name("b.parquet")).file


def test_names_are_sorted_and_half_written_ones_are_not_seen(store):
    for name in ("a/2.parquet", "a/1.parquet", "a/.part-7-3.parquet", ".part-x/4.parquet", "a/b/5.parquet"):
        store.write_bytes(Name(name), b"x")
    assert [str(name) for name in store.names(Name("a"), "*.parquet")] == ["a/1.parquet", "a/2.parquet"]
    assert store.names(Name(), "*/4.parquet") == []
    assert store.names(Name("nowhere")) == []


def test_scratch_is_gone_afterwards_and_what_was_put_stays(store):
    with store.scratch() as folder:
        (folder / "file").write_bytes(b"bytes")
        store.put(folder / "file", Name("deep/file"))
    assert store.read_bytes(Name("deep/file")) == b"bytes"
    assert not folder.exists()


def test_a_copy_stays_when_the_original_is_written_anew(store):
    store.write_bytes(Name("a"), b"old")
    store.copy(Name("a"), Name("index/a"))
    store.write_bytes(Name("a"), b"new")
    assert store.read_bytes(Name("index/a")) == b"old"


def test_a_draft_takes_the_place_of_the_folder_before_as_a_whole(store):
    folder = Name("releases/mine/1.0.0")
    store.write_bytes(folder / "old.txt", b"old")
    (store.draft(folder) / "new.txt").write_bytes(b"new")
    assert store.exists(folder / "old.txt")
    assert store.drafted(folder).is_dir()
    store.finish(folder)
    assert [name.name for name in store.names(folder)] == ["new.txt"]


def test_touched_is_not_damaged_and_damaged_is_not_intact(store):
    store.write_table(NAME, TABLE)
    known = store.stored(NAME)
    store.local(NAME).touch()
    assert store.is_intact(NAME, known)
    content = bytearray(store.read_bytes(NAME))
    content[len(content) // 2] ^= 1
    store.local(NAME).write_bytes(content)
    assert not store.is_intact(NAME, known)
    store.delete(NAME)
    assert not store.is_intact(NAME, known)


def test_every_flipped_byte_of_an_input_is_noticed(store):
    store.write_table(NAME, TABLE)
    inside = store.of_step({NAME: store.stored(NAME).file})
    assert inside.read_table(NAME).equals(TABLE)
    content = store.read_bytes(NAME)
    for place in Random(1).sample(range(len(content)), 200):  # noqa: S311  places, not secrets
        changed = bytearray(content)
        changed[place] ^= 1 << (place % 8)
        store.write_bytes(NAME, bytes(changed))
        with pytest.raises(DamagedError, match="not those that were written"):
            inside.read_table(NAME)
        with pytest.raises(DamagedError):
            inside.local(NAME)


def test_a_step_reads_what_it_declared_or_wrote_and_nothing_else(store):
    store.write_table(NAME, TABLE)
    inside = store.of_step({})
    with pytest.raises(StoreError, match="does not declare it"):
        inside.read_table(NAME)
    out = Name("annotations/pii/notes/00000.parquet")
    inside.write_table(out, TABLE)
    assert inside.read_table(out).equals(TABLE)
    assert inside.written == {out: store.stored(out)}


def test_what_a_step_deletes_again_is_no_output(store):
    inside = store.of_step({})
    inside.write_bytes(Name("a"), b"1")
    inside.copy(Name("a"), Name("b"))
    inside.delete(Name("a"))
    assert list(inside.written) == [Name("b")]


def test_damage_is_told_across_processes(store):
    error = pickle.loads(pickle.dumps(DamagedError("a/b.parquet", "/w/a/b.parquet")))  # noqa: S301  our own
    assert (error.name, str(error)) == ("a/b.parquet", "/w/a/b.parquet: its bytes are not those that were written")


def test_steps_carried_out_together_read_a_column_once_and_each_only_what_it_declared(tmp_path, monkeypatch):
    store = Store(tmp_path)
    fields = [pa.field("id", pa.string(), nullable=False), pa.field("text", pa.string()), pa.field("date", pa.string())]
    whole = pa.Table.from_pylist([{"id": "a", "text": "Anker", "date": None}], schema=pa.schema(fields))
    store.write_table(NAME, whole)
    reads = []
    read_table = files.read_table
    monkeypatch.setattr(files, "read_table", lambda path, columns: reads.append(columns) or read_table(path, columns))
    held = {}
    declared = {NAME: store.stored(NAME).file}
    first, second, third = (store.of_step(inputs, held) for inputs in (declared, declared, {}))
    assert first.read_table(NAME, ["id", "text"]) == whole.select(["id", "text"])
    assert second.read_table(NAME, ["date", "text", "id"]) == whole.select(["date", "text", "id"])
    assert reads == [["id", "text"], ["date"]]
    with pytest.raises(StoreError, match="does not declare it"):
        third.read_table(NAME, ["id"])
