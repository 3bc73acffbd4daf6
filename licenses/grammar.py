"""The grammar of a statement: which licences it names, of what, and which of its words remain unexplained.

A statement is read from left to right, longest match first: names and addresses of licences, phrases and words that may
surround them, the objects that are licensed, holders of rights.  Nothing is searched for inside anything else.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Final, cast

from licenses import slots
from licenses.catalogue import catalogue
from licenses.creative_commons import Named
from licenses.events import Event, Reader
from licenses.names import creative_name
from licenses.uris import access_at, is_license_host, license_at
from licenses.vocabulary import fitting, vocabulary
from licenses.wording import Note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from licenses.events import Kind
    from licenses.tokens import Tokens
    from licenses.vocabulary import Opening

_ENDS: Final = frozenset(".;!")
_SENTENCE_WORDS: Final = 30
_NEUTRAL: Final = frozenset("():+&=@$")
_PREPOSITIONS: Final = frozenset({"mit", "Mit"})
"""German words that are spelled like the name of a licence."""
_ABOUT_DATA: Final = frozenset({"daten", "data", "datensatz", "datensätze"})
_BEFORE_VERSION: Final = frozenset({")", "v", "version", "ver"})
_OR: Final = frozenset({("oder",), ("or",), ("und",), ("and",), ("bzw",)})
_ANY: Final = frozenset(
    {
        "any",
        "at",
        "your",
        "option",
        "jede",
        "jeder",
        "jeden",
        "eine",
        "einer",
        "einem",
        "nach",
        "ihrer",
        "wahl",
        "(",
        ")",
        ".",
    }
)
_NEWER: Final = frozenset(
    {
        "later",
        "newer",
        "higher",
        "später",
        "spätere",
        "späteren",
        "späterer",
        "höher",
        "neuer",
        "neuere",
        "neueren",
        "neuerer",
    }
)
_OF_VERSION: Final = frozenset({"version", "versions", "versionen", "fassung", "fassungen"})
"""The words of an offer to take a later version."""
_ANNOUNCING: Final = frozenset({"bedingungen", "terms", "conditions"})
"""The last word before the elements of a licence in its summary."""
_VERSION: Final = re.compile(r"-(\d+(?:\.\d+)+)(?:-only|-or-later)?$")


_COMMA: Final = Event("comma", ",")


@cache
def creative_parts() -> dict[str, Named]:
    """Return the parts of every Creative Commons licence by identifier, so that names and addresses can be compared."""
    family: dict[str, Named] = {}
    for license_ in catalogue().licenses.values():
        if "creative_commons" in license_.classes:
            parts = license_.uris[0].split("/")[2:]
            version, port = (*parts[1:], None, None)[:2]
            family[license_.id] = Named(frozenset(parts[0].split("-")), version, port, False)  # noqa: FBT003  a name is silent
    return family


@cache
def _events() -> dict[str, Event]:
    """Return the events of words and marks that mean the same everywhere."""
    marks = {mark: Event("end", mark) for mark in _ENDS} | {"?": Event("problem", "?", None, Note("question"))}
    marks |= {mark: Event("other", mark) for mark in _NEUTRAL} | {mark: Event("link", mark) for mark in ":=("}
    return {word: Event(cast("Kind", kind), value) for word, (kind, value) in vocabulary().plain.items()} | marks


def read(tokens: Tokens) -> tuple[Event, ...]:
    """Return the events of a statement, in order."""
    reader, simple, openings = Reader(tokens), _events(), vocabulary().openings
    events, (words, _, kinds, _, commas) = reader.events, tokens
    length = len(words)
    while reader.at < length:
        word = words[reader.at]
        if commas[reader.at]:
            events.append(_COMMA)
        event = simple.get(word)
        if event is not None:
            events.append(event if word not in _ABOUT_DATA else slots.about(reader, event))
            reader.at += 1
        elif kinds[reader.at] == "uri":
            _address(reader)
        elif word == "©":
            if not slots.holder(reader):
                reader.doubt("unexplained")
        else:
            _open(reader, openings.get(word))
    return tuple(events)


def _open(reader: Reader, opening: Opening | None) -> None:
    """Read the longest match at this place; a token that nothing explains is a problem."""
    known = opening is not None and (
        _deed(reader, opening) or _name(reader, opening) or _phrase(reader, opening) or _word(reader, opening)
    )
    if not known and not _gloss(reader) and not any(slot(reader) for slot in _ANYWHERE):
        reader.doubt("unexplained")


def _address(reader: Reader) -> None:
    address = reader.tokens.raw[reader.at]
    license_ = license_at(address)
    if isinstance(license_, str):
        named = creative_parts().get(license_)
        is_unported = named is not None and named.port is None and named.version is not None
        license_ = Named(named.elements, named.version, named.port, is_unported) if named else license_
    if license_ is not None:
        reader.emit(1, "mention", address, license_)
    elif "/" not in address and not is_license_host(address):
        reader.emit(1, "name", address)
    elif access_at(address) == "openaccess":
        reader.emit(1, "unclear", address)
    else:
        reader.doubt("address_unknown" if is_license_host(address) else "address_foreign")


def _deed(reader: Reader, opening: Opening) -> bool:
    """Read a sentence of the summary (deed) that Creative Commons puts in front of a licence."""
    deed = fitting(opening.deeds, reader.tokens.words, reader.at) if opening.deeds else None
    name = fitting(opening.names, reader.tokens.words, reader.at) if opening.names else None
    if deed is None or (name is not None and name[0] > deed[0]) or (deed == (1, "waiver") and not _of_rights(reader)):
        return False
    reader.emit(deed[0], "deed", deed[1])
    return True


def _of_rights(reader: Reader) -> bool:
    """Return whether the sentence speaks of rights: one waives rights, and may waive a licence as well."""
    words, at = reader.tokens.words, reader.at
    before = takewhile(_goes_on, reversed(words[max(0, at - _SENTENCE_WORDS) : at]))
    after = takewhile(_goes_on, words[at : at + _SENTENCE_WORDS])
    return any(word.endswith(("rechte", "rechten", "rights", "copyright")) for word in (*before, *after))


def _goes_on(word: str) -> bool:
    return word not in _ENDS


def _name(reader: Reader, opening: Opening) -> bool:
    """Read the longest name of a licence at this place."""
    tokens, at = reader.tokens, reader.at
    known: tuple[int, str | Named] | None = fitting(opening.names, tokens.words, at) if opening.names else None
    creative = creative_name(tokens, at) if opening.is_creative else None
    if creative is not None and (known is None or creative[0] > known[0]):
        known = creative
    if known is None or (known[0] == 1 and _is_preposition(tokens, at)):
        return False
    later = _later(tokens, at + known[0], known[1]) if isinstance(known[1], str) else None
    length = known[0] + (later[0] if later else 0)
    reader.emit(length, "mention", " ".join(tokens.raw[at : at + length]), later[1] if later else known[1])
    _version_after(reader, known[1])
    return True


def _later(tokens: Tokens, at: int, license_: str) -> tuple[int, str] | None:
    """Return the length of `oder eine spätere Version` behind a name, and the licence that it makes; None if nothing is offered."""
    wider = f"{license_.removesuffix('-only')}-or-later"
    words, start = tokens.words, at
    if not license_.endswith("-only") or wider not in catalogue() or at >= len(words):
        return None
    if words[at] == "+":
        return 1, wider
    if words[at] == "(":
        at += 1
    if words[at : at + 1] not in _OR:
        return None
    at += 1
    while at < len(words) and words[at] in _ANY:
        at += 1
    if at >= len(words) or words[at] not in _NEWER:
        return None
    at += 1
    while at < len(words) and words[at] in _OF_VERSION:
        at += 1
    return at + (words[start] == "(" and words[at : at + 1] == (")",)) - start, wider


def _is_preposition(tokens: Tokens, at: int) -> bool:
    """Return whether a word that is spelled like a licence goes on with a noun: `mit der Lizenz`."""
    is_stated = at > 0 and tokens.words[at - 1] in {":", "="}
    return tokens.raw[at] in _PREPOSITIONS and not is_stated and tokens.kinds[at + 1 : at + 2] == ("word",)


def _gloss(reader: Reader) -> bool:
    """Read the elements of a licence spelled out behind its name: `CC BY-SA (Namensnennung-Weitergabe …)`."""
    words, at = reader.tokens.words, reader.at
    is_bracketed = at > 0 and words[at - 1] == "("
    is_behind = bool(reader.events) and (reader.events[-1].kind == "mention" or reader.events[-1].value == ")")
    is_listed = _follows_deed(reader)
    if not is_listed and not (reader.has_mention and (is_bracketed or is_behind)):
        return False
    elements: set[str] = set()
    while at < len(words) and (element := vocabulary().elements.longest(words, at)) is not None:
        elements.add(element[1])
        at += element[0]
    closes = words[at : at + 1] == (")",) if is_bracketed else at == len(words) or words[at] in _ENDS
    if not elements or not closes:
        return False
    reader.emit(at - reader.at, "mention", " ".join(words[reader.at : at]), Named(frozenset(elements)))
    return True


def _follows_deed(reader: Reader) -> bool:
    """Return whether this is the list that a summary announces: `Unter folgenden Bedingungen: Namensnennung`."""
    before = [event for event in reader.events[-3:] if event.value != ":"]
    return bool(before) and before[-1].kind == "deed" and reader.tokens.words[reader.at - 1] in {":", *_ANNOUNCING}


def _version_after(reader: Reader, license_: str | Named) -> None:
    """Read a version that follows a name which has it already: `Open Data Commons Attribution License (ODC-By) v1.0`."""
    words, at = reader.tokens.words, reader.at
    if at >= len(words) or (words[at] not in _BEFORE_VERSION and reader.tokens.kinds[at] != "number"):
        return
    while at < len(words) and words[at] in _BEFORE_VERSION:
        at += 1
    if at < len(words) and reader.tokens.kinds[at] == "number" and words[at] == _version_of(license_):
        reader.emit(at + 1 - reader.at, "other", words[at])


def _version_of(license_: str | Named) -> str | None:
    if isinstance(license_, Named):
        return license_.version
    version = _VERSION.search(license_)
    return version[1] if version else None


def _phrase(reader: Reader, opening: Opening) -> bool:
    words, at = reader.tokens.words, reader.at
    aside = fitting(opening.asides, words, at) if opening.asides else None
    unclear = fitting(opening.unclear, words, at) if opening.unclear else None
    if unclear is not None and (aside is None or unclear[0] >= aside[0]):
        reader.emit(unclear[0], "unclear", " ".join(words[at : at + unclear[0]]))
        return True
    if aside is not None:
        reader.emit(aside[0], cast("Kind", aside[1]), " ".join(words[at : at + aside[0]]))
        return True
    return False


def _word(reader: Reader, opening: Opening) -> bool:
    if any(_SLOTS[slot](reader) for slot in sorted(opening.slots)):
        return True
    if opening.alone is None:
        return False
    reader.emit(1, cast("Kind", opening.alone[0]), opening.alone[1])
    return True


_SLOTS: Final[Mapping[str, Callable[[Reader], bool]]] = {
    "holder": slots.holder,
    "credit": slots.credit,
    "modal": slots.modal,
    "since": slots.since,
    "duty": slots.duty,
}
"""The open places that a word can begin."""
_ANYWHERE: Final = (slots.coined, slots.thing, slots.attribute, slots.agent, slots.publisher, slots.institution)
"""The open places in which a word may stand that nothing explains."""
