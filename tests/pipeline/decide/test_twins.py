from __future__ import annotations

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide.twins import find

RANKS = {"free": "CC0-1.0", "attribution": "CC-BY-4.0", "share-alike": "CC-BY-SA-4.0"}


def document(id_, verdict="accept", obligation="attribution", basis="license", *, kept=None, accuses=None):
    return {
        "id": id_,
        "source": id_.split("/", 1)[0],
        "verdict": verdict,
        "license_basis": basis,
        "obligation": obligation,
        "accuses": verdict == "reject" if accuses is None else accuses,
        "is_kept": verdict == "accept" if kept is None else kept,
    }


def edges(*rows):
    names = ("a", "b", "similarity", "kind")
    kinds = pa.schema([("a", pa.string()), ("b", pa.string()), ("similarity", pa.float32()), ("kind", pa.string())])
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=kinds)


def found(rows, *documents):
    """Return the first row of each document: rule and twin."""
    named = {}
    for one, rule, _, twin in find(edges(*rows), 0.8, pl.DataFrame(documents)).iter_rows():
        named.setdefault(one, (rule, twin))
    return named


def test_every_source_with_a_twin_is_named_for_each_is_decided_by_itself():
    rows = [("a/1", "b/1", 1.0, "exact"), ("a/1", "b/2", 1.0, "exact"), ("a/1", "c/1", 0.9, "near")]
    rows += [("a/1", "d/1", 0.85, "near")]
    twins = [document(one, "reject") for one in ("b/1", "b/2", "c/1")] + [document("d/1", obligation="share-alike")]
    conflicts = find(edges(*rows), 0.8, pl.DataFrame([document("a/1"), *twins])).filter(pl.col("id") == "a/1")
    assert list(zip(conflicts["rule"], conflicts["twin"], strict=True)) == [
        ("twin_refused", "b/1"),
        ("twin_refused", "c/1"),
        ("twin_stricter", "d/1"),
    ]


def test_a_kept_document_with_a_refused_twin_is_in_conflict_and_names_it():
    assert found([("a/1", "b/1", 0.9, "near")], document("a/1"), document("b/1", "reject")) == {
        "a/1": ("twin_refused", "b/1")
    }


def test_a_similarity_below_the_threshold_proves_nothing_and_at_it_everything():
    pair = document("a/1"), document("b/1", "reject")
    assert found([("a/1", "b/1", 0.79, "near")], *pair) == {}
    assert found([("a/1", "b/1", 0.8, "near")], *pair) != {}


def test_the_members_of_an_exact_group_are_twins_though_edges_join_them_to_the_smallest_id_only():
    star = [("a/1", "b/1", 1.0, "exact"), ("a/1", "c/1", 1.0, "exact")]
    assert found(star, document("a/1", "quarantined"), document("b/1", "reject"), document("c/1")) == {
        "c/1": ("twin_refused", "b/1")
    }


def test_a_near_edge_of_the_representative_stands_for_its_group():
    rows = [("a/1", "a/2", 1.0, "exact"), ("a/1", "b/1", 0.85, "near")]
    assert found(rows, document("a/1"), document("a/2"), document("b/1", "reject")) == {
        "a/1": ("twin_refused", "b/1"),
        "a/2": ("twin_refused", "b/1"),
    }


def test_a_refused_twin_in_the_same_source_accuses_too():
    assert found([("a/1", "a/2", 1.0, "exact")], document("a/1"), document("a/2", "reject")) == {
        "a/1": ("twin_refused", "a/2")
    }


def test_a_mirror_about_which_nobody_says_anything_does_not_knock_out_its_origin():
    mirror = document("b/1", "reject", None, None, accuses=False)
    assert found([("a/1", "b/1", 1.0, "exact")], document("a/1"), mirror) == {}


