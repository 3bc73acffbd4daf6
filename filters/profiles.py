"""Which limits apply to which kind of text.

Thresholds belong to a profile of text, not to the language: what is a broken page on the web is a table of contents in a
law and a dialogue in a play.  Limits and how each was found stand in `data/profiles.yaml`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import yaml

from filters.filter import Rule
from filters.measures import MEASURES
from filters.reasons import reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class ProfileError(ValueError):
    """A profile is unknown, a rule of the data file is not well-formed, or a change fits no rule."""


class Change(Protocol):
    """Another limit for the rules of one profile (`*` for all) with this reason and, if given, this measure."""

    @property
    def profile(self) -> str: ...  # noqa: D102  as the class says
    @property
    def rule(self) -> str: ...  # noqa: D102
    @property
    def measure(self) -> str | None: ...  # noqa: D102
    @property
    def limit(self) -> float | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of text: its name in two languages, the samples its limits were found on, its rules in order of rank."""

    name: str
    german: str
    english: str
    samples: tuple[str, ...]
    rules: tuple[Rule, ...]
    note: str = ""


@functools.cache
def profiles() -> Mapping[str, Profile]:
    """Return all profiles by name; raise ProfileError if the data file is not well-formed."""
    stored = yaml.safe_load((files("filters") / "data" / "profiles.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _profile(name, entry) for name, entry in stored["profiles"].items()})


def rules(profile: str, changes: Sequence[Change] = ()) -> tuple[Rule, ...]:
    """Return the rules of a profile, the most telling reason first, with a recipe's changes applied.

    A change without a limit switches its rules off.  Raises ProfileError if the profile is unknown, or if a change fits no
    rule or several with one limit: a misspelt change must not pass as applied.
    """
    if profile not in profiles():
        raise ProfileError(f"profile {profile!r} is unknown; there are {sorted(profiles())}")
    for change in changes:
        _check(change)
    result = profiles()[profile].rules
    for change in changes:
        if change.profile in {"*", profile}:
            result = _changed(result, change)
    return result


def _changed(before: Iterable[Rule], change: Change) -> tuple[Rule, ...]:
    if change.limit is None:
        return tuple(rule for rule in before if not _fits(rule, change))
    limit = float(change.limit)
    return tuple(replace(rule, limit=limit, origin="recipe") if _fits(rule, change) else rule for rule in before)


def _fits(rule: Rule, change: Change) -> bool:
    return rule.reason == change.rule and change.measure in {None, rule.measure}


def _check(change: Change) -> None:
    named = profiles().values() if change.profile == "*" else [_known(change.profile)]
    fitting = [[rule for rule in one.rules if _fits(rule, change)] for one in named]
    where = f"change of {change.rule!r} (measure {change.measure!r}) in profile {change.profile!r}"
    if not any(fitting):
        raise ProfileError(f"{where} fits no rule; reasons there: {sorted({r.reason for p in named for r in p.rules})}")
    if change.limit is not None and any(len(found) > 1 for found in fitting):
        measures = sorted({rule.measure for found in fitting for rule in found})
        raise ProfileError(f"{where} fits several rules; name one of the measures {measures}")


def _known(name: str) -> Profile:
    if name not in profiles():
        raise ProfileError(f"profile {name!r} is unknown; there are {sorted(profiles())}")
    return profiles()[name]


def _profile(name: str, entry: Mapping[str, Any]) -> Profile:
    found = tuple(_rule(f"profile {name!r}, rule {place}", rule) for place, rule in enumerate(entry["rules"], start=1))
    return Profile(name, entry["german"], entry["english"], tuple(entry["samples"]), found, entry.get("note", ""))


def _rule(where: str, entry: Mapping[str, Any]) -> Rule:
    if entry["measure"] not in MEASURES:
        raise ProfileError(f"{where}: measure {entry['measure']!r} is unknown; there are {sorted(MEASURES)}")
    if entry["reason"] not in reasons():
        raise ProfileError(f"{where}: reason {entry['reason']!r} has no sentence; there are {sorted(reasons())}")
    match sorted({"at_least", "at_most"} & entry.keys()):
        case ["at_least"]:
            return Rule(entry["measure"], "at_least", float(entry["at_least"]), entry["reason"], entry["origin"])
        case ["at_most"]:
            return Rule(entry["measure"], "at_most", float(entry["at_most"]), entry["reason"], entry["origin"])
        case found:
            raise ProfileError(f"{where}: needs one of 'at_least' and 'at_most', found {found}")
