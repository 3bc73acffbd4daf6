"""Policies: which licences a collection accepts, rejects or sends to review, with the rule that decided.

A policy is data; the first rule that matches decides.  For `A OR B` the freest accepted part counts, for `A AND B` the strictest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from license_expression import AND, OR

from licenses.catalogue import OBLIGATIONS, CatalogueError, License, catalogue
from licenses.combine import RANK, obligation_class
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

Verdict = Literal["accept", "review", "reject"]
STRICTNESS: Final[dict[str, int]] = {"accept": 0, "review": 1, "reject": 2}
DEFAULT_REASON: Final[dict[str, str | None]] = {
    "accept": None,
    "review": "license_review",
    "reject": "license_rejected",
}


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """Licences, classes of licence or bases, and the verdict on them.

    A rule matches if one of its `licenses` or `classes` matches (where it names any) and one of its `bases` (where it names
    any); a rule that names nothing matches everything.
    """

    name: str
    verdict: Verdict
    why: str
    why_de: str = ""
    licenses: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    reason: str | None = None

    def fits(self, license_: License | None, basis: str | None) -> bool:
        """Return whether the rule applies to this licence on this basis."""
        if self.bases and basis not in self.bases:
            return False
        if not self.licenses and not self.classes:
            return bool(self.bases) or license_ is not None
        if license_ is None:
            return False
        return license_.id in self.licenses or not set(self.classes).isdisjoint(license_.classes)


Meaning = Literal["record", "review", "reject"]


@dataclass(frozen=True, slots=True)
class Reservations:
    """The effect of a reservation against text and data mining (§ 44b (3) UrhG) beside a licence, and without one.

    An open licence has permitted what is reserved, so the reservation is recorded; without a licence it excludes the text.
    """

    licensed: Meaning = "record"
    unlicensed: Meaning = "reject"


@dataclass(frozen=True, slots=True)
class Presumption:
    """Years since publication after which a term counts as expired without proof; None: never.

    `anonymous` is for works without a named author and for issues of periodicals, `unknown` for authors of whom nobody
    knows when they died.
    """

    anonymous: int | None = None
    unknown: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A named list of rules, in order, the effect of reservations, and what is presumed of terms.

    Compared and hashed by identity: judgements are cached by policy, and hashing all rules would cost more than judging.
    """

    name: str
    title: str
    rules: tuple[PolicyRule, ...]
    reservations: Reservations = Reservations()
    presumption: Presumption = Presumption()


class Judgement(NamedTuple):
    """The judgement of a policy on a licence: verdict, reason (None for accept), rule, explanation, obligations.

    `sentence` and `sentence_de` are the policy's words (the German ones empty if its author wrote none); `noticed` replaces
    them if a statement was not understood.
    """

    verdict: Verdict
    reason: str | None
    rule: str
    sentence: str = ""
    obligations: tuple[str, ...] = ()
    sentence_de: str = ""
    noticed: Note | None = None

    @property
    def why(self) -> str:
        """Why, in English."""
        return sentence(self.noticed) if self.noticed else self.sentence

    @property
    def why_de(self) -> str:
        """Why, in German; empty where the policy's author wrote it in English only."""
        return sentence(self.noticed, "de") if self.noticed else self.sentence_de


NOTHING: Final = Judgement(
    "reject",
    "license_unknown",
    "no-license",
    "No licence was recognised; what is not licensed may not be used.",
    sentence_de="Es wurde keine Lizenz erkannt; was nicht lizenziert ist, darf nicht genutzt werden.",
)
UNLISTED: Final = Judgement(
    "review",
    "license_review",
    "unlisted",
    sentence(Note("unlisted")),
    sentence_de=sentence(Note("unlisted"), "de"),
)


@lru_cache(maxsize=4096)
def judge(license_: str | None, basis: str | None, policy: Policy) -> Judgement:
    """Return the policy's judgement on an identifier or expression; nothing recognised is rejected as `license_unknown`."""
    if license_ is None:
        return _judge_one(None, basis, policy)
    try:
        expression = catalogue().expression(license_)
    except CatalogueError:
        missing = Note("not_in_catalogue", (license_,))
        why, why_de = sentence(missing), sentence(missing, "de")
        return Judgement("review", "license_review", "not-in-catalogue", why, sentence_de=why_de)
    return _judge_expression(expression, basis, policy)


def _judge_expression(expression: Any, basis: str | None, policy: Policy) -> Judgement:
    if isinstance(expression, OR):
        return min((_judge_expression(part, basis, policy) for part in expression.args), key=_freedom)
    if isinstance(expression, AND):
        parts = [_judge_expression(part, basis, policy) for part in expression.args]
        strictest = max(parts, key=lambda part: STRICTNESS[part.verdict])
        return strictest._replace(obligations=_together(parts))
    symbol = getattr(expression, "license_symbol", expression)
    return _judge_one(catalogue().get(symbol.key), basis, policy)


def _judge_one(license_: License | None, basis: str | None, policy: Policy) -> Judgement:
    rule = next((rule for rule in policy.rules if rule.fits(license_, basis)), None)
    if rule is None:
        return NOTHING if license_ is None else UNLISTED
    reason = rule.reason or DEFAULT_REASON[rule.verdict]
    duties = license_.obligations if license_ is not None else ()
    stated = reason if rule.verdict != "accept" else None
    return Judgement(rule.verdict, stated, rule.name, rule.why, duties, rule.why_de)


def _freedom(judgement: Judgement) -> tuple[int, int, int]:
    duties = judgement.obligations
    return STRICTNESS[judgement.verdict], 2 if "share_alike" in duties else bool(duties), len(duties)


def _together(parts: Sequence[Judgement]) -> tuple[str, ...]:
    return tuple(duty for duty in OBLIGATIONS if any(duty in part.obligations for part in parts))


def strictness(license_: str, basis: str | None, policy: Policy) -> tuple[int, int]:
    """Return the strictness of a licence under a policy as a sort key: verdict first, then free < attribution < share-alike."""
    judgement = judge(license_, basis, policy)
    return STRICTNESS[judgement.verdict], RANK[obligation_class(license_)]
