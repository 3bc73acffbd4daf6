"""The grammar of a statement: which licences it names, of what, and which of its words remain unexplained.

A statement is read from left to right, longest match first: names and addresses of licences, phrases and words that may
surround them, the objects that are licensed, holders of rights.  Nothing is searched for inside anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

from licenses.catalogue import catalogue
from licenses.creative_commons import Named
from licenses.names import creative_name
from licenses.uris import access_at, is_license_host, license_at
from licenses.vocabulary import fitting, vocabulary
from licenses.wording import Note

if TYPE_CHECKING:
    from licenses.tokens import Tokens
    from licenses.vocabulary import Opening

Kind = Literal[
    "mention",
    "object",
    "link",
    "connector",
    "purpose",
    "article",
    "comma",
    "end",
    "holder",
    "unclear",
    "deed",
    "problem",
    "other",
]
_ENDS: Final = frozenset(".;!")
_NEUTRAL: Final = frozenset("():+&=@$")
_HOLDER_LONGEST: Final = 14
_INSTITUTION_LONGEST: Final = 8
_PLURALS: Final = frozenset(("(", ending, ")") for ending in ("en", "innen", "s", "n", "in"))
"""Endings in brackets behind a noun: `der/die Autor(en)`."""
_BEFORE_VERSION: Final = frozenset({")", "v", "version", "ver"})
_VERSION: Final = re.compile(r"-(\d+(?:\.\d+)+)(?:-only|-or-later)?$")
_NOTICES: Final = frozenset({"©", "copyright"})
_SIGNS: Final = _NOTICES | {"by"}


class Event(NamedTuple):
    """A part of a statement: its kind, its text or meaning, the licence it names, if any, and for a problem the note on it."""

    kind: Kind
    value: str
    license: str | Named | None = None
    note: Note | None = None


_COMMA: Final = Event("comma", ",")


@dataclass(slots=True)
class _Reader:
    tokens: Tokens
    at: int = 0
    events: list[Event] = field(default_factory=list)
    has_mention: bool = False

    def emit(self, length: int, kind: Kind, value: str, license_: str | Named | None = None) -> None:
        self.events.append(Event(kind, value, license_))
        if kind == "mention":
            self.has_mention = True
        self.at += length

    def doubt(self, key: str) -> None:
        """Note a token as a problem."""
        raw = self.tokens.raw[self.at]
        self.events.append(Event("problem", raw, None, Note(key, (raw,))))
        self.at += 1


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
    reader, simple, openings = _Reader(tokens), _events(), vocabulary().openings
    events, (words, _, kinds, _, commas) = reader.events, tokens
    length = len(words)
    while reader.at < length:
        word = words[reader.at]
        if commas[reader.at]:
            events.append(_COMMA)
        event = simple.get(word)
        if event is not None:
            events.append(event)
            reader.at += 1
        elif kinds[reader.at] == "uri":
            _address(reader)
        elif word == "©":
            _holder(reader)
        else:
            _open(reader, openings.get(word))
    return tuple(events)


def _open(reader: _Reader, opening: Opening | None) -> None:
    """Read the longest match at this place; a token that nothing explains is a problem."""
    known = opening is not None and (
        _deed(reader, opening) or _name(reader, opening) or _phrase(reader, opening) or _word(reader, opening)
    )
    if not known and not _coined(reader) and not _institution(reader):
        reader.doubt("unexplained")


def _address(reader: _Reader) -> None:
    address = reader.tokens.raw[reader.at]
    license_ = license_at(address)
    if isinstance(license_, str):
        named = creative_parts().get(license_)
        is_unported = named is not None and named.port is None and named.version is not None
        license_ = Named(named.elements, named.version, named.port, is_unported) if named else license_
    if license_ is not None:
        reader.emit(1, "mention", address, license_)
    elif access_at(address) == "openaccess":
        reader.emit(1, "unclear", address)
    else:
        reader.doubt("address_unknown" if is_license_host(address) else "address_foreign")


def _deed(reader: _Reader, opening: Opening) -> bool:
    """Read a sentence of the summary (deed) that Creative Commons puts in front of a licence."""
    deed = fitting(opening.deeds, reader.tokens.words, reader.at) if opening.deeds else None
    if deed is None:
        return False
    reader.emit(deed[0], "deed", deed[1])
    return True


def _name(reader: _Reader, opening: Opening) -> bool:
    """Read the longest name of a licence at this place."""
    tokens, at = reader.tokens, reader.at
    known: tuple[int, str | Named] | None = fitting(opening.names, tokens.words, at) if opening.names else None
    creative = creative_name(tokens, at) if opening.is_creative else None
    if creative is not None and (known is None or creative[0] > known[0]):
        known = creative
    if known is None:
        return False
    reader.emit(known[0], "mention", " ".join(tokens.raw[at : at + known[0]]), known[1])
    _version_after(reader, known[1])
    return True


def _version_after(reader: _Reader, license_: str | Named) -> None:
    """Read a version that follows a name which has it already: `Open Data Commons Attribution License (ODC-By) v1.0`."""
    words, at = reader.tokens.words, reader.at
    if at + 1 >= len(words) or words[at] not in _BEFORE_VERSION:
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


def _phrase(reader: _Reader, opening: Opening) -> bool:
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


def _word(reader: _Reader, opening: Opening) -> bool:
    if opening.is_holder and _holder(reader):
        return True
    if opening.alone is None:
        return False
    reader.emit(1, cast("Kind", opening.alone[0]), opening.alone[1])
    return True


def _coined(reader: _Reader) -> bool:
    """Read a coined name of what is licensed (`GermaParl`, `HIPE-2022`), which can only precede the licence."""
    tokens, at = reader.tokens, reader.at
    if reader.has_mention or tokens.kinds[at] != "word":
        return False
    raw = tokens.raw[at]
    numbered = at + 1 < len(tokens.words) and tokens.kinds[at + 1] == "number" and tokens.glued[at + 1]
    if raw.isupper() and len(raw) > 1 and numbered:
        reader.emit(2, "other", f"{raw}-{tokens.raw[at + 1]}")
    elif not (raw.isupper() or raw[1:].islower()) and any(letter.isupper() for letter in raw[1:]):
        reader.emit(1, "other", raw)
    else:
        return False
    return True


def _institution(reader: _Reader) -> bool:
    """Read an institution that is named by itself before or behind a licence, as in a credit line: `CC BY 4.0, Stadtarchiv Norden`."""
    tokens, start = reader.tokens, reader.at
    is_apart = start == 0 or tokens.comma[start] or tokens.words[start - 1] in {")", "."}
    is_behind = bool(reader.events) and (reader.events[-1].kind == "mention" or tokens.words[start - 1] == ";")
    if (
        not (is_apart or (is_behind and tokens.words[start].endswith(vocabulary().institutions)))
        or not tokens.raw[start][0].isupper()
    ):
        return False
    at, last = start, min(len(tokens.words), start + _INSTITUTION_LONGEST)
    while at < last and not (at > start and tokens.comma[at]) and _is_part_of_name(tokens, at, is_notice=False):
        at += 2 if tokens.words[at + 1 : at + 2] == ("&",) else 1
    at = min(at, last)
    named = tokens.words[start:at]
    if not any(word.endswith(vocabulary().institutions) for word in named):
        return False
    reader.emit(at - start, "other", " ".join(tokens.raw[start:at]))
    return True


def _holder(reader: _Reader) -> bool:
    """Read a copyright notice or an author after `von` or `by`: years and capitalised words that nothing else explains."""
    tokens, start = reader.tokens, reader.at
    words, particles = tokens.words, vocabulary().particles
    is_notice = words[start] in _NOTICES
    at, last = start + 1, min(len(words), start + _HOLDER_LONGEST)
    while at < last and _is_part_of_name(tokens, at, is_notice=is_notice):
        at += 4 if words[at + 1 : at + 4] in _PLURALS else 1
    at = min(at, last)
    while at > start + 1 and words[at - 1] in particles and tokens.raw[at - 1].islower():
        at -= 1
    if at == start + 1 and words[start] != "©":
        return False
    reader.emit(at - start, "holder" if is_notice else "other", " ".join(tokens.raw[start:at]))
    return True


def _is_part_of_name(tokens: Tokens, at: int, *, is_notice: bool) -> bool:
    word, kind = tokens.words[at], tokens.kinds[at]
    if kind == "number":
        return is_notice and len(word) == 4
    if word in _SIGNS:
        return is_notice
    if word == "." and tokens.glued[at] and 0 < len(tokens.raw[at - 1]) <= 3:
        return True
    if kind != "word":
        return False
    opening = vocabulary().openings.get(word)
    if opening is not None and (
        fitting(opening.names, tokens.words, at) or (opening.is_creative and creative_name(tokens, at))
    ):
        return False
    return word in vocabulary().particles or (tokens.raw[at][0].isupper() and word not in vocabulary().no_names)
