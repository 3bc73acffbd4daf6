"""Parquet rows, whatever their types."""

from __future__ import annotations

import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.archives.member import Member
from pipeline.read.document import Fault, Statement
from pipeline.read.reader import Part, ReadError
from pipeline.read.records.parquet import ParquetOptions, read


def packed(rows, **options):
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), target, **options)
    return target.getvalue()


def run(data, **options):
    return list(read(Part(Member("t.parquet", data)), ParquetOptions(**options)))


def test_columns_become_fields():
    first, second, third = run(
        packed(
            [
                {"id": 1, "text": "Eins", "date": dt.date(1999, 3, 1), "license": ["CC0", "CC BY"], "meta": {"n": 1.5}},
                {"id": None, "text": "Zwei", "date": None, "license": None, "meta": None},
                {"id": 3, "text": None, "date": None, "license": [], "meta": None},
            ]
        )
    )
    assert (first.id, first.text, first.date, first.extra) == ("1", "Eins", "1999-03-01", {"meta": {"n": 1.5}})
    assert first.license_statements == (Statement("CC0", "license[0]"), Statement("CC BY", "license[1]"))
    assert (second.id, second.extra) == ("t.parquet:2", {})
    assert (third.id, third.reason) == ("3", "unreadable")


def test_rows_are_numbered_over_all_row_groups():
    data = packed([{"text": f"Zeile {number}"} for number in range(25)], row_group_size=10)
    assert [one.offset for one in run(data)] == list(range(25))
    assert run(data)[-1].id == "t.parquet:25"


def test_a_damaged_row_group_does_not_take_the_others_with_it():
    rows = [{"text": f"Zeile {number} " * 50} for number in range(30)]
    data = bytearray(packed(rows, row_group_size=10, compression="zstd", use_dictionary=False))
    column = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(0)
    end = column.data_page_offset + column.total_compressed_size
    data[column.data_page_offset : end] = b"\xff" * column.total_compressed_size
    found = run(bytes(data))
    faults = [one for one in found if isinstance(one, Fault)]
    assert [(one.id, one.reason) for one in faults] == [(None, "corrupt")]
    assert {one.offset for one in found if not isinstance(one, Fault)} >= {*range(10), *range(20, 30)}


def test_what_is_no_parquet_or_lacks_the_text_is_said():
    with pytest.raises(ReadError, match="no Parquet"):
        run(b"PAR1 nicht")
    with pytest.raises(ReadError, match=r"no column 'text'; there are: inhalt"):
        run(packed([{"inhalt": "a"}]))


def test_two_columns_of_one_name_both_count():
    columns = [pa.array(["Ja."]), pa.array(["CC BY-NC 4.0"]), pa.array(["CC0"])]
    target = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, names=["text", "license", "license"]), target)
    (found,) = run(target.getvalue())
    assert [one.statement for one in found.license_statements] == ["CC BY-NC 4.0", "CC0"]
