"""What becomes of each document's licence: the statements resolved under the policy, restrictions, reviews, evidence.

Documents of a source that carry the same statements are judged once.  A restriction or a review can only concern what it
names; a review decision is void as soon as the statement's hash is another.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from licenses.policy import Policy as LicensePolicy
from licenses.policy import PolicyRule
from licenses.resolve import Resolution, resolve
from licenses.term import TermStatus, status
from pipeline import workspace as ws
from pipeline.decide.rows import decisions
from pipeline.globs import matches
from pipeline.read.reader import Statement

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import polars as pl
    import pyarrow as pa

    from pipeline.decide.shards import Shard
    from pipeline.manifest import License, Policy, Restriction, ReviewDecision
    from pipeline.proof import Proof
    from pipeline.workspace import Workspace

UNSTATED: Final = "(no statement)"


@dataclass(frozen=True)
class Verdict:
    """What is known of a document's licence, and what it rests on."""

    resolution: Resolution
    statement: str
    evidence: tuple[str, ...]
    decided_by: str

    @property
    def statement_sha256(self) -> str:
        """Return the hash by which a review decision is bound to the statement."""
        return hashlib.sha256(self.statement.encode()).hexdigest()


@dataclass
class Evidence:
    """The proofs gathered for `evidence.parquet`, by id."""

    rows: dict[str, dict[str, Any]]

    def add(self, row: dict[str, Any]) -> str:
        """Add a proof and return its id: a hash of source, place and statement."""
        text = "\x1f".join((row["source"], row["where"], row["statement"], row.get("sha256") or ""))
        one = hashlib.sha256(text.encode()).hexdigest()[:16]
        self.rows.setdefault(one, {"evidence_id": one, **row})
        return one


def policy_of(manifest: Policy) -> LicensePolicy:
    """Return the policy manifest as the licence floor knows it."""
    rules = tuple(
        PolicyRule(
            name=rule.name,
            licenses=rule.licenses,
            classes=rule.classes,
            bases=rule.bases,
            verdict=rule.verdict,
            reason=rule.reason,
            why=rule.why,
        )
        for rule in manifest.rules
    )
    return LicensePolicy(name=manifest.name, title=manifest.title, rules=rules)


