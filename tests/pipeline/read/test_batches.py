"""Record batches of a reader: other columns, nulls and odd white space."""

from __future__ import annotations

import sys

import pyarrow as pa
import pytest

from pipeline.read import batches

ROW = dict.fromkeys(batches.BATCH.names) | {"id": "a", "text": "Text", "license_statements": []}


def batch(*rows):
    return pa.RecordBatch.from_pylist([ROW | row for row in rows], schema=batches.BATCH)


def test_a_batch_with_a_column_of_another_type_is_refused_with_what_is_expected():
    given = batch({}).drop_columns("offset").append_column("offset", pa.array([1], pa.int32()))
    with pytest.raises(batches.BatchError, match=r"missing \['offset: int64'\], unexpected \['offset: int32'\]"):
        batches.check(given)


@pytest.mark.parametrize("column", ["id", "text", "license_statements"])
def test_a_null_where_a_value_must_stand_is_refused(column):
    with pytest.raises(batches.BatchError, match=f"null in {column}"):
        batches.check(batch({column: None}))


def test_blank_is_what_python_calls_white_space():
    signs = [chr(code) for code in range(sys.maxunicode) if not 0xD800 <= code <= 0xDFFF and chr(code).isspace()]
    assert batches.blank(batch({"text": ""}, *({"text": f" {sign}\n"} for sign in signs))).tolist() == [True] * (
        len(signs) + 1
    )
    assert batches.blank(batch({"text": "\u200b"}, {"text": "\ufeff"}, {"text": " a "})).tolist() == [False] * 3
