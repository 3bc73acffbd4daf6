"""Resolves a manifest's claim and a document's statements to one licence with its verdict and foundations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from licenses.catalogue import CatalogueError, catalogue
from licenses.policy import STRICTNESS, Judgement, Policy, judge, strictness
from licenses.recognise import Recognition, recognise
from licenses.reservation import is_reservation
from licenses.statement import Claim, Statement, elements
from licenses.term import UNKNOWN_TERM
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from licenses.term import TermStatus

OBJECTS_THAT_DECIDE: Final = frozenset({"text"})
TERM_EXPIRED: Final = "LicenseRef-DE-UrhG-64"
PRESUMED: Final = "LicenseRef-public-domain-presumed"
FREE_OF_RIGHTS: Final = frozenset({"official_work", "public_domain_term", "public_domain_presumed"})
"""Bases on which nobody has a right in the text that could be reserved."""
NOTHING_RECOGNISED: Final[Mapping[str, Recognition]] = MappingProxyType({})
RESERVED: Final = "text-and-data-mining-reserved"
"""The rule by which a reservation against text and data mining decides."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The licence of a document: an expression or None, the verdict with rule and reason, and its foundations.

    `stands_on` are positions in the given statements; if it is empty and a licence is set, the licence is the manifest's claim.
    `reserved` are the positions of reservations against text and data mining.  `difference` says which statements differ if
    the strictest of several holds.
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
class _Document:
    """What is said of one document, and by what it is judged."""

    statements: Sequence[Statement]
    policy: Policy
    term: TermStatus | None
    recognised: Mapping[str, Recognition]

    def recognition(self, text: str) -> Recognition:
        """Return the licence recognised in a statement, from what is known or anew."""
        return self.recognised.get(text) or recognise(text)


@dataclass(frozen=True, slots=True)
class _Finding:
    """A recognised statement or the proven claim, with its judgement; `at` are its positions, `where` its place, empty for a claim."""

    license: str | None
    basis: str | None
    judgement: Judgement
    rule: str
    note: str
    at: tuple[int, ...]
    where: str = ""


def assess(statement: str, policy: Policy, basis: str | None = None) -> tuple[Recognition, Judgement]:
    """Return the licence recognised in a statement and the policy's judgement; what is unclear goes to review."""
    return _assessed(recognise(statement), policy, basis)


def _assessed(recognition: Recognition, policy: Policy, basis: str | None = None) -> tuple[Recognition, Judgement]:
    if recognition.reason == "license_review":
        return recognition, Judgement(
            "review", "license_review", f"recognition:{recognition.rule}", noticed=recognition.noticed
        )
    return recognition, judge(recognition.license, basis or basis_of(recognition.license), policy)


@lru_cache(maxsize=4096)
def basis_of(license_: str | None) -> str | None:
    """Return the basis of a licence expression; None if its parts differ or grant nothing.

    A statement alone never shows that a term has expired: `public_domain_term` must be proven elsewhere.
    """
    if license_ is None:
        return None
    try:
        bases = {part.basis for part in catalogue().of(license_) if "public_domain_term" not in part.classes}
    except CatalogueError:
        return None
    return bases.pop() if len(bases) == 1 else None


def resolve(
    claim: Claim,
    statements: Sequence[Statement],
    policy: Policy,
    term: TermStatus | None = None,
    recognised: Mapping[str, Recognition] = NOTHING_RECOGNISED,
) -> Resolution:
    """Return the licence of one document and its verdict.

    Statements about the text at document level count, together with the manifest's claim if its scope is the source and it is
    proven, or if the policy refuses it anyway; without any of these, statements at source level.  Different licences are
    either ordered (free < attribution < share-alike, all accepted: the strictest holds) or a `license_conflict` for review.  A
    statement about the digital original changes nothing unless the policy refuses it.  `term` is the status of the copyright
    term: a claim of public domain holds if it has expired, and is a question for a person if it has not or nobody knows.
    `recognised` are the licences recognised in the statements (see `statement.elements`) where that is known already.

    A reservation against text and data mining is recorded, and the policy's `reservations` define its effect beside a
    licence and without one; beside a text that is free of rights it never excludes.
    """
    document = _Document(statements, policy, term, recognised)
    findings = _findings(document, "document")
    claimed = _claimed(claim, policy, term)
    if not findings and claim == Claim():
        findings = _findings(document, "source")
    everything = [*findings, *([claimed] if claimed else [])]
    resolution = _digital_original(_decide(everything, policy), document) if everything else _nothing(claim)
    return with_reservations(resolution, statements, policy)