class Judge:
    """Judges the documents of one source; every distinct set of statements once."""

    def __init__(
        self,
        source: str,
        claimed: License,
        proof: Proof,
        policy: LicensePolicy,
        reviews: Sequence[ReviewDecision],
        evidence: Evidence,
        as_of: dt.date,
    ) -> None:
        self._source = source
        self._claimed = claimed
        self._proof = proof
        self._policy = policy
        self._reviews = {(one.statement_sha256, one.rule): one for one in reviews}
        self._evidence = evidence
        self._as_of = as_of
        self._known: dict[tuple[str, TermStatus | None], Verdict] = {}

    def judge(
        self, key: str, load: Callable[[], list[dict[str, Any]]], snapshot_sha256: str, term: TermStatus | None = None
    ) -> Verdict:
        """Return the verdict on a set of statements; `key` is their hash, `load` gives them if they are new."""
        if (key, term) not in self._known:
            self._known[key, term] = self._judge([Statement(**one) for one in load()], snapshot_sha256, term)
        return self._known[key, term]

    def term(self, authors: Sequence[str], date: str | None) -> TermStatus | None:
        """Return what the manifest's death years say of a work by these authors, or None where it gives none."""
        deaths = self._claimed.deaths
        if not deaths or not authors:
            return None
        year = int(date[:4]) if date and date[:4].isdigit() else None
        return status(self._as_of, [deaths.get(author) for author in authors], year)

    def restricted(self, verdict: Verdict, restriction: Restriction) -> Verdict:
        """Return the verdict made stricter by a restriction of the manifest; it never makes one laxer."""
        order = {"accept": 0, "review": 1, "reject": 2}
        if order[restriction.verdict] <= order[verdict.resolution.verdict]:
            return verdict
        quotes = [one.quote for one in restriction.evidence if one.quote]
        resolution = replace(
            verdict.resolution,
            verdict=restriction.verdict,
            reason=restriction.reason,
            rule="manifest_restriction",
            why=restriction.note,
        )
        statement = " | ".join([restriction.note, *quotes])
        return self._reviewed(Verdict(resolution, statement, verdict.evidence, "manifest"))

    def _judge(self, statements: list[Statement], snapshot_sha256: str, term: TermStatus | None) -> Verdict:
        resolution = self._proven(resolve(self._proof.claim, statements, self._policy, term))
        said = [one.statement for one in statements if one.object in {"text", "digital_original"}]
        claimed = [one.statement for one in self._proof.pieces if one.object == "text"]
        text = " | ".join(dict.fromkeys([*claimed, *said])) or self._proof.claim.license or UNSTATED
        ids = self._evidence_of(resolution, statements, snapshot_sha256)
        return self._reviewed(Verdict(resolution, text, ids, f"policy:{self._policy.name}"))

    def _proven(self, resolution: Resolution) -> Resolution:
        """Return the resolution, sent to review if it was accepted while the manifest's own proof does not hold."""
        claim = self._proof.claim
        if resolution.verdict != "accept" or claim.proven:
            return resolution
        return replace(resolution, verdict="review", reason="license_unproven", rule="unproven", why=claim.why_unproven)

    def _evidence_of(self, resolution: Resolution, statements: list[Statement], snapshot: str) -> tuple[str, ...]:
        ids = []
        for place in resolution.stands_on:
            one = statements[place]
            row = {"source": self._source, "statement": one.statement, "where": one.where, "url": None}
            ids.append(self._add(row | {"retrieved": None, "sha256": snapshot}, resolution))
        for piece in self._proof.pieces if self._proof.claim.proven else ():
            row = {"source": self._source, "statement": piece.statement, "where": piece.where, "url": piece.url}
            ids.append(self._add(row | {"retrieved": piece.retrieved, "sha256": piece.sha256}, resolution))
        return tuple(dict.fromkeys(ids))

    def _add(self, row: dict[str, Any], resolution: Resolution) -> str:
        return self._evidence.add(row | {"rule": resolution.rule, "decided_by": f"policy:{self._policy.name}"})

    def _reviewed(self, verdict: Verdict) -> Verdict:
        decided = self._reviews.get((verdict.statement_sha256, verdict.resolution.rule))
        if verdict.resolution.verdict != "review" or decided is None:
            return verdict
        by = f"review:{decided.role}:{decided.case}:{decided.date.isoformat()}"
        row = {"source": self._source, "statement": decided.reason, "where": f"review {decided.case}", "url": None}
        row |= {"retrieved": decided.date.isoformat(), "sha256": decided.statement_sha256, "rule": "review"}
        ids = (*verdict.evidence, self._evidence.add(row | {"decided_by": by}))
        chosen = decided.license or verdict.resolution.license
        if decided.verdict == "accept" and chosen:
            judged = resolve_accepted(verdict.resolution, chosen, decided.reason)
        else:
            judged = replace(verdict.resolution, verdict="reject", reason="license_rejected", why=decided.reason)
        return Verdict(judged, verdict.statement, ids, by)


def resolve_accepted(resolution: Resolution, license_id: str, why: str) -> Resolution:
    """Return the resolution accepted under `license_id` by a person's decision."""
    return replace(resolution, license=license_id, verdict="accept", reason=None, rule="review", why=why)


def judged(frame: pl.DataFrame, judge: Judge, claimed: License, workspace: Workspace, shard: Shard) -> list[Verdict]:
    """Return the verdict on every document of a shard, in the shard's order."""
    table = ws.read_table(shard.documents(workspace), ["license_statements", "snapshot_sha256"])
    statements = table.column("license_statements")
    snapshots = table.column("snapshot_sha256")
    verdicts = []
    for row, (one, key, member, authors) in enumerate(
        frame.select("id", "statements_key", "member", "authors").iter_rows()
    ):
        verdict = judge.judge(key, partial(_statements, statements, row), snapshots[row].as_py())
        for restriction in claimed.restrictions:
            if _concerns(restriction, one, member, authors or []):
                verdict = judge.restricted(verdict, restriction)
        verdicts.append(verdict)
    return verdicts


def _statements(column: pa.ChunkedArray, row: int) -> list[dict[str, Any]]:
    return list(column[row].as_py())


def _concerns(restriction: Restriction, one: str, member: str, authors: list[str]) -> bool:
    native = one.split("/", 1)[1].split("#", maxsplit=1)[0]
    return bool(
        (restriction.members and matches(member, restriction.members))
        or (restriction.documents and matches(native, restriction.documents))
        or set(authors) & set(restriction.authors)
    )


def objections(frame: pl.DataFrame, verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """Return a decision for every document whose licence was not accepted."""
    rows = [
        {
            "id": one,
            "stage": "license",
            "reason": verdict.resolution.reason,
            "measure": verdict.resolution.rule,
            "rank": 100,
            "related": verdict.resolution.license,
        }
        for one, verdict in zip(frame["id"], verdicts, strict=True)
        if verdict.resolution.verdict != "accept"
    ]
    return decisions(rows)
