"""From a manifest's claim and a document's statements to one licence, its verdict, and what both stand on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, Protocol

from licenses.catalogue import CatalogueError, catalogue
from licenses.policy import STRICTNESS, Judgement, Policy, judge, strictness
from licenses.recognise import Recognition, recognise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licenses.term import TermStatus

Scope = Literal["source", "document"]
OBJECTS_THAT_DECIDE: Final = frozenset({"text"})


class Statement(Protocol):
    """A statement about rights as readers yield it: verbatim, where it stood, its level and what it is about."""

    @property
    def statement(self) -> str:
        """The statement, verbatim."""

    @property
    def where(self) -> str:
        """Element path, field name or member."""

    @property
    def level(self) -> str:
        """`source` or `document`."""

    @property
    def object(self) -> str:
        """`text`, `digital_original`, `metadata`, `software` or `images`."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the manifest claims of the source, after its proof was checked."""

    license: str | None = None
    basis: str | None = None
    scope: Scope = "source"
    proven: bool = False
    why_unproven: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """One document's licence: an expression or None, the verdict with rule and reason, and its foundations.

    `stands_on` are positions in the statements given; when it is empty and a licence is set, the manifest's claim carries it.
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


@dataclass(frozen=True, slots=True)
class _Said:
    """One recognised statement or the proven claim, judged; `at` is its position, None for the claim."""

    license: str | None
    basis: str | None
    judgement: Judgement
    rule: str
    note: str
    at: int | None


def assess(statement: str, policy: Policy, basis: str | None = None) -> tuple[Recognition, Judgement]:
    """Return what a statement says and what the policy says of it; what is recognised but unclear goes to review."""
    found = recognise(statement)
    if found.reason == "license_review":
        return found, Judgement("review", "license_review", f"recognition:{found.rule}", found.note)
    return found, judge(found.license, basis or basis_of(found.license), policy)


def basis_of(license_: str | None) -> str | None:
    """Return the basis a licence expression stands on by itself; None where its parts differ or grant nothing."""
    if license_ is None:
        return None
    try:
        bases = {one.basis for one in catalogue().of(license_)}
    except CatalogueError:
        return None
    return bases.pop() if len(bases) == 1 else None


def resolve(
    claim: Claim, statements: Sequence[Statement], policy: Policy, term: TermStatus | None = None
) -> Resolution:
    """Return the licence of one document and its verdict.

    Statements about the text at document level count first, then a proven claim of scope `source`, then statements at source
    level.  What differs is either ordered (free < attribution < share-alike, all accepted: the stricter holds) or a
    `license_conflict` for review.  A statement about the digital original changes nothing unless the policy refuses it.
    `term` says what is known of the copyright term; where it has expired, a bare claim of public domain is proven by it.
    """
    said = _document_level(claim, statements, policy, term)
    claimed = _claimed(claim, policy)
    if not said and claim.scope == "source" and not claimed:
        said = _source_level(statements, policy, term)
    everything = [*said, *([claimed] if claimed else [])]
    if not everything:
        return _nothing(claim, policy)
    return _digital_original(_decide(everything, policy), statements, policy)


def _judged(statement: str, at: int, policy: Policy, basis: str | None) -> _Said:
    found, judgement = assess(statement, policy, basis)
    return _Said(found.license, basis or basis_of(found.license), judgement, found.rule, found.note, at)


def _document_level(
    claim: Claim, statements: Sequence[Statement], policy: Policy, term: TermStatus | None
) -> list[_Said]:
    return _said(statements, "document", policy, _term_basis(claim, term))


def _source_level(statements: Sequence[Statement], policy: Policy, term: TermStatus | None) -> list[_Said]:
    return _said(statements, "source", policy, _term_basis(Claim(), term))


def _said(statements: Sequence[Statement], level: str, policy: Policy, term_basis: str | None) -> list[_Said]:
    said = []
    for at, one in enumerate(statements):
        if one.level == level and one.object in OBJECTS_THAT_DECIDE and one.statement.strip():
            said.append(_judged(one.statement, at, policy, _basis_for(one.statement, term_basis)))
    return said


def _term_basis(claim: Claim, term: TermStatus | None) -> str | None:
    if term is not None and term.is_free:
        return "public_domain_term"
    return "public_domain_term" if claim.proven and claim.basis == "public_domain_term" else None


def _basis_for(statement: str, term_basis: str | None) -> str | None:
    """Return the proven term as basis for statements that claim public domain, and for no other."""
    found = recognise(statement).license
    if term_basis is None or found is None or found not in catalogue().licenses:
        return None
    classes = catalogue().get(found).classes
    return term_basis if {"public_domain_claim", "public_domain_term"} & set(classes) else None


def _claimed(claim: Claim, policy: Policy) -> _Said | None:
    """Return the manifest's claim if it is proven and speaks for every document."""
    if not claim.proven or claim.scope != "source" or (claim.license is None and claim.basis is None):
        return None
    license_ = claim.license or ("LicenseRef-DE-UrhG-64" if claim.basis == "public_domain_term" else None)
    basis = claim.basis or basis_of(license_)
    return _Said(license_, basis, judge(license_, basis, policy), "claim", "", None)


