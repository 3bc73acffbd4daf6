"""What verified edges and alignments together say: which pairs count as one text, by what."""

import pyarrow as pa
import pytest

from pipeline.decide.joined_edges import merged
from pipeline.similarity.edges import SCHEMA
from pipeline.similarity.survivors import joining


def table(*rows):
    columns = ("a", "b", "similarity", "kind")
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=SCHEMA)


def kinds(edges, alignments=(), bound=(), threshold=0.8, editions=1.0):
    """Return {(a, b): kind} of the edges that join."""
    both = joining(merged(table(*edges), table(*alignments), list(bound), threshold, editions), threshold)
    return {(row["a"], row["b"]): row["kind"] for row in both.to_pylist()}


def test_a_form_does_not_join_however_near():
    assert kinds([("s/a", "s/b", 0.95, "near")], [("s/a", "s/b", 0.97, "template")]) == {}


def test_a_reading_joins_where_shingles_are_too_few_and_a_near_edge_keeps_its_own_similarity():
    readings = [("s/a", "s/b", 0.75, "aligned"), ("s/a", "s/c", 0.95, "aligned")]
    edges = [("s/a", "s/c", 0.85, "near"), ("s/a", "s/b", 0.72, "near")]
    assert kinds(edges, readings) == {("s/a", "s/b"): "aligned", ("s/a", "s/c"): "near"}


def test_what_is_said_of_a_document_is_said_of_its_exact_group():
    edges = [("r/0", "s/a", 1.0, "exact"), ("r/0", "s/b", 0.9, "near")]
    assert kinds(edges, [("s/a", "s/b", 0.95, "template")]) == {("r/0", "s/a"): "exact"}
    assert kinds(edges[:1], [("s/a", "s/b", 0.95, "aligned")])["r/0", "s/b"] == "aligned"
    assert kinds(edges[:1], [("r/0", "s/a", 1.0, "aligned")]) == {("r/0", "s/a"): "exact"}


@pytest.mark.parametrize(("similarity", "bound", "kind"), [
    (0.5, ["s", "t"], "edition"),
    (0.49, ["s", "t"], None),
    (0.79, ["s"], None),
    (0.79, [], None),
    (0.8, [], "near"),
    (0.8, ["s", "t"], "near"),
])  # fmt: skip
def test_editions_are_compared_within_the_sources_that_the_recipe_binds(similarity, bound, kind):
    expected = {("s/a", "t/b"): kind} if kind else {}
    assert kinds([("s/a", "t/b", similarity, "near")], bound=bound, editions=0.5) == expected


def test_the_order_of_rows_does_not_matter():
    edges = [("s/a", "s/b", 0.9, "near"), ("s/a", "s/c", 1.0, "exact"), ("s/b", "s/d", 0.8, "near")]
    readings = [("s/b", "s/c", 0.9, "template"), ("s/c", "s/d", 0.8, "aligned")]
    first = merged(table(*edges), table(*readings), [], 0.8, 1.0)
    assert merged(table(*edges[::-1]), table(*readings[::-1]), [], 0.8, 1.0).equals(first)
