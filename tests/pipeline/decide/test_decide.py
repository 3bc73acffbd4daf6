"""Deciding a collection of small frames: who stays, who names whom, in which order; no workspace, no text."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.decide import decide as deciding
from pipeline.decide.by_source import Part
from pipeline.decide.licensing import Verdict
from pipeline.decide.takedowns import Fallen
from pipeline.manifest.recipe import DuplicateRecipe
from pipeline.release_files.published_evidence import EvidenceRow
from pipeline.similarity.edges import SCHEMA as EDGES
from pipeline.store.rows import decisions
from pipeline.store.schemas import DECISIONS, QUARANTINE

CLASSES = {"free": "CC0-1.0", "attribution": "CC-BY-4.0", "share-alike": "CC-BY-SA-4.0"}


def document(
    id_, verdict="accept", obligation="attribution", *, words=100, priority=0, date=None, accuses=None, **more
):
    refused = verdict == "reject"
    return {
        "id": id_,
        "source": id_.split("/")[0],
        "verdict": verdict,
        "accuses": refused if accuses is None else accuses,
        "license": CLASSES[obligation] if obligation else None,
        "license_url": None,
        "license_basis": "license",
        "obligation": obligation,
        "evidence": [f"proof of {id_}"],
        "attribution": "Archiv",
        "domain": "web",
        "priority": priority,
        "words": words,
        "date": date,
        "language": "deu",
        "variety": None,
        "characters": 600,
        "shard": "0",
        "is_quarantined": False,
    } | more


def evidence_row(id_):
    return EvidenceRow(evidence_id=id_, source="s", statement=id_, where="title page", rule="r", decided_by="policy:p")


def part(documents, rows=()):
    schema = deciding._nothing().schema
    frame = pl.DataFrame([{name: one.get(name) for name in schema} for one in documents], schema=schema)
    refused = [
        {"id": one["id"], "stage": "license", "reason": "license_rejected", "rank": 100}
        for one in documents
        if one["verdict"] != "accept" and not one["is_quarantined"]
    ]
    source = documents[0]["source"]
    return Part(frame, [decisions([*refused, *rows])], [], source, QUARANTINE.empty_table(), documents[0]["shard"])


def near(a, b, similarity=0.9):
    return {"a": min(a, b), "b": max(a, b), "similarity": similarity, "kind": "near"}


def exact(a, b):
    return near(a, b, 1.0) | {"kind": "exact"}


@pytest.fixture
def decide(monkeypatch):
    """Return a function that decides parts, one per source: (parts, edges, keys of the duplicates' recipe, demanded ids)."""
    return lambda parts, edges=(), fallen=(), **recipe: _decide(monkeypatch, parts, edges, fallen, recipe)


def _decide(monkeypatch, parts, edges, fallen, recipe):
    by_name = {one.source: one for one in parts}

    def judged(_collection, source, _workspace, _shards, _proof, evidence, _as_of):
        for ids in by_name[source.id].frame["evidence"].to_list():
            for one in ids:
                evidence.rows[one] = evidence_row(one)
        return [by_name[source.id]]

    rows = decisions([{"id": one, "stage": "takedown", "reason": "takedown", "rank": 0} for one in fallen])
    monkeypatch.setattr(deciding, "judge_source", judged)
    monkeypatch.setattr(deciding.takedowns, "judge", lambda *_arguments: Fallen(rows, [], {}))
    collection = SimpleNamespace(
        sources=[SimpleNamespace(id=one.source) for one in parts],
        recipe=SimpleNamespace(duplicates=DuplicateRecipe(**recipe), repeated_passages=None),
        reviews={},
        manifest=SimpleNamespace(name="mine"),
    )
    shards = {one.source: ["shard"] for one in parts}
    monkeypatch.setattr(deciding, "in_order", lambda _shards: [])
    table = pa.Table.from_pylist(list(edges), schema=EDGES)
    proofs = dict.fromkeys(by_name)
    return deciding.decide(collection, None, shards, proofs, table, dt.date(2026, 1, 1))


def kept(decided):
    return sorted(decided.kept["id"].to_list())


def reasons(decided):
    table = pl.from_arrow(decided.decisions)
    return {row["id"]: (row["reason"], row["related"]) for row in table.unique("id", keep="first").to_dicts()}


def test_documents_against_which_nothing_speaks_are_kept_and_stand_for_themselves(decide):
    decided = decide([part([document("a/1"), document("a/2")])])
    assert kept(decided) == ["a/1", "a/2"]
    assert decided.kept["duplicates"].to_list() == [1, 1]
    assert decided.kept["members"].to_list() == [[], []]
    assert decided.decisions.schema == DECISIONS
    assert decided.decisions.num_rows == 0


def test_a_mirror_that_says_nothing_of_its_licence_does_not_knock_out_its_licensed_origin(decide):
    mirror = document("a-mirror/1", "reject", None, words=900, priority=9, accuses=False)
    decided = decide([part([mirror]), part([document("origin/1")])], [exact("a-mirror/1", "origin/1")])
    assert kept(decided) == ["origin/1"]
    assert reasons(decided) == {"a-mirror/1": ("license_rejected", None)}


def test_a_copy_whose_licence_was_refused_makes_its_twin_a_question_for_a_person(decide):
    closed = document("closed/1", "reject", "attribution")
    decided = decide([part([closed]), part([document("open/1")])], [near("closed/1", "open/1")])
    assert kept(decided) == []
    assert reasons(decided)["open/1"] == ("license_conflict", "closed/1")
    assert [one["rule"] for one in decided.review] == ["twin_refused"]


def test_a_document_removed_for_its_quality_removes_no_duplicate(decide):
    row = {"id": "a/1", "stage": "quality", "reason": "too_few_words", "rank": 300}
    decided = decide([part([document("a/1", words=900), document("a/2")], [row])], [exact("a/1", "a/2")])
    assert kept(decided) == ["a/2"]
    assert reasons(decided) == {"a/1": ("too_few_words", None)}


def test_a_document_that_is_demanded_back_removes_no_duplicate(decide):
    decided = decide([part([document("a/1", words=900), document("a/2")])], [near("a/1", "a/2")], fallen=["a/1"])
    assert kept(decided) == ["a/2"]
    assert reasons(decided) == {"a/1": ("takedown", None)}


def test_what_is_quarantined_is_neither_kept_nor_decided_and_removes_nothing(decide):
    documents = [document("a/1", words=900, is_quarantined=True), document("a/2")]
    decided = decide([part(documents)], [exact("a/1", "a/2")], fallen=["a/1"])
    assert kept(decided) == ["a/2"]
    assert decided.decisions.num_rows == 0


def test_a_kept_document_names_those_that_it_stands_for_with_their_licences(decide):
    documents = [document("a/1", words=900), document("a/2"), document("a/3", "accept", "attribution", words=50)]
    decided = decide([part(documents)], [exact("a/1", "a/2"), near("a/1", "a/3", 0.85)])
    (row,) = decided.kept.to_dicts()
    assert (row["id"], row["duplicates"]) == ("a/1", 3)
    assert [(one["id"], one["source"], one["license"], one["attribution"]) for one in row["members"]] == [
        ("a/2", "a", "CC-BY-4.0", "Archiv"),
        ("a/3", "a", "CC-BY-4.0", "Archiv"),
    ]
    assert reasons(decided) == {"a/2": ("exact_duplicate", "a/1"), "a/3": ("near_duplicate", "a/1")}
    by_id = {row["id"]: row for row in decided.decisions.to_pylist()}
    assert by_id["a/3"]["value"] == pytest.approx(0.85)
    assert (by_id["a/3"]["measure"], by_id["a/3"]["limit"], by_id["a/2"]["value"]) == ("similarity", 0.8, 1.0)


def test_a_similarity_by_signatures_alone_says_so(decide):
    edge = near("a/1", "a/2") | {"kind": "estimated"}
    (row,) = decide([part([document("a/1"), document("a/2")])], [edge]).decisions.to_pylist()
    assert (row["measure"], row["reason"]) == ("similarity_estimated", "near_duplicate")


@pytest.mark.parametrize(("similarity", "stays"), [(0.79, ["a/1", "a/2"]), (0.8, ["a/1"]), (0.81, ["a/1"])])
def test_similarity_counts_from_the_threshold_on(decide, similarity, stays):
    assert kept(decide([part([document("a/1"), document("a/2")])], [near("a/1", "a/2", similarity)])) == stays


ORDER = [
    ("freedom", {"obligation": "free"}, {"obligation": "attribution"}),
    ("freedom", {"obligation": "attribution"}, {"obligation": "share-alike"}),
    ("priority", {"priority": 1}, {"priority": 0}),
    ("words", {"words": 101}, {"words": 100}),
    ("date", {"date": "1901"}, {"date": "1902"}),
    ("date", {"date": "1901"}, {"date": None}),
    ("words", {"words": 1}, {"words": None}),
]


@pytest.mark.parametrize(("name", "better", "worse"), ORDER)
@pytest.mark.parametrize("ids", [("s/1", "s/2"), ("s/2", "s/1")])
def test_the_better_document_by_each_criterion_stays_whatever_its_id(decide, name, better, worse, ids):
    documents = [document(ids[0], **better), document(ids[1], **worse)]
    decided = decide([part(documents)], [near(*ids)], prefer=[name])
    assert kept(decided) == [ids[0]]


def test_criteria_count_in_the_order_in_which_the_recipe_names_them(decide):
    documents = [document("s/1", words=10, priority=1), document("s/2", words=99, priority=0)]
    for prefer, stays in ((["words", "priority"], "s/2"), (["priority", "words"], "s/1"), (["id"], "s/1")):
        assert kept(decide([part(documents)], [near("s/1", "s/2")], prefer=prefer)) == [stays]


def test_proofs_are_those_of_kept_and_refused_documents_and_of_no_duplicate(decide):
    documents = [document("a/1", words=900), document("a/2"), document("a/3", "reject", accuses=False)]
    decided = decide([part(documents)], [exact("a/1", "a/2")])
    assert [one["evidence_id"] for one in decided.evidence] == ["proof of a/1", "proof of a/3"]


def test_a_collection_without_documents_decides_nothing(decide):
    decided = decide([])
    assert (decided.kept.height, decided.decisions.num_rows, decided.evidence, decided.review) == (0, 0, [], [])


def test_what_failed_is_passed_on_by_source(decide):
    assert set(decide([part([document("a/1")]), part([document("b/1")])]).failed) == {"a", "b"}


@st.composite
def collections(draw):
    ids = [f"{source}/{number}" for source in "abc" for number in range(3)]
    chosen = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=9, unique=True))
    documents = [
        document(
            one,
            draw(st.sampled_from(["accept", "accept", "accept", "reject"])),
            draw(st.sampled_from(sorted(CLASSES))),
            words=draw(st.integers(1, 3)),
        )
        for one in chosen
    ]
    pairs = st.tuples(st.sampled_from(chosen), st.sampled_from(chosen)).filter(lambda pair: pair[0] < pair[1])
    edges = [near(*pair) for pair in draw(st.sets(pairs, max_size=8))] if len(chosen) > 1 else []
    return documents, edges


