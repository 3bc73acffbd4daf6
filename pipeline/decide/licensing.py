"""What becomes of each document's licence: the statements resolved under the policy, restrictions, reviews, evidence.

Documents of a source with the same statements are judged once, or again with the same result.  A restriction or a
review concerns only what it names; a review decision is void as soon as the hash of the statement changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from licenses.combine import why_not_released
from licenses.policy import STRICTNESS
from licenses.policy import Policy as LicensePolicy
from licenses.recognise import RESERVATION
from licenses.reservation import is_reservation
from licenses.resolve import Resolution, basis_of, license_url, resolve
from licenses.wording import Note, sentence
from pipeline.decide import terms
from pipeline.decide.gathered_evidence import of_restriction, of_review
from pipeline.manifest.globs import matches
from pipeline.read.document import Statement
from pipeline.store.ids import as_in_source, work_of
from pipeline.store.rows import decisions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import polars as pl
    import pyarrow as pa

    from licenses.term import TermStatus
    from pipeline.admit.proof import Proof
    from pipeline.decide.gathered_evidence import Evidence
    from pipeline.manifest import Restriction, ReviewDecision, Source
    from pipeline.store.shard import Shard
    from pipeline.store.workspace import Workspace

UNSTATED: Final = "(no statement)"
SPEAKING: Final = frozenset({"text", "digital_original"})
WITNESS: Final = "witness"
IS_WITNESS: Final = sentence(Note("is_witness"))
COMPARED: Final = {"where": sentence(Note("compared")), "url": None, "retrieved": None, "rule": "difference"}


REMEMBERED: Final = 10_000
"""Sets of statements, and terms, of which the verdict is kept; a dropped one is computed again, with the same evidence."""

DIED: Final = {"where": sentence(Note("years_of_death")), "url": None, "retrieved": None}


@dataclass(frozen=True)
class Term:
    """What is known of the term of a work, and the authors with their years of death it depends on."""

    status: TermStatus
    deaths: str


@dataclass(frozen=True)
class Verdict:
    """The verdict on a document's licence, with its statement and evidence.

    `passage` is where the manifest's quote stands, if that is what has to be decided on.
    """

    resolution: Resolution
    statement: str
    evidence: tuple[str, ...]
    decided_by: str
    passage: str = ""

    @property
    def statement_sha256(self) -> str:
        """Return the hash by which a review decision is bound to the statement, and to the passage that it is about."""
        decided_on = f"{self.statement}\x1f{self.passage}" if self.passage else self.statement
        return hashlib.sha256(decided_on.encode()).hexdigest()


def _remember(known: dict[Any, Any], key: object, value: object) -> None:
    """Keep a value and drop the oldest beyond REMEMBERED: a source may state something else for every document."""
    if len(known) >= REMEMBERED:
        del known[next(iter(known))]
    known[key] = value


class Judge:
    """Judges the documents of one source; a set of statements that comes again is judged once, as long as it is remembered."""

    def __init__(
        self,
        source: Source,
        proof: Proof,
        policy: LicensePolicy,
        reviews: Sequence[ReviewDecision],
        evidence: Evidence,
        as_of: dt.date,
    ) -> None:
        self._source = source
        self._proof = proof
        self._policy = policy
        self._reviews = {(review.statement_sha256, review.rule): review for review in reviews}
        self._evidence = evidence
        self._as_of = as_of
        self._known: dict[tuple[str, Term | None], Verdict] = {}
        self._terms: dict[tuple[tuple[str, ...], str | None, str | None], Term | None] = {}

    def judge(self, key: str, load: Callable[[], list[dict[str, Any]]], term: Term | None = None) -> Verdict:
        """Return the verdict on a set of statements; `key` is their hash, `load` gives them if they are new."""
        known = self._known.get((key, term))
        if known is None:
            known = self._judge([Statement(**fields) for fields in load()], term)
            _remember(self._known, (key, term), known)
        return known

    def term(self, authors: Sequence[str], date: str | None, extra: str | None) -> Term | None:
        """Return what is known of the term of a work by these authors, or None where the manifest asks for nothing."""
        key = (tuple(authors), date, extra)
        if key not in self._terms:
            declared = self._source.license
            status = terms.term_of(declared, self._as_of, authors, date, extra)
            term = None if status is None else Term(status, terms.deaths_of(declared, authors, extra))
            _remember(self._terms, key, term)
        return self._terms[key]

    def restricted(self, verdict: Verdict, restriction: Restriction) -> Verdict:
        """Return the verdict made stricter by a restriction of the manifest; it never makes one laxer."""
        if STRICTNESS[restriction.verdict] <= STRICTNESS[verdict.resolution.verdict]:
            return verdict
        quotes = [evidence.quote for evidence in restriction.evidence if evidence.quote]
        resolution = replace(
            verdict.resolution,
            verdict=restriction.verdict,
            reason=restriction.reason,
            rule="manifest_restriction",
            why=restriction.note,
        )
        place = self._source.license.restrictions.index(restriction)
        pieces = self._proof.restrictions[place] if self._proof.restrictions else ()
        ids = [self._evidence.add(row) for row in of_restriction(self._source.id, restriction, pieces)]
        statement = " | ".join([restriction.note, *quotes])
        return self._reviewed(Verdict(resolution, statement, (*verdict.evidence, *ids), "manifest"))

    def witnessed(self, verdict: Verdict) -> Verdict:
        """Return the verdict on a witness's document: always refused; a witness is never published."""
        if not self._source.witness or verdict.resolution.verdict == "reject":
            return verdict
        resolution = replace(
            verdict.resolution, verdict="reject", reason="license_rejected", rule=WITNESS, why=IS_WITNESS
        )
        return replace(verdict, resolution=resolution, decided_by="manifest")

    def _judge(self, statements: list[Statement], term: Term | None) -> Verdict:
        status = term.status if term else None
        resolved = resolve(self._proof.claim, statements, self._policy, status)
        resolution = self._termed(self._proven(resolved), status)
        stated = [statement.statement for statement in statements if statement.object in {"text", "digital_original"}]
        claimed = [piece.statement for piece in self._proof.pieces if piece.object == "text"]
        claim = self._proof.claim
        # The claim is part of what was decided upon: another licence under the same quote is another question.
        asserted = (
            [f"[{' / '.join(filter(None, (claim.license, claim.basis)))}]"] if claim.license or claim.basis else []
        )
        # A decision on a term is one on these authors, and on no others of the source.
        died = [term.deaths] if term and resolution.rule.startswith("term_") else []
        text = " | ".join(dict.fromkeys([*asserted, *claimed, *stated, *died])) or UNSTATED
        ids = self._evidence_of(resolution, statements, term)
        passage = self._passage() if resolution.rule == claim.rule else ""
        return self._reviewed(Verdict(resolution, text, ids, f"policy:{self._policy.name}", passage))

    def _passage(self) -> str:
        """Return where the quote stands that left a question open, an empty string if none did."""
        return next((piece.passage for piece in self._proof.pieces if piece.rule and piece.passage), "")

    def _proven(self, resolution: Resolution) -> Resolution:
        """Return the resolution, sent to review if it was accepted while the manifest's own proof does not hold."""
        claim = self._proof.claim
        if resolution.verdict != "accept" or claim.proven:
            return resolution
        return replace(resolution, verdict="review", reason=claim.reason, rule=claim.rule, why=claim.why_unproven)

    def _termed(self, resolution: Resolution, term: TermStatus | None) -> Resolution:
        """Return the resolution, sent to review where the manifest asks whether the authors' term has run out and it has not.

        Who publishes a letter can license the edition, and not what the writer's heirs own.
        """
        if self._source.license.term != "check" or term is None or term.is_free or resolution.verdict != "accept":
            return resolution
        return replace(
            resolution,
            verdict="review",
            reason="license_review",
            rule=f"term_{term.state}",
            why=sentence(Note("term", (term.rule.removesuffix(" UrhG"), term.why))),
        )

    def _evidence_of(self, resolution: Resolution, statements: list[Statement], term: Term | None) -> tuple[str, ...]:
        """Return the ids of the evidence of an accepted licence, or of all statements where it is not accepted."""
        is_kept, snapshot = resolution.verdict == "accept", self._proof.snapshot_sha256
        places = (
            resolution.stands_on
            if is_kept
            else [at for at, statement in enumerate(statements) if statement.object in SPEAKING]
        )
        rows = [self._stated(statements[at], snapshot) for at in dict.fromkeys((*places, *resolution.reserved))]
        rows += [piece.as_row() for piece in self._proof.pieces if self._proof.claim.proven or not is_kept]
        if resolution.difference:
            rows.append(COMPARED | {"statement": resolution.difference, "sha256": snapshot})
        if term is not None:
            rows.append(DIED | {"statement": term.deaths, "sha256": snapshot, "rule": f"term_{term.status.state}"})
        by = {"source": self._source.id, "rule": resolution.rule, "decided_by": f"policy:{self._policy.name}"}
        return tuple(dict.fromkeys(self._evidence.add(by | row) for row in rows))

    def _stated(self, statement: Statement, snapshot: str) -> dict[str, Any]:
        row = {"statement": statement.statement, "where": statement.where, "url": None}
        row |= {"retrieved": self._proof.retrieved, "sha256": snapshot}
        return row | ({"rule": RESERVATION} if is_reservation(statement.statement) else {})

    def _reviewed(self, verdict: Verdict) -> Verdict:
        decided = self._reviews.get((verdict.statement_sha256, verdict.resolution.rule))
        if verdict.resolution.verdict != "review" or decided is None:
            return verdict
        row = of_review(self._source.id, decided)
        ids = (*verdict.evidence, self._evidence.add(row))
        chosen = decided.license or verdict.resolution.license
        if decided.verdict == "reject":
            judged = replace(verdict.resolution, verdict="reject", reason="license_rejected", why=decided.reason)
        elif unusable := why_not_released(chosen) if chosen else sentence(Note("names_no_license")):
            judged = replace(verdict.resolution, why=sentence(Note("accepted_but", (decided.case, unusable))))
            return replace(verdict, resolution=judged, evidence=ids)
        else:
            judged = resolve_accepted(verdict.resolution, str(chosen), decided.reason)
        return Verdict(judged, verdict.statement, ids, row["decided_by"])


