"""One source judged: who accuses, what a person must decide, what was not searched; columns in the order of the documents."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest

from licenses.resolve import Resolution
from pipeline.decide import by_source
from pipeline.decide.licensing import Verdict
from pipeline.manifest import Source
from pipeline.store.rows import decisions

ACCEPTED = Resolution("CC-BY-4.0", "https://x", "license", "accept", None, "attribution", "why", (), (), "")
REFUSED = replace(ACCEPTED, verdict="reject", reason="license_rejected", rule="non-commercial")
UNKNOWN = replace(ACCEPTED, license=None, basis=None, verdict="reject", reason="license_unknown", rule="no-statement")
ASKED = replace(ACCEPTED, license=None, verdict="review", reason="license_review", rule="unclear", why="unclear words")


def verdict(resolution, statement="said", evidence=("e1",)):
    return Verdict(resolution, statement, evidence, "policy:open-definition")


def source(**more):
    content = {"id": "s", "title": "S", "format": "text", "fetch": ["a.txt"]}
    return SimpleNamespace(id="s", manifest=Source.model_validate(content | more))


def columns(verdicts, *, is_witness=False):
    return {column.name: column.to_list() for column in by_source._license_columns(verdicts, is_witness=is_witness)}


@pytest.mark.parametrize(
    ("resolution", "is_witness", "accuses"),
    [
        (ACCEPTED, False, False),
        (ASKED, False, False),
        (REFUSED, False, True),
        (replace(REFUSED, reason="rights_reserved"), False, True),
        (UNKNOWN, False, False),  # of a mirror that says nothing nothing follows for its origin
        (UNKNOWN, True, True),  # a witness was named to accuse
        (REFUSED, True, True),
        (ACCEPTED, True, False),
        (ASKED, True, False),
    ],
)
def test_only_a_refusal_accuses_and_silence_only_where_a_witness_keeps_it(resolution, is_witness, accuses):
    assert columns([verdict(resolution)], is_witness=is_witness)["accuses"] == [accuses]


def test_columns_stand_in_the_order_of_the_documents_whichever_share_a_verdict():
    first, second, third = verdict(ACCEPTED, evidence=("e1", "e2")), verdict(REFUSED), verdict(UNKNOWN, evidence=())
    found = columns([second, first, third, second, first])
    assert found["verdict"] == ["reject", "accept", "reject", "reject", "accept"]
    assert found["evidence"] == [["e1"], ["e1", "e2"], [], ["e1"], ["e1", "e2"]]
    assert found["license"] == ["CC-BY-4.0", "CC-BY-4.0", None, "CC-BY-4.0", "CC-BY-4.0"]
    assert found["obligation"] == ["attribution", "attribution", None, "attribution", "attribution"]
    assert found["license_url"][1] == "https://x"
    assert found["license_basis"] == ["license", "license", None, "license", "license"]


def test_equal_verdicts_of_different_statements_stay_apart():
    found = columns([verdict(ACCEPTED, evidence=("e1",)), verdict(ACCEPTED, evidence=("e2",))])
    assert found["evidence"] == [["e1"], ["e2"]]


FRAME = pl.DataFrame(
    {
        "id": ["s/a", "s/b", "s/c"],
        "member": ["m", "m", "n"],
        "words": [10, None, 5],
        "failed": [None, "pii: ValueError", None],
        "characters_read": [100, 200, 300],
    }
).with_columns(is_quarantined=pl.col("failed").is_not_null())


def test_a_group_for_review_counts_documents_and_words_and_names_the_first():
    verdicts = [verdict(ASKED), verdict(ASKED), verdict(replace(ASKED, rule="other"))]
    groups = by_source._review(FRAME, verdicts, source())
    assert [(one["rule"], one["documents"], one["words"], one["example"]) for one in groups] == [
        ("unclear", 2, 10, "s/a"),
        ("other", 1, 5, "s/c"),
    ]
    first = groups[0]
    assert (first["source"], first["reason"], first["why"], first["statement"]) == (
        "s",
        "license_review",
        "unclear words",
        "said",
    )
    assert first["statement_sha256"] == verdicts[0].statement_sha256


def test_what_is_accepted_or_refused_asks_nobody():
    assert by_source._review(FRAME, [verdict(ACCEPTED), verdict(REFUSED), verdict(UNKNOWN)], source()) == []


def admitted(word):
    return source(admission={"verdict": word, "reason": "purpose_unclear", "note": "Wofür?"})


@pytest.mark.parametrize(("word", "asked"), [("review", 2), ("reject", 0)])
def test_an_admission_under_review_asks_of_every_document_with_the_manifests_words(word, asked):
    groups = by_source._review(FRAME, [verdict(ACCEPTED), verdict(REFUSED), verdict(ASKED)], admitted(word))
    own = [one for one in groups if one["rule"] == "manifest_admission"]
    assert sum(one["documents"] for one in own) == asked
    assert {(one["reason"], one["why"]) for one in own} <= {("purpose_unclear", "Wofür?")}
    assert [one["rule"] for one in groups if one["rule"] != "manifest_admission"] == ["unclear"]


def test_an_admission_removes_every_document_after_the_licence_and_none_without():
    assert by_source._admission(FRAME, source()) == []
    (rows,) = by_source._admission(FRAME, admitted("review"))
    assert rows["id"].to_list() == ["s/a", "s/b", "s/c"]
    assert set(rows.select("stage", "reason", "measure", "rank").rows()) == {
        ("license", "purpose_unclear", "manifest_admission", 150)
    }


def test_a_document_on_which_a_detector_or_filter_failed_is_quarantined_by_name_and_no_other():
    filtered = FRAME.with_columns(failed=pl.Series(["filter dull: ValueError", "pii: ValueError", None])).with_columns(
        is_quarantined=pl.col("failed").is_not_null(), failed_member=pl.col("member")
    )
    rows = by_source._failed(filtered, "s").to_pylist()
    assert [(row["id"], row["source"], row["member"], row["detail"], row["characters"]) for row in rows] == [
        ("s/a", "s", "m", "filter dull: ValueError", 100),
        ("s/b", "s", "m", "pii: ValueError", 200),
    ]
    assert rows[1]["reason"] == "detector_failed"


def test_the_name_of_a_failed_filter_says_that_it_is_one():
    assert by_source._why_failed(by_source.user_filters.FAILED + "dull") == "filter_failed"
    assert by_source._why_failed("pii: ValueError") == "detector_failed"


def test_what_is_quarantined_has_no_other_decision():
    rows = decisions([{"id": one, "stage": "quality", "reason": "too_few_words"} for one in ("s/a", "s/b", "s/b")])
    assert by_source._drop_quarantined(rows, FRAME)["id"].to_list() == ["s/a"]
    assert by_source._drop_quarantined(rows, FRAME.with_columns(is_quarantined=pl.lit(value=False))).equals(rows)