def by_source(documents):
    names = dict.fromkeys(one["source"] for one in documents)
    return [part([one for one in documents if one["source"] == name]) for name in names]


@settings(max_examples=60, deadline=None)
@given(collections(), st.randoms(use_true_random=False))
@pytest.mark.slow  # seconds: many small collections
def test_whatever_the_order_of_documents_and_sources_the_result_is_the_same_and_keeps_its_invariants(case, chance):
    documents, edges = case
    with pytest.MonkeyPatch.context() as patch:
        decided = _decide(patch, by_source(documents), edges, (), {})
        shuffled = _decide(
            patch, by_source(chance.sample(documents, len(documents))), chance.sample(edges, len(edges)), (), {}
        )
    assert kept(shuffled) == kept(decided)
    assert shuffled.decisions.equals(decided.decisions)
    assert shuffled.evidence == decided.evidence
    stays, fates = set(kept(decided)), reasons(decided)
    assert stays | fates.keys() == {one["id"] for one in documents}
    assert not stays & fates.keys()
    assert not any({edge["a"], edge["b"]} <= stays for edge in edges)
    refused = {one["id"] for one in documents if one["verdict"] == "reject"}
    assert not stays & refused
    for reason, survivor in fates.values():
        assert reason not in {"near_duplicate", "exact_duplicate"} or survivor in stays


@settings(max_examples=60, deadline=None)
@given(collections())
@pytest.mark.slow  # seconds: many small collections
def test_what_is_put_aside_is_decided_as_if_all_documents_were_held_together(case):
    documents, edges = case
    with pytest.MonkeyPatch.context() as patch:
        aside = _decide(patch, by_source(documents), edges, (), {})
        everything = lambda _hall, frame: pl.Series([True] * len(frame), dtype=pl.Boolean)  # noqa: E731
        patch.setattr(deciding._Hall, "_is_linked", everything)
        held = _decide(patch, by_source(documents), edges, (), {})
    assert aside.decisions.equals(held.decisions)
    assert aside.evidence == held.evidence
    assert aside.kept.sort("id").equals(held.kept.sort("id"))


def test_the_hash_of_a_statement_binds_a_decision_to_every_letter_of_it():
    hashes = {Verdict(None, text, (), "x").statement_sha256 for text in ("CC BY 4.0", "CC BY 4.0 ", "CC BY 4,0")}
    assert len(hashes) == 3