def resolve_accepted(resolution: Resolution, license_id: str, why: str) -> Resolution:
    """Return the resolution accepted under `license_id` by a person's decision."""
    basis = resolution.basis or basis_of(license_id)
    return replace(
        resolution,
        license=license_id,
        license_url=license_url(license_id),
        basis=basis,
        verdict="accept",
        reason=None,
        rule="review",
        why=why,
    )


def judged(frame: pl.DataFrame, judge: Judge, source: Source, workspace: Workspace, shard: Shard) -> list[Verdict]:
    """Return the verdict on every document of a shard, in the shard's order."""
    has_terms = terms.needs_terms(source.license)
    columns = ["license_statements", *(["extra"] if has_terms else [])]
    table = workspace.store.read_table(shard.documents(workspace), columns)
    statements = table.column("license_statements")
    extras = table.column("extra").to_pylist() if has_terms else repeat(None)
    verdicts = []
    rows = frame.select("id", "statements_key", "member", "authors", "date").iter_rows()
    for row, ((document_id, key, member, authors, date), extra) in enumerate(zip(rows, extras, strict=False)):
        term = judge.term(authors or [], date, extra) if has_terms else None
        verdict = judge.judge(key, partial(_statements, statements, row), term)
        for restriction in source.license.restrictions:
            if _concerns(restriction, document_id, member, authors or []):
                verdict = judge.restricted(verdict, restriction)
        verdicts.append(judge.witnessed(verdict))
    return verdicts


def _statements(column: pa.ChunkedArray, row: int) -> list[dict[str, Any]]:
    return list(column[row].as_py())


def _concerns(restriction: Restriction, document_id: str, member: str, authors: list[str]) -> bool:
    native = work_of(document_id.split("/", 1)[1])
    natives = {native, as_in_source(native)}
    return bool(
        (restriction.members and matches(member, restriction.members))
        or (restriction.documents and any(matches(native, restriction.documents) for native in natives))
        or set(authors) & set(restriction.authors)
    )


def objections(frame: pl.DataFrame, verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """Return a decision for every document whose licence was not accepted; `related` are the ids of its evidence."""
    rows = [
        {
            "id": document_id,
            "stage": "license",
            "reason": verdict.resolution.reason,
            "measure": verdict.resolution.rule,
            "rank": 100,
            "related": " ".join(verdict.evidence) or None,
            "evidence": list(verdict.evidence) or None,
        }
        for document_id, verdict in zip(frame["id"], verdicts, strict=True)
        if verdict.resolution.verdict != "accept"
    ]
    return decisions(rows)
