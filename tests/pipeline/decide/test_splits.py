"""Held-out splits: nothing alike on both sides, the same draw in every release, parts of a work together."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide.splits import TRAIN, Clusters, draw, with_split

HALF = {"test": 0.5}
NAMES = [f"s/{number}" for number in range(30)]


def edges_of(pairs: list[tuple[str, str]]) -> pa.Table:
    return pa.table(
        {"a": pa.array([a for a, _ in pairs], pa.string()), "b": pa.array([b for _, b in pairs], pa.string())}
    )


def split_of(ids: list[str], pairs: list[tuple[str, str]], shares: dict[str, float]) -> dict[str, str]:
    found = with_split(pl.DataFrame({"id": ids}, schema={"id": pl.String}), Clusters.of(edges_of(pairs)), shares)
    return dict(found.select("id", "split").iter_rows())


def test_without_shares_everything_is_for_training():
    assert split_of(["s/1", "s/2"], [("s/1", "s/2")], {}) == {"s/1": TRAIN, "s/2": TRAIN}


def test_the_shares_are_met_and_the_splits_do_not_overlap():
    ids = [f"s/{number}" for number in range(20_000)]
    found = pl.Series(list(split_of(ids, [], {"test": 0.02, "validation": 0.03}).values())).value_counts().rows()
    counts = dict(found)
    assert abs(counts["test"] - 400) < 80
    assert abs(counts["validation"] - 600) < 100


def test_parts_of_a_work_stand_together():
    works = [f"s/{number}" for number in range(40)]
    found = split_of([f"{work}#{part}" for work in works for part in (1, 2, 3)], [], HALF)
    assert all(len({found[f"{work}#{part}"] for part in (1, 2, 3)}) == 1 for work in works)
    assert set(found.values()) == {"test", TRAIN}


def test_likeness_reaches_through_a_document_that_is_not_kept():
    held_out = next(one for one in NAMES if draw(one) < 0.5)
    trained = next(one for one in NAMES if draw(one) >= 0.5)
    assert split_of([held_out, trained], [], HALF) == {held_out: "test", trained: TRAIN}
    bridge = [(held_out, "t/removed"), ("t/removed", trained)]
    assert split_of([held_out, trained], bridge, HALF) == {held_out: "test", trained: "test"}


@given(
    ids=st.lists(st.sampled_from(NAMES), unique=True, min_size=1),
    pairs=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20),
    more=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=5),
)
def test_no_edge_straddles_and_no_later_edge_brings_a_document_back_to_training(ids, pairs, more):
    before, after = split_of(ids, pairs, HALF), split_of(ids, pairs + more, HALF)
    for a, b in pairs:
        if a in before and b in before:
            assert before[a] == before[b]
    assert all(after[one] == "test" for one, split in before.items() if split == "test")
    assert split_of(sorted(ids), [(b, a) for a, b in reversed(pairs)], HALF) == before
