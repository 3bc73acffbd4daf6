"""Which licences can be combined: obligation classes, subsets and releases as collections, and adaptations.

A collection keeps every item as it is under its own licence; an adaptation merges them.  Sources: the licences' own texts
(CC BY-SA 3.0 §§ 1, 4; 4.0 §§ 2–4; GFDL 1.3 §§ 4–7; ODbL 1.0 § 4; EUPL 1.2 art. 5 and appendix) and Creative Commons' list
of compatible licences.  No legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from license_expression import AND, OR

from gemeingut.errors import GemeingutError
from licenses.catalogue import License, catalogue
from licenses.wording import Note, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

FREE: Final = "free"
ATTRIBUTION: Final = "attribution"
SOURCE_NOTE: Final = "source-note"
SHARE_ALIKE: Final = "share-alike"
RANK: Final[dict[str, int]] = {FREE: 0, ATTRIBUTION: 1, SOURCE_NOTE: 2, SHARE_ALIKE: 3}


class CombinationError(GemeingutError, ValueError):
    """Licences cannot be combined in this way; the message names them."""


@dataclass(frozen=True, slots=True)
class Combination:
    """What a set of licences demands of a subset or release as a whole."""

    licenses: tuple[str, ...]
    obligation: str
    obligations: tuple[str, ...]
    one_license: str | None
    notes: tuple[str, ...]


@lru_cache(maxsize=4096)
def obligation_class(license_expression: str) -> str:
    """Return `free`, `attribution`, `source-note` (no changes) or `share-alike`: the strictest of an AND, the freest of an OR."""
    return _class_of(catalogue().expression(license_expression))


def _class_of(expression: Any) -> str:
    if isinstance(expression, OR):
        return min((_class_of(part) for part in expression.args), key=RANK.__getitem__)
    if isinstance(expression, AND):
        return max((_class_of(part) for part in expression.args), key=RANK.__getitem__)
    symbol = getattr(expression, "license_symbol", expression)
    duties = catalogue().get(symbol.key).obligations
    if "share_alike" in duties:
        return SHARE_ALIKE
    if "no_changes" in duties:
        return SOURCE_NOTE
    return ATTRIBUTION if duties else FREE


def collection(expressions: Iterable[str]) -> Combination:
    """Return what a collection of unchanged items owes; raise CombinationError for items that may not be in it.

    Items under free licences may be in one collection, each under its own licence.  Refused by name are reserved items, and
    items whose licence forbids commercial use or derivatives, since the collection would promise what they withhold.
    """
    named = _sorted(expressions)
    wrong = [expression for expression in named if _restrictions(expression)]
    if wrong:
        what = "; ".join(f"{expression} ({', '.join(_restrictions(expression))})" for expression in wrong)
        raise CombinationError(f"these cannot be released in a free collection: {what}")
    return Combination(named, _strictest(named), _duties(named), named[0] if len(named) == 1 else None, _notes(named))


def why_not_released(expression: str) -> str:
    """Return why an item under this licence cannot be in a free collection, naming the restriction; an empty string if it can."""
    restrictions = _restrictions(expression)
    return sentence(Note("not_releasable", (expression, restrictions))) if restrictions else ""


def apart(expressions: Iterable[str]) -> dict[str, str]:
    """Return, for each licence as given, the copyleft licence under which its part of a subset can be as a whole.

    A subset with a single value (`""` if none of its licences is copyleft) need not be divided.  Copyleft licences without a
    common target are kept apart: if the subset is itself a protected database (§§ 87a ff. UrhG), each would claim all of it.
    """
    named = {normal: catalogue().normal(normal) for normal in expressions}
    copyleft = sorted({normal for normal in named.values() if obligation_class(normal) == SHARE_ALIKE})
    groups: list[list[str]] = []
    for normal in copyleft:
        joined = next((group for group in groups if _common([*group, normal])), None)
        if joined is None:
            groups.append([normal])
        else:
            joined.append(normal)
    target = {normal: (_common(group) or group)[0] for group in groups for normal in group}
    return {given: target.get(normal, "") for given, normal in named.items()}


def _common(expressions: Iterable[str]) -> list[str]:
    first, *rest = (_targets(expression) for expression in expressions)
    return [target for target in first if all(target in other for other in rest)]


def adaptation(expressions: Iterable[str]) -> str:
    """Return a licence for a text made from all of these; raise CombinationError, naming them, if there is none.

    `OR` expressions count as their freest part.  Without a share-alike licence the result is the AND of all.
    """
    whole = collection(expressions)
    copyleft = [expression for expression in whole.licenses if obligation_class(expression) == SHARE_ALIKE]
    if not copyleft:
        return _joined(whole.licenses)
    common = _common(copyleft)
    if not common:
        raise CombinationError(sentence(Note("no_adaptation", ("; ".join(copyleft),))))
    return common[0]


_BY_SA_LATER: Final = {
    "1.0": ("1.0",),
    "2.0": ("2.0", "2.1", "2.5", "3.0", "4.0"),
    "2.1": ("2.1", "2.5", "3.0", "4.0"),
    "2.5": ("2.5", "3.0", "4.0"),
    "3.0": ("3.0", "4.0"),
    "4.0": ("4.0",),
}
"""Versions under which an adaptation of a BY-SA text may be licensed (2.0 § 4(b) and later: the same or a later one)."""

_ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "CC-BY-SA-4.0": ("CC-BY-SA-4.0", "LAL-1.3", "GPL-3.0-only"),
    "LAL-1.3": ("LAL-1.3", "CC-BY-SA-4.0"),
    "EUPL-1.2": (
        "EUPL-1.2",
        "CC-BY-SA-3.0",
        "GPL-2.0-only",
        "GPL-3.0-only",
        "AGPL-3.0-only",
        "LGPL-2.1-only",
        "LGPL-3.0-only",
        "MPL-2.0",
    ),
    "EUPL-1.1": ("EUPL-1.1", "EUPL-1.2", "GPL-2.0-only"),
    "LGPL-2.1-only": ("LGPL-2.1-only", "GPL-2.0-only", "GPL-3.0-only"),
    "LGPL-3.0-only": ("LGPL-3.0-only", "GPL-3.0-only"),
    "GPL-2.0-or-later": ("GPL-2.0-or-later", "GPL-2.0-only", "GPL-3.0-only", "GPL-3.0-or-later"),
    "GPL-3.0-or-later": ("GPL-3.0-or-later", "GPL-3.0-only"),
    "GFDL-1.2-no-invariants-or-later": ("GFDL-1.2-no-invariants-or-later", "GFDL-1.3-no-invariants-or-later"),
    "GFDL-1.1-no-invariants-or-later": (
        "GFDL-1.1-no-invariants-or-later",
        "GFDL-1.2-no-invariants-or-later",
        "GFDL-1.3-no-invariants-or-later",
    ),
}
"""One-way compatibility between copyleft licences; a licence that is not listed is compatible with itself only."""


def _targets(expression: str) -> tuple[str, ...]:
    """Return the possible licences of an adaptation: those of any side of an OR, and those common to all copyleft parts of an AND."""
    return _targets_of(catalogue().expression(expression), expression)


def _targets_of(expression: Any, written: str) -> tuple[str, ...]:
    if isinstance(expression, OR):
        sides = [_targets_of(part, str(part)) for part in expression.args if _class_of(part) == SHARE_ALIKE]
        return tuple(dict.fromkeys(target for side in sides for target in side))
    if isinstance(expression, AND):
        first, *rest = (_targets_of(part, str(part)) for part in expression.args if _class_of(part) == SHARE_ALIKE)
        return tuple(target for target in first if all(target in other for other in rest))
    if written.startswith(("CC-BY-SA-", "LicenseRef-CC-BY-SA-")):
        version = written.removeprefix("LicenseRef-").removeprefix("CC-BY-SA-").split("-")[0]
        unported = [f"CC-BY-SA-{later}" for later in _BY_SA_LATER.get(version, ())]
        reached = [written, *unported, *(_ELSEWHERE["CC-BY-SA-4.0"] if "CC-BY-SA-4.0" in unported else ())]
        return tuple(dict.fromkeys(reached))
    return _ELSEWHERE.get(written, (written,))


def _restrictions(expression: str) -> tuple[str, ...]:
    """Return the restrictions that keep an item out of a free collection; for an OR, those of its freest part."""
    return _restrictions_of(catalogue().expression(expression))


def _restrictions_of(expression: Any) -> tuple[str, ...]:
    if isinstance(expression, OR):
        parts = [_restrictions_of(part) for part in expression.args]
        return min(parts, key=len)
    if isinstance(expression, AND):
        return tuple(dict.fromkeys(restriction for part in expression.args for restriction in _restrictions_of(part)))
    license_ = catalogue().get(getattr(expression, "license_symbol", expression).key)
    if license_.basis is None and license_.open_definition is False and not license_.obligations:
        return license_.classes
    return tuple(duty for duty in license_.obligations if duty in {"no_commercial_use", "no_derivatives"})


def _sorted(expressions: Iterable[str]) -> tuple[str, ...]:
    named = tuple(sorted({catalogue().normal(expression) for expression in expressions}))
    if not named:
        raise CombinationError("no licence to combine")
    return named


def _strictest(expressions: tuple[str, ...]) -> str:
    return max((obligation_class(expression) for expression in expressions), key=RANK.__getitem__)


def _duties(expressions: tuple[str, ...]) -> tuple[str, ...]:
    licenses = [license_ for expression in expressions for license_ in catalogue().of(expression)]
    return tuple(dict.fromkeys(duty for license_ in licenses for duty in license_.obligations))


def _joined(expressions: tuple[str, ...]) -> str:
    if len(expressions) == 1:
        return expressions[0]
    return catalogue().normal(
        " AND ".join(f"({expression})" if " " in expression else expression for expression in expressions)
    )


def _notes(expressions: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a publisher should know about the mixture."""
    licenses: tuple[License, ...] = tuple(
        license_ for expression in expressions for license_ in catalogue().of(expression)
    )
    notes = []
    if any(license_.id == "CC-BY-SA-4.0" for license_ in licenses) and len(expressions) > 1:
        notes.append(
            "CC BY-SA 4.0 § 4(b): a substantial part of a protected database makes our database adapted material; "
            "keep such a source in a subset of its own."
        )
    if any("no_changes" in license_.obligations for license_ in licenses):
        notes.append("§ 5 (2) UrhG with §§ 62, 63: no changes beyond technical ones, and the source is named.")
    if any(license_.id == "ODbL-1.0" for license_ in licenses):
        notes.append("ODbL § 4.5: a collective database keeps the ODbL for this part only.")
    return tuple(notes)
