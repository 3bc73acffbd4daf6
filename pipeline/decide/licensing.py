"""What becomes of each document's licence: the statements resolved under the policy, the work below, restrictions, reviews.

Documents of a source with the same statements and facts are judged once, or again with the same result.  A restriction or a
review concerns only what it names; a review decision is void as soon as the hash of the statement changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from licenses import layers, official
from licenses.combine import why_not_released
from licenses.policy import STRICTNESS
from licenses.policy import Policy as LicensePolicy
from licenses.recognise import RESERVATION
from licenses.reservation import is_machine_readable, is_reservation
from licenses.resolve import Claim, Resolution, basis_of, license_url, resolve, speaks, with_reservations
from licenses.wording import Note, sentence
from pipeline.decide.document_facts import NO_FACTS, Facts, KnownFacts, Recognised, remember
from pipeline.decide.gathered_evidence import of_restriction, of_review

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from licenses.layers import Layered
    from licenses.term import TermStatus
    from pipeline.admit.proof import Proof, WorkProof
    from pipeline.decide.gathered_evidence import Evidence
    from pipeline.manifest import Restriction, ReviewDecision, Source
    from pipeline.read.document import Statement

UNSTATED: Final = "(no statement)"
SPEAKING: Final = frozenset({"text", "digital_original"})
WITNESS: Final = "witness"
IS_WITNESS: Final = sentence(Note("is_witness"))
COMPARED: Final = {"where": sentence(Note("compared")), "url": None, "retrieved": None, "rule": "difference"}


DIED: Final = {"where": sentence(Note("years_of_death")), "url": None, "retrieved": None}
LAYERS: Final = {"where": sentence(Note("layers")), "url": None, "retrieved": None}


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
        self._known: dict[tuple[str, Facts], Verdict] = {}
        self.facts = KnownFacts(source, proof, policy, as_of)

    def judge(self, key: str, load: Callable[[], Recognised], facts: Facts = NO_FACTS) -> Verdict:
        """Return the verdict on a set of statements; `key` is their hash, `load` gives them if they are new."""
        known = self._known.get((key, facts))
        if known is None:
            known = self._judge(load(), facts)
            remember(self._known, (key, facts), known)
        return known

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

    def _judge(self, recognised: Recognised, facts: Facts) -> Verdict:
        status, statements = facts.term.status if facts.term else None, recognised.statements
        resolution = resolve(self._proof.claim, statements, self._policy, status, recognised.by_text)
        own = self._own(recognised, status)
        layered = self._official(self._reserved(self._layered(self._proven(resolution), facts, own), statements), facts)
        resolution = layered.resolution
        stated = [statement.statement for statement in statements if statement.object in SPEAKING]
        asked = [*self._claimed(facts), *self._kinds(resolution, facts), *stated, *_died(resolution, facts)]
        text = " | ".join(dict.fromkeys(asked)) or UNSTATED
        ids = self._evidence_of(layered, statements, facts)
        passage = self._passage() if resolution.rule == self._proof.claim.rule else ""
        return self._reviewed(Verdict(resolution, text, ids, f"policy:{self._policy.name}", passage))

    def _own(self, recognised: Recognised, status: TermStatus | None) -> Resolution | None:
        """Return what a document's own statements come to where the manifest's licence is that of annotations, else None."""
        statements = recognised.statements
        if self._source.license.layer != "annotation" or not speaks(statements):
            return None
        return resolve(Claim(scope="document"), statements, self._policy, status, recognised.by_text)

    def _kinds(self, resolution: Resolution, facts: Facts) -> list[str]:
        """Return the kind of document, and what in it is not official, that an approval is for: it is one for no others."""
        kind = self._kind(facts)
        if resolution.rule in official.RULES:
            about = dict.fromkeys((kind, facts.foreign_part, facts.country))
        else:
            about = dict.fromkeys([kind] if resolution.basis == "official_work" else [])
        return [f"[{name}]" for name in about if name]

    def _passage(self) -> str:
        """Return where the quote stands that left a question open, an empty string if none did."""
        return next((piece.passage for piece in self._proof.pieces if piece.rule and piece.passage), "")

    def _claimed(self, facts: Facts) -> list[str]:
        """Return what the manifest claims and quotes: another licence under the same quote is another question."""
        proofs: list[Proof | WorkProof] = [self._proof]
        if facts.work is not None and self._proof.works:
            proofs.append(self._proof.works[facts.work])
        claims = [proof.claim for proof in proofs if proof.claim.license or proof.claim.basis]
        named = [f"[{' / '.join(filter(None, (claim.license, claim.basis)))}]" for claim in claims]
        return [*named, *(piece.statement for proof in proofs for piece in proof.pieces if piece.object == "text")]

    def _proven(self, resolution: Resolution) -> Resolution:
        """Return the resolution, sent to review if it was accepted while the manifest's own proof does not hold."""
        claim = self._proof.claim
        if resolution.verdict != "accept" or claim.proven:
            return resolution
        return replace(resolution, verdict="review", reason=claim.reason, rule=claim.rule, why=claim.why_unproven)

    def _layered(self, resolution: Resolution, facts: Facts, own: Resolution | None) -> Layered:
        """Return the resolution, joined with what makes the work itself free where that is asked for.

        Who publishes a letter can license the edition, and not what the writer's heirs own.
        """
        layer = self._source.license.layer
        return layers.with_work(resolution, layer, self._ground(facts), year=facts.doubtful_year, own=own)

    def _reserved(self, layered: Layered, statements: Sequence[Statement]) -> Layered:
        """Return the resolution of a work whose annotation was left, with the effect of reservations on the work itself."""
        if self._source.license.layer != "annotation":
            return layered
        return replace(layered, resolution=with_reservations(layered.resolution, statements, self._policy))

    def _official(self, layered: Layered, facts: Facts) -> Layered:
        """Return the resolution, refused or sent to review where the text is no official work as the ground says it is.

        What the manifest itself calls an expert opinion or the like is refused, whatever is claimed: § 5 UrhG never covers
        it.  The ground of the work is asked for also where an edition's licence stands on top of it.
        """
        resolution, kind, ground = layered.resolution, self._kind(facts), self._ground(facts)
        never = official.never(kind)
        bases = (resolution.license, ground.license if ground else None)
        part = facts.foreign_part or kind
        against = never or next(filter(None, (official.objection(base, part, facts.country) for base in bases)), None)
        if against is None or resolution.verdict == "reject":
            return layered
        verdict, reason = ("reject", "license_rejected") if never else ("review", "license_review")
        rule, why = against
        refused = replace(resolution, verdict=verdict, reason=reason, rule=rule, why=why)
        return replace(layered, resolution=refused, taken="", record="")

    def _kind(self, facts: Facts) -> str | None:
        return None if facts.work is None else self._source.work[facts.work].kind

    def _ground(self, facts: Facts) -> layers.Ground | None:
        """Return what makes the work free: the manifest's proven claim about it, else its term; None where nobody asks."""
        by_term = layers.term_ground(facts.term.status, self._policy) if facts.term else None
        work = None if facts.work is None or not self._proof.works else self._proof.works[facts.work]
        if work is None or work.claim.basis in {None, "public_domain_term"}:
            return by_term
        claimed = layers.claimed_ground(work.claim, self._policy)
        is_doubted = facts.doubtful_year is not None  # whoever grants a right in so old a work may have none
        if by_term and (not claimed.is_accepted if by_term.is_accepted else is_doubted):
            return by_term
        return claimed

    def _evidence_of(self, layered: Layered, statements: list[Statement], facts: Facts) -> tuple[str, ...]:
        """Return the ids of the evidence of an accepted licence, or of all statements where it is not accepted."""
        resolution, term = layered.resolution, facts.term
        is_kept, snapshot = resolution.verdict == "accept", self._proof.snapshot_sha256
        places = (
            resolution.stands_on
            if is_kept
            else [at for at, statement in enumerate(statements) if statement.object in SPEAKING]
        )
        aside = {"rule": layers.LEFT} if layered.taken == layers.TAKEN["work"] else {}
        rows = [aside | self._stated(statements[at], snapshot) for at in dict.fromkeys((*places, *resolution.reserved))]
        rows += self._quoted(facts, aside, is_kept=is_kept)
        if resolution.difference:
            rows.append(COMPARED | {"statement": resolution.difference, "sha256": snapshot})
        if term is not None and (not is_kept or term.status.state in {"free", "presumed"}):
            rows.append(DIED | {"statement": term.statement, "sha256": snapshot, "rule": f"term_{term.status.state}"})
        if layered.taken:
            rows.append(LAYERS | {"statement": layered.record, "sha256": snapshot, "rule": layered.taken})
        by = {"source": self._source.id, "rule": resolution.rule, "decided_by": f"policy:{self._policy.name}"}
        return tuple(dict.fromkeys(self._evidence.add(by | row) for row in rows))

    def _quoted(self, facts: Facts, aside: Mapping[str, str], *, is_kept: bool) -> list[dict[str, Any]]:
        """Return the rows of the quotes that are cited: those of a proven claim where the document is kept, else all.

        `aside` is the rule of the licence of a layer that was not taken.
        """
        rows: list[dict[str, Any]] = [
            {**aside, **piece.as_row()} for piece in self._proof.pieces if self._proof.claim.proven or not is_kept
        ]
        work = None if facts.work is None or not self._proof.works else self._proof.works[facts.work]
        if work is not None and (work.claim.proven or not is_kept):
            rows += [piece.as_row() for piece in work.pieces]
        return rows

    def _stated(self, statement: Statement, snapshot: str) -> dict[str, Any]:
        row = {"statement": statement.statement, "where": statement.where, "url": None}
        row |= {"retrieved": self._proof.retrieved, "sha256": snapshot}
        if not is_reservation(statement.statement):
            return row
        readable = "machine_readable" if is_machine_readable(statement.statement) else "in_words"
        return row | {"rule": RESERVATION, "remark": sentence(Note(readable))}

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


def _died(resolution: Resolution, facts: Facts) -> list[str]:
    """Return the authors and years that a decision on a term or a year is about: it is one on no others of the source."""
    if facts.term is None or not (resolution.rule.startswith("term_") or resolution.rule == layers.IMPLAUSIBLE):
        return []
    return [facts.term.statement]


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
