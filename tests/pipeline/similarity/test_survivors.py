import random
import time
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.similarity.edges import SCHEMA
from pipeline.similarity.survivors import RENDITIONS, SurvivorError, choose

SETS = st.dictionaries(
    st.sampled_from([f"q/{n:02d}" for n in range(14)]), st.sets(st.integers(0, 6), min_size=1), min_size=1
)


class Removal(NamedTuple):
    """A row of the walk's result; compared with pytest.approx where a similarity is."""

    survivor: str
    similarity: float
    kind: str
    direct: bool = True


def chosen(ranked, edges, threshold, hollow=(), renditions=None):
    """Return {id: Removal} in the order of preference."""
    rows = choose(ranked, edges, threshold, hollow, renditions).to_dicts()
    return {row["id"]: Removal(row["survivor"], row["similarity"], row["kind"], row["is_direct"]) for row in rows}


def table(*edges):
    rows = [(min(a, b), max(a, b), similarity, kind) for a, b, similarity, kind in edges]
    return (
        pa.Table.from_arrays(
            [pa.array(c, f.type) for c, f in zip(zip(*rows, strict=True), SCHEMA, strict=True)], schema=SCHEMA
        )
        if rows
        else SCHEMA.empty_table()
    )


def near(a, b, similarity):
    return (a, b, similarity, "near")


def similarity(left, right):
    return len(left & right) / len(left | right)


def edges_of(sets, dropped):
    """All edges at 0.4 or more among sets; equal sets are exact groups, joined as a star; near ones partly missing."""
    ids = sorted(sets)
    head = {one: next(other for other in ids if sets[other] == sets[one]) for one in ids}
    heads = sorted(set(head.values()))
    found = [(one, head[one], 1.0, "exact") for one in ids if head[one] != one]
    pairs = [(a, b) for place, a in enumerate(heads) for b in heads[place + 1 :] if (a, b) not in dropped]
    found += [near(a, b, similarity(sets[a], sets[b])) for a, b in pairs if similarity(sets[a], sets[b]) >= 0.4]
    return found


@st.composite
def cases(draw):
    sets = draw(SETS)
    ids = sorted(sets)
    dropped = draw(st.sets(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=6))
    ranked = draw(st.permutations(ids))
    return (
        sets,
        ranked[: draw(st.integers(0, len(ids)))],
        edges_of(sets, dropped),
        draw(st.sampled_from([0.4, 0.5, 0.75, 1.0])),
    )