def speaks(statements: Sequence[Statement]) -> bool:
    """Return whether a document states anything of the rights in its own text beside reservations."""
    return any(
        statements[places[0]].level == "document" and _decides(statements[places[0]], text)
        for places, text in elements(statements)
    )


def _decides(statement: Statement, text: str) -> bool:
    return statement.object in OBJECTS_THAT_DECIDE and not is_reservation(text)


def with_reservations(resolution: Resolution, statements: Sequence[Statement], policy: Policy) -> Resolution:
    """Return the resolution with reservations against text and data mining recorded, and made stricter if the policy says so.

    Where the work decides and not the annotation that states something, it is asked again, of the work's own basis.
    """
    places = tuple(at for at, statement in enumerate(statements) if is_reservation(statement.statement))
    if not places:
        return resolution
    where = ", ".join(dict.fromkeys(statements[at].where for at in places))
    named = sentence(Note("mining_reserved", (where,)))
    note = f"{resolution.note}; {named}" if resolution.note else named
    noted = resolution if resolution.reserved else replace(resolution, reserved=places, note=note)
    is_unlicensed = resolution.license is None and resolution.reason == "license_unknown"
    meaning = policy.reservations.unlicensed if is_unlicensed else policy.reservations.licensed
    if resolution.verdict == "accept" and resolution.basis in FREE_OF_RIGHTS:
        return noted  # § 44b (3) reserves a right, and there is none
    if meaning == "record" or (STRICTNESS[meaning] <= STRICTNESS[resolution.verdict] and not is_unlicensed):
        return noted
    verdict = max(meaning, resolution.verdict, key=STRICTNESS.__getitem__)
    return replace(noted, verdict=verdict, reason="rights_reserved", rule=RESERVED, why=named)


def _findings(document: _Document, level: str) -> list[_Finding]:
    statements = document.statements
    return [
        _judged(document, text, places)
        for places, text in elements(statements)
        if statements[places[0]].level == level and _decides(statements[places[0]], text)
    ]


def _judged(document: _Document, text: str, at: tuple[int, ...]) -> _Finding:
    recognition, judgement = _assessed(document.recognition(text), document.policy)
    license_, basis = recognition.license, basis_of(recognition.license)
    if document.term is not None and _claims_public_domain(license_):
        license_, basis, judgement = _by_term(license_, document.term, document.policy)
    where = document.statements[at[0]].where
    return _Finding(license_, basis, judgement, recognition.rule, recognition.note, at, where)


def _by_term(license_: str | None, term: TermStatus, policy: Policy) -> tuple[str | None, str | None, Judgement]:
    """Return licence, basis and judgement of a claim of public domain, from the status of the term."""
    if term.state in {"free", "presumed"}:
        named = TERM_EXPIRED if term.is_free else PRESUMED
        return named, catalogue().get(named).basis, judge(named, catalogue().get(named).basis, policy)
    why = sentence(Note("term", (term.rule.removesuffix(" UrhG"), term.why)))
    return license_, None, Judgement("review", "license_review", f"term_{term.state}", why)


def _claims_public_domain(license_: str | None) -> bool:
    if license_ is None or license_ not in catalogue().licenses:
        return False
    return not {"public_domain_claim", "public_domain_term"}.isdisjoint(catalogue().get(license_).classes)


def _claimed(claim: Claim, policy: Policy, term: TermStatus | None) -> _Finding | None:
    """Return the manifest's claim if it applies to every document and is proven, or refused even without proof.

    A claim that the term has expired holds for a document whose own term has, as far as is known.
    """
    if claim.scope != "source" or (claim.license is None and claim.basis is None):
        return None
    license_ = claim.license or (TERM_EXPIRED if claim.basis == "public_domain_term" else None)
    basis = claim.basis or basis_of(license_)
    judgement = judge(license_, basis, policy)
    note = "" if claim.proven else claim.why_unproven
    if claim.basis == "public_domain_term":
        by_term = _by_term(license_, term or UNKNOWN_TERM, policy)
        if _claims_public_domain(license_) or by_term[2].verdict != "accept":
            license_, basis, judgement = by_term
            note = note or judgement.why
        else:  # the work is free, and what the manifest names is the licence of an edition of it
            basis = basis_of(license_)
    if not claim.proven and judgement.verdict != "reject":
        return None
    return _Finding(license_, basis, judgement, "claim", note, ())


