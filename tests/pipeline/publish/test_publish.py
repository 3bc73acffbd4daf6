"""Publishing: nothing is sent that does not verify or that a finding speaks against; a dry run writes nothing."""

from __future__ import annotations

import json
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from pipeline.portals.target import Parcel, Plan, PublishError, Step
from pipeline.publish import publication
from pipeline.publish import publish as publishing
from pipeline.publish.publication import Finding
from pipeline.publish.publish import Order, RefusedError, publish

FAILED = Finding("source_failed", ("archive: 404",))
UNAPPROVED = Finding("approval_missing", ("the collection asks for an approval",))


class Target:
    """A target that notes what is done, in order."""

    def __init__(self, *, complete=True):
        self.done = []
        self.complete = complete

    def plan(self, parcel, access):
        self.done.append(f"plan {parcel.version} {access}")
        step = Step(("PUT a", "PUT b"), lambda: self.done.append("sent"))
        return Plan("at/mine", (step,), self.check, notes=("a note",))

    def published(self, _name):
        return []

    def board(self, _name):
        return self

    @contextmanager
    def blocks(self, _name):
        yield None

    def check(self):
        self.done.append("checked")
        if not self.complete:
            raise PublishError("a is not the file of this release")


@pytest.fixture
def house(monkeypatch, tmp_path):
    """Return what the parts of publishing say; a test changes it: faults of verifying, findings, what is on record."""
    said = SimpleNamespace(faults=[], findings=[], on_record=set(), recorded=[], compared=[])
    parcel = Parcel(tmp_path, SimpleNamespace(name="mine", version="1.0.0", access="gated"), {})
    later = Parcel(tmp_path, SimpleNamespace(name="mine", version="recorded", access="gated"), {})

    def record(_parcel, findings, approval):
        said.recorded.append(([one.name for one in findings], approval))
        return later

    def compare(_parcel, _access, previous, approval):
        said.compared.append((previous, approval))
        return said.findings

    monkeypatch.setattr(publishing, "open_parcel", lambda _release: parcel)
    monkeypatch.setattr(publishing, "verify_folder", lambda _release: said.faults)
    monkeypatch.setattr(publishing, "findings", compare)
    monkeypatch.setattr(publishing, "forerunner", lambda _parcel: "forerunner")
    monkeypatch.setattr(publishing, "check_previous", lambda _parcel, previous: f"checked {previous}")
    monkeypatch.setattr(publishing, "accepted", lambda _release: said.on_record)
    monkeypatch.setattr(publishing, "approved", lambda _release: "approval on record")
    monkeypatch.setattr(publishing, "recorded", record)
    return said


def ordered(tmp_path, target, **more):
    lines = []
    plan = publish(Order(tmp_path, target, **more), lines.append)
    return plan, lines


def test_what_is_in_order_is_recorded_then_planned_sent_and_checked_and_every_call_is_said(house, tmp_path):
    target = Target()
    plan, lines = ordered(tmp_path, target)
    assert target.done == ["plan recorded gated", "sent", "checked"]
    assert lines == ["a note", "PUT a", "PUT b"]
    assert plan.address == "at/mine"
    assert house.recorded == [([], None)]


def test_a_dry_run_plans_and_neither_records_nor_sends(house, tmp_path):
    target = Target()
    _, lines = ordered(tmp_path, target, dry_run=True)
    assert target.done == ["plan 1.0.0 gated"]
    assert lines == ["a note"]
    assert house.recorded == []


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_does_not_verify_is_refused_with_every_fault(house, tmp_path, dry_run):
    house.faults = [
        SimpleNamespace(check="files", detail="holds", holds=True),
        SimpleNamespace(check="buckets", detail="x: holds ids of another bucket", holds=False),
    ]
    target = Target()
    with pytest.raises(RefusedError) as refused:
        ordered(tmp_path, target, dry_run=dry_run)
    assert refused.value.lines == (
        "buckets: x: holds ids of another bucket",
        f"{tmp_path} does not verify and is not published",
    )
    assert str(refused.value) == "\n".join(refused.value.lines)
    assert (target.done, house.recorded) == ([], [])


def test_a_finding_is_refused_and_says_how_to_accept_it_where_it_can_be(house, tmp_path):
    house.findings = [FAILED, UNAPPROVED]
    target = Target()
    with pytest.raises(RefusedError) as refused:
        ordered(tmp_path, target)
    assert refused.value.lines == (
        "source_failed: archive: 404",
        "to publish in spite of it, on record: --accept source_failed",
        "approval_missing: the collection asks for an approval",
    )
    assert (target.done, house.recorded) == ([], [])


def test_one_accepted_finding_does_not_cover_another(house, tmp_path):
    house.findings = [FAILED, UNAPPROVED]
    with pytest.raises(RefusedError) as refused:
        ordered(tmp_path, Target(), accepted=frozenset({"source_failed"}))
    assert refused.value.lines == ("approval_missing: the collection asks for an approval",)
    assert house.recorded == []


