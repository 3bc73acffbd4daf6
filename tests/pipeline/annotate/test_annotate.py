"""What repeats in a shard is looked at once, and every row has its own answer."""

import pyarrow as pa
import pytest

from licenses.recognise import recognise
from pipeline.annotate.annotate import ANNOTATORS, statements_key
from pipeline.store.schemas import STATEMENT


def statement(text, where="record"):
    return {"statement": text, "where": where, "level": "document", "object": "text"}


FREE, OTHER_PLACE, UNKNOWN = statement("CC BY 4.0"), statement("CC BY 4.0", "header"), statement("Frag mich")
ROWS = [[FREE], [], [UNKNOWN, FREE], [FREE], [FREE, UNKNOWN], [OTHER_PLACE], [], [UNKNOWN, FREE]]


@pytest.mark.parametrize("rows", [ROWS, ROWS[1:5], [[]], []])
@pytest.mark.parametrize("chunks", [1, 3])
def test_each_row_has_its_own_recognitions(rows, chunks):
    column = pa.chunked_array([pa.array(rows[at::chunks], pa.list_(STATEMENT)) for at in range(chunks)])
    found = ANNOTATORS["license"].annotate(pa.table({"license_statements": column}), {}).to_pylist()
    for statements, row in zip(column.to_pylist(), found, strict=True):
        assert row["statements_key"] == statements_key(statements)
        recognised = [recognise(one["statement"]) for one in statements]
        assert row["recognitions"] == [
            {"license": one.license, "rule": one.rule, "reason": one.reason} for one in recognised
        ]


@pytest.mark.parametrize("count", [0, 2])
def test_without_judges_nobody_objects(count):
    documents = pa.table({"id": pa.array(["a/1", "a/2"][:count], pa.string())})
    found = ANNOTATORS["judges"].annotate(documents, {"code": [], "datatrove": []})
    assert found.to_pylist() == [{"objections": [], "filter_failed": None}] * count
