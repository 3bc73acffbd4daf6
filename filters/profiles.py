"""Profiles: which limits apply to which kind of text.

Limits belong to a kind of text, not to the language: what is a broken page on the web is a table of contents in a law and a
dialogue in a play.  The limits and the origin of each are in `data/profiles.yaml`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, get_args

from filters.definitions import MEASURES
from filters.filter import Rule, Side
from filters.reasons import reasons
from gemeingut.errors import InputError
from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DATA_FILES: Final = ("filters/data/profiles.yaml",)
KEYS: Final = frozenset({"german", "english", "samples", "note", "rules"})
NUMBERS: Final = ("at_least", "at_most", "min_words", "short", "variety")
RULE_KEYS: Final = frozenset({"reason", "measure", "origin", *NUMBERS})


class ProfileError(InputError, ValueError):
    """A profile is unknown, a rule of the data file is not well-formed, or a change fits no rule."""


class Change(Protocol):
    """Another limit for the rules of one profile (`*` for all) with this reason and, if given, this measure.

    It holds for varieties of German too; what a rule asks of texts below its `min_words` stays as it is.
    """

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
    """Return the shipped profiles by name; raise ProfileError if the data file is not well-formed."""
    stored = load_yaml((files("filters") / "data" / "profiles.yaml").read_text(encoding="utf-8"))
    return parse(stored, "profiles.yaml")


def parse(content: Any, where: str) -> Mapping[str, Profile]:
    """Return the profiles in the content of a profile file by name; raise ProfileError that says where it is not well-formed."""
    entries = content.get("profiles") if isinstance(content, dict) else None
    if not isinstance(entries, dict) or not entries or set(content) != {"profiles"}:
        raise ProfileError(f"{where}: expected the one key 'profiles' with profiles by name")
    return MappingProxyType({str(name): _profile(str(name), entry, where) for name, entry in entries.items()})


def rules(profile: str, changes: Sequence[Change] = (), known: Mapping[str, Profile] | None = None) -> tuple[Rule, ...]:
    """Return the rules of a profile in order of rank, with a recipe's changes applied.

    `known` are the available profiles; default: the shipped ones.  A change without a limit switches its rules off.  Raises
    ProfileError if the profile is unknown, or if a change fits no rule or several with one limit: a misspelt change must
    not go unnoticed.
    """
    known = profiles() if known is None else known
    if profile not in known:
        raise ProfileError(f"profile {profile!r} is unknown; there are {sorted(known)}")
    for change in changes:
        _check(change, known)
    result = known[profile].rules
    for change in changes:
        if change.profile in {"*", profile}:
            result = _changed(result, change)
    return result


def _changed(before: Iterable[Rule], change: Change) -> tuple[Rule, ...]:
    if change.limit is None:
        return tuple(rule for rule in before if not _fits(rule, change))
    limit = float(change.limit)
    return tuple(
        replace(rule, limit=limit, variety=None, origin="recipe") if _fits(rule, change) else rule for rule in before
    )


def _fits(rule: Rule, change: Change) -> bool:
    return rule.reason == change.rule and change.measure in {None, rule.measure}


def _check(change: Change, known: Mapping[str, Profile]) -> None:
    if change.profile != "*" and change.profile not in known:
        raise ProfileError(f"profile {change.profile!r} is unknown; there are {sorted(known)}")
    named = known.values() if change.profile == "*" else [known[change.profile]]
    fitting = [[rule for rule in profile_.rules if _fits(rule, change)] for profile_ in named]
    where = f"change of {change.rule!r} (measure {change.measure!r}) in profile {change.profile!r}"
    if not any(fitting):
        raise ProfileError(f"{where} fits no rule; reasons there: {sorted({r.reason for p in named for r in p.rules})}")
    if change.limit is not None and any(len(several) > 1 for several in fitting):
        measures = sorted({rule.measure for several in fitting for rule in several})
        raise ProfileError(f"{where} fits several rules; name one of the measures {measures}")


def _profile(name: str, entry: Any, where: str) -> Profile:
    if not isinstance(entry, dict) or not set(entry) <= KEYS or not isinstance(entry.get("rules"), list):
        raise ProfileError(f"{where}: profile {name!r}: expected a mapping with the keys {sorted(KEYS)}, of them rules")
    numbered = enumerate(entry["rules"], start=1)
    ranked = tuple(_rule(f"{where}: profile {name!r}, rule {place}", rule) for place, rule in numbered)
    german, english = entry.get("german", name), entry.get("english", name)
    return Profile(name, german, english, tuple(entry.get("samples", ())), ranked, entry.get("note", ""))


def _rule(where: str, entry: Any) -> Rule:
    missing = sorted({"measure", "reason", "origin"} - (entry.keys() if isinstance(entry, dict) else set()))
    if missing:
        raise ProfileError(f"{where}: {', '.join(missing)} missing; found {entry!r}")
    if unknown := sorted(entry.keys() - RULE_KEYS):
        raise ProfileError(f"{where}: unknown keys {unknown}; there are {sorted(RULE_KEYS)}")
    numbers = [entry[key] for key in NUMBERS if key in entry]
    if wrong := [number for number in numbers if isinstance(number, bool) or not isinstance(number, int | float)]:
        raise ProfileError(f"{where}: the limit {wrong[0]!r} is no number")
    if entry["measure"] not in MEASURES:
        raise ProfileError(f"{where}: measure {entry['measure']!r} is unknown; there are {sorted(MEASURES)}")
    if entry["reason"] not in reasons():
        raise ProfileError(f"{where}: reason {entry['reason']!r} has no sentence; there are {sorted(reasons())}")
    sides = sorted(set(get_args(Side)) & entry.keys())
    if len(sides) != 1:
        raise ProfileError(f"{where}: needs one of 'at_least' and 'at_most', found {sides}")
    if "short" in entry and not entry.get("min_words"):
        raise ProfileError(f"{where}: 'short' is the limit below 'min_words', which is missing")
    side: Side = sides[0]
    others = {key: float(entry[key]) for key in ("short", "variety") if key in entry}
    limit, least = float(entry[side]), int(entry.get("min_words", 0))
    return Rule(entry["measure"], side, limit, entry["reason"], entry["origin"], least, **others)
