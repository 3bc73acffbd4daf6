"""What becomes of a licence: statement, claim, restriction, review and witness; nothing but a person makes a verdict laxer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeingut.yaml_text import load_yaml
from licenses.policy import STRICTNESS, Reservations
from licenses.resolve import Claim
from pipeline.admit.proof import Piece, Proof, WorkProof
from pipeline.annotate.annotate import ANNOTATORS
from pipeline.decide import licensing, shard_licenses
from pipeline.decide.document_facts import NO_FACTS, Recognised
from pipeline.decide.gathered_evidence import Evidence
from pipeline.decide.licensing import Judge, Verdict
from pipeline.decide.shard_licenses import objections
from pipeline.manifest import Policy, Source
from pipeline.manifest.decisions import ReviewDecision
from pipeline.manifest.policy import policy_of
from pipeline.read.document import Statement as Said
from pipeline.store.schemas import STATEMENT

POLICIES = Path(__file__).parents[3] / "manifests" / "policies"
OPEN = policy_of(Policy.model_validate(load_yaml((POLICIES / "open-definition.yaml").read_text("utf-8"))))
AS_OF = dt.date(2026, 1, 1)
QUOTE = "Alle Texte stehen unter CC BY 4.0"
PROVEN = Claim("CC-BY-4.0", None, "source", proven=True)
UNPROVEN = replace(PROVEN, proven=False, why_unproven="the quote is not there")
DOCUMENTED = replace(PROVEN, scope="document")
PIECE = Piece(QUOTE, "TERMS.txt", None, None, "a" * 64, "text", "CC-BY-4.0", None)


def statement(text, where="license", level="document", about="text"):
    return {"statement": text, "where": where, "level": level, "object": about}


def source(**license_):
    content = {"id": "notes", "title": "Notes", "format": "text", "fetch": ["a.txt"]}
    witness = license_.pop("witness", False)
    return Source.model_validate(content | {"license": {"id": "CC-BY-4.0"} | license_, "witness": witness})


def judging(claim=PROVEN, reviews=(), pieces=(PIECE,), **license_):
    evidence = Evidence({})
    judge = Judge(source(**license_), Proof(claim, pieces, "2026-01-01"), OPEN, reviews, evidence, AS_OF)
    return judge, evidence


def verdict_of(judge, *texts, facts=NO_FACTS):
    return judge.judge(" ".join(texts), lambda: recognised(*texts), facts)


def recognised(*texts):
    said = [statement(text) for text in texts]
    statements = pa.array([said], pa.list_(STATEMENT))
    table = pa.table({"license_statements": statements, "title": pa.nulls(1, pa.string()), "text": pa.array(["Text"])})
    (row,) = ANNOTATORS["license"].annotate(table, {}).to_pylist()
    return Recognised.of(said, row["recognitions"])


def told(verdict):
    found = verdict.resolution
    return found.verdict, found.reason, found.license


@pytest.mark.parametrize(
    ("claim", "texts", "expected"),
    [
        (PROVEN, [], ("accept", None, "CC-BY-4.0")),
        (PROVEN, ["CC BY-SA 4.0"], ("accept", None, "CC-BY-SA-4.0")),
        (PROVEN, ["CC BY-NC 4.0"], ("review", "license_conflict", None)),
        (PROVEN, ["frei verwendbar"], ("review", "license_review", None)),
        (UNPROVEN, [], ("review", "license_unproven", "CC-BY-4.0")),
        (UNPROVEN, ["CC BY-NC 4.0"], ("reject", "license_rejected", "CC-BY-NC-4.0")),
        (Claim(), ["CC BY 4.0"], ("review", "license_unproven", "CC-BY-4.0")),
        (Claim(), [], ("reject", "license_unknown", None)),
        (DOCUMENTED, ["CC0 1.0"], ("accept", None, "CC0-1.0")),
        (DOCUMENTED, ["CC BY-NC 4.0"], ("reject", "license_rejected", "CC-BY-NC-4.0")),
        (DOCUMENTED, [], ("reject", "license_unknown", None)),
    ],
)
def test_statements_and_claim_give_verdict_reason_and_licence(claim, texts, expected):
    judge, _ = judging(claim)
    assert told(verdict_of(judge, *texts)) == expected


def test_what_is_accepted_stands_on_the_proof_and_what_is_not_on_all_that_was_said():
    judge, evidence = judging()
    cited = [evidence.rows[one] for one in verdict_of(judge).evidence]
    assert [(row.statement, row.where, row.decided_by) for row in cited] == [
        (QUOTE, "TERMS.txt", "policy:open-definition")
    ]
    refused = [evidence.rows[one].statement for one in verdict_of(judge, "CC BY-NC 4.0").evidence]
    assert refused == ["CC BY-NC 4.0", QUOTE]


def test_the_same_statements_are_judged_once():
    judge, _ = judging()
    first = verdict_of(judge, "CC BY-SA 4.0")
    assert judge.judge("CC BY-SA 4.0", lambda: pytest.fail("judged again")) is first


def test_deciding_recognises_nothing_again(monkeypatch):
    judge, _ = judging(DOCUMENTED)
    known = recognised("CC BY-NC 4.0", "Frag mich")
    monkeypatch.setattr("licenses.resolve.recognise", lambda text: pytest.fail(f"recognised again: {text}"))
    verdict = judge.judge("known", lambda: known)
    assert told(verdict) == ("reject", "license_rejected", "CC-BY-NC-4.0")


def test_what_is_forgotten_is_judged_again_with_the_same_result(monkeypatch):
    monkeypatch.setattr("pipeline.decide.document_facts.REMEMBERED", 1)
    judge, evidence = judging()
    first = verdict_of(judge, "CC BY-SA 4.0")
    verdict_of(judge, "CC0 1.0")
    rows = dict(evidence.rows)
    again = verdict_of(judge, "CC BY-SA 4.0")
    assert again == first
    assert again is not first
    assert evidence.rows == rows


RESTRICTIONS = [
    {"members": ["closed/*"], "verdict": verdict, "reason": reason, "note": f"Teil {verdict} {reason}"}
    for verdict, reason in (("review", "license_review"), ("reject", "license_rejected"), ("reject", "rights_reserved"))
]


@pytest.mark.parametrize(
    ("texts", "place", "expected"),
    [
        ([], 0, ("review", "license_review", "CC-BY-4.0")),
        ([], 1, ("reject", "license_rejected", "CC-BY-4.0")),
        ([], 2, ("reject", "rights_reserved", "CC-BY-4.0")),
        (["CC BY-NC 4.0"], 0, ("reject", "license_rejected", "CC-BY-NC-4.0")),  # reject is not made review
        (
            ["CC BY-NC 4.0"],
            2,
            ("reject", "license_rejected", "CC-BY-NC-4.0"),
        ),  # as strict already: the first reason stays
    ],
)
def test_a_restriction_makes_stricter_and_never_laxer(texts, place, expected):
    judge, _ = judging(DOCUMENTED if texts else PROVEN, restrictions=RESTRICTIONS)
    before = verdict_of(judge, *texts)
    restriction = judge._source.license.restrictions[place]
    after = judge.restricted(before, restriction)
    assert told(after) == expected
    assert (after is before) == (told(before) == expected)


def test_a_restriction_on_what_is_under_review_keeps_the_question_that_was_asked():
    judge, _ = judging(UNPROVEN, restrictions=RESTRICTIONS)
    before = verdict_of(judge)
    review, reject, _ = judge._source.license.restrictions
    assert judge.restricted(before, review) is before
    assert told(judge.restricted(before, reject))[0] == "reject"


def test_a_restricted_verdict_names_its_rule_its_note_its_proof_and_who_decided():
    quoted = {"kind": "member", "member": "README", "quote": "nur zur Ansicht"}
    judge, evidence = judging(restrictions=[RESTRICTIONS[1] | {"evidence": [quoted]}])
    piece = Piece("nur zur Ansicht", "README", None, None, "c" * 64, "text", None, None)
    judge._proof = replace(judge._proof, restrictions=((piece,),))
    before = verdict_of(judge)
    after = judge.restricted(before, judge._source.license.restrictions[0])
    assert (after.resolution.rule, after.resolution.why) == ("manifest_restriction", "Teil reject license_rejected")
    assert after.decided_by == "manifest"
    assert after.statement == "Teil reject license_rejected | nur zur Ansicht"
    assert after.evidence[: len(before.evidence)] == before.evidence
    added = [evidence.rows[one].statement for one in after.evidence[len(before.evidence) :]]
    assert added == ["Teil reject license_rejected", "nur zur Ansicht"]


TEXTS = ["CC BY 4.0", "CC0 1.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "frei verwendbar", "© Verlag Beispiel"]


@given(
    st.sampled_from([PROVEN, UNPROVEN, Claim(), DOCUMENTED]),
    st.lists(st.sampled_from(TEXTS), max_size=2),
    st.lists(st.integers(0, 2), max_size=4),
    st.booleans(),
)
def test_no_chain_of_restrictions_and_no_witness_makes_a_verdict_laxer(claim, texts, chain, witness):
    judge, _ = judging(claim, restrictions=RESTRICTIONS, witness=witness)
    verdict = verdict_of(judge, *texts)
    for place in chain:
        restriction = judge._source.license.restrictions[place]
        stricter = judge.restricted(verdict, restriction)
        levels = [STRICTNESS[one] for one in (verdict.resolution.verdict, restriction.verdict)]
        assert STRICTNESS[stricter.resolution.verdict] == max(levels)
        verdict = stricter
    after = judge.witnessed(verdict)
    assert STRICTNESS[after.resolution.verdict] == (2 if witness else STRICTNESS[verdict.resolution.verdict])


def decision(verdict_, of, **more):
    said = {"statement_sha256": of.statement_sha256, "rule": of.resolution.rule, "verdict": verdict_}
    said |= {"role": "Rechtsamt", "case": "RA-7", "reason": "Vertrag liegt vor.", "date": AS_OF}
    return ReviewDecision(**said | more)


def test_a_person_accepts_what_is_under_review_under_the_licence_named_and_is_cited():
    question = verdict_of(judging(UNPROVEN)[0])
    judge, evidence = judging(UNPROVEN, [decision("accept", question, license="CC-BY-4.0")])
    answered = verdict_of(judge)
    assert told(answered) == ("accept", None, "CC-BY-4.0")
    assert answered.resolution.license_url == "https://creativecommons.org/licenses/by/4.0/"
    assert (answered.resolution.rule, answered.resolution.why) == ("review", "Vertrag liegt vor.")
    assert answered.decided_by == evidence.rows[answered.evidence[-1]].decided_by == "review:Rechtsamt:RA-7:2026-01-01"


def test_a_person_rejects():
    question = verdict_of(judging(UNPROVEN)[0])
    judge, _ = judging(UNPROVEN, [decision("reject", question)])
    assert told(verdict_of(judge))[:2] == ("reject", "license_rejected")


@pytest.mark.parametrize("named", [None, "CC-BY-NC-4.0"])
def test_what_is_accepted_under_no_licence_or_one_that_is_not_free_stays_under_review(named):
    question = verdict_of(judging()[0], "frei verwendbar")
    judge, evidence = judging(PROVEN, [decision("accept", question, license=named)])
    answered = verdict_of(judge, "frei verwendbar")
    assert answered.resolution.verdict == "review"
    assert "RA-7" in answered.resolution.why
    assert evidence.rows[answered.evidence[-1]].decided_by.startswith("review:Rechtsamt")


@pytest.mark.parametrize("other", [{"statement_sha256": "0" * 64}, {"rule": "other"}])
def test_a_decision_on_another_statement_or_rule_is_void(other):
    question = verdict_of(judging(UNPROVEN)[0])
    judge, _ = judging(UNPROVEN, [decision("accept", question, license="CC-BY-4.0", **other)])
    assert told(verdict_of(judge))[0] == "review"


def test_a_decision_does_not_open_what_the_policy_rejects():
    refused = verdict_of(judging(DOCUMENTED)[0], "CC BY-NC 4.0")
    judge, _ = judging(DOCUMENTED, [decision("accept", refused, license="CC-BY-4.0")])
    assert told(verdict_of(judge, "CC BY-NC 4.0"))[0] == "reject"


def test_another_claim_under_the_same_quote_is_another_question():
    of = [verdict_of(judging(replace(UNPROVEN, license=name))[0]).statement_sha256 for name in ("CC-BY-4.0", "CC0-1.0")]
    assert of[0] != of[1]


def test_where_nothing_is_said_the_question_says_so():
    assert verdict_of(judging(Claim(), pieces=())[0]).statement == licensing.UNSTATED


def test_a_witness_is_refused_under_whatever_licence_and_keeps_a_refusal_of_its_own():
    judge, _ = judging(DOCUMENTED, witness=True)
    accepted = judge.witnessed(verdict_of(judge, "CC BY 4.0"))
    assert told(accepted)[:2] == ("reject", "license_rejected")
    assert (accepted.resolution.rule, accepted.decided_by) == ("witness", "manifest")
    refused = verdict_of(judge, "CC BY-NC 4.0")
    assert judge.witnessed(refused) is refused


def test_an_author_whose_term_runs_sends_an_accepted_document_to_review_whatever_the_manifest_asks():
    for asked in ("check", "record"):
        deaths = {"Lind, Karl": {"year": 1955, "source": "Q42"}, "Moor, Ida": 1956}
        judge, _ = judging(term=asked, deaths=deaths)
        free, protected = (
            judge.facts.of("notes/a", "a.txt", [name], None, None) for name in ("Lind, Karl", "Moor, Ida")
        )
        assert verdict_of(judge, facts=free).resolution.verdict == "accept"
        verdict = verdict_of(judge, facts=protected)
        assert (verdict.resolution.verdict, verdict.resolution.rule) == ("review", "term_protected")
        asked_already = verdict_of(judge, "CC BY-NC 4.0", facts=protected)
        assert told(asked_already)[:2] == ("review", "license_conflict")


OFFICIAL = {"id": "LicenseRef-DE-UrhG-5-2", "basis": "official_work"}
MINUTES = Piece(
    "Die Niederschriften sind amtliche Werke (§ 5 UrhG).", "TERMS.txt", None, None, "a" * 64, "text", None, None
)


def deciding(kind=None, reviews=(), paragraph=2):
    """Return a judge of an official source whose documents are of one kind."""
    named = OFFICIAL | {"id": f"LicenseRef-DE-UrhG-5-{paragraph}"}
    content = {"id": "rat", "title": "Rat", "format": "text", "fetch": ["a.txt"], "license": named}
    content |= {"domain": "parliament", "work": [{"kind": kind}] if kind else []}
    evidence = Evidence({})
    claim = Claim(named["id"], "official_work", proven=True)
    works = tuple(WorkProof(Claim(), ()) for _ in content["work"])
    proof = Proof(claim, (MINUTES,), "2026-01-01", works=works)
    return Judge(Source.model_validate(content), proof, OPEN, reviews, evidence, AS_OF)


def official_verdict(judge, foreign=None, country=None):
    facts = replace(judge.facts.of("rat/1", "a.txt", [], None, None), foreign_part=foreign, country=country)
    return verdict_of(judge, facts=facts)


def test_one_approval_is_for_one_source_and_kind_of_document():
    asked = official_verdict(deciding("minutes"))
    assert (asked.resolution.verdict, asked.resolution.rule) == ("review", "official-work-restricted")
    approval = decision("accept", asked, license="LicenseRef-DE-UrhG-5-2")
    accepted = official_verdict(deciding("minutes", [approval]))
    assert told(accepted) == ("accept", None, "LicenseRef-DE-UrhG-5-2")
    assert accepted.resolution.basis == "official_work"
    assert told(official_verdict(deciding("report", [approval])))[0] == "review"
    assert told(official_verdict(deciding(None, [approval])))[0] == "review"


@pytest.mark.parametrize("kind", ["expert_opinion", "petition", "third_party"])
def test_what_is_never_an_official_work_is_refused_where_the_manifest_says_what_it_is(kind):
    for paragraph in (1, 2):
        verdict = official_verdict(deciding(kind, paragraph=paragraph))
        assert (*told(verdict)[:2], verdict.resolution.rule) == ("reject", "license_rejected", "not_official")


@pytest.mark.parametrize("foreign", ["headnote", "standard", "expert_opinion", "petition", "third_party"])
def test_what_looks_like_no_official_work_goes_to_review(foreign):
    assert told(official_verdict(deciding(paragraph=1)))[0] == "accept"
    verdict = official_verdict(deciding(paragraph=1), foreign)
    assert (*told(verdict)[:2], verdict.resolution.rule) == ("review", "license_review", "not_official")


def test_a_german_ground_does_not_hold_for_the_official_work_of_another_country():
    verdict = official_verdict(deciding(paragraph=1), country="AT")
    assert (verdict.resolution.verdict, verdict.resolution.rule) == ("review", "other_country")
    assert "AT" in verdict.resolution.why


def editing(kind=None, reviews=()):
    """Return a judge of an edition under CC BY 4.0 of works that the manifest calls official."""
    work = {"id": "LicenseRef-DE-UrhG-5-1", "basis": "official_work"} | ({"kind": kind} if kind else {})
    content = {"id": "rat", "title": "Rat", "format": "text", "fetch": ["a.txt"], "work": [work]}
    content |= {"license": {"id": "CC-BY-4.0", "layer": "edition"}, "domain": "administration"}
    official = WorkProof(Claim("LicenseRef-DE-UrhG-5-1", "official_work", proven=True), (MINUTES,))
    proof = Proof(PROVEN, (PIECE,), "2026-01-01", works=(official,))
    return Judge(Source.model_validate(content), proof, OPEN, reviews, Evidence({}), AS_OF)


def test_an_editions_licence_makes_nothing_official_that_is_not():
    assert told(official_verdict(editing("decision")))[0] == "accept"
    for kind in ("expert_opinion", "petition", "third_party"):
        verdict = official_verdict(editing(kind))
        assert (*told(verdict)[:2], verdict.resolution.rule) == ("reject", "license_rejected", "not_official")
    for foreign, country, rule in (("standard", None, "not_official"), (None, "AT", "other_country")):
        verdict = official_verdict(editing(), foreign, country)
        assert (verdict.resolution.verdict, verdict.resolution.rule) == ("review", rule)


def test_a_kind_that_is_never_official_is_refused_whatever_licence_is_claimed():
    content = {"id": "rat", "title": "Rat", "format": "text", "fetch": ["a.txt"], "work": [{"kind": "petition"}]}
    content |= {"license": {"id": "CC-BY-4.0"}, "domain": "administration"}
    proof = Proof(PROVEN, (PIECE,), "2026-01-01", works=(WorkProof(Claim(), ()),))
    verdict = official_verdict(Judge(Source.model_validate(content), proof, OPEN, (), Evidence({}), AS_OF))
    assert (verdict.resolution.verdict, verdict.resolution.rule) == ("reject", "not_official")


@pytest.mark.parametrize("judge_with", [editing, partial(deciding, paragraph=1)])
def test_an_approval_of_a_head_note_approves_no_petition_no_standard_and_no_other_country(judge_with):
    asked = official_verdict(judge_with(), "headnote")
    approval = decision("accept", asked, license="LicenseRef-DE-UrhG-5-1")
    assert told(official_verdict(judge_with(reviews=[approval]), "headnote"))[0] == "accept"
    for foreign, country in (("petition", None), ("standard", None), ("headnote", "AT"), (None, "CH")):
        assert told(official_verdict(judge_with(reviews=[approval]), foreign, country))[0] == "review"
    austrian = official_verdict(judge_with(), country="AT")
    approval = decision("accept", austrian, license="LicenseRef-AT-UrhG-7")
    assert told(official_verdict(judge_with(reviews=[approval]), country="AT"))[0] == "accept"
    assert told(official_verdict(judge_with(reviews=[approval]), country="EU"))[0] == "review"


def annotating(basis, id_):
    """Return a judge of works on a ground, annotated under CC BY-NC 4.0."""
    work = {"id": id_, "basis": basis}
    content = {"id": "notes", "title": "Notes", "format": "text", "fetch": ["a.txt"], "work": [work]}
    content |= {"license": {"id": "CC-BY-NC-4.0", "layer": "annotation"}}
    claims = Claim("CC-BY-NC-4.0", None, proven=True), Claim(id_, basis, proven=True)
    proof = Proof(claims[0], (PIECE,), "2026-01-01", works=(WorkProof(claims[1], (PIECE,)),))
    return Judge(Source.model_validate(content), proof, OPEN, (), Evidence({}), AS_OF)


@pytest.mark.parametrize(
    ("ground", "text", "verdict"),
    [
        (("license", "CC-BY-SA-4.0"), "Alle Rechte vorbehalten.", "reject"),
        (("license", "CC-BY-SA-4.0"), "CC BY-NC-ND 4.0", "reject"),
        (("waiver", "CC0-1.0"), "frei verwendbar", "review"),
        (("license", "CC-BY-SA-4.0"), "CC BY-SA 4.0", "accept"),
        (("license", "CC-BY-SA-4.0"), None, "accept"),  # the annotator's NC is set aside
        (("official_work", "LicenseRef-DE-UrhG-5-1"), "Alle Rechte vorbehalten.", "accept"),  # nobody has any
    ],
)
def test_with_an_annotations_licence_the_documents_own_statements_are_not_set_aside(ground, text, verdict):
    judge = annotating(*ground)
    facts = judge.facts.of("notes/1", "a.txt", [], None, None)
    texts = [text] if text else []
    assert told(verdict_of(judge, *texts, facts=facts))[0] == verdict


ISSUE = "notes/F_00007_{}_001"


@pytest.mark.parametrize(
    ("day", "date", "verdict"),
    [
        ("19070401", None, "review"),
        ("19070401", "1900-01-01", "review"),
        ("19070401", "19000101", "review"),
        ("19070401", "1907-04-01", "review"),
        ("20150401", "1970-01-01", "accept"),
        ("20150401", "2015-04-01", "accept"),
    ],
)
@pytest.mark.parametrize("layer", [None, "annotation", "edition"])
def test_a_waiver_of_somebody_elses_rights_frees_no_old_issue(day, date, verdict, layer):
    content = {"id": "notes", "title": "Notes", "format": "page", "fetch": ["a.txt"], "domain": "historical"}
    content |= {"license": {"id": "CC0-1.0", "layer": layer}, "work": [{"basis": "waiver", "id": "CC0-1.0"}]}
    claim = Claim("CC0-1.0", None, proven=True)
    works = (WorkProof(replace(claim, basis="waiver"), (PIECE,)),)
    proof = Proof(claim, (PIECE,), "2026-01-01", works=works)
    judge = Judge(Source.model_validate(content), proof, OPEN, (), Evidence({}), AS_OF)
    facts = judge.facts.of(ISSUE.format(day), "a.txt", [], date, None)
    assert told(verdict_of(judge, facts=facts))[0] == verdict


@pytest.mark.parametrize(
    ("format_", "date", "by_manifest", "verdict"),
    [
        ("markdown", "1700", False, "review"),
        ("html", "1700", False, "review"),
        ("markdown", "1700", True, "accept"),
        ("tei", "1700", False, "accept"),
        ("tei", "1601-01-01", False, "review"),
    ],
)
def test_a_date_in_a_files_own_head_shows_no_author_to_be_dead(format_, date, by_manifest, verdict):
    content = {"id": "notes", "title": "Notes", "format": format_, "fetch": ["a.txt"]}
    content |= {"license": {"id": "CC-BY-4.0", "layer": "edition"}}
    judge = Judge(Source.model_validate(content), Proof(PROVEN, (PIECE,)), OPEN, (), Evidence({}), AS_OF)
    facts = judge.facts.of("notes/a", "a", ["Moor, Ida"], date, None, is_dated_by_manifest=by_manifest)
    assert told(verdict_of(judge, facts=facts))[0] == verdict


def test_a_reservation_alone_is_no_statement_of_a_licence():
    judge = annotating("license", "CC-BY-SA-4.0")
    said = [Said(**statement("tdm-reservation: 1", "header"))]
    facts = judge.facts.of("notes/1", "a.txt", [], None, None)
    assert told(judge.judge("r", lambda: Recognised(said, {}), facts))[0] == "accept"


@pytest.mark.parametrize(("effect", "verdict"), [("record", "accept"), ("review", "review"), ("reject", "reject")])
def test_a_reservation_beside_an_annotation_has_the_effect_that_the_policy_gives_it_on_a_licensed_work(effect, verdict):
    judge = annotating("license", "CC-BY-SA-4.0")
    judge._policy = replace(OPEN, reservations=Reservations(effect, effect))
    said = [Said(**statement("tdm-reservation: 1", "header"))]
    facts = judge.facts.of("notes/1", "a.txt", [], None, None)
    assert told(judge.judge("r", lambda: Recognised(said, {}), facts))[0] == verdict


@pytest.mark.parametrize(
    ("reservation", "remark"),
    [
        ("tdm-reservation: 1", "machine-readable, § 44b (3) UrhG"),
        ("Text und Data Mining ist untersagt.", "in words, not machine-readable"),
    ],
)
def test_a_reservation_on_a_free_text_is_recorded_with_its_form_and_excludes_nothing(reservation, remark):
    strict = replace(OPEN, reservations=Reservations("reject", "reject"))
    judge = deciding(paragraph=1)
    judge._policy = strict
    said = [statement(reservation, "header")]
    verdict = judge.judge("r", lambda: Recognised([Said(**fields) for fields in said], {}))
    assert told(verdict)[0] == "accept"
    rows = [judge._evidence.rows[one] for one in verdict.evidence]
    assert [(row.where, row.remark) for row in rows if row.rule == "reservation"] == [("header", remark)]


def test_where_nothing_asks_for_a_term_there_is_none():
    assert judging()[0].facts.of("notes/a", "a.txt", ["Moor, Ida"], None, None) == NO_FACTS
    assert judging()[0].facts.of("notes/a", "a.txt", ["Moor, Ida"], "2019-04-01", None) == NO_FACTS


@pytest.mark.parametrize(
    ("restriction", "is_concerned"),
    [
        ({"members": ["closed/*"]}, True),
        ({"members": ["open/*"]}, False),
        ({"documents": ["a/b"]}, True),
        ({"documents": ["a"]}, False),
        ({"documents": ["a/*"]}, True),
        ({"authors": ["Moor, Ida"]}, True),
        ({"authors": ["Moor"]}, False),
        ({"members": ["open/*"], "authors": ["Moor, Ida"]}, True),
    ],
)
def test_a_restriction_concerns_members_documents_with_their_parts_and_authors(restriction, is_concerned):
    said = source(restrictions=[restriction | {"verdict": "reject", "note": "x"}]).license.restrictions[0]
    assert shard_licenses.concerns(said, "notes/a/b#0002", "closed/x.xml", ["Moor, Ida", "Lind, Karl"]) == is_concerned


def test_an_objection_is_raised_for_every_document_that_is_not_accepted_and_cites_its_proofs():
    judge, _ = judging(DOCUMENTED)
    verdicts = [verdict_of(judge, "CC BY 4.0"), verdict_of(judge, "CC BY-NC 4.0")]
    frame = pl.DataFrame({"id": ["notes/a", "notes/b"]})
    (row,) = objections(frame, verdicts).to_dicts()
    assert (row["id"], row["stage"], row["reason"], row["rank"]) == ("notes/b", "license", "license_rejected", 100)
    assert row["related"].split() == row["evidence"] == list(verdicts[1].evidence)
    bare = Verdict(verdicts[1].resolution, "x", (), "policy")
    (row,) = objections(frame[:1], [bare]).to_dicts()
    assert (row["related"], row["evidence"]) == (None, None)