def _nothing(claim: Claim) -> Resolution:
    if claim.scope == "source" and (claim.license is not None or claim.basis is not None):
        why = claim.why_unproven or sentence(Note("evidence_missing"))
        return _refused(claim.reason, claim.rule, why, claim.license)
    why = sentence(Note("per_document" if claim.scope == "document" else "nobody_states"))
    return replace(_refused("license_unknown", "no-statement", why), verdict="reject")


def _decide(findings: Sequence[_Finding], policy: Policy) -> Resolution:
    """Return what follows from all findings about the text."""
    accepted = [finding for finding in findings if finding.judgement.verdict == "accept"]
    refused = [finding for finding in findings if finding.judgement.verdict == "reject"]
    if len(accepted) == len(findings):
        return _ordered(findings, policy)
    strictest = max(findings, key=_severity)
    if not accepted:
        return _resolution(strictest, _places(findings, strictest.license), strictest.note)
    if any(finding.license is not None for finding in refused):
        return _refused("license_conflict", "conflict", _listed(findings))
    if refused:
        return _refused("license_review", "unrecognised-beside-license", _listed(findings))
    return _resolution(strictest, _places(findings, strictest.license), _listed(findings))


def _severity(finding: _Finding) -> tuple[int, bool, str, str, str, str]:
    """Return a sort key that depends on the content of a finding and not on its position."""
    judgement = finding.judgement
    known = finding.license is not None
    return (
        STRICTNESS[judgement.verdict],
        known,
        judgement.reason or "",
        finding.license or "",
        judgement.rule,
        finding.note,
    )


def _ordered(findings: Sequence[_Finding], policy: Policy) -> Resolution:
    """Return the strictest of accepted licences that are ordered; a conflict if two of the same rank have obligations.

    Two without obligations do not conflict: then the document's own statement is named.
    """
    ranks: dict[tuple[int, int], list[_Finding]] = {}
    for finding in sorted(findings, key=lambda finding: (not finding.at, finding.license or "")):
        if finding.license is not None:
            ranks.setdefault(strictness(finding.license, finding.basis, policy), []).append(finding)
    if any(len({finding.license for finding in same}) > 1 and same[0].judgement.obligations for same in ranks.values()):
        return _refused("license_conflict", "conflict", _listed(findings))
    strictest = ranks[max(ranks)][0] if ranks else findings[0]
    note = sentence(Note("differ", (_listed(findings),))) if len({finding.license for finding in findings}) > 1 else ""
    return replace(_resolution(strictest, _places(findings, strictest.license), note), difference=note)


def _digital_original(resolution: Resolution, document: _Document) -> Resolution:
    """Return the resolution, or a review if the policy refuses the statement about the digital original."""
    if resolution.verdict != "accept":
        return resolution
    statements = document.statements
    for places, text in elements(statements):
        if statements[places[0]].object == "digital_original":
            recognition, judgement = _assessed(document.recognition(text), document.policy)
            if judgement.verdict == "reject" and recognition.license is not None:
                why = sentence(Note("original_refused", (recognition.license, statements[places[-1]].where)))
                return replace(resolution, verdict="review", reason="license_review", rule="digital-original", why=why)
    return resolution


def _places(findings: Sequence[_Finding], license_: str | None) -> tuple[int, ...]:
    return tuple(place for finding in findings if finding.license == license_ for place in finding.at)


def _listed(findings: Sequence[_Finding]) -> str:
    return "; ".join(dict.fromkeys(sentence(_named(finding)) for finding in findings))


def _named(finding: _Finding) -> Note:
    """Return the finding with its place: the part of the document, or the source's manifest."""
    what = finding.license or finding.note or sentence(Note("not_recognised"))
    return Note("stated", (finding.where, what)) if finding.at else Note("claimed", (what,))


def _resolution(finding: _Finding, stands_on: tuple[int, ...], note: str) -> Resolution:
    judgement = finding.judgement
    return Resolution(
        finding.license,
        license_url(finding.license),
        finding.basis,
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
    """Return the address of the legal code; None unless it is a single licence of the catalogue."""
    if license_ is None or license_ not in catalogue():
        return None
    return catalogue().get(license_).url


__all__ = ["Claim", "Resolution", "Statement", "assess", "basis_of", "license_url", "resolve", "speaks"]