@given(cases(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=300)
def test_invariants_of_the_walk(case, chance):
    sets, ranked, edges, threshold = case
    removed = chosen(ranked, table(*edges), threshold)
    kept = [one for one in ranked if one not in removed]
    assert set(removed) <= set(ranked)
    for gone, removal in removed.items():
        assert removal.survivor in kept
        assert ranked.index(removal.survivor) < ranked.index(gone)
        true = similarity(sets[gone], sets[removal.survivor])
        assert (removal.kind == "exact") == (sets[gone] == sets[removal.survivor])
        assert true >= threshold - 1e-6
        assert removal.similarity == pytest.approx(true) if removal.direct else removal.similarity <= true + 1e-6
    for a, b, value, kind in edges:
        assert not (a in kept and b in kept and (kind == "exact" or value >= threshold))
    assert len({frozenset(sets[one]) for one in kept}) == len(kept)
    shuffled = chance.sample(edges, len(edges))
    assert chosen(ranked, table(*shuffled), threshold) == removed


@given(cases())
@settings(deadline=None)
def test_walk_equals_the_plain_one_where_every_edge_is_known(case):
    sets, ranked, _, threshold = case
    removed = chosen(ranked, table(*edges_of(sets, dropped=())), threshold)
    kept = []
    for one in ranked:
        if all(similarity(sets[one], sets[other]) < threshold for other in kept):
            kept.append(one)
    assert [one for one in ranked if one not in removed] == kept


def test_a_document_outside_the_order_removes_nothing_and_its_twins_keep_one():
    star = table(("a", "b", 1.0, "exact"), ("a", "c", 1.0, "exact"))
    assert chosen(["c", "b"], star, 0.8) == {"b": Removal("c", 1.0, "exact")}
    assert chosen(["b"], star, 0.8) == {}


def test_the_most_similar_kept_document_is_named_and_of_equals_the_better_one():
    edges = table(near("a", "z", 0.8), near("b", "z", 0.9), near("c", "z", 0.9))
    assert chosen(["a", "b", "c", "z"], edges, 0.8) == {"z": Removal("b", pytest.approx(0.9), "near")}


def test_a_chain_does_not_remove_its_far_end():
    edges = table(near("a", "b", 0.8), near("b", "c", 0.8))
    assert list(chosen(["a", "b", "c"], edges, 0.8)) == ["b"]


def test_two_close_edges_prove_similarity_where_a_capped_bucket_left_none():
    edges = table(near("hub", "x", 0.95), near("hub", "y", 0.95))
    assert chosen(["x", "y"], edges, 0.8) == {"y": Removal("x", pytest.approx(0.9), "near", direct=False)}
    assert chosen(["x", "y"], edges, 0.92) == {}


@pytest.mark.parametrize("value", [0.9, 0.95, 0.93])
def test_a_bound_that_reaches_the_threshold_by_no_more_than_rounding_proves_nothing(value):
    edges = table(near("hub", "x", value), near("hub", "y", value))
    bound = 2 * float(np.float32(value)) - 1
    assert chosen(["x", "y"], edges, bound) == {}
    assert chosen(["x", "y"], edges, bound - 1e-7) == {}
    assert list(chosen(["x", "y"], edges, bound - 3e-7)) == ["y"]


def test_the_near_edge_of_a_representative_stands_for_its_group():
    edges = table(("a", "b", 1.0, "exact"), near("a", "x", 0.85), ("x", "y", 1.0, "exact"))
    assert chosen(["y", "b"], edges, 0.8) == {"b": Removal("y", pytest.approx(0.85), "near")}


@pytest.mark.parametrize("numerator", range(1, 20))
def test_a_similarity_that_equals_the_threshold_counts(numerator):
    assert chosen(["a", "b"], table(near("a", "b", numerator / 20)), numerator / 20)


def renditions(**works):
    """Return renditions of one work by id: the file that each is in."""
    rows = [{"id": id_, "work": "w", "member": member} for id_, member in works.items()]
    return pl.DataFrame(rows, schema=RENDITIONS)


def test_of_the_renditions_of_a_work_the_first_stays_without_any_edge():
    assert chosen(["b", "a", "x"], table(), 0.8, (), renditions(a="raw", b="corrected")) == {
        "a": Removal("b", 0, "same")
    }


def test_all_documents_of_the_file_of_the_first_rendition_stay():
    files = renditions(a="raw", a2="raw", b="corrected", b2="corrected")
    assert chosen(["b", "a", "a2", "b2"], table(), 0.8, (), files) == {
        "a": Removal("b", 0, "same"),
        "a2": Removal("b", 0, "same"),
    }


@pytest.mark.parametrize(("kind", "similarity"), [("near", 0.9), ("aligned", 0.8), ("edition", 0.7)])
def test_of_declared_renditions_that_resemble_each_other_the_declaration_is_named(kind, similarity):
    edges, files = table(("a", "b", similarity, kind)), renditions(a="raw", b="corrected")
    assert chosen(["b", "a"], edges, 0.8, (), files) == {"a": Removal("b", 0, "same")}
    within = renditions(a="corrected", b="corrected")  # two documents of one file are no renditions of each other
    assert chosen(["b", "a"], edges, 0.8, (), within)["a"].kind == kind


def test_renditions_that_are_equal_letter_by_letter_are_exact_duplicates():
    edges, files = table(("a", "b", 1.0, "exact")), renditions(a="raw", b="corrected")
    assert chosen(["b", "a"], edges, 0.8, (), files) == {"a": Removal("b", 1.0, "exact")}


def test_renditions_leave_for_what_the_first_of_them_left_for():
    edges = table(near("x", "b", 0.9))
    removed = chosen(["x", "b", "a"], edges, 0.8, (), renditions(a="raw", b="corrected"))
    assert removed == {"b": Removal("x", pytest.approx(0.9), "near"), "a": Removal("x", 0, "same")}


def test_a_twin_of_a_rendition_that_left_leaves_too():
    removed = chosen(["b", "a", "x"], table(("a", "x", 1.0, "exact")), 0.8, (), renditions(a="raw", b="corrected"))
    assert removed == {"a": Removal("b", 0, "same"), "x": Removal("b", 0, "same")}


def test_an_emptied_or_refused_rendition_gives_way_to_the_next():
    files = renditions(a="raw", b="corrected", c="scan")
    assert chosen(["b", "a", "c"], table(), 0.8, ["b"], files) == {"c": Removal("a", 0, "same")}
    assert chosen(["a", "c"], table(), 0.8, (), files) == {"c": Removal("a", 0, "same")}


@given(
    cases(),
    st.dictionaries(
        st.sampled_from([f"q/{n:02d}" for n in range(14)]), st.tuples(st.sampled_from("vw"), st.sampled_from("12"))
    ),
)
@settings(deadline=None, max_examples=200)
def test_invariants_of_the_walk_hold_with_declared_renditions(case, declared):
    _, ranked, edges, threshold = case
    rows = [{"id": id_, "work": work, "member": member} for id_, (work, member) in declared.items()]
    removed = chosen(ranked, table(*edges), threshold, (), pl.DataFrame(rows, schema=RENDITIONS))
    kept = [id_ for id_ in ranked if id_ not in removed]
    assert all(removal.survivor in kept for removal in removed.values())
    assert all(ranked.index(removal.survivor) < ranked.index(gone) for gone, removal in removed.items())
    for a, b, value, kind in edges:
        assert not (a in kept and b in kept and (kind == "exact" or value >= threshold))
    for work in "vw":
        assert len({declared[id_][1] for id_ in kept if declared.get(id_, ("", ""))[0] == work}) <= 1


def test_a_hollow_document_is_a_duplicate_and_makes_none():
    edges = table(near("a", "b", 0.9), near("b", "c", 0.9), ("c", "d", 1.0, "exact"))
    assert list(chosen(["a", "b", "c", "d"], edges, 0.85, hollow=["b"])) == ["b", "d"]
    assert list(chosen(["b", "c", "a", "d"], edges, 0.85, hollow=["b", "unknown"])) == ["d"]
    assert list(chosen(["c", "d"], edges, 0.85, hollow=["c"])) == []


def test_an_estimate_says_so():
    (row,) = choose(["a", "b"], table(("a", "b", 0.9, "estimated")), 0.8).to_dicts()
    assert (row["kind"], row["is_estimated"]) == ("near", True)
    (row,) = choose(["a", "b"], table(("a", "b", 1.0, "exact")), 0.8).to_dicts()
    assert (row["kind"], row["is_estimated"]) == ("exact", False)


def test_an_id_named_twice_and_an_impossible_threshold_are_refused():
    with pytest.raises(SurvivorError, match="twice"):
        chosen(["a", "a"], table(), 0.8)
    for threshold in (0.0, 1.1, float("nan")):
        with pytest.raises(SurvivorError, match="not a similarity"):
            chosen(["a"], table(), threshold)


@pytest.mark.slow
def test_a_hundred_thousand_documents_take_a_moment():
    count = 100_000
    ids = [f"quelle/{n:06d}" for n in range(count)]
    chance = np.random.default_rng(5)
    a, b = chance.integers(0, count, (2, 2 * count))
    keep = a != b
    names = pa.array(ids)
    columns = [names.take(pa.array(np.minimum(a, b)[keep])), names.take(pa.array(np.maximum(a, b)[keep]))]
    values = pa.array(chance.uniform(0.7, 1, keep.sum()).astype(np.float32))
    edges = pa.Table.from_arrays([*columns, values, pa.repeat("near", keep.sum())], schema=SCHEMA)
    random.Random(1).shuffle(ids)  # noqa: S311  seeded, for the same documents on every run
    choose(ids[:2], edges.slice(0, 1), 0.8)
    started = time.process_time()
    assert len(choose(ids, edges, 0.8))
    assert time.process_time() - started < 10  # seconds of work: a busy machine is no fault of the code
