"""Sentences of a page's furniture that grant or restrict, and of what they say it: of the text, of images or of software.

A sentence that names the text beside something else is about the text, and so is one that names nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from licenses import cues
from licenses.mentions import is_software as is_for_software
from licenses.mentions import mentions
from licenses.recognise import recognise
from licenses.restrictions import restricting
from licenses.spoken_of import governing, is_of_text, objects_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.document import Object

_NAMED: Final = re.compile(
    r"\bCC[ -]?(?:BY|0)|Creative[ -]Commons|Public[ -]Domain|gemeinfrei|Li[zc]en[zcs]|vorbehalten|reserved|privat|kommer[zc]|commerc"
    r"|gewerblich|untersagt|verboten|prohibited|forbidden|genehmigung|zustimmung|erlaub|gestattet|permi(?:ssion|tted)|dürfen|darf\b|not be",
    re.IGNORECASE,
)
_CREATIVE: Final = re.compile(
    r"\bCC[ -]?(?:BY|0)|Creative[ -]Commons.{0,40}(?:li[zc]en|attribution|namensnennung|zero)|li[zc]en.{0,40}Creative[ -]Commons",
    re.IGNORECASE,
)
_OTHER_MATTER: Final = re.compile(
    r"personenbezogen|kontaktdaten|persönliche\w? daten|personal data|e-?mail|\bmail|passw|anmeld|registrier|kommentar|cookie|werbung|newsletter",
    re.IGNORECASE,
)
"""What a sentence is about that forbids something, and not the use of what the page holds."""
_SOFTWARE: Final = re.compile(
    r"\b(?:themes?|templates?|designed|powered|built|software|plugin|framework|jekyll|hugo|wordpress|quellcode|code)\b",
    re.IGNORECASE,
)
_END: Final = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_]|[©(„\"])|\s+[|·•]\s+")
_SEPARATOR: Final = re.compile(r"\s*[|·•]\s*")
_NEAR: Final = 200
"""Characters on either side of what names a licence that are kept of a sentence too long for a statement."""
LONGEST: Final = 400


def may_name(text: str) -> bool:
    """Return whether a text has a word without which no sentence in it is a statement on rights."""
    return _NAMED.search(text) is not None


def rights_sentences(line: str) -> Iterator[str]:
    """Yield the sentences of a line that grant or restrict the use of something, the long ones cut around what they name."""
    if not may_name(line):
        return
    for sentence in _END.split(line):
        named = _NAMED.search(sentence)
        if named is None:
            continue
        around = slice(max(0, named.start() - _NEAR), named.end() + _NEAR) if len(sentence) > LONGEST else slice(None)
        statement = sentence[around].strip()
        if _is_statement(statement):
            yield statement


def _is_statement(sentence: str) -> bool:
    """Return whether a sentence grants or reserves, or names a Creative Commons licence in words that only a person can judge."""
    recognition = recognise(sentence)
    if recognition.rule == "copyright-notice":
        return False
    if recognition.license is not None or recognition.reason == "rights_reserved":
        return True
    if recognition.reason == "license_review" and _CREATIVE.search(sentence):
        return True
    return not _OTHER_MATTER.search(sentence) and bool(restricting(cues.plain(sentence), ()))


def object_of(sentence: str) -> Object:
    """Return what a sentence grants or restricts: where it names the text too, or nothing at all, the text."""
    plain = cues.plain(sentence)
    objects = objects_in(plain)
    if "text" in objects:
        spans = restricting(plain, ())
        governed = frozenset[str]().union(*(governing(plain, *span) for span in spans))
        objects = governed or objects
    return _object(objects, sentence)


def object_at(text: str, words: str) -> Object:
    """Return what a link with these words licenses in a text, or a badge without words at its end."""
    parted = _SEPARATOR.sub("; ", text)
    place = len(cues.plain(parted.partition(words)[0] if words else parted))
    return _object(governing(cues.plain(parted), place, place), parted)


def _object(objects: frozenset[str], sentence: str) -> Object:
    if not is_of_text(objects):
        return "software" if "software" in objects else "images" if "images" in objects else "text"
    is_program = not objects and _SOFTWARE.search(sentence) is not None
    return "software" if is_program and any(is_for_software(one.license) for one in mentions(sentence)) else "text"
