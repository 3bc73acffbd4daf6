"""The meaning of the events of a statement: one licence expression, or a refusal.

Licences that are listed without `or`/`and` must agree (a name and its address); licences of code, images, scans or metadata
are set aside if the statement also licenses the text, and lead to a refusal if it does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from gemeingut.errors import GemeingutError
from licenses.agreement import ContradictionError, agreed
from licenses.catalogue import catalogue
from licenses.grammar import creative_parts
from licenses.vocabulary import vocabulary
from licenses.wording import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licenses.creative_commons import Named
    from licenses.events import Event


class RefusalError(GemeingutError, ValueError):
    """The statement does not mean exactly one licence; `note` says why, `license` is set only if it names a reservation."""

    def __init__(self, rule: str, reason: str, note: Note | None, license_: str | None = None) -> None:
        super().__init__(rule)
        self.rule, self.reason, self.note, self.license = rule, reason, note, license_


class Meaning(NamedTuple):
    """The licence expression, the rule that recognised it, and what was set aside."""

    license: str
    rule: str
    note: Note | None = None


@dataclass(slots=True)
class _Group:
    """Licences of the same objects; several parts are joined by the connector."""

    objects: set[str] = field(default_factory=set)
    parts: list[list[str | Named]] = field(default_factory=list)
    connector: str | None = None
    rule: str = "name"

    def speaks_of_text(self) -> bool:
        return not self.objects or "text" in self.objects


@dataclass(slots=True)
class _State:
    """State of the reading: objects that have no licence yet, and the words before this one."""

    groups: list[_Group] = field(default_factory=list)
    objects: set[str] = field(default_factory=set)
    connector: str | None = None
    is_new: bool = True
    is_attribute: bool = False
    noun: str | None = None
    is_governed: bool = False
    is_choice: bool = False
    after_mention: bool = False
    is_noticed: bool = False
    problems: list[Note] = field(default_factory=list)

    def pause(self) -> None:
        """Handle a link or comma: the words before no longer belong to what follows."""
        self.is_attribute, self.noun, self.after_mention = False, None, False

    def close(self) -> None:
        """Handle the end of a sentence; the only object left without a licence may be the text."""
        if self.objects - {"text"} and not (self.is_noticed and "text" not in self.objects):
            self.problems.append(Note("object_left", (tuple(sorted(self.objects - {"text"})),)))
        self.objects, self.connector, self.is_new = set(), None, True
        self.is_governed = self.is_choice = self.is_noticed = False
        self.pause()


def meaning(events: Sequence[Event]) -> Meaning:
    """Return the meaning of the events; raise RefusalError if it is not exactly one licence of the text."""
    state = _State()
    unexplained: list[Note] = []
    for event, following in zip_longest(events, events[1:]):
        kind = event.kind
        if kind == "object" and following is not None and following.value == ":" and state.after_mention:
            state.close()
        if event.note is not None:
            unexplained.append(event.note)
        elif kind not in _SILENT or state.noun is not None:
            _take(state, event)
    state.close()
    problems = unexplained + state.problems
    if not state.groups:
        raise _nothing_named(events, problems)
    if problems:
        raise _unexplained(state, problems)
    return _with_deeds(_of_text(state), events)


_UNPROTECTED: Final = frozenset({"free", "public_domain_claim", "official_work"})
"""Classes of licences that waive rights, or say that there are none."""
_GOVERNING: Final = frozenset({"unterliegt", "unterliegen", "gilt", "gelten"})
"""Verbs whose object is the licence: `unterliegen alle Texte der Lizenz …`."""
_SILENT: Final = frozenset({"article", "other", "purpose", "deed"})
"""Kinds of event without effect unless a noun precedes them."""


def _take(state: _State, event: Event) -> None:
    kind = event.kind
    if kind == "mention" and event.license is not None:
        _mention(state, event.license, "address" if "/" in event.value and "." in event.value else "name")
    elif kind == "object":
        _object(state, event.value)
    elif kind == "connector":
        state.is_choice = state.is_choice or (event.value == "or" and not state.after_mention)
        state.connector, state.noun = ("or" if state.is_choice else event.value), None
    elif kind in {"link", "comma"}:
        state.is_governed = state.is_governed or event.value in _GOVERNING
        if not (state.is_attribute and event.value in vocabulary().license_nouns):
            state.pause()
    elif kind == "end":
        state.close()
    elif kind in {"article", "other"} and state.noun is not None:
        state.is_attribute = True
    elif kind in {"unclear", "holder"}:
        state.noun, state.is_noticed = None, state.is_noticed or kind == "holder"


def _object(state: _State, object_: str) -> None:
    if state.noun not in {None, object_}:
        state.problems.append(Note("objects_unconnected", ((state.noun or "",), (object_,))))
    if state.after_mention and state.groups and not state.is_new:
        group = state.groups[-1]
        if group.objects and object_ not in group.objects and state.connector != "and":
            state.problems.append(Note("license_between", (tuple(sorted(group.objects)), (object_,))))
        group.objects.add(object_)
        state.connector = None
    else:
        state.objects.add(object_)
        state.is_new = True
    state.noun = object_


def _mention(state: _State, license_: str | Named, rule: str) -> None:
    if state.is_attribute and not state.is_governed:
        state.problems.append(Note("attribute"))
    if state.is_new and (state.objects or not state.groups or not state.groups[-1].speaks_of_text()):
        state.groups.append(_Group(objects=set(state.objects)))
        state.connector = None
    group = state.groups[-1]
    if state.connector is not None and group.parts:
        if group.connector not in {None, state.connector}:
            state.problems.append(Note("or_and"))
        group.connector = state.connector
        group.parts.append([license_])
    elif group.parts:
        group.parts[-1].append(license_)
    else:
        group.parts.append([license_])
    group.rule = rule if group.rule == "name" else group.rule
    state.objects, state.connector, state.is_new = set(), None, False
    state.pause()
    state.after_mention = True


def _nothing_named(events: Sequence[Event], problems: Sequence[Note]) -> RefusalError:
    holders = [event.value for event in events if event.kind == "holder"]
    if holders and not problems:
        note = Note("copyright_notice", (holders[0],))
        return RefusalError("copyright_notice", "rights_reserved", note, "LicenseRef-copyright-notice")
    unclear = [event.value for event in events if event.kind == "unclear"]
    if unclear:
        return RefusalError("unclear_words", "license_review", Note("names_none", (unclear[0],)))
    note = Note("nothing_but", (problems[0],)) if problems else Note("nothing")
    return RefusalError("nothing_named", "license_unknown", note)


def _unexplained(state: _State, problems: Sequence[Note]) -> RefusalError:
    named = [item for group in state.groups for part in group.parts for item in part]
    reserved = [item for item in named if isinstance(item, str) and "reserved" in catalogue().get(item).classes]
    if reserved and len(reserved) == len(named):
        return RefusalError("reserved", "rights_reserved", problems[0], reserved[0])
    return RefusalError("unexplained_words", "license_review", Note("named_but", (problems[0],)))


def _of_text(state: _State) -> Meaning:
    """Return the licence on which all groups about the text agree."""
    text = [group for group in state.groups if group.speaks_of_text()]
    if not text:
        spoken = sorted(set().union(*(group.objects for group in state.groups)))
        raise RefusalError("not_the_text", "license_review", Note("not_the_text", (tuple(spoken),)))
    others = [group for group in state.groups if not group.speaks_of_text()]
    try:
        expression = _together(text)
        for group in others:
            _together([group])
    except ContradictionError as error:
        raise RefusalError("contradiction", "license_review", error.note) from error
    aside = sorted(set().union(*(group.objects for group in others)))
    note = Note("set_aside", (tuple(aside),)) if aside else None
    if expression in catalogue().licenses and "reserved" in catalogue().get(expression).classes:
        raise RefusalError("reserved", "rights_reserved", note, expression)
    return Meaning(expression, text[0].rule, note)


def _together(groups: Sequence[_Group]) -> str:
    if all(len(group.parts) == 1 for group in groups):
        return agreed([item for group in groups for item in group.parts[0]])
    expressions = list(dict.fromkeys(_joined(group) for group in groups))
    if len(expressions) > 1:
        raise ContradictionError(Note("names_several", (" and ".join(expressions),)))
    return expressions[0]


def _joined(group: _Group) -> str:
    parts = list(dict.fromkeys(agreed(part) for part in group.parts))
    if len(parts) == 1:
        return parts[0]
    connector = group.connector or "and"
    families = {parts_.elements for id_ in parts if (parts_ := creative_parts().get(id_)) is not None}
    if connector == "and" and len(families) == 1 and all(id_ in creative_parts() for id_ in parts):
        raise ContradictionError(Note("contradict", tuple(parts[:2])))
    return catalogue().normal(f" {connector.upper()} ".join(parts))


def _with_deeds(result: Meaning, events: Sequence[Event]) -> Meaning:
    """Return the meaning if the deed sentences in the statement belong to this licence; raise RefusalError otherwise."""
    duties = {duty for license_ in catalogue().of(result.license) for duty in license_.obligations}
    is_free = all(_UNPROTECTED & set(license_.classes) for license_ in catalogue().of(result.license))
    allowed = {"any", "waiver"} if is_free else {"any"}
    for event in events:
        if event.kind == "deed" and event.value not in duties | allowed:
            note = Note("other_summary", (result.license, (event.value,)))
            raise RefusalError("contradiction", "license_review", note)
    return result
