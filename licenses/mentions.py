"""Which licences a passage names, whatever else it says: exact names and addresses, as the grammar reads them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from licenses.agreement import unified
from licenses.catalogue import catalogue
from licenses.grammar import creative_parts, read
from licenses.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Collection

    from licenses.creative_commons import Named

_HINT: Final = re.compile(
    r"licen[cs]|lizenz|creative|commons|\bcc[ -]?(?:by|0|zero|pd)|gpl|\bmit\b|apache|bsd|gfdl|public domain|gemeinfrei|dl-de|odbl|odc|eupl|"
    r"mpl|rightsstatements|unlicense|rechte|rights",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"https?://\S*(?:licen[cs]|creativecommons|publicdomain|rights)\S*|\bcc[ -]?(?:by|0|zero|pd)\b|\bccby|\bcreative commons|"
    r"\b(?:gnu|gpl|lgpl|agpl|gfdl|mit(?=[ -](?:licen|lizenz))|apache|bsd|odbl|odc|eupl|mpl|unlicense|public domain|dl-de|datenlizenz|open (?:data commons|database))\b"
    r"|\bnamensnennung\b|\battribution[ -](?:\d|share|non|no)",
)


_SAYING: Final = frozenset({"rights_statement", "reserved", "copyright_notice"})
"""Classes of statements that are no licence; `licenses.restrictions` knows their words."""


class Mention(NamedTuple):
    """A licence named in a passage: the words, what they mean, and whether they are an address."""

    words: str
    license: str | Named
    is_address: bool


@lru_cache(maxsize=4096)
def mentions(passage: str) -> tuple[Mention, ...]:
    """Return the licences that a passage names, in order; names without a kind (`Creative Commons`) are left out."""
    if not _HINT.search(passage):
        return ()
    return tuple(
        Mention(event.value, event.license, "/" in event.value and "." in event.value)
        for event in read(tokenise(passage))
        if event.kind == "mention"
        and event.license is not None
        and event.value not in {"mit", "Mit"}
        and _is_licence(event.license)
    )


def _is_licence(license_: str | Named) -> bool:
    if isinstance(license_, str):
        return _SAYING.isdisjoint(catalogue().get(license_).classes)
    return bool(license_.elements)


def places(passage: str) -> tuple[int, int] | tuple[()]:
    """Return where the first licence is named in a plain passage; empty if none is."""
    match = _NAMED.search(passage)
    return match.span() if match else ()


def located(sentence: str) -> tuple[tuple[int, Mention], ...]:
    """Return the licences that a plain sentence names with the place of each; what is named inside another name counts once."""
    starts = [match.start() for match in _NAMED.finditer(sentence)]
    named = []
    for start, end in pairwise([*starts, len(sentence)]):
        first = mentions(sentence[start:end])[:1]
        named += [(start, mention) for mention in first]
    return tuple(named)


def differing(passage: str, wanted: Collection[str]) -> tuple[Mention, ...]:
    """Return the licences in a passage that can mean none of the wanted ones; licences of programs alone are left out."""
    return tuple(
        mention
        for mention in mentions(passage)
        if not agrees(mention.license, wanted) and not is_software(mention.license)
    )


def agrees(license_: str | Named, wanted: Collection[str]) -> bool:
    """Return whether a licence as named can mean one of the wanted ones."""
    for id_ in wanted:
        parts = creative_parts().get(id_)
        if unified(license_, id_) is not None or (parts is not None and unified(license_, parts) is not None):
            return True
    return False


def is_software(license_: str | Named) -> bool:
    """Return whether a licence is made for programs, and says nothing of texts beside them."""
    return isinstance(license_, str) and any(
        named.startswith("software") for named in catalogue().get(license_).classes
    )
