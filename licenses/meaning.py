"""What the events of a statement mean together: one licence expression, or a refusal.

Licences that stand side by side without `or`/`and` must agree (a name and its address); licences of code, images, scans or
metadata are set aside when the statement also speaks of the text, and refuse when it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from licenses.catalogue import catalogue
from licenses.creative_commons import Member, Named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licenses.grammar import Event

GENERIC = {
    "LicenseRef-GPL": ("GPL-",),
    "LicenseRef-LGPL": ("LGPL-",),
    "LicenseRef-AGPL": ("AGPL-",),
    "LicenseRef-GFDL": ("GFDL-",),
}
"""Names without a version, and the identifiers that may make them precise."""

PRECISER_CLASSES = {
    "LicenseRef-public-domain": ("free", "public_domain_claim", "official_work", "public_domain_term"),
    "LicenseRef-noncommercial": ("noncommercial",),
    "LicenseRef-no-derivatives": ("no_derivatives",),
    "LicenseRef-DE-UrhG-5": ("official_work", "official_work_restricted"),
    "LicenseRef-all-rights-reserved": ("reserved",),
}
"""Statements in general words, and the classes of licence that may make them precise."""


class Refusal(ValueError):
    """The statement is not one licence; `license` is set only where it names a reservation."""

    def __init__(self, rule: str, reason: str, note: str, license_: str | None = None) -> None:
        super().__init__(note)
        self.rule, self.reason, self.note, self.license = rule, reason, note, license_


@dataclass(frozen=True, slots=True)
class Meaning:
    """The licence expression, the rule that found it, and what was set aside."""

    license: str
    rule: str
    note: str = ""


@dataclass(slots=True)
class _Group:
    """Licences that are said of the same things."""

    objects: set[str] = field(default_factory=set)
    parts: list[list[str | Named]] = field(default_factory=list)
    connector: str | None = None
    rule: str = "name"

    def speaks_of_text(self) -> bool:
        return not self.objects or "text" in self.objects


@dataclass(slots=True)
class _State:
    groups: list[_Group] = field(default_factory=list)
    objects: set[str] = field(default_factory=set)
    connector: str | None = None
    is_new: bool = True
    noun_open: bool = False
    after_noun: str | None = None
    after_mention: bool = False
    purpose: bool = False
    problems: list[str] = field(default_factory=list)


def meaning(events: Sequence[Event]) -> Meaning:
    """Return what the events mean; raise Refusal if they are not exactly one licence of the text."""
    state = _State()
    for event in events:
        _take(state, event)
    problems = [event.value for event in events if event.kind == "problem"] + state.problems
    if not state.groups:
        raise _nothing_named(events, problems)
    if problems:
        raise _unexplained(state, problems)
    return _one(state)


def _take(state: _State, event: Event) -> None:
    if event.kind == "mention" and event.license is not None:
        _mention(state, event.license, "address" if "/" in event.value and "." in event.value else "name")
    elif event.kind == "object":
        _object(state, event.value)
    elif event.kind == "connector":
        state.connector = event.value
        state.after_noun = None
    elif event.kind == "purpose":
        state.purpose = state.after_mention
    elif event.kind == "link":
        state.noun_open, state.after_noun, state.after_mention = False, None, False
    elif event.kind == "end":
        state.noun_open, state.after_noun, state.after_mention = False, None, False
        state.objects, state.connector, state.is_new = set(), None, True
    elif event.kind in {"article", "other"} and state.after_noun is not None:
        state.noun_open = True
    elif event.kind in {"unclear", "holder"}:
        state.after_noun = None


def _object(state: _State, object_: str) -> None:
    if state.after_noun is not None and {state.after_noun, object_} > {"text"} | {object_}:
        state.problems.append(f"'{state.after_noun}' and '{object_}' stand side by side unconnected")
    if (state.purpose or state.after_mention) and state.groups and not state.is_new:
        state.groups[-1].objects.add(object_)
    else:
        state.objects.add(object_)
        state.is_new = True
    state.after_noun = object_


def _mention(state: _State, license_: str | Named, rule: str) -> None:
    if state.noun_open:
        state.problems.append("a licence is named as the attribute of something, not granted")
    if state.is_new and (state.objects or not state.groups):
        state.groups.append(_Group(objects=set(state.objects)))
        state.connector = None
    group = state.groups[-1]
    if state.connector is not None and group.parts:
        if group.connector not in {None, state.connector}:
            state.problems.append("'or' and 'and' in one statement")
        group.connector = state.connector
        group.parts.append([license_])
    elif group.parts:
        group.parts[-1].append(license_)
    else:
        group.parts.append([license_])
    group.rule = rule if group.rule == "name" else group.rule
    state.objects, state.connector, state.is_new = set(), None, False
    state.noun_open, state.after_noun, state.purpose, state.after_mention = False, None, False, True


def _nothing_named(events: Sequence[Event], problems: Sequence[str]) -> Refusal:
    holders = [event.value for event in events if event.kind == "holder"]
    if holders and not problems:
        return Refusal(
            "copyright_notice",
            "rights_reserved",
            f"a copyright notice, no grant: {holders[0]!r}",
            "LicenseRef-copyright-notice",
        )
    unclear = [event.value for event in events if event.kind == "unclear"]
    if unclear:
        return Refusal("unclear_words", "license_review", f"{unclear[0]!r} names no licence")
    note = f"no licence named; {problems[0]}" if problems else "no licence named"
    return Refusal("nothing_named", "license_unknown", note)


def _unexplained(state: _State, problems: Sequence[str]) -> Refusal:
    named = [item for group in state.groups for part in group.parts for item in part]
    reserved = [item for item in named if isinstance(item, str) and "reserved" in catalogue().get(item).classes]
    if reserved and len(reserved) == len(named):
        return Refusal("reserved", "rights_reserved", problems[0], reserved[0])
    return Refusal("unexplained_words", "license_review", f"a licence is named, but: {problems[0]}")


def _one(state: _State) -> Meaning:
    text = [group for group in state.groups if group.speaks_of_text()]
    if not text:
        spoken = sorted(set().union(*(group.objects for group in state.groups)))
        raise Refusal("not_the_text", "license_review", f"speaks of {', '.join(spoken)}, not of the text")
    expressions = dict.fromkeys(_expression(group) for group in text)
    if len(expressions) > 1:
        raise Refusal("contradiction", "license_review", f"names {' and '.join(expressions)}")
    found = next(iter(expressions))
    aside = sorted(set().union(*(group.objects for group in state.groups if not group.speaks_of_text()), set()))
    note = f"what it says of {', '.join(aside)} was set aside" if aside else ""
    if found in catalogue().licenses and "reserved" in catalogue().get(found).classes:
        raise Refusal("reserved", "rights_reserved", note, found)
    return Meaning(found, text[0].rule, note)


def _expression(group: _Group) -> str:
    parts = list(dict.fromkeys(_agreed(part) for part in group.parts))
    if len(parts) == 1:
        return parts[0]
    return catalogue().normal(f" {(group.connector or 'and').upper()} ".join(parts))


def _agreed(items: Sequence[str | Named]) -> str:
    """Return the identifier that all items stand for; raise Refusal if they contradict each other."""
    agreed = items[0]
    for item in items[1:]:
        both = _unified(agreed, item)
        if both is None:
            raise Refusal(
                "contradiction", "license_review", f"{_spelled(agreed)} and {_spelled(item)} contradict each other"
            )
        agreed = both
    if isinstance(agreed, str):
        return agreed
    identifier = _identifier(agreed)
    if identifier is None:
        raise Refusal(
            "no_such_licence", "license_review", f"there is no such Creative Commons licence: {_spelled(agreed)}"
        )
    return identifier


def _identifier(named: Named) -> str | None:
    kind = named.kind()
    if kind is None or (named.version is None and named.port):
        return None
    alias = Member(kind, named.version, named.port).spdx()
    return catalogue().get(alias).id if alias in catalogue() else None


def _spelled(item: str | Named) -> str:
    if isinstance(item, str):
        return item
    parts = [
        "CC",
        "-".join(sorted(item.elements)).upper() or "(kind not said)",
        item.version or "",
        (item.port or "").upper(),
    ]
    return " ".join(part for part in parts if part)


def _unified(one: str | Named, other: str | Named) -> str | Named | None:
    """Return the preciser of two items if they can mean the same licence, else None."""
    if isinstance(one, Named) and isinstance(other, Named):
        return _unified_names(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return one if one == other else _preciser(one, other) or _preciser(other, one)
    text, named = (one, other) if isinstance(one, str) else (other, one)
    if isinstance(named, Named) and isinstance(text, str):
        if not named.elements and text in {"CC0-1.0", "CC-PDM-1.0"} and named.version in {None, "1.0"}:
            return text
        identifier = _identifier(named)
        if identifier is not None and _preciser(str(text), identifier):
            return named
    return None


def _preciser(general: str, precise: str) -> str | None:
    prefixes = GENERIC.get(general)
    if prefixes and precise.startswith(prefixes):
        return precise
    wanted = PRECISER_CLASSES.get(general, ())
    return precise if set(wanted) & set(catalogue().get(precise).classes) else None


def _unified_names(one: Named, other: Named) -> Named | None:
    if one.elements and other.elements and one.elements != other.elements:
        return None
    versions = {named.version for named in (one, other)} - {None}
    ports = {named.port for named in (one, other)} - {None}
    if len(versions) > 1 or len(ports) > 1 or (ports and (one.unported or other.unported)):
        return None
    return Named(
        one.elements or other.elements,
        one.version or other.version,
        one.port or other.port,
        one.unported or other.unported,
    )
