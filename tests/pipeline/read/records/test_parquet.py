"""Parquet rows, whatever their types."""

from __future__ import annotations

import datetime as dt
import decimal
import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.archives.archive import Limits
from pipeline.archives.member import Member
from pipeline.read.document import Fault, Statement
from pipeline.read.reader import Part, ReadError
from pipeline.read.records import parquet
from pipeline.read.records.parquet import ParquetOptions, parts, read


def packed(rows, **options):
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), target, **options)
    return target.getvalue()


def run(data, **options):
    return list(read(Part(Member("t.parquet", data)), ParquetOptions(**options)))


def texts_of(found):
    """Return the texts of documents, of those in batches too."""
    return [
        text
        for item in found
        for text in (item.column("text").to_pylist() if isinstance(item, pa.RecordBatch) else [item.text])
    ]


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


def stored(columns, **options):
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target, **options)
    return target.getvalue()


TEXTS = ["Eins.", "Zwei.", "Drei."]


@pytest.mark.parametrize("name", ["date", "other", "url", "license", "id"])
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (10**7, pa.date32()),
        (-(10**7), pa.date32()),
        (10**18, pa.timestamp("us")),
        (10**14, pa.timestamp("s", "Mars/Phobos")),
        (1, pa.timestamp("s", "Mars/Phobos")),
        (10**14, pa.duration("s")),
    ],
)
def test_a_value_that_python_has_not_costs_no_row(name, number, kind):
    odd = pa.array([0, number, None], pa.int32() if kind == pa.date32() else pa.int64()).cast(kind)
    found = run(stored({"text": TEXTS, name: odd}, row_group_size=2))
    assert [one.text for one in found] == TEXTS


def test_an_odd_date_stays_as_text_and_is_no_date():
    dates = pa.array([0, 10**7, 10**4], pa.int32()).cast(pa.date32())
    first, second, third = run(stored({"text": TEXTS, "date": dates}))
    assert (first.date, second.date, third.date) == ("1970-01-01", None, "1997-05-19")
    assert second.extra == {"date": "29349-01-26"}


def test_an_odd_date_inside_lists_and_maps_is_text():
    days = pa.array([0, 10**7], pa.int32()).cast(pa.date32())
    lists = pa.ListArray.from_arrays(pa.array([0, 2]), days)
    maps = pa.MapArray.from_arrays(pa.array([0, 2]), pa.array(["a", "b"]), days)
    (found,) = run(stored({"text": ["Eins."], "list": lists, "map": maps}))
    assert found.extra["list"] == ["1970-01-01", "29349-01-26"]
    assert found.extra["map"] == [["a", "1970-01-01"], ["b", "29349-01-26"]]


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        ([17.0, 23.0, None], ["17", "23", "t.parquet:3"]),
        ([1.5, -2.0, float("nan")], ["1.5", "-2", "t.parquet:3"]),
        ([decimal.Decimal("17.00"), decimal.Decimal("2.50"), None], ["17", "2.50", "t.parquet:3"]),
        ([b"abc", b"\x00\xff", None], ["abc", "00ff", "t.parquet:3"]),
        ([dt.date(1999, 1, 2), None, dt.date(1999, 1, 3)], ["1999-01-02", "t.parquet:2", "1999-01-03"]),
        ([True, False, None], ["t.parquet:1", "t.parquet:2", "t.parquet:3"]),
    ],
)
def test_an_id_of_any_type_stays_the_publishers(ids, names):
    assert [one.id for one in run(stored({"text": TEXTS, "id": ids}))] == names


def test_text_in_columns_of_bytes_is_read_if_it_is_text():
    found = run(stored({"text": [b"Eins.", b"\xff\xfe\x00", "Köln".encode()]}))
    assert [getattr(one, "text", None) or one.reason for one in found] == ["Eins.", "unreadable", "Köln"]


def test_a_string_that_is_no_utf8_costs_no_row():
    texts = pa.StringArray.from_buffers(
        2, pa.array(["abcd", "abcd"]).buffers()[1], pa.py_buffer("KölnBonn".encode("cp1252"))
    )
    assert [one.text for one in run(stored({"text": texts}))] == ["Köln", "Bonn"]


def repeated(rows, size=40 << 20):
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * size]))


def blown_up():
    many = repeated(50)
    one_list = pa.ListArray.from_arrays(pa.array([0, 50]), many)
    numbers = pa.ListArray.from_arrays(pa.array([0, 20_000_000]), pa.array(np.zeros(20_000_000, np.int32)))
    return [
        {"text": many},
        {"text": ["a"] * 50, "other": many},
        {"text": ["a"] * 50, "license": many},
        {"text": ["a"] * 50, "other": pa.ListArray.from_arrays(pa.array(range(51)), many)},
        {"text": ["a"] * 50, "other": pa.StructArray.from_arrays([many], ["inner"])},
        {"text": ["a"], "other": one_list},
        {"text": ["a"], "other": numbers},
        {"text": ["y" * (90 << 20)]},
    ]


