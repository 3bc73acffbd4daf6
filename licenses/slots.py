"""What may stand in the open places of a statement: names of holders and institutions, who publishes, whose texts, whom to name.

A name is capitalised words that nothing else explains.  None of them may say that a part is meant, or something other than a text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from licenses import cues
from licenses.names import creative_name
from licenses.spoken_of import exact_object, object_of
from licenses.vocabulary import fitting, vocabulary

if TYPE_CHECKING:
    from licenses.events import Event, Reader
    from licenses.tokens import Tokens

_HOLDER_LONGEST: Final = 14
_INSTITUTION_LONGEST: Final = 8
_PLURALS: Final = frozenset(("(", ending, ")") for ending in ("en", "innen", "s", "n", "in"))
"""Endings in brackets behind a noun: `der/die Autor(en)`."""
_NOTICES: Final = frozenset({"©", "copyright", "filecopyrighttext"})
_KEYS: Final = frozenset({"filecopyrighttext", "copyright"})
_SIGNS: Final = _NOTICES | {"by"}
_ENDS: Final = frozenset(".;!")
_PERFECT: Final = frozenset({"hat", "haben", "has", "have"})
_APPEARED: Final = frozenset({"erschienen", "erscheint", "veröffentlicht", "publiziert", "published"})
_WITH: Final = frozenset({"bei", "im", "in", "at", "by"})
_SAID: Final = ("denied", "ended", "planned", "limiting")
_BELONGING: Final = frozenset(
    {
        "and",
        ":",
        "von",
        "vom",
        "aus",
        "zu",
        "zur",
        "zum",
        "in",
        "im",
        "of",
        "from",
        "by",
        "about",
        "on",
        "über",
        "&",
        "-",
    }
)
"""What stands between a text and whose, or of what, it is."""
_ABOUT: Final = frozenset({"zu", "zur", "zum", "über", "about", "on"})
_LOOK_AHEAD: Final = 40
"""Tokens of a sentence in which the verb that belongs to its beginning is looked for."""


def coined(reader: Reader) -> bool:
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


def thing(reader: Reader) -> bool:
    """Read a noun that says what is licensed, a compound as a rule: `Textdateien`, `Bildunterschriften`."""
    word, raw = reader.tokens.words[reader.at], reader.tokens.raw[reader.at]
    object_ = object_of(raw.lower()) if raw[0].isupper() else exact_object(word)
    is_late = reader.has_mention and object_ == "text" and not exact_object(word)
    if object_ in {"", "others"} or is_late or word in vocabulary().parts:
        return False
    reader.emit(1, "object", object_)
    return True


def about(reader: Reader, event: Event) -> Event:
    """Return the event of `Daten`; as one of metadata where they are about texts: `die Daten zur Sammlung`."""
    words = reader.tokens.words[reader.at + 1 : reader.at + 4]
    is_about = bool(words) and words[0] in _ABOUT and any(exact_object(word) == "text" for word in words[1:])
    return event._replace(value="metadata") if is_about else event


def institution(reader: Reader) -> bool:
    """Read an institution that is named by itself before or behind a licence, as in a credit line: `CC BY 4.0, Stadtarchiv Norden`."""
    tokens, start = reader.tokens, reader.at
    if tokens.raw[start].islower() and tokens.words[start] in vocabulary().institutions:
        reader.emit(1, "name", tokens.raw[start])
        return True
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
    if not any(word.endswith(vocabulary().institutions) for word in named) or _speaks(named):
        return False
    reader.emit(at - start, "other", " ".join(tokens.raw[start:at]))
    return True


def holder(reader: Reader) -> bool:
    """Read a copyright notice or an author after `von` or `by`: years and capitalised words that nothing else explains."""
    tokens, start = reader.tokens, reader.at
    words, particles = tokens.words, vocabulary().particles
    is_notice = words[start] in _NOTICES
    first = start + 2 if words[start + 1 : start + 2] == (":",) and words[start] in _KEYS else start + 1
    at, last = first, min(len(words), start + _HOLDER_LONGEST)
    while at < last and _is_part_of_name(tokens, at, is_notice=is_notice):
        at += 4 if words[at + 1 : at + 4] in _PLURALS else 1
    at = min(at, last)
    while at > first and words[at - 1] in particles and tokens.raw[at - 1].islower():
        at -= 1
    if (at == first and words[start] != "©") or (not is_notice and _speaks(words[first:at])):
        return False
    reader.emit(at - start, "holder" if is_notice else "other", " ".join(tokens.raw[start:at]))
    return True


def _is_part_of_name(tokens: Tokens, at: int, *, is_notice: bool) -> bool:
    word, kind = tokens.words[at], tokens.kinds[at]
    if kind != "word" or word in _SIGNS or (is_notice and word in vocabulary().holders):
        is_year = kind == "number" and len(word) == 4
        is_initial = word == "." and tokens.glued[at] and 0 < len(tokens.raw[at - 1]) <= 3
        is_host = kind == "uri" and "/" not in word
        return is_initial or is_host or (is_notice and (is_year or kind == "word" or word in _SIGNS))
    opening = vocabulary().openings.get(word)
    if opening is not None and (
        fitting(opening.names, tokens.words, at) or (opening.is_creative and creative_name(tokens, at))
    ):
        return False
    return word in vocabulary().particles or (tokens.raw[at][0].isupper() and word not in vocabulary().no_names)


def credit(reader: Reader) -> bool:
    """Read a key and the names behind it: `Quelle: Stadtarchiv Norden`, `Autorin: Ida Moor`."""
    tokens, at = reader.tokens, reader.at
    while _is_key(tokens, at):
        at += 2
    length = _names(tokens, at) if at > reader.at else 0
    if length == 0:
        return False
    reader.emit(at - reader.at + length, "name", " ".join(tokens.raw[at : at + length]))
    return True


def _is_key(tokens: Tokens, at: int) -> bool:
    if tokens.words[at + 1 : at + 2] != (":",):
        return False
    opening = vocabulary().openings.get(tokens.words[at])
    return opening is not None and "credit" in opening.slots


def attribute(reader: Reader) -> bool:
    """Read whose, of what or about what a text is: `die Daten der Stadt Norden`, `die Texte und Übungen dieses Lehrbuchs`."""
    for event in reversed(reader.events):
        if event.kind in {"object", "name"}:
            is_of_text = event.kind == "name" or event.value == "text"
            break
        if event.kind != "article" and event.value not in _BELONGING:
            return False
    else:
        return False
    length = _names(reader.tokens, reader.at) if is_of_text else 0
    if length:
        reader.emit(length, "name", " ".join(reader.tokens.raw[reader.at : reader.at + length]))
    return length > 0


def agent(reader: Reader) -> bool:
    """Read who publishes, before or behind the verb that says so: `Das Stadtarchiv stellt …`, `Soweit möglich hat Ida Moor …`."""
    tokens, at = reader.tokens, reader.at
    length = _names(tokens, at)
    if length == 0:
        return False
    verb = tokens.words[at + length] if at + length < len(tokens.words) else ""
    before = next((event.value for event in reversed(reader.events) if event.kind not in {"article", "comma"}), "")
    starts = not before or before in _ENDS or before == ":"
    is_verb = starts and verb in vocabulary().publishing
    if before == "durch" and any(word.endswith(vocabulary().institutions) for word in tokens.words[at : at + length]):
        is_verb = True
    is_perfect = (starts and verb in _PERFECT) or before in _PERFECT
    if not (is_verb or before in vocabulary().publishing or (is_perfect and _has(reader, vocabulary().published))):
        return False
    reader.emit(length, "name", " ".join(tokens.raw[at : at + length]))
    return True


def publisher(reader: Reader) -> bool:
    """Read with whom a text has appeared: `erschienen bei Heide University Press`."""
    values = [event.value for event in reader.events[-3:] if event.kind != "article"][-2:]
    if len(values) < 2 or values[0] not in _APPEARED or values[1] not in _WITH:
        return False
    length = _names(reader.tokens, reader.at)
    if length:
        reader.emit(length, "name", " ".join(reader.tokens.raw[reader.at : reader.at + length]))
    return length > 0


def modal(reader: Reader) -> bool:
    """Read `dürfen` or `may` where its sentence says what may be done, and not under which licence a text may stand."""
    before = reader.tokens.words[reader.at - 1 : reader.at]
    is_use = _has(reader, vocabulary().use_verbs) or not vocabulary().use_verbs.isdisjoint(before)
    if not is_use or _has(reader, vocabulary().published):
        return False
    reader.emit(1, "link", reader.tokens.words[reader.at])
    return True


def since(reader: Reader) -> bool:
    """Read a year that has begun long ago: `seit 2019`, `seit dem 1. Januar 2019`."""
    tokens, start = reader.tokens, reader.at
    at = start + 1
    while at < min(len(tokens.words), start + 6) and tokens.words[at] in vocabulary().dates:
        at += 1
    if at < len(tokens.words) and tokens.kinds[at] == "number" and len(tokens.words[at]) == 4:
        reader.emit(at + 1 - start, "other", tokens.words[at])
        return True
    return False


def duty(reader: Reader) -> bool:
    """Read a request to name the author or to cite: `Bitte zitieren Sie die Quelle`."""
    tokens, start = reader.tokens, reader.at
    at, is_duty = start, False
    while at < min(len(tokens.words), start + _LOOK_AHEAD) and tokens.words[at] not in _ENDS:
        word = tokens.words[at]
        is_duty = is_duty or word in vocabulary().citing
        opening = vocabulary().openings.get(word)
        if opening is not None and (opening.is_creative or fitting(opening.names, tokens.words, at)):
            break
        if word not in vocabulary().requests and _names(tokens, at) == 0 and tokens.kinds[at] != "mark":
            return False
        at += 1
    if is_duty:
        reader.emit(at - start, "other", " ".join(tokens.raw[start:at]))
    return is_duty


def _has(reader: Reader, words: frozenset[str]) -> bool:
    """Return whether the rest of the sentence has one of these words."""
    for word in reader.tokens.words[reader.at + 1 : reader.at + _LOOK_AHEAD]:
        if word in _ENDS:
            return False
        if word in words:
            return True
    return False


def _names(tokens: Tokens, start: int) -> int:
    """Return how many tokens from here are names, of persons, institutions, places or texts; 0 if the first is none."""
    at, last = start, min(len(tokens.words), start + _HOLDER_LONGEST)
    while at < last and _is_name(tokens, at):
        at += 4 if tokens.words[at + 1 : at + 4] in _PLURALS else 1
    at = min(at, last)
    while at > start and tokens.words[at - 1] in vocabulary().particles and tokens.raw[at - 1].islower():
        at -= 1
    is_first = at > start and tokens.raw[start][0].isupper()
    return at - start if is_first and not _speaks(tokens.words[start:at]) else 0


def _speaks(words: tuple[str, ...]) -> bool:
    """Return whether words that look like a name deny, end, announce or only mention: `Niemals Stadtarchiv Norden`."""
    return any(map(_is_said, words))


@lru_cache(maxsize=65_536)
def _is_said(word: str) -> bool:
    return any(cues.hit(group, word) for group in _SAID)


def _is_name(tokens: Tokens, at: int) -> bool:
    word = tokens.words[at]
    if word in vocabulary().parts or object_of(word) not in {"", "text"}:
        return False
    known = vocabulary().plain.get(word)
    if known is not None and known[0] == "object" and known[1] != "text":
        return False
    return _is_part_of_name(tokens, at, is_notice=False)
