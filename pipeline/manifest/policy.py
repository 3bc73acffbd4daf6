"""A policy manifest: which licences are accepted, rejected or sent to review, and why."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from licenses import policy as licensing
from pipeline.manifest.fields import Basis, Model, ReasonName, Slug, Strings, Verdict


class PolicyRule(Model):
    """Licences or classes of licence and the verdict on them, with an explanation for readers."""

    name: Slug
    licenses: Strings = ()
    classes: Strings = ()
    bases: tuple[Basis, ...] = ()
    verdict: Verdict
    reason: ReasonName | None = None
    why: str = Field(min_length=1)
    why_de: str = Field(default="", description="the same sentence in German")


class Reservations(Model):
    """The effect of a reservation against text and data mining (§ 44b (3) UrhG) beside a licence, and without one."""

    licensed: Literal["record", "review", "reject"] = "record"
    unlicensed: Literal["record", "review", "reject"] = "reject"


class Presumption(Model):
    """After how many years since its publication a work counts as free though nobody can prove its term; off if not set.

    `anonymous` is for works without a named author and for issues of periodicals (§§ 65-67 UrhG), `unknown` for works of
    authors whose year of death is not known.  What is kept this way has the basis `public_domain_presumed`.
    """

    anonymous: int | None = Field(default=None, ge=70)
    unknown: int | None = Field(default=None, ge=100)


class Policy(Model):
    """Which licences a collection accepts, rejects or sends to review; the first rule that matches decides."""

    name: Slug
    title: str
    description: str = ""
    rules: tuple[PolicyRule, ...] = Field(min_length=1)
    reservations: Reservations = Reservations()
    presumption: Presumption = Presumption()


def policy_of(manifest: Policy) -> licensing.Policy:
    """Return the policy as a record of the licence floor."""
    rules = tuple(
        licensing.PolicyRule(
            name=rule.name,
            licenses=rule.licenses,
            classes=rule.classes,
            bases=rule.bases,
            verdict=rule.verdict,
            reason=rule.reason,
            why=rule.why,
            why_de=rule.why_de,
        )
        for rule in manifest.rules
    )
    meaning = licensing.Reservations(manifest.reservations.licensed, manifest.reservations.unlicensed)
    presumption = licensing.Presumption(manifest.presumption.anonymous, manifest.presumption.unknown)
    return licensing.Policy(manifest.name, manifest.title, rules, meaning, presumption)
