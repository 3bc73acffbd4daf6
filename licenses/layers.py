"""The layers of a document: who licenses an edition or an annotation says nothing about the work in it.

A transcription, a critical text or a translation of a heading is an *edition*: it is taken with the text, and its licence is owed
beside what makes the work free.  An *annotation* (tags, labels, alignments) is not taken: its licence adds no duty to an
official or free work.  The work itself is free because its term has run out (§§ 64 ff. UrhG), because it is official
(§ 5 UrhG), or because its author granted a licence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from licenses.catalogue import catalogue
from licenses.policy import Judgement, Policy, judge
from licenses.resolve import PRESUMED, TERM_EXPIRED, Resolution, basis_of, license_url
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    from licenses.statement import Claim
    from licenses.term import TermStatus

Layer = Literal["work", "edition", "annotation"]
ONLINE_USE_KNOWN: Final = 1995
"""First year in which making available online counts as a known kind of use (§ 31 (4) old, § 137l UrhG).

Who licenses an older text of another person must have acquired the right later; that is to be shown.
"""
OF_AUTHORITIES: Final = frozenset({"administration", "court", "law", "parliament"})
"""Domains whose texts are written for an authority, which may license old ones itself."""
BORN_ONLINE: Final = frozenset({"forum", "web"})
"""Domains whose texts were written for the network."""
CLOCKS_BEGIN: Final = 1970
"""The year of 0 in Unix time, which unset dates show."""
FROM_WORK: Final = frozenset({"public_domain_term", "public_domain_presumed", "official_work"})
"""Bases that are those of the work already."""
GRANTED: Final = frozenset({"license", "waiver"})
"""Bases on which somebody has a right in the work, so that what a document states of it counts."""
PRESUMED_BASIS: Final = "public_domain_presumed"
"""A basis that a document keeps in every edition: what is only presumed must not look proven."""
IMPLAUSIBLE: Final = "claim_implausible"
UNPROVEN: Final = "work_unproven"
TAKEN: Final = {"work": "layer_work", "edition": "layer_edition"}
"""The rule of the evidence that records which layers were taken: the work alone, or an edition of it."""
LEFT: Final = "layer_annotation"
"""The rule of the evidence of a licence whose layer was not taken."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What makes the work free, and the policy's judgement on it."""

    license: str | None
    basis: str | None
    judgement: Judgement

    @property
    def is_accepted(self) -> bool:
        """Whether the policy accepts the work on this ground."""
        return self.judgement.verdict == "accept"


@dataclass(frozen=True, slots=True)
class Layered:
    """The resolution of a document of several layers; `taken` records which were taken, `record` says it in a sentence."""

    resolution: Resolution
    taken: str = ""
    record: str = ""


def is_implausible(year: int | None, domain: str) -> bool:
    """Return whether a text of this year and kind cannot be taken to be licensed by its author without a proof.

    1970 is no age of what was written online: it is the year in which clocks begin, of a date that was never set.
    """
    if year is None or domain in OF_AUTHORITIES or (year == CLOCKS_BEGIN and domain in BORN_ONLINE):
        return False
    return year < ONLINE_USE_KNOWN


def term_ground(term: TermStatus, policy: Policy) -> Ground:
    """Return the ground that a term gives: an expired one, one presumed to be expired, or a question for a person."""
    if term.state in {"free", "presumed"}:
        license_ = TERM_EXPIRED if term.is_free else PRESUMED
        basis = catalogue().get(license_).basis
        return Ground(license_, basis, judge(license_, basis, policy))
    section = term.rule.removesuffix(" UrhG")
    why = sentence(Note("term", (section, term.why)))
    return Ground(None, None, Judgement("review", "license_review", f"term_{term.state}", why))


def claimed_ground(claim: Claim, policy: Policy) -> Ground:
    """Return the ground that the manifest claims for the work: § 5 UrhG, or its author's licence."""
    if not claim.proven:
        return Ground(None, None, Judgement("review", "license_unproven", UNPROVEN, claim.why_unproven))
    basis = claim.basis or basis_of(claim.license)
    return Ground(claim.license, basis, judge(claim.license, basis, policy))


def with_work(
    resolution: Resolution,
    layer: Layer | None,
    ground: Ground | None,
    *,
    year: int | None = None,
    own: Resolution | None = None,
) -> Layered:
    """Return the resolution of a document whose work is free on a ground; None where nobody asks for one.

    A licence of an edition needs a work that is free itself; of an annotation only the work counts.  `year` is the year that
    makes the licence implausible, and then the question is asked as that.  `own` is what the document's own statements come
    to without the manifest's claim, None if it has none: what they refuse or leave open stands where the work is licensed.
    """
    if layer == "annotation":
        return _work_alone(resolution, ground, own)
    if resolution.verdict != "accept" or ground is None or resolution.basis in FROM_WORK:
        return Layered(resolution)
    if ground.is_accepted:
        return _with_edition(resolution, ground)
    judgement = ground.judgement
    if year is not None and layer != "edition":
        why = sentence(Note("implausible", (year, str(resolution.license), judgement.why)))
        judgement = Judgement("review", "license_review", IMPLAUSIBLE, why)
    return Layered(_judged(resolution, judgement))


def _judged(resolution: Resolution, judgement: Judgement) -> Resolution:
    return replace(
        resolution, verdict=judgement.verdict, reason=judgement.reason, rule=judgement.rule, why=judgement.why
    )


def _work_alone(resolution: Resolution, ground: Ground | None, own: Resolution | None) -> Layered:
    if ground is None:
        why = sentence(Note("work_not_named", (str(resolution.license),)))
        return Layered(_judged(resolution, Judgement("review", "license_unproven", UNPROVEN, why)))
    if not ground.is_accepted:
        return Layered(_judged(replace(resolution, basis=None), ground.judgement))
    if own is not None and own.verdict != "accept" and ground.basis in GRANTED:
        return Layered(own)
    record = sentence(Note("annotation_left", (ground.license, resolution.license or sentence(Note("no_license")))))
    return Layered(_on(resolution, ground.license, ground.basis, ground.judgement), TAKEN["work"], record)


def _with_edition(resolution: Resolution, ground: Ground) -> Layered:
    """Return the document under the edition's licence, joined with the work's where that asks for something, too."""
    record = sentence(Note("edition_taken", (ground.license, resolution.license)))
    if ground.basis == PRESUMED_BASIS:
        resolution = replace(resolution, basis=PRESUMED_BASIS)
    duties = ground.judgement.obligations
    if not duties or ground.license == resolution.license:
        return Layered(resolution, TAKEN["edition"], record)
    if not resolution.obligations:
        return Layered(_on(resolution, ground.license, ground.basis, ground.judgement), TAKEN["edition"], record)
    both = catalogue().normal(f"({ground.license}) AND ({resolution.license})")
    together = tuple(dict.fromkeys((*duties, *resolution.obligations)))
    joined = replace(resolution, license=both, license_url=license_url(both), obligations=together)
    return Layered(joined, TAKEN["edition"], record)


def _on(resolution: Resolution, license_: str | None, basis: str | None, judgement: Judgement) -> Resolution:
    judged = replace(_judged(resolution, judgement), license=license_, license_url=license_url(license_), basis=basis)
    return replace(judged, obligations=judgement.obligations, difference="")