@pytest.mark.parametrize("place", range(8))
def test_a_file_that_unpacks_to_too_much_is_left_where_it_does(place):
    data = stored(blown_up()[place], compression="zstd", store_schema=False)
    assert len(data) < 20_000
    found = run(data)
    assert found[-1].id is None
    assert found[-1].reason == "too_large"
    assert "the rest of t.parquet, row" in found[-1].detail
    assert len(found) <= 2


def test_a_column_that_nothing_is_taken_from_is_not_unpacked():
    data = stored({"text": ["a"] * 50, "other": repeated(50)}, compression="zstd", store_schema=False)
    assert texts_of(run(data, extra=[])) == ["a"] * 50


def test_a_short_value_in_every_row_is_nothing_odd():
    data = stored({"text": [f"Text {number}" for number in range(5000)], "license": repeated(5000, 40)})
    assert texts_of(run(data)) == [f"Text {number}" for number in range(5000)]


def test_rows_that_a_damaged_group_still_held_are_told():
    rows = [{"text": f"Zeile {number} " * 50} for number in range(30)]
    data = bytearray(packed(rows, row_group_size=10, compression="zstd", use_dictionary=False))
    column = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(0)
    end = column.data_page_offset + column.total_compressed_size
    data[column.data_page_offset : end] = b"\xff" * column.total_compressed_size
    (fault,) = [one for one in run(bytes(data)) if isinstance(one, Fault)]
    assert fault.detail.startswith("the rest of t.parquet, rows 11 to 20 of 30: ")


def bounds(data, **options):
    return [(part.index, part.start, part.stop) for part in parts(Member("t.parquet", data), ParquetOptions(**options))]


@pytest.mark.parametrize("size", [1, 600, 1500, 1 << 26])
def test_parts_of_row_groups_are_the_whole(monkeypatch, size):
    data = packed([{"text": f"Zeile {number}" if number % 7 else None} for number in range(95)], row_group_size=10)
    monkeypatch.setattr(parquet, "PART_BYTES", size)
    planned = list(parts(Member("t.parquet", data), ParquetOptions()))
    together = [item for part in planned for item in read(part, ParquetOptions())]
    assert together == run(data)
    assert len(planned) == {1: 10, 1 << 26: 1}.get(size, len(planned))
    assert [part.stop for part in planned] == [*(part.start for part in planned[1:]), None]


def test_rows_that_a_part_lost_are_counted_in_the_file(monkeypatch):
    monkeypatch.setattr(parquet, "PART_BYTES", 1)
    data = bytearray(packed([{"text": f"Zeile {n} " * 50} for n in range(30)], row_group_size=10, use_dictionary=False))
    column = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(0)
    end = column.data_page_offset + column.total_compressed_size
    data[column.data_page_offset : end] = b"\xff" * column.total_compressed_size
    _, middle, last = (
        list(read(part, ParquetOptions())) for part in parts(Member("t.parquet", bytes(data)), ParquetOptions())
    )
    assert middle[-1].detail.startswith("the rest of t.parquet, rows 11 to 20 of 30: ")
    assert [document.offset for document in last] == list(range(20, 30))


def test_what_is_no_parquet_or_unpacks_to_too_much_is_one_part(monkeypatch):
    monkeypatch.setattr(parquet, "PART_BYTES", 1)
    assert bounds(b"PAR1 nicht") == [(0, 0, None)]
    assert bounds(packed([{"inhalt": "a"}, {"inhalt": "b"}], row_group_size=1)) == [(0, 0, None)]
    long = pa.table({"text": ["y" * (20 << 20)] * 5})
    assert bounds(stored(long, row_group_size=1, compression="zstd", use_dictionary=False)) == [(0, 0, None)]
    assert bounds(packed([{"text": "a"}, {"text": "b"}], row_group_size=1)) == [(0, 0, 1), (1, 1, None)]


def test_each_part_that_unpacks_to_too_much_is_left_where_it_does(monkeypatch):
    monkeypatch.setattr(parquet, "PART_BYTES", 1)
    columns = {"text": ["a"] * 50, "other": repeated(50)}
    data = stored(columns, row_group_size=25, compression="zstd", store_schema=False)
    monkeypatch.setattr(parquet, "Limits", lambda: Limits(ratio=100_000))
    planned = list(parts(Member("t.parquet", data), ParquetOptions()))
    monkeypatch.setattr(parquet, "Limits", Limits)
    first, second = (list(read(part, ParquetOptions()))[-1] for part in planned)
    assert (first.reason, second.reason) == ("too_large", "too_large")
    assert first.detail.startswith("the rest of t.parquet, rows 2 to 25 of 50: ")
    assert second.detail.startswith("the rest of t.parquet, rows 27 to 50 of 50: ")
