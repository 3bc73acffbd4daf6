"""Works, their parts, and sources that write the part's mark into ids of their own."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.batches import BATCH, native_ids
from pipeline.store import ids
from pipeline.store.ids import order_of

SIGNS = "#%253a/0A7FC289\n\x00\x1b\x7f\x85ä"


def test_an_id_stands_on_one_line_and_steers_no_terminal():
    assert ids.written("a\nb\x1b[31m\x9b") == "a%0Ab%1B[31m%C2%9B"
    assert ids.written("a%0Ab") == "a%250Ab"
    assert ids.written("B%C3%A4cker%20%2F%C2%A7") == "B%C3%A4cker%20%2F%C2%A7"


def test_a_part_leads_back_to_its_work_and_to_what_the_source_called_it():
    work = ids.written("band#3")
    part = ids.part_of(f"town/{work}", 12)
    assert part == "town/band%233#0012"
    assert ids.work_of(part) == "town/band%233"
    assert ids.as_in_source(ids.work_of(part)) == "town/band#3"
    assert ids.work_of("town/band%233") == "town/band%233"


def test_a_column_of_ids_is_taken_like_one_id():
    names = ["a/x", "a/x#0001", "a/y%231#0002", "a/#"]
    frame = pl.DataFrame({"id": names})
    assert ids.works_of(frame["id"]).to_list() == [ids.work_of(name) for name in names]
    assert frame.select(ids.are_parts(pl.col("id")))["id"].to_list() == [False, True, True, True]
    assert ids.works_of(frame["id"].clear()).to_list() == []


def test_a_suffix_after_a_dot_stands_before_the_version_like_one_after_a_dash():
    mixed = ["1.0.0", "1.0.0.dev1", "1.0.0-rc.1", "0.9.9"]
    assert sorted(mixed, key=order_of) == ["0.9.9", "1.0.0-rc.1", "1.0.0.dev1", "1.0.0"]


@given(st.text(SIGNS, max_size=12), st.text(SIGNS, max_size=12))
def test_two_names_are_two_ids_and_each_can_be_read_back(native, other):
    assert ids.as_in_source(ids.written(native)) == native
    assert "#" not in ids.written(native)
    assert ids.written(native).isprintable()
    assert (ids.written(native) == ids.written(other)) == (native == other)


@given(st.text(SIGNS, max_size=12))
def test_columns_are_written_as_single_ids_are(native):
    rows = {name: [None] for name in BATCH.names} | {"id": [native]}
    batch = pa.RecordBatch.from_arrays([pa.array(rows[field.name], field.type) for field in BATCH], schema=BATCH)
    assert native_ids(batch).to_pylist() == [ids.written(native)]
