"""From a manifest's claim and a document's statements to one licence, its verdict, and what both stand on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from licenses.catalogue import CatalogueError, catalogue
from licenses.policy import STRICTNESS, Judgement, Policy, judge, strictness
from licenses.recognise import Recognition, recognise
from licenses.reservation import is_reservation
from licenses.statement import Claim, Statement, elements
from licenses.wording import Note, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licenses.term import TermStatus

OBJECTS_THAT_DECIDE: Final = frozenset({"text"})
TERM_EXPIRED: Final = "LicenseRef-DE-UrhG-64"
RESERVED: Final = "text-and-data-mining-reserved"
"""The rule by which a reservation against text and data mining decides."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """One document's licence: an expression or None, the verdict with rule and reason, and its foundations.

    `stands_on` are positions in the statements given; when it is empty and a licence is set, the manifest's claim carries it.
    `reserved` are the positions of reservations against text and data mining.  `difference` says which statements differ
    where the stricter of several holds.
    """

    license: str | None
    license_url: str | None
    basis: str | None
    verdict: str
    reason: str | None
    rule: str
    why: str
    obligations: tuple[str, ...]
    stands_on: tuple[int, ...]
    note: str
    reserved: tuple[int, ...] = ()
    difference: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """One recognised statement or the proven claim, judged; `at` are its positions and `where` its place, none for the claim."""

    license: str | None
    basis: str | None
    judgement: Judgement
    rule: str
    note: str
    at: tuple[int, ...]
    where: str = ""


def assess(statement: str, policy: Policy, basis: str | None = None) -> tuple[Recognition, Judgement]:
    """Return what a statement says and what the policy says of it; what is recognised but unclear goes to review."""
    found = recognise(statement)
    if found.reason == "license_review":
        return found, Judgement("review", "license_review", f"recognition:{found.rule}", noticed=found.noticed)
    return found, judge(found.license, basis or basis_of(found.license), policy)


@lru_cache(maxsize=4096)
def basis_of(license_: str | None) -> str | None:
    """Return the basis a licence expression stands on by itself; None where its parts differ or grant nothing.

    That a term has run out is never shown by saying so: `public_domain_term` must be proven elsewhere.
    """
    if license_ is None:
        return None
    try:
        bases = {one.basis for one in catalogue().of(license_) if "public_domain_term" not in one.classes}
    except CatalogueError:
        return None
    return bases.pop() if len(bases) == 1 else None


def resolve(
    claim: Claim, statements: Sequence[Statement], policy: Policy, term: TermStatus | None = None
) -> Resolution:
    """Return the licence of one document and its verdict.

    Statements about the text at document level count, and with them the manifest's claim if its scope is the source and it is
    proven, or if the policy refuses it anyway; where there is neither, statements at source level.  What differs is either
    ordered (free < attribution < share-alike, all accepted: the stricter holds) or a `license_conflict` for review.  A
    statement about the digital original changes nothing unless the policy refuses it.  `term` says what is known of the
    copyright term; where it has run out, a claim of public domain stands on that.  A reservation against text and data mining
    is recorded, and the policy's `reservations` say what it means beside a licence and without one.
    """
    basis = "public_domain_term" if _term_has_run_out(claim, term) else None
    said = _said(statements, "document", policy, basis)
    claimed = _claimed(claim, policy, term)
    if not said and claim == Claim():
        said = _said(statements, "source", policy, basis)
    everything = [*said, *([claimed] if claimed else [])]
    found = _digital_original(_decide(everything, policy), statements, policy) if everything else _nothing(claim)
    return _with_reservations(found, statements, policy)


def _with_reservations(found: Resolution, statements: Sequence[Statement], policy: Policy) -> Resolution:
    """Return the resolution with reservations against text and data mining recorded, and made stricter if the policy says so."""
    places = tuple(at for at, one in enumerate(statements) if is_reservation(one.statement))
    if not places:
        return found
    where = ", ".join(dict.fromkeys(statements[at].where for at in places))
    named = told(Note("mining_reserved", (where,)))
    noted = replace(found, reserved=places, note=f"{found.note}; {named}" if found.note else named)
    is_unlicensed = found.license is None and found.reason == "license_unknown"
    meaning = policy.reservations.unlicensed if is_unlicensed else policy.reservations.licensed
    if meaning == "record" or (STRICTNESS[meaning] <= STRICTNESS[found.verdict] and not is_unlicensed):
        return noted
    verdict = max(meaning, found.verdict, key=STRICTNESS.__getitem__)
    return replace(noted, verdict=verdict, reason="rights_reserved", rule=RESERVED, why=named)


def _term_has_run_out(claim: Claim, term: TermStatus | None) -> bool:
    if term is not None and term.state != "not_proven":
        return term.is_free
    return claim.proven and claim.basis == "public_domain_term"


def _said(statements: Sequence[Statement], level: str, policy: Policy, term_basis: str | None) -> list[_Said]:
    return [
        _judged(text, places, statements[places[0]].where, policy, term_basis)
        for places, text in elements(statements)
        if statements[places[0]].level == level
        and statements[places[0]].object in OBJECTS_THAT_DECIDE
        and not is_reservation(text)
    ]


def _judged(statement: str, at: tuple[int, ...], where: str, policy: Policy, term_basis: str | None) -> _Said:
    found, judgement = assess(statement, policy)
    if term_basis is not None and _claims_public_domain(found.license):
        judgement = judge(TERM_EXPIRED, term_basis, policy)
        return _Said(TERM_EXPIRED, term_basis, judgement, found.rule, found.note, at, where)
    return _Said(found.license, basis_of(found.license), judgement, found.rule, found.note, at, where)


def _claims_public_domain(license_: str | None) -> bool:
    if license_ is None or license_ not in catalogue().licenses:
        return False
    return not {"public_domain_claim", "public_domain_term"}.isdisjoint(catalogue().get(license_).classes)


def _claimed(claim: Claim, policy: Policy, term: TermStatus | None) -> _Said | None:
    """Return the manifest's claim if it speaks for every document and is proven, or refused even without proof.

    That the term has run out does not hold for a document whose own authors are known to be protected.
    """
    if claim.scope != "source" or (claim.license is None and claim.basis is None):
        return None
    license_ = claim.license or (TERM_EXPIRED if claim.basis == "public_domain_term" else None)
    if claim.basis == "public_domain_term" and _claims_public_domain(license_):
        license_ = TERM_EXPIRED
    basis = claim.basis or basis_of(license_)
    note = "" if claim.proven else claim.why_unproven
    if basis == "public_domain_term" and term is not None and term.state == "protected":
        basis, note = None, term.why
    judgement = judge(license_, basis, policy)
    if not claim.proven and judgement.verdict != "reject":
        return None
    return _Said(license_, basis, judgement, "claim", note, ())


def _nothing(claim: Claim) -> Resolution:
    if claim.scope == "source" and (claim.license is not None or claim.basis is not None):
        why = claim.why_unproven or told(Note("evidence_missing"))
        return _refused("license_unproven", "unproven", why, claim.license)
    why = told(Note("per_document" if claim.scope == "document" else "nobody_states"))
    return replace(_refused("license_unknown", "no-statement", why), verdict="reject")


def _decide(said: Sequence[_Said], policy: Policy) -> Resolution:
    """Return what follows from all that was said of the text."""
    accepted = [one for one in said if one.judgement.verdict == "accept"]
    refused = [one for one in said if one.judgement.verdict == "reject"]
    if len(accepted) == len(said):
        return _ordered(said, policy)
    strictest = max(said, key=_severity)
    if not accepted:
        return _resolution(strictest, _places(said, strictest.license), strictest.note)
    if any(one.license is not None for one in refused):
        return _refused("license_conflict", "conflict", _listed(said))
    if refused:
        return _refused("license_review", "unrecognised-beside-license", _listed(said))
    return _resolution(strictest, _places(said, strictest.license), _listed(said))


def _severity(said: _Said) -> tuple[int, bool, str, str, str, str]:
    """Return a key that depends on what was said and not on where it stood."""
    judgement = said.judgement
    known = said.license is not None
    return STRICTNESS[judgement.verdict], known, judgement.reason or "", said.license or "", judgement.rule, said.note


def _ordered(said: Sequence[_Said], policy: Policy) -> Resolution:
    """Return the stricter of accepted licences that form a chain; a conflict where two of one class ask for something.

    Two that ask for nothing do not conflict: then the document's own statement is named.
    """
    ranks: dict[tuple[int, int], list[_Said]] = {}
    for one in sorted(said, key=lambda one: (not one.at, one.license or "")):
        if one.license is not None:
            ranks.setdefault(strictness(one.license, one.basis, policy), []).append(one)
    if any(len({one.license for one in same}) > 1 and same[0].judgement.obligations for same in ranks.values()):
        return _refused("license_conflict", "conflict", _listed(said))
    strictest = ranks[max(ranks)][0] if ranks else said[0]
    note = told(Note("differ", (_listed(said),))) if len({one.license for one in said}) > 1 else ""
    return replace(_resolution(strictest, _places(said, strictest.license), note), difference=note)


def _digital_original(found: Resolution, statements: Sequence[Statement], policy: Policy) -> Resolution:
    """Return the resolution, or a review if the policy refuses what is stated of the digital original."""
    if found.verdict != "accept":
        return found
    for places, text in elements(statements):
        if statements[places[0]].object == "digital_original":
            recognition, judgement = assess(text, policy)
            if judgement.verdict == "reject" and recognition.license is not None:
                why = told(Note("original_refused", (recognition.license, statements[places[-1]].where)))
                return replace(found, verdict="review", reason="license_review", rule="digital-original", why=why)
    return found


def _places(said: Sequence[_Said], license_: str | None) -> tuple[int, ...]:
    return tuple(place for one in said if one.license == license_ for place in one.at)


def _listed(said: Sequence[_Said]) -> str:
    return "; ".join(dict.fromkeys(told(_named(one)) for one in said))


def _named(said: _Said) -> Note:
    """Return what was said, and where: in which part of the document, or in the source's manifest."""
    what = said.license or said.note or told(Note("not_recognised"))
    return Note("stated", (said.where, what)) if said.at else Note("claimed", (what,))


def _resolution(said: _Said, stands_on: tuple[int, ...], note: str) -> Resolution:
    judgement = said.judgement
    return Resolution(
        said.license,
        license_url(said.license),
        said.basis,
        judgement.verdict,
        judgement.reason,
        judgement.rule,
        judgement.why,
        judgement.obligations,
        stands_on,
        note,
    )


def _refused(reason: str, rule: str, why: str, license_: str | None = None) -> Resolution:
    return Resolution(license_, license_url(license_), None, "review", reason, rule, why, (), (), "")


def license_url(license_: str | None) -> str | None:
    """Return the address of the legal code, for a single licence of the catalogue."""
    if license_ is None or license_ not in catalogue():
        return None
    return catalogue().get(license_).url


__all__ = ["Claim", "Resolution", "Statement", "assess", "basis_of", "license_url", "resolve"]
