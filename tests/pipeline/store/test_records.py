"""Records: fresh is what has the key wanted and the bytes written; what is not made any more is deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.store.records import Made, Records
from pipeline.store.store import Name, Store

A, B = Name("documents/notes/00000.parquet"), Name("documents/notes/00001.parquet")


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    for name in (A, B):
        store.write_bytes(name, str(name).encode())
    return store


def noted(store, *names, key="key", label="notes"):
    records = Records(store)
    records.note("read", "notes", label, Made(key, {name: store.stored(name) for name in names}))
    records.flush()
    return Records(store)


def test_a_record_is_read_back(store):
    records = noted(store, A, B)
    assert records.is_fresh("read", "notes", "notes", "key")
    assert not records.is_fresh("read", "notes", "notes", "other")
    assert not records.is_fresh("read", "notes", "other", "key")
    assert not records.is_fresh("clean", "notes", "notes", "key")
    assert records.contents([A]) == [store.stored(A).content]


def test_what_is_damaged_or_gone_is_not_fresh(store):
    records = noted(store, A, B)
    store.write_bytes(B, str(B).upper().encode())
    assert not records.is_fresh("read", "notes", "notes", "key")
    store.delete(B)
    assert not records.is_fresh("read", "notes", "notes", "key")


def test_an_object_that_no_step_made_has_no_content(store):
    assert noted(store, A).contents([B]) == [f"absent:{B}"]


def test_what_a_step_no_longer_writes_is_deleted(store):
    records = noted(store, A, B)
    records.note("read", "notes", "notes", Made("key", {A: store.stored(A)}))
    assert store.exists(A)
    assert not store.exists(B)


def test_what_steps_made_that_are_no_more_is_deleted(store):
    records = noted(store, A, label="00000")
    records.note("read", "notes", "00001", Made("key", {B: store.stored(B)}))
    records.retain("read", "notes", ["00000"])
    assert store.exists(A)
    assert not store.exists(B)
    assert "00001" not in records.made("read", "notes")


def test_an_erasure_changes_bytes_and_not_what_they_stand_for(store):
    records = noted(store, A)
    before = records.contents([A])
    store.write_bytes(A, b"blotted out")
    records.rewritten(A)
    records.flush()
    again = Records(store)
    assert again.is_fresh("read", "notes", "notes", "key")
    assert again.contents([A]) == before
    assert again.stored(A).file == store.stored(A).file


def test_what_is_there_in_part_is_fresh_for_a_run_that_needs_no_more(store):
    records = noted(store, A)
    part = replace(store.stored(A), is_whole=False)
    only_known = replace(store.stored(B), file="", is_whole=False)
    store.delete(B)
    records.note("read", "notes", "notes", Made("key", {A: part, B: only_known}))
    assert not records.is_fresh("read", "notes", "notes", "key")
    assert records.is_fresh("read", "notes", "notes", "key", in_part=True)
    assert records.contents([B]) == [only_known.content]


def test_dropping_a_damaged_object_makes_the_step_stale_that_wrote_it(store):
    records = noted(store, A, B)
    records.drop(A)
    assert not records.is_fresh("read", "notes", "notes", "key")


def test_a_damaged_record_makes_everything_it_spoke_of_anew(store):
    noted(store, A)
    store.write_bytes(Name("records/read/notes.json"), b'{"notes": ')
    assert not Records(store).is_fresh("read", "notes", "notes", "key")