@pytest.mark.parametrize(("dry_run", "word"), [(False, "recorded"), (True, "would be recorded")])
def test_an_accepted_finding_is_said_and_recorded(house, tmp_path, dry_run, word):
    house.findings = [FAILED]
    _, lines = ordered(tmp_path, Target(), accepted=frozenset({"source_failed"}), dry_run=dry_run)
    assert lines[0] == f"accepted and {word} in publication.json: source_failed: archive: 404"
    assert house.recorded == ([] if dry_run else [(["source_failed"], None)])


def test_what_is_on_record_is_not_asked_again_but_every_detail_must_be(house, tmp_path):
    house.findings = [Finding("source_failed", ("archive: 404", "museum: 500"))]
    house.on_record = {("source_failed", "archive: 404"), ("source_failed", "museum: 500")}
    _, lines = ordered(tmp_path, Target())
    assert lines[0] == "a note"
    house.on_record = {("source_failed", "archive: 404")}
    with pytest.raises(RefusedError, match="museum: 500"):
        ordered(tmp_path, Target())


def test_the_release_to_compare_with_and_the_approval_are_those_named_else_those_on_record(house, tmp_path):
    ordered(tmp_path, Target())
    ordered(tmp_path, Target(), previous="older", approval="given")
    assert house.compared == [("forerunner", "approval on record"), ("checked older", "given")]
    assert house.recorded[1] == ([], "given")


def test_a_publication_that_did_not_arrive_whole_raises(house, tmp_path):
    target = Target(complete=False)
    with pytest.raises(PublishError, match="is not the file of this release"):
        ordered(tmp_path, target)
    assert target.done[-2:] == ["sent", "checked"]


def test_the_access_asked_for_reaches_the_target(house, tmp_path):
    target = Target()
    ordered(tmp_path, target, access="internal", dry_run=True)
    assert target.done == ["plan 1.0.0 internal"]


COMPARED = {"benchmarks": [{"name": "xquad-de", "items": 1190}]}


def opened(house, monkeypatch, compared):
    """Let the release be one for everybody, compared with these benchmarks; return the findings that go on record."""
    written = []
    facts = SimpleNamespace(name="mine", version="1.0.0", access="public", decontamination=compared)
    monkeypatch.setattr(publishing, "open_parcel", lambda release: Parcel(release, facts, {}))
    monkeypatch.setattr(publishing, "recorded", lambda parcel, findings, _approval: written.extend(findings) or parcel)
    return written


def test_what_was_compared_with_no_benchmark_is_opened_to_everybody_only_with_a_reason_on_record(
    house, tmp_path, monkeypatch
):
    written = opened(house, monkeypatch, None)
    with pytest.raises(RefusedError, match=r"benchmarks_missing: .*\n.*--no-benchmarks REASON"):
        ordered(tmp_path, Target(), access="public")
    _, lines = ordered(tmp_path, Target(), access="public", no_benchmarks="older than all of them")
    assert [(one.name, one.why_accepted) for one in written] == [("benchmarks_missing", "older than all of them")]
    assert "(older than all of them)" in lines[0]


@pytest.mark.parametrize(
    ("stated", "asked", "is_refused"),
    [
        ("access: public\n", None, True),
        ("", None, False),
        ("", "public", True),
        ("access: public\n", "internal", False),
        ("access: public\n", "public", True),
    ],
)
def test_a_collection_that_calls_itself_public_is_asked_for_a_comparison_without_any_option(
    house, tmp_path, monkeypatch, stated, asked, is_refused
):
    opened(house, monkeypatch, None)
    (tmp_path / "inputs").mkdir()
    content = f"name: mine\ntitle: Mine\nsources: [./s.yaml]\n{stated}"
    (tmp_path / "inputs" / "collection.yaml").write_text(content, "utf-8")
    monkeypatch.setattr(publishing, "open_parcel", lambda _: opened_here(tmp_path))
    if is_refused:
        with pytest.raises(RefusedError, match="benchmarks_missing"):
            ordered(tmp_path, Target(), access=asked)
    else:
        ordered(tmp_path, Target(), access=asked)


def opened_here(folder):
    facts = SimpleNamespace(name="mine", version="1.0.0", access="public", decontamination=None)
    return Parcel(folder, facts, {})


def test_a_release_that_was_compared_needs_no_reason(house, tmp_path, monkeypatch):
    assert opened(house, monkeypatch, COMPARED) == []
    ordered(tmp_path, Target(), access="public")


def test_the_reason_is_read_back_and_a_release_published_with_it_needs_it_no_more(tmp_path):
    (tmp_path / "SHA256SUMS").write_text("", "utf-8")
    parcel = SimpleNamespace(folder=tmp_path)
    finding = Finding("benchmarks_missing", ("none",), "older than all of them")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publication, "open_parcel", lambda _folder: parcel)
        publication.recorded(parcel, [finding], None)
        publication.recorded(parcel, [Finding("reviews_open", ("s/a",))], None)
    assert json.loads((tmp_path / "publication.json").read_text("utf-8"))["accepted"] == [
        {"finding": "benchmarks_missing", "details": ["none"], "reason": "older than all of them"},
        {"finding": "reviews_open", "details": ["s/a"]},
    ]
    assert publication.accepted(tmp_path) == {("benchmarks_missing", "none"), ("reviews_open", "s/a")}
