"""Works, their parts, and sources that write the part's mark into ids of their own."""

from __future__ import annotations

import polars as pl

from pipeline import works
from pipeline.versions import order_of


def test_a_part_leads_back_to_its_work_and_to_what_the_source_called_it():
    work = works.written("band#3")
    part = works.part_of(f"town/{work}", 12)
    assert part == "town/band%233#0012"
    assert works.work_of(part) == "town/band%233"
    assert works.as_in_source(works.work_of(part)) == "town/band#3"
    assert works.work_of("town/band%233") == "town/band%233"


def test_a_column_of_ids_is_taken_like_one_id():
    ids = ["a/x", "a/x#0001", "a/y%231#0002", "a/#"]
    frame = pl.DataFrame({"id": ids})
    assert works.works_of(frame["id"]).to_list() == [works.work_of(one) for one in ids]
    assert frame.select(works.are_parts(pl.col("id")))["id"].to_list() == [False, True, True, True]
    assert works.works_of(frame["id"].clear()).to_list() == []


def test_a_suffix_after_a_dot_stands_before_the_version_like_one_after_a_dash():
    mixed = ["1.0.0", "1.0.0.dev1", "1.0.0-rc.1", "0.9.9"]
    assert sorted(mixed, key=order_of) == ["0.9.9", "1.0.0-rc.1", "1.0.0.dev1", "1.0.0"]
