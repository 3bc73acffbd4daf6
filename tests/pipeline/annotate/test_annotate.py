"""What repeats in a shard is looked at once, and every row has its own answer."""

import pyarrow as pa
import pytest

from licenses.recognise import recognise
from licenses.wording import unpacked
from pipeline.annotate.annotate import ANNOTATORS
from pipeline.annotate.statements import statements_key
from pipeline.store.schemas import STATEMENT


def statement(text, where="record"):
    return {"statement": text, "where": where, "level": "document", "object": "text"}


def documents(statements, title=None, text="Ein Text."):
    titles, texts = pa.nulls(len(statements), pa.string()), pa.array([text] * len(statements), pa.large_string())
    titles = titles if title is None else pa.array([title] * len(statements), pa.string())
    columns = {"license_statements": statements, "title": titles, "text": texts}
    return pa.table(
        {
            name: pa.chunked_array([column]) if isinstance(column, pa.Array) else column
            for name, column in columns.items()
        }
    )


FREE, OTHER_PLACE, UNKNOWN = statement("CC BY 4.0"), statement("CC BY 4.0", "header"), statement("Frag mich")
ROWS = [[FREE], [], [UNKNOWN, FREE], [FREE], [FREE, UNKNOWN], [OTHER_PLACE], [], [UNKNOWN, FREE]]


@pytest.mark.parametrize("rows", [ROWS, ROWS[1:5], [[]], []])
@pytest.mark.parametrize("chunks", [1, 3])
def test_each_row_has_its_own_recognitions(rows, chunks):
    column = pa.chunked_array([pa.array(rows[at::chunks], pa.list_(STATEMENT)) for at in range(chunks)])
    found = ANNOTATORS["license"].annotate(documents(column), {}).to_pylist()
    for statements, row in zip(column.to_pylist(), found, strict=True):
        assert row["statements_key"] == statements_key(statements)
        recognised = [recognise(one["statement"]) for one in statements]
        assert [(said["license"], said["rule"], said["reason"]) for said in row["recognitions"]] == [
            (one.license, one.rule, one.reason) for one in recognised
        ]
        notes = [unpacked(said["noticed"]) if said["noticed"] else None for said in row["recognitions"]]
        assert notes == [one.noticed for one in recognised]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Urteil", "Tenor\n\nRedaktioneller Leitsatz\n\nEin Zaun ist kein Haus.", "headnote"),
        ("Gutachten zur Brücke", "Im Auftrag der Stadt", "expert_opinion"),
        (None, "Die Marktordnung gilt seit Mai.", None),
    ],
)
def test_what_is_no_official_work_stands_beside_the_recognitions(title, text, expected):
    column = pa.chunked_array([pa.array([[FREE]], pa.list_(STATEMENT))])
    (row,) = ANNOTATORS["license"].annotate(documents(column, title, text), {}).to_pylist()
    assert row["foreign_part"] == expected


def test_an_address_and_the_text_of_its_element_are_recognised_as_one():
    address = statement("https://creativecommons.org/licenses/by/3.0/de/", "header/licence/@target")
    column = pa.chunked_array([pa.array([[address, statement("CC BY 3.0", "header/licence")]], pa.list_(STATEMENT))])
    (row,) = ANNOTATORS["license"].annotate(documents(column), {}).to_pylist()
    assert [said["license"] for said in row["recognitions"]] == ["CC-BY-3.0-DE"]


@pytest.mark.parametrize("count", [0, 2])
def test_without_judges_nobody_objects(count):
    documents = pa.table({"id": pa.array(["a/1", "a/2"][:count], pa.string())})
    found = ANNOTATORS["judges"].annotate(documents, {"code": [], "datatrove": []})
    assert found.to_pylist() == [{"objections": [], "filter_failed": None}] * count
