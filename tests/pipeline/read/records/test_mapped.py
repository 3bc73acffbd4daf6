"""Records as columns are the documents and faults that they are one by one, whatever they hold."""

from __future__ import annotations

import datetime as dt
import decimal
import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.archives.member import Member
from pipeline.read.columns import Columns, document
from pipeline.read.reader import Part
from pipeline.read.reading import Reading
from pipeline.read.records import mapped, piece
from pipeline.read.records.parquet import ParquetOptions, read

ODD_TEXTS = st.sampled_from(
    [
        "",
        " \u2003\n",
        "CC BY 4.0",
        " Ein „Text“. ",
        'a"b\\c\x01\n',
        "2020-03-04",
        "2020-02-30",
        "2020-03-04T10:00:00Z",
        "5. März 1848",
        "um 1900",
        "https://doi.org/10.1234/abc",
        "HTTPS://doi.org/10.1234/abc",
        "978-3-16-148410-0",
        "gpt-4",
        "DeepL",
        "Anna; Bert",
        "a#b%23",
        "x" * 9000,
        "Dieser Text wurde maschinell übersetzt.\nUnd nun er ſelbſt.",
        "ß𝒳\u200b",
    ]
)
SURROGATES = st.sampled_from(["a\ud800b", "\ud83d\ude00"])
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, -1, 2**63, 2**64, 1.0, 1e300, float("nan")])
PLAIN = st.none() | ODD_TEXTS | SURROGATES | NUMBERS | st.booleans() | st.text(max_size=5)
NESTED = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(st.sampled_from(["name", "a", "lizenz"]), PLAIN)
NAMES = (
    "id",
    "text",
    "title",
    "authors",
    "date",
    "url",
    "language",
    "license",
    "doi",
    "translator",
    "isbn",
    "meta",
    "n",
    "ü",
)
OPTIONS = st.builds(
    Columns,
    text=st.sampled_from([("text",), ("text", "title"), ("meta.a",)]),
    license=st.sampled_from([("license",), ("license", "meta.lizenz", "n"), ()]),
    authors_separator=st.sampled_from([None, ";"]),
    date=st.sampled_from(["date", "title"]),
    extra=st.sampled_from([None, (), ("n", "meta.a", "title")]),
)


@st.composite
def columns_of_records(draw):
    """Return records whose fields are, each, of one kind or of all."""
    kinds = [ODD_TEXTS, st.none() | ODD_TEXTS, st.integers(-(2**62), 2**62), st.none(), st.floats(), NESTED]
    size = draw(st.integers(1, 8))
    records = [{} for _ in range(size)]
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True)):
        kind = draw(st.sampled_from(kinds))
        for record in records:
            if draw(st.integers(0, 5)):
                record[name] = draw(kind)
    return records


def singly(records, options):
    return [document(record, options, row, f"m.jsonl:{row + 1}") for row, record in enumerate(records)]


def outcome(items):
    """Return all that is stored of items: rows, quarantine, and where shards end."""
    reading, shards = Reading("s", 9000), []
    for item in items:
        if isinstance(item, pa.RecordBatch):
            for documents in reading.fitting(item):
                reading.add_batch(documents, "m")
                if reading.is_full:
                    shards.append(reading.take().to_pylist())
        else:
            reading.add(item, "m")
            if reading.is_full:
                shards.append(reading.take().to_pylist())
    shards.append(reading.take().to_pylist())
    return shards, reading.quarantine, [*reading.damaged_members()], reading.works, reading.characters


@settings(max_examples=300)
@given(columns_of_records(), OPTIONS)
def test_columns_give_the_documents_and_faults_of_records(records, options):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapped, "FEWEST", 1)
        patch.setattr("pipeline.read.reading.SHARD_ROWS", 4)
        patch.setattr("pipeline.read.reading.USUAL_BESIDE", 50)
        items = list(mapped.items(piece.of_records(records, np.arange(len(records)), "m.jsonl"), options))
        assert outcome(items) == outcome(singly(records, options))


ARRAYS = st.sampled_from(
    [
        pa.array(["Eins", None, " Zwei ", "2020-01-01"]),
        pa.array(["Eins", None, "Zwei", "Eins"], pa.large_string()),
        pa.array(["Eins", None, "Zwei", "Eins"]).dictionary_encode(),
        pa.array(["Eins", None, "Zwei", "Eins"], pa.string_view()),
        pa.array([b"Eins", b"\xff\xfe", None, b"2020"]),
        pa.StringArray.from_buffers(
            4, pa.array(["ab", "cd", "ef", "gh"]).buffers()[1], pa.py_buffer(b"K\xf6ln\xc3\xa4in")
        ),
        pa.array([1, None, -3, 2**40]),
        pa.array([1, 2, None, 2**64 - 1], pa.uint64()),
        pa.array([1.0, 2.5, None, float("nan")]),
        pa.array([True, None, False, True]),
        pa.nulls(4),
        pa.array([decimal.Decimal("17.00"), None, decimal.Decimal("2.50"), decimal.Decimal(0)]),
        pa.array([0, 10**7, None, 10**4], pa.int32()).cast(pa.date32()),
        pa.array([0, 1, None, 10**18], pa.timestamp("us")),
        pa.array([0, 1, None, 10**18], pa.timestamp("ns", "Europe/Berlin")),
        pa.array([["a", "b"], None, [], ["", None]]),
        pa.array(
            [{"name": "x", "lizenz": ["CC0"], "a": "t"}, None, {"name": None, "lizenz": None, "a": "u"}, {"name": "y"}]
        ),
        pa.array([[("a", 1)], None, [], [("b", None)]], pa.map_(pa.string(), pa.int64())),
    ]
)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(NAMES), ARRAYS), unique_by=lambda pair: pair[0], min_size=1), OPTIONS)
def test_columns_of_arrow_give_the_documents_and_faults_of_rows(chosen, options):
    batch = pa.RecordBatch.from_arrays([array for _, array in chosen], names=[name for name, _ in chosen])
    records = piece.of_batch(batch, 0, "m.jsonl")
    rows = [records.record(row) for row in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapped, "FEWEST", 1)
        assert outcome(mapped.items(records, options)) == outcome(singly(rows, options))


def test_a_row_alone_is_what_it_is_among_others():
    batch = pa.RecordBatch.from_arrays(
        [pa.array(["a", "b"]), pa.array([0, 10**7], pa.int32()).cast(pa.date32())], names=["text", "date"]
    )
    assert piece.of_batch(batch, 5, "m").record(0) == {"text": "a", "date": dt.date(1970, 1, 1)}
    assert piece.of_batch(batch, 5, "m").record(1) == {"text": "b", "date": "29349-01-26"}
    assert piece.of_batch(batch, 5, "m").place(1) == "m:7"


def test_many_rows_are_a_batch_and_those_without_a_text_stand_between():
    texts = [f"Text {number}" for number in range(200)]
    texts[100] = None
    target = io.BytesIO()
    pq.write_table(pa.table({"text": texts}), target)
    before, fault, after = read(Part(Member("t.parquet", target.getvalue())), ParquetOptions())
    assert (before.num_rows, fault.id, fault.reason, after.num_rows) == (100, "t.parquet:101", "unreadable", 99)
    assert after.column("id")[0].as_py() == "t.parquet:102"
    assert after.column("offset")[0].as_py() == 101
