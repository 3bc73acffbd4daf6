"""The statement in a record: JSON, TOML, front matter, BibTeX, MARC, XML, Turtle, `debian/copyright`, fields of a form.

Keys that speak of rights state the licence, and values that disagree are found by recognition, since they are joined to one
statement.  All other keys describe; one that restricts, ends or announces something, or that names another licence or object, is
joined to the statement too, which recognition then refuses.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from licenses import cues, spoken_of
from licenses.agreement import unified
from licenses.asides import DANGLING
from licenses.bibliographic import bibtex_in, marc_in, rows_in, tagged_in
from licenses.keyed import Pairs, columns_in, pairs_in, table_in, toml_in
from licenses.marked_up import marked_up_in
from licenses.mentions import mentions
from licenses.record_keys import (
    CONTAINERS,
    DESCRIBING,
    INSIDE,
    MACHINE,
    OF_RIGHTS,
    OTHER_TYPE,
    SILENT,
    STATING,
    TYPES,
    is_plainly_of_rights,
    plain_key,
    states,
)
from licenses.restrictions import RESTRICTIONS
from licenses.triples import triples_in
from licenses.uris import license_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST: Final = 6_000
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ADDRESS: Final = re.compile(r"(?:https?:)?//\S+")
_SLUG: Final = re.compile(r"[a-z0-9.]+(?:[-_][a-z0-9.]+)+|[\w-]+\.[a-z]{1,5}")
"""A value for machines: `no-annotation`, `index.js`."""
_LABELLED: Final = re.compile(r"(?:[=]?\d{3}[ \t]|<https?:|[\w-]*:[\w-]+\s+\S|dc\.|\|)")
"""How a record of one line may begin."""
_WORDS: Final = ("ended", "denied", "planned")


class Record(NamedTuple):
    """What a record states about the licence, each value once, and what else in it is in doubt."""

    stated: tuple[str, ...]
    doubts: tuple[str, ...]

    def as_statement(self) -> str:
        """Return everything as one statement, which recognition refuses if its parts disagree."""
        return "; ".join(dict.fromkeys((*self.stated, *self.doubts)))


def record_in(text: str) -> Record | None:
    """Return what a record states about the licence; None for anything else, or if it states none."""
    content = _content(text) if len(text) <= _LONGEST else None
    if content is None:
        return None
    stated, others = _parted(content)
    stated = stated or _of_license(content)
    if not stated:
        return None
    doubts = (f"{key}: {value}" for key, value in others if _is_doubtful(key, value, stated))
    return Record(tuple(dict.fromkeys(stated)), tuple(doubts))


def _content(text: str) -> Pairs | None:
    """Return the keys and values of a record in any notation; None for any other text."""
    if text.startswith(("{", '"', "[")) and '":' in text.replace('" :', '":'):
        return _json(text)
    if text.startswith("@") and (entry := bibtex_in(text)) is not None:
        return entry
    if (
        "<" in text
        and (">" in text)
        and (marked := marc_in(text) if "datafield" in text else marked_up_in(text, states))
    ):
        return marked
    if "\n" in text or _LABELLED.match(text):
        for reading in _READINGS:
            if (pairs := reading(text)) is not None:
                return pairs
    return None


def _of_license(content: Pairs) -> list[str]:
    """Return name and address if a record describes a licence itself, as lists of licences do; else nothing."""
    plain = [(plain_key(key), value.strip()) for key, value in content if isinstance(value, str)]
    addresses = [
        value for key, value in plain if key in {"id", "url", "uri", "@id"} and isinstance(license_at(value), str)
    ]
    names = [value for key, value in plain if key in {"name", "title", "label"} and mentions(value)]
    return [*names, *addresses] if addresses and names else []


_READINGS: Final = (toml_in, marc_in, rows_in, triples_in, tagged_in, table_in, columns_in, pairs_in)
"""Notations in lines, the most particular first."""


def _json(text: str) -> Pairs | None:
    try:
        content = json.loads(text if text[0] in "{[" else "{" + text.rstrip(", \n") + "}", object_pairs_hook=Pairs)
    except (ValueError, RecursionError):
        return None
    if isinstance(content, list) and all(isinstance(item, Pairs) for item in content):
        return Pairs(pair for item in content for pair in item)
    return content if isinstance(content, Pairs) else None


def _parted(content: Pairs) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the values that state the licence of the record, and keys and values of all others."""
    stated: list[str] = []
    others: list[tuple[str, str]] = []
    for key, value in content:
        plain = plain_key(key)
        if plain in CONTAINERS:
            for inner in [value] if isinstance(value, Pairs) else value if isinstance(value, list) else []:
                within = _parted(inner) if isinstance(inner, Pairs) else ([], [])
                stated, others = [*stated, *within[0]], [*others, *within[1]]
        elif plain in TYPES or not (states(plain) or _is_grant(plain, value)):
            others += _described(plain, value)
        else:
            stated += _values(plain if plain in STATING or plain != key.lower() else key, value)
    return stated, others