def _nothing(claim: Claim, policy: Policy) -> Resolution:
    claims = claim.license is not None or claim.basis is not None
    if claims and claim.scope == "source" and not claim.proven:
        judgement = judge(claim.license, claim.basis or basis_of(claim.license), policy)
        if judgement.verdict == "reject":
            return _resolution(_Said(claim.license, claim.basis, judgement, "claim", "", None), (), claim.why_unproven)
        why = claim.why_unproven or "the manifest's evidence was not found"
        return _refused("review", "license_unproven", "unproven", why, claim.license)
    why = (
        "no document statement, and the manifest asks for one"
        if claim.scope == "document"
        else "nobody states a licence"
    )
    return _refused("reject", "license_unknown", "no-statement", why, None)


def _decide(said: Sequence[_Said], policy: Policy) -> Resolution:
    """Return what follows from all that was said of the text."""
    verdicts = {one.judgement.verdict for one in said}
    licenses = {one.license for one in said}
    strictest = max(said, key=lambda one: STRICTNESS[one.judgement.verdict])
    if verdicts == {"accept"}:
        return _ordered(said, policy)
    if len(licenses) == 1 or "accept" not in verdicts:
        return _resolution(strictest, _places(said, strictest.license), strictest.note)
    if any(one.judgement.reason == "license_unknown" and one.license is None for one in said) and verdicts == {
        "accept",
        "reject",
    }:
        if all(one.license is None for one in said if one.judgement.verdict == "reject"):
            return _refused("review", "license_review", "unrecognised-beside-license", _listed(said), None)
    if "reject" not in verdicts:
        return replace(_resolution(strictest, _places(said, strictest.license), _listed(said)))
    return _refused("review", "license_conflict", "conflict", _listed(said), None)


def _ordered(said: Sequence[_Said], policy: Policy) -> Resolution:
    """Return the stricter of accepted licences that are ordered; a conflict where two of one class differ."""
    by_license = {one.license: one for one in reversed(said)}
    if len(by_license) == 1:
        return _resolution(said[0], _places(said, said[0].license), "")
    ranks: dict[tuple[int, int], list[str]] = {}
    for license_, one in by_license.items():
        if license_ is None:
            return _refused("review", "license_conflict", "conflict", _listed(said), None)
        ranks.setdefault(strictness(license_, one.basis, policy), []).append(license_)
    if any(len(same) > 1 for same in ranks.values()):
        return _refused("review", "license_conflict", "conflict", _listed(said), None)
    stricter = by_license[ranks[max(ranks)][0]]
    note = f"statements differ; the stricter holds: {_listed(said)}"
    return _resolution(stricter, _places(said, stricter.license), note)


def _digital_original(found: Resolution, statements: Sequence[Statement], policy: Policy) -> Resolution:
    """Return the resolution, or a review if the policy refuses what is stated of the digital original."""
    if found.verdict != "accept":
        return found
    for one in statements:
        if one.object == "digital_original" and one.statement.strip():
            recognition, judgement = assess(one.statement, policy)
            if judgement.verdict == "reject" and recognition.license is not None:
                why = f"the digital original is under {recognition.license} ({one.where})"
                return replace(found, verdict="review", reason="license_review", rule="digital-original", why=why)
    return found


def _places(said: Sequence[_Said], license_: str | None) -> tuple[int, ...]:
    return tuple(one.at for one in said if one.at is not None and one.license == license_)


def _listed(said: Sequence[_Said]) -> str:
    named = (
        f"{'claim' if one.at is None else f'statement {one.at}'}: {one.license or one.note or 'not recognised'}"
        for one in said
    )
    return "; ".join(dict.fromkeys(named))


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


def _refused(verdict: str, reason: str, rule: str, why: str, license_: str | None) -> Resolution:
    return Resolution(license_, license_url(license_), None, verdict, reason, rule, why, (), (), "")


def license_url(license_: str | None) -> str | None:
    """Return the address of the legal code, for a single licence of the catalogue."""
    if license_ is None or license_ not in catalogue():
        return None
    return catalogue().get(license_).url
