"""Recognises the licence that a statement grants, or says why it grants none.

Recognition is exact on normalised forms: a name or address must be in the catalogue, and every other word must be explained by
the grammar.  A statement with a condition, an open question or a contradiction does not grant the licence it names.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from licenses.asides import without_asides
from licenses.catalogue import CatalogueError, catalogue
from licenses.grammar import read
from licenses.grants import DATA_LICENSES, chosen, of_grant, source_note, without_properties, without_title
from licenses.meaning import RefusalError, meaning
from licenses.records import record_in
from licenses.reservation import is_reservation
from licenses.templates import of_list, of_template
from licenses.tokens import tokenise
from licenses.unmarked import unmarked
from licenses.uris import access_at
from licenses.whole_text import license_of_text
from licenses.wording import Note, sentence

LONGEST_CHARACTERS: Final = 6_000
RESERVATION: Final = "reservation"
"""The rule for statements that only reserve text and data mining; they are recorded and decide nothing."""
_UNREAD: Final = frozenset({"unexplained_words", "nothing_named", "contradiction"})
"""Rules of refusals that may be due to the syntax around a statement."""
_OPEN: Final = frozenset({"open access", "openaccess", "open"})
_EXPRESSION: Final = re.compile(r"[A-Za-z0-9.+() -]+")
_OPERATOR: Final = re.compile(r"\s(?:OR|AND|WITH)\s")


class Recognition(NamedTuple):
    """The result of recognition.

    `license` is an identifier of the catalogue or an expression over them, None for a refusal; `rule` names what decided;
    `reason` is None, or `license_unknown`, `license_review` or `rights_reserved` (then `license` may name the reservation);
    `noticed` explains the result (see `licenses.wording.sentence`).
    """

    license: str | None
    rule: str
    reason: str | None = None
    noticed: Note | None = None

    @property
    def note(self) -> str:
        """The explanation in English, on one line; empty if there is none."""
        return sentence(self.noticed) if self.noticed else ""


@lru_cache(maxsize=65_536)
def recognise(statement: str) -> Recognition:
    """Return the licence that a statement grants, or a refusal; never raises."""
    stripped = statement.strip()
    if not stripped:
        return Recognition(None, "empty", "license_unknown", Note("empty"))
    if is_reservation(stripped):
        return Recognition(None, RESERVATION, "license_unknown", Note("reservation"))
    recognition = _recognised(stripped)
    rest = unmarked(stripped) if recognition.rule in _UNREAD and len(stripped) <= LONGEST_CHARACTERS else None
    return _recognised(rest) if rest is not None else recognition


def _recognised(stripped: str) -> Recognition:
    """Return what a statement grants as it is written: as an identifier, a record, a prescribed sentence, or word by word."""
    return _exact(stripped) or _recorded(stripped) or _worded(stripped)


def _worded(stripped: str) -> Recognition:
    """Return what a statement grants that is no record: a prescribed sentence, or any other, word by word."""
    granted = _granted(stripped)
    if granted is not None:
        return granted
    if len(stripped) > LONGEST_CHARACTERS:
        return Recognition(None, "too_long", "license_review", Note("too_long"))
    return _read(stripped)


def _read(stripped: str) -> Recognition:
    """Return what a statement means word by word; where words remain unexplained, what it means without asides."""
    try:
        read_as = meaning(read(tokenise(stripped)))
    except RefusalError as refusal:
        rest = without_asides(stripped) if refusal.rule == "unexplained_words" else None
        if rest is not None:
            return recognise(rest)
        return Recognition(refusal.license, refusal.rule, refusal.reason, refusal.note)
    return Recognition(read_as.license, read_as.rule, None, read_as.note)


def _recorded(text: str) -> Recognition | None:
    """Return what a record states, None for any other statement.

    Values that cannot be read as one statement are recognised one by one: they must grant the same, or only say that access is open.
    """
    record = record_in(text)
    if record is None:
        return None
    together = _stated(record.as_statement())
    if together.reason is None or record.doubts or len(record.stated) == 1:
        return together
    alone = [
        _stated(value) for value in record.stated if access_at(value) != "openaccess" and value.casefold() not in _OPEN
    ]
    agree = len({recognition.license for recognition in alone}) == 1 and all(item.reason is None for item in alone)
    return alone[0] if agree else together


def _stated(value: str) -> Recognition:
    """Return what a value of a record grants; it is not read as a record of its own."""
    return _exact(value) or _worded(value)


def _granted(text: str) -> Recognition | None:
    """Return the licence if the whole statement is a sentence that a licence prescribes, with names in it; else None."""
    if len(text) > LONGEST_CHARACTERS:
        return None
    license_, rest = of_grant(text)
    if license_ is not None:
        named = recognise(rest) if rest else None
        return (
            Recognition(license_, "grant")
            if named is None or (named.license, named.reason) == (license_, None)
            else None
        )
    readings = [(source_note(text), DATA_LICENSES)]
    readings += [(reading(text), _creative()) for reading in (chosen, without_title, without_properties)]
    for statement, licenses in readings:
        recognition = recognise(statement) if statement else None
        if recognition and recognition.license in licenses and not recognition.reason:
            return recognition._replace(rule="grant")
    return None


@cache
def _creative() -> frozenset[str]:
    """Return the licences that Creative Commons' chooser offers."""
    family = (license_.id for license_ in catalogue().licenses.values() if "creative_commons" in license_.classes)
    return frozenset((*family, "CC0-1.0"))


def _exact(text: str) -> Recognition | None:
    """Return the licence if the whole statement is an identifier, an SPDX expression, a template, a list or a licence text; else None."""
    if text in catalogue():
        license_ = catalogue().get(text)
        reason = "rights_reserved" if {"reserved", "copyright_notice"} & set(license_.classes) else None
        return Recognition(license_.id, "identifier", reason)
    if ("OR" in text or "AND" in text or "WITH" in text) and _OPERATOR.search(text) and _EXPRESSION.fullmatch(text):
        try:
            return Recognition(catalogue().normal(text), "expression")
        except CatalogueError:
            return None
    if text.startswith("{{"):
        offered = of_template(text)
        return Recognition(offered, "template") if offered is not None else None
    listed = of_list(text)
    if listed is not None:
        licenses, unknown = listed
        note = Note("list_unknown", (unknown,)) if unknown else Note("list_binds")
        return Recognition(licenses, "list", None if licenses else "license_review", note)
    whole = license_of_text(text)
    return Recognition(whole, "whole_text", None, Note("whole_text")) if whole is not None else None