@pytest.mark.parametrize(
    ("here", "there", "is_conflict"),
    [
        ("free", "share-alike", True),
        ("free", "attribution", True),
        ("attribution", "share-alike", True),
        ("attribution", "attribution", False),
        ("share-alike", "free", False),
    ],
)
def test_the_freer_of_two_accepted_licences_in_different_sources_is_in_conflict(here, there, is_conflict):
    pair = document("a/1", obligation=here), document("b/1", obligation=there)
    one = found([("a/1", "b/1", 0.95, "near")], *pair).get("a/1")
    assert one == (("twin_stricter", "b/1") if is_conflict else None)


def test_within_one_source_different_licences_are_no_conflict():
    pair = document("a/1", obligation="free"), document("a/2", obligation="share-alike")
    assert found([("a/1", "a/2", 1.0, "exact")], *pair) == {}


@pytest.mark.parametrize(
    ("basis", "twin", "rule"),
    [
        ("official_work", document("b/1", obligation="share-alike"), None),
        ("official_work", document("b/1", "reject"), None),
        ("public_domain_term", document("b/1", obligation="share-alike"), None),
        ("public_domain_term", document("b/1", "reject"), "twin_refused"),
        ("waiver", document("b/1", obligation="share-alike"), "twin_stricter"),
        ("waiver", document("b/1", obligation="source-note", basis="official_work"), "twin_stricter"),
        ("waiver", document("b/1", obligation="free", basis="official_work"), None),
        ("official_work", document("b/1", obligation="source-note", basis="official_work"), None),
    ],
)
def test_what_cannot_be_restricted_again_is_free_whatever_others_say(basis, twin, rule):
    statute = document("a/1", obligation="free", basis=basis)
    assert found([("a/1", "b/1", 1.0, "exact")], statute, twin).get("a/1", (None,))[0] == rule


def test_a_document_under_review_is_compared_with_refused_twins_even_as_an_official_work():
    protocol = document("a/1", "review", "attribution", "official_work")
    assert found([("a/1", "b/1", 0.9, "near")], protocol, document("b/1", "reject")) == {"a/1": ("twin_refused", "b/1")}
    assert found([("a/1", "b/1", 0.9, "near")], protocol, document("b/1", obligation="share-alike")) == {}


def test_a_document_removed_for_another_reason_needs_no_conflict():
    assert found([("a/1", "b/1", 1.0, "exact")], document("a/1", kept=False), document("b/1", "reject")) == {}


def test_of_several_twins_the_refused_then_the_most_similar_then_the_first_is_named():
    rows = [
        ("a/1", "b/1", 1.0, "exact"),
        ("a/1", "c/1", 0.9, "near"),
        ("a/1", "d/1", 0.95, "near"),
        ("a/1", "e/1", 0.95, "near"),
    ]
    twins = document("b/1", obligation="share-alike"), *(document(f"{name}/1", "reject") for name in "cde")
    assert found(rows, document("a/1"), *twins)["a/1"] == ("twin_refused", "d/1")


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([*RANKS, None])), min_size=2, max_size=6),
    st.randoms(use_true_random=False),
)
def test_of_texts_that_are_the_same_in_all_sources_what_stays_has_one_class_and_order_does_not_matter(drawn, chance):
    documents = [
        document(f"{source}/{at}", *(("accept", rank) if rank else ("reject", None)))
        for at, (source, rank) in enumerate(drawn)
    ]
    first, *others = sorted(one["id"] for one in documents)
    star = [(first, other, 1.0, "exact") for other in others]
    once = found(star, *documents)
    chance.shuffle(documents)
    chance.shuffle(star)
    assert found(star, *documents) == once
    staying = [one for one in documents if one["is_kept"] and one["id"] not in once]
    assert not (staying and any(one["accuses"] for one in documents))
    for one in staying:
        stricter = [
            other for other in staying if list(RANKS).index(other["obligation"]) > list(RANKS).index(one["obligation"])
        ]
        assert all(other["source"] == one["source"] for other in stricter)
