"""Each rule on what speaks against publishing, on small releases: one document on either side of every limit."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import polars as pl
import pytest
import yaml

from pipeline.portals.target import Parcel, PublishError
from pipeline.publish import findings as rules
from pipeline.publish.publication import Approval
from pipeline.publish.publish import access_of

DIGEST = "a" * 64
LEDGER = {"id": pl.String, "reason": pl.String, "related": pl.String}
KEPT = {
    "id": pl.String,
    "source": pl.String,
    "changes": pl.List(pl.String),
    "members": pl.List(pl.Struct({"id": pl.String})),
}
STATED = {"kinds": ["email"], "legal_basis": "Art. 6 (1) (e)", "notice": "Art. 14 (5) (b)", "impact_assessment": "none"}

MANIFEST = {
    "title": "S",
    "license": {"id": "CC0-1.0", "evidence": [{"kind": "own_work", "quote": "CC0-1.0"}]},
    "attribution": "S",
    "domain": "web",
    "fetch": [{"path": "s.jsonl"}],
    "format": "jsonl",
}


def source(kept=100, words=1000, read=100):
    return SimpleNamespace(kept=kept, words=words, read=read)


def not_read(name, fate, detail="404"):
    return SimpleNamespace(source=name, fate=fate, detail=detail)


def release(folder, kept=(), ledger=(), approval="not required", personal_data=None, changes=(), **facts):
    """Return a parcel of a release whose data hold `kept`: (id, ids it stands for), and whose ledger `ledger`.

    All documents have the changes; every source's manifest says the same on personal data.
    """
    (folder / "data" / "law-free").mkdir(parents=True, exist_ok=True)
    (folder / "ledger").mkdir(exist_ok=True)
    (folder / "inputs").mkdir(exist_ok=True)
    rows = [
        {"id": id_, "source": "s", "changes": list(changes), "members": [{"id": other} for other in others]}
        for id_, others in kept
    ]
    pl.DataFrame(rows, schema=KEPT).write_parquet(folder / "data" / "law-free" / "train-0.parquet")
    pl.DataFrame(list(ledger), schema=LEDGER, orient="row").write_parquet(folder / "ledger" / "s.parquet")
    content = {"name": "mine", "title": "Mine", "sources": ["./s.yaml"]}
    content |= {"approval": "required"} if approval == "required" else {}
    (folder / "inputs" / "collection.yaml").write_text(yaml.safe_dump(content), "utf-8")
    said = {"name": "mine", "version": "1.0.0", "access": "public", "not_read": (), "sources": {"s": source()}}
    (folder / "inputs" / "sources").mkdir(exist_ok=True)
    for name in facts.get("sources", said["sources"]):
        manifest = {**MANIFEST, "id": name} | ({"personal_data": personal_data} if personal_data else {})
        (folder / "inputs" / "sources" / f"{name}.yaml").write_text(yaml.safe_dump(manifest), "utf-8")
    return Parcel(folder, SimpleNamespace(**{**said, "content_digest": DIGEST, **facts}), {})


def found(parcel, access="public", previous=None, approval=None):
    return {one.name: one.details for one in rules.findings(parcel, access, previous, approval)}


def test_nothing_speaks_against_a_release_in_order(tmp_path):
    ledger = [("s/a", None, None), ("s/b", "too_few_words", "s/a"), ("s/c", "near_duplicate", "s/a")]
    assert found(release(tmp_path, [("s/a", ["s/c"])], ledger)) == {}


@pytest.mark.parametrize("reason", ["license_review", "license_unproven", "license_conflict"])
@pytest.mark.parametrize(
    ("kept", "row", "touched"),
    [
        ([("s/a", [])], ("s/x", "s/a"), ["s/a"]),  # the ledger names the kept twin
        ([("s/a", ["s/x"]), ("s/b", [])], ("s/x", None), ["s/a"]),  # a kept document stands for the one in question
        ([("s/a", ["s/y", "s/z"])], ("s/x", "s/z"), ["s/a"]),  # it stands for the twin of the one in question
        ([("s/a", ["s/x"]), ("s/b", ["s/y"])], ("s/x", "s/b"), ["s/a", "s/b"]),
        ([("s/x", [])], ("s/x", None), ["s/x"]),  # it is kept itself, by another row
        ([("s/a", ["s/y"])], ("s/x", None), []),
        ([("s/a", [])], ("s/x", "s/y"), []),
    ],
)
def test_an_open_review_touches_kept_documents_that_are_twins_or_stand_for_what_is_in_question(
    tmp_path, kept, row, touched, reason
):
    parcel = release(tmp_path, kept, [(row[0], reason, row[1]), ("s/q", "too_few_words", "s/a")])
    lines = tuple(f"{one}: decide with `gemeingut review`" for one in touched)
    assert found(parcel) == ({"reviews_open": lines} if lines else {})


def test_the_ledger_of_members_is_no_ledger_of_documents(tmp_path):
    parcel = release(tmp_path, [("s/a", [])])
    pl.DataFrame({"member": ["x"]}).write_parquet(tmp_path / "ledger" / "_members.parquet")
    assert found(parcel) == {}


def test_a_source_that_failed_and_one_that_gave_nothing_are_named_and_a_refused_one_is_not(tmp_path):
    missing = (not_read("archive", "failed", "404"), not_read("closed", "refused"))
    parcel = release(tmp_path, not_read=missing, sources={"b": source(read=0), "a": source(read=1)})
    assert found(parcel) == {"source_failed": ("archive: 404", "b: gave no document")}


@pytest.mark.parametrize(
    ("before", "now", "is_lost"),
    [
        (source(100, 1000), source(98, 1000), False),
        (source(100, 1000), source(97, 1000), True),
        (source(100, 1000), source(100, 980), False),
        (source(100, 1000), source(100, 979), True),
        (source(0, 0), source(0, 0), False),
        (source(100, 1000), source(110, 1100), False),
        (source(100, 1000), None, True),
    ],
)
def test_more_than_two_percent_of_documents_or_words_of_a_source_lost(tmp_path, monkeypatch, before, now, is_lost):
    monkeypatch.setattr(rules, "read_facts", lambda _folder: SimpleNamespace(version="0.9.0", sources={"s": before}))
    parcel = release(tmp_path, sources={"s": now} if now else {})
    assert ("documents_lost" in found(parcel, previous=tmp_path)) == is_lost
    assert "documents_lost" not in found(parcel)


def test_a_loss_is_told_once_a_source_with_both_numbers_and_whether_it_is_refused_now(tmp_path, monkeypatch):
    older = SimpleNamespace(version="0.9.0", sources={"s": source(10_000, 100_000), "t": source(10, 200)})
    monkeypatch.setattr(rules, "read_facts", lambda _folder: older)
    parcel = release(tmp_path, sources={"s": source(9_000, 90_000)}, not_read=(not_read("t", "refused"),))
    assert found(parcel, previous=tmp_path) == {
        "documents_lost": (
            "s: 10,000 documents in 0.9.0, 9,000 now (−10.0%)",
            "t: 10 documents in 0.9.0, 0 now (−100.0%); refused now",
        )
    }


@pytest.mark.parametrize(
    ("demanded", "is_lost"), [((10, 100), False), ((9, 90), False), ((8, 80), True), ((0, 0), True)]
)
def test_what_was_taken_down_is_not_lost(tmp_path, monkeypatch, demanded, is_lost):
    older = SimpleNamespace(version="0.9.0", sources={"s": source(100, 1000)})
    monkeypatch.setattr(rules, "read_facts", lambda _folder: older)
    monkeypatch.setattr(rules, "explained", lambda _old, _new: {"s": demanded})
    parcel = release(tmp_path, sources={"s": source(90, 900)})
    assert ("documents_lost" in found(parcel, previous=tmp_path)) == is_lost


def test_a_loss_says_how_many_more_were_taken_down(tmp_path, monkeypatch):
    older = SimpleNamespace(version="0.9.0", sources={"s": source(110, 1000)})
    monkeypatch.setattr(rules, "read_facts", lambda _folder: older)
    monkeypatch.setattr(rules, "explained", lambda _old, _new: {"s": (10, 100)})
    parcel = release(tmp_path, sources={"s": source(90, 900)})
    line = "s: 110 documents in 0.9.0, 90 now (−10.0%); 10 more were taken down"
    assert found(parcel, previous=tmp_path) == {"documents_lost": (line,)}


ACCESS = ["internal", "gated", "public"]


@pytest.mark.parametrize("stated", ACCESS)
@pytest.mark.parametrize("asked", ACCESS)
def test_more_readers_than_stated_are_a_finding_and_what_is_internal_is_never_opened(tmp_path, stated, asked):
    parcel = release(tmp_path, access=stated)
    wider = ACCESS.index(asked) > ACCESS.index(stated)
    assert ("access_wider" in found(parcel, asked)) == wider
    assert access_of(parcel, None) == stated
    if stated == "internal" and wider:
        with pytest.raises(PublishError, match="is internal, and an option does not open it"):
            access_of(parcel, asked)
    else:
        assert access_of(parcel, asked) == asked


def approved(**other):
    said = {"collection": "mine", "version": "1.0.0", "content_digest": DIGEST, "role": "Leitung", "case": "AZ 7"}
    return Approval(**{**said, "date": dt.date(2026, 1, 15), **other})


def test_an_approval_is_asked_for_only_by_the_collection_and_must_be_of_this_release(tmp_path):
    assert found(release(tmp_path)) == {}
    asking = release(tmp_path, approval="required")
    assert f"content_digest: {DIGEST}" in found(asking)["approval_missing"]
    assert found(asking, approval=approved()) == {}
    for key, value in (("collection", "yours"), ("version", "1.0.1"), ("content_digest", "b" * 64)):
        (line,) = found(asking, approval=approved(**{key: value}))["approval_missing"]
        assert line.startswith(f"the approval is for {key} {value}")


@pytest.mark.parametrize(
    ("personal_data", "changes", "detail"),
    [
        (None, (), None),
        (None, ("masked_email", "joined_hyphenation"), "personal data were masked"),
        (None, ("removed_phone",), "personal data were masked"),
        (None, ("cut_contaminated",), None),
        ({"kinds": []}, ("masked_email",), None),  # a person has looked: of nobody
        (STATED, ("masked_email",), None),
        ({**STATED, "notice": None}, (), "personal_data lacks notice"),
        ({"kinds": ["name"]}, (), "personal_data lacks legal_basis, notice, impact_assessment"),
    ],
)
def test_texts_with_personal_data_become_public_only_with_what_the_law_asks_for(
    tmp_path, personal_data, changes, detail
):
    parcel = release(tmp_path, [("s/a", [])], personal_data=personal_data, changes=changes)
    lines = found(parcel).get("personal_data_unstated", ())
    assert [detail in line for line in lines] == [True] * (detail is not None)
    assert "personal_data_unstated" not in found(parcel, "gated")


def test_what_the_law_asks_for_cannot_be_accepted_away():
    assert "personal_data_unstated" not in rules.ACCEPTABLE


def test_findings_come_in_a_fixed_order(tmp_path):
    parcel = release(
        tmp_path,
        [("s/a", [])],
        [("s/x", "license_review", "s/a")],
        approval="required",
        personal_data={"kinds": ["name"]},
        access="gated",
        not_read=(not_read("archive", "failed"),),
    )
    names = ["source_failed", "reviews_open", "access_wider", "personal_data_unstated", "approval_missing"]
    assert list(found(parcel)) == names


@pytest.mark.parametrize(
    ("compared", "names"),
    [
        (None, ["benchmarks_missing"]),
        ({"benchmarks": []}, ["benchmarks_missing"]),
        ({"benchmarks": [{"name": "xquad-de", "items": 0}]}, ["benchmarks_missing"]),
        ({"benchmarks": [{"name": "xquad-de", "items": 1}]}, []),
        ({"benchmarks": [{"name": "baumbank", "witnesses": True, "items": 900}]}, []),
    ],
)
def test_a_release_is_compared_if_one_text_of_a_benchmark_or_witness_was_searched_for(tmp_path, compared, names):
    assert [one.name for one in rules.uncompared(release(tmp_path, decontamination=compared))] == names


def beside(folder, name, version):
    """Write what of a release the look for a forerunner reads: see the fixture `facts`."""
    (folder / f"{name}-{version}").mkdir(parents=True)
    (folder / f"{name}-{version}" / "release.json").write_text(f"{name} {version}", "utf-8")


@pytest.fixture
def facts(monkeypatch):
    def read(folder):
        name, version = (folder / "release.json").read_text("utf-8").split()
        return SimpleNamespace(name=name, version=version)

    monkeypatch.setattr(rules, "read_facts", read)


def test_the_forerunner_is_the_next_lower_version_of_the_same_collection(tmp_path, facts):
    for name, version in (
        ("mine", "0.9.0"),
        ("mine", "0.10.0"),
        ("mine", "1.0.0"),
        ("mine", "1.1.0"),
        ("yours", "0.99.0"),
    ):
        beside(tmp_path, name, version)
    parcel = Parcel(tmp_path / "mine-1.0.0", SimpleNamespace(name="mine", version="1.0.0"), {})
    assert rules.forerunner(parcel) == tmp_path / "mine-0.10.0"
    first = Parcel(tmp_path / "mine-0.9.0", SimpleNamespace(name="mine", version="0.9.0"), {})
    assert rules.forerunner(first) is None


def test_a_release_to_compare_with_must_be_of_the_same_collection(tmp_path, facts):
    beside(tmp_path, "mine", "0.9.0")
    beside(tmp_path, "yours", "0.9.0")
    parcel = Parcel(tmp_path, SimpleNamespace(name="mine", version="1.0.0"), {})
    assert rules.check_previous(parcel, tmp_path / "mine-0.9.0") == tmp_path / "mine-0.9.0"
    for other in ("yours-0.9.0", "none"):
        with pytest.raises(PublishError, match="no release of mine there"):
            rules.check_previous(parcel, tmp_path / other)