def _is_grant(plain: str, value: Any) -> bool:
    """Return whether a notice of copyright names a licence, as feeds and bibliographies put it."""
    return plain == "copyright" and isinstance(value, str) and bool(mentions(value))


def _values(key: str, value: Any) -> Iterator[str]:
    """Yield what a key states, with the key itself unless it is one of the known."""
    plain = key.lower()
    if isinstance(value, Pairs):
        for inner, of_inner in value:
            if inner.lower() not in SILENT:
                yield from _values(key if inner.lower() in INSIDE else inner, of_inner)
    elif isinstance(value, list):
        for item in value:
            yield from _values(key, item)
    elif value is not None and str(value).strip():
        text = str(value).strip().rstrip(".;")
        yield text if plain in STATING or is_plainly_of_rights(key) else f"{_CAMEL.sub(' ', key)}: {text}"


def _described(key: str, value: Any) -> list[tuple[str, str]]:
    """Return the texts under a key that states no licence of the record, each with the key nearest to it."""
    if isinstance(value, Pairs):
        return [pair for inner, of_inner in value for pair in _described(inner, of_inner)]
    if isinstance(value, list):
        return [pair for item in value for pair in _described(key, item)]
    return [(plain_key(key), value)] if isinstance(value, str) and value.strip() else []


def _is_doubtful(key: str, value: str, stated: Sequence[str]) -> bool:
    """Return whether a value that describes says something against the licence stated, or that it is of something else."""
    if not _agree(value, stated) or _limits(key, value):
        return True
    if key in TYPES:
        return OTHER_TYPE.fullmatch(value) is not None
    if key in MACHINE or (_SLUG.fullmatch(value) and not states(key)):
        return False
    plain = cues.plain(_ADDRESS.sub(" ", value))
    is_of_rights = key not in DESCRIBING or OF_RIGHTS.search(plain) is not None
    groups = (*RESTRICTIONS, *(_WORDS if is_of_rights else ()))
    if any(cues.hit(group, plain) for group in groups) or (states(key) and not mentions(value)):
        return True
    return key not in DESCRIBING and not spoken_of.is_of_text(spoken_of.objects_in(plain))


def _limits(key: str, value: str) -> bool:
    """Return whether a value ends with a word that limits, or whether its key ends, denies or limits something."""
    if key in MACHINE:
        return False
    if DANGLING.search(value) or any(DANGLING.fullmatch(word) for word in key.split()):
        return True
    return any(cues.hit(group, cues.plain(key)) for group in (*_WORDS, "limiting", "partial", "partly"))


def _agree(value: str, stated: Sequence[str]) -> bool:
    """Return whether every licence that a value names can be the one stated."""
    ours = [mention.license for statement in stated for mention in mentions(statement)]
    return all(any(unified(mention.license, license_) is not None for license_ in ours) for mention in mentions(value))
