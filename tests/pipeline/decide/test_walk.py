"""The walk in rounds, against the walk document by document."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.decide.walk import settle
from pipeline.similarity.edges import SCHEMA
from pipeline.similarity.survivors import choose

IDS = [f"s/{n}" for n in range(9)]
PAIRS = st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1]), max_size=10)
HELD = st.lists(st.sets(st.integers(0, 5), max_size=4), min_size=9, max_size=9)


def edges(pairs):
    rows = [{"a": IDS[a], "b": IDS[b], "similarity": 0.8, "kind": "near"} for a, b in sorted(pairs)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def one_by_one(pairs, held, spare):
    """Return (kept, emptied) of the walk: a document loses what a better kept one holds, and is emptied by losing too much."""
    kept, emptied, standing = [], set(), set()
    for place, _ in enumerate(IDS):
        if any((other, place) in pairs for other in kept):
            continue
        if len(held[place] & standing) > spare:
            emptied.add(IDS[place])
            continue
        kept.append(place)
        standing |= held[place]
    return {IDS[place] for place in kept}, emptied


def in_rounds(pairs, held, spare):
    def judge(kept, judged):
        found = {}
        for place, is_judged in enumerate(judged):
            better = set().union(*(held[other] for other in range(place) if kept[other]))
            if is_judged and len(held[place] & better) > spare:
                found[IDS[place]] = place
        return found

    removed, emptied = settle(IDS, edges(pairs), 0.8, judge)
    gone = set(removed["id"])
    return set(IDS) - gone - set(emptied), set(emptied)


@settings(deadline=None, max_examples=300)
@given(PAIRS, HELD, st.integers(0, 2))
def test_rounds_end_where_the_walk_does(pairs, held, spare):
    assert in_rounds(pairs, held, spare) == one_by_one(pairs, held, spare)


def test_a_chain_takes_as_many_rounds_as_it_is_deep():
    held = [{0}, {0, 1}, {1, 2}, {2, 3}, {3, 4}, {4}, {5}, set(), set()]
    kept, emptied = in_rounds(set(), held, 0)
    assert emptied == {"s/1", "s/3", "s/5"}
    assert {"s/0", "s/2", "s/4"} <= kept


def test_the_twin_of_an_emptied_document_is_kept():
    kept, emptied = in_rounds({(1, 2)}, [{0}, {0}, {1}, *[set()] * 6], 0)
    assert emptied == {"s/1"}
    assert "s/2" in kept


def test_without_passages_it_is_the_walk_over_duplicates():
    table = edges({(0, 1), (1, 2)})
    removed, emptied = settle(IDS, table, 0.8, lambda _kept, _judged: {})
    assert removed.equals(choose(IDS, table, 0.8))
    assert removed["id"].to_list() == ["s/1"]
    assert emptied == {}
