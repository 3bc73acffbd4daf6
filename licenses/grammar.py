"""The grammar of a statement: which licences it names, about what, and which of its words stay unexplained.

A statement is read from left to right, longest match first: names and addresses of licences, phrases and words that may
stand around them, what the licence is about, holders of rights.  Nothing is searched for inside anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

from licenses.catalogue import catalogue
from licenses.creative_commons import Named
from licenses.names import creative_name
from licenses.uris import is_license_host, license_at
from licenses.vocabulary import HOLDER_WORDS, vocabulary

if TYPE_CHECKING:
    from licenses.tokens import Tokens

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
_NEUTRAL: Final = frozenset("():+&=@$§")
_HOLDER_LONGEST: Final = 14


class Event(NamedTuple):
    """One thing read: its kind, what it says, and the licence it names, if it names one."""

    kind: Kind
    value: str
    license: str | Named | None = None


@dataclass(slots=True)
class _Reader:
    tokens: Tokens
    at: int = 0
    events: list[Event] = field(default_factory=list)

    @property
    def has_mention(self) -> bool:
        """Whether a licence has been named so far."""
        return any(event.kind == "mention" for event in self.events)

    def emit(self, length: int, kind: Kind, value: str, license_: str | Named | None = None) -> None:
        self.events.append(Event(kind, value, license_))
        self.at += length


@cache
def _creative_ids() -> dict[str, Named]:
    """Return the parts of every Creative Commons licence by identifier, so that names and addresses compare."""
    family: dict[str, Named] = {}
    for license_ in catalogue().licenses.values():
        if "creative_commons" in license_.classes:
            parts = license_.uris[0].split("/")[2:]
            version, port = (*parts[1:], None, None)[:2]
            family[license_.id] = Named(frozenset(parts[0].split("-")), version, port, False)  # noqa: FBT003  a name is silent
    return family


def read(tokens: Tokens) -> tuple[Event, ...]:
    """Return everything a statement says, in order."""
    reader, length = _Reader(tokens), len(tokens)
    while reader.at < length:
        _step(reader)
    return tuple(reader.events)


def _step(reader: _Reader) -> None:
    tokens, at = reader.tokens, reader.at
    kind = tokens.kinds[at]
    if tokens.comma[at]:
        reader.emit(0, "comma", ",")
    plain = vocabulary().plain.get(tokens.words[at])
    if plain is not None:
        reader.emit(1, cast("Kind", plain[0]), plain[1])
    elif kind == "uri":
        _address(reader)
    elif kind == "mark" and _mark(reader):
        return
    elif not (_deed(reader) or _name(reader) or _phrase(reader) or _word(reader) or _coined(reader)):
        reader.emit(1, "problem", f"unexplained {tokens.raw[at]!r}")


def _address(reader: _Reader) -> None:
    address = reader.tokens.raw[reader.at]
    found = license_at(address)
    if isinstance(found, str):
        named = _creative_ids().get(found)
        port_said = named is not None and named.port is None and named.version is not None
        found = Named(named.elements, named.version, named.port, port_said) if named else found
    if found is not None:
        reader.emit(1, "mention", address, found)
    elif is_license_host(address):
        reader.emit(1, "problem", f"address {address!r} stands for no licence we know")
    else:
        reader.emit(1, "problem", f"address {address!r} explains nothing")


def _mark(reader: _Reader) -> bool:
    mark = reader.tokens.words[reader.at]
    if mark == "©":
        _holder(reader)
    elif mark == "?":
        reader.emit(1, "problem", "open question")
    elif mark in _ENDS:
        reader.emit(1, "end", mark)
    elif mark in ":=(":
        reader.emit(1, "link", mark)
    elif mark in _NEUTRAL and mark != "§":
        reader.emit(1, "other", mark)
    else:
        return False
    return True


def _deed(reader: _Reader) -> bool:
    """Read a sentence of the summary that Creative Commons puts in front of a licence."""
    found = vocabulary().deeds.longest(reader.tokens.words, reader.at)
    if found is None:
        return False
    reader.emit(found[0], "deed", found[1])
    return True


def _name(reader: _Reader) -> bool:
    """Read the longest name of a licence at this place."""
    tokens, at = reader.tokens, reader.at
    known = vocabulary().names.longest(tokens.words, at)
    creative = creative_name(tokens, at)
    if creative is not None and (known is None or creative[0] > known[0]):
        reader.emit(creative[0], "mention", " ".join(tokens.raw[at : at + creative[0]]), creative[1])
        return True
    if known is None:
        return False
    reader.emit(known[0], "mention", " ".join(tokens.raw[at : at + known[0]]), known[1])
    return True


def _phrase(reader: _Reader) -> bool:
    words, at = reader.tokens.words, reader.at
    aside = vocabulary().asides.longest(words, at)
    unclear = vocabulary().unclear.longest(words, at)
    if unclear is not None and (aside is None or unclear[0] >= aside[0]):
        reader.emit(unclear[0], "unclear", " ".join(words[at : at + unclear[0]]))
        return True
    if aside is not None:
        reader.emit(aside[0], cast("Kind", aside[1]), " ".join(words[at : at + aside[0]]))
        return True
    return False


def _word(reader: _Reader) -> bool:
    words, at = vocabulary(), reader.at
    word = reader.tokens.words[at]
    if word in HOLDER_WORDS and _holder(reader):
        return True
    if word in words.objects:
        reader.emit(1, "object", words.objects[word])
    elif word in words.connectors:
        reader.emit(1, "connector", words.connectors[word])
    elif word in words.purpose:
        reader.emit(1, "purpose", word)
    elif word in words.articles:
        reader.emit(1, "article", word)
    elif word in words.links:
        reader.emit(1, "link", word)
    elif word in words.fillers:
        reader.emit(1, "other", word)
    else:
        return False
    return True


def _coined(reader: _Reader) -> bool:
    """Read a coined name of what is licensed (`GermaParl`, `HIPE-2022`), which only stands before the licence."""
    tokens, at = reader.tokens, reader.at
    raw = tokens.raw[at]
    if tokens.kinds[at] != "word" or reader.has_mention:
        return False
    numbered = at + 1 < len(tokens) and tokens.kinds[at + 1] == "number" and tokens.glued[at + 1]
    if raw.isupper() and len(raw) > 1 and numbered:
        reader.emit(2, "other", f"{raw}-{tokens.raw[at + 1]}")
    elif not raw.isupper() and any(letter.isupper() for letter in raw[1:]):
        reader.emit(1, "other", raw)
    else:
        return False
    return True


def _holder(reader: _Reader) -> bool:
    """Read a copyright notice or an author after `von` or `by`: years and capitalised names nothing else explains."""
    tokens, start = reader.tokens, reader.at
    is_notice = tokens.words[start] in {"©", "copyright"}
    at = start + 1
    while at < min(len(tokens), start + _HOLDER_LONGEST) and _is_part_of_name(tokens, at, is_notice=is_notice):
        at += 1
    while at > start + 1 and tokens.words[at - 1] in vocabulary().particles and tokens.raw[at - 1].islower():
        at -= 1
    if at == start + 1 and tokens.words[start] != "©":
        return False
    reader.emit(at - start, "holder" if is_notice else "other", " ".join(tokens.raw[start:at]))
    return True


def _is_part_of_name(tokens: Tokens, at: int, *, is_notice: bool) -> bool:
    word, raw, kind = tokens.words[at], tokens.raw[at], tokens.kinds[at]
    if kind == "number":
        return is_notice and len(word) == 4
    if word in {"©", "copyright", "by"}:
        return is_notice
    if word == "." and tokens.glued[at] and 0 < len(tokens.raw[at - 1]) <= 3:
        return True
    if kind != "word" or vocabulary().names.longest(tokens.words, at) or creative_name(tokens, at):
        return False
    if word in vocabulary().particles:
        return True
    return raw[0].isupper() and not _is_vocabulary(word)


def _is_vocabulary(word: str) -> bool:
    words = vocabulary()
    return word in words.objects or word in words.links or word in words.articles or word in words.fillers
