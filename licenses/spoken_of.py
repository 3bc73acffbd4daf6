"""Of what a sentence says a licence or a restriction: of the text, or of something else beside it.

Nouns are looked up in `context.yaml`, German compounds by their ends.  The noun that governs is the head nearest to the licence in
its own clause, else in the clauses before it: `die Metadaten der Texte` are metadata, `die Bilder im Text` are images.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from licenses import cues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*\.?")
_BREAK: Final = re.compile(r"[;,()–—|•·]| - | / |(?<!\b\w)\.(?= )|(?<=\w)[:!?](?= )")
_ENDING: Final = re.compile(r"[;.!?|]")
_BELONGS: Final = re.compile(
    r"\s*(?:der|des|dieser|dieses|unserer|ihrer|seiner|aller|eines|einer|von|vom|zu|zum|zur|zu den|aus|aus den|in|im|in den|of|to|for|"
    r"from|in the|in this|on|with|mit|und deren|über|an|am)\b"
)
_JOINED: Final = re.compile(
    r"\s*(?:,|/|&|\+|und|and|oder|or|sowie|bzw\.?|plus|wie auch|as well as)"
    r"(?:\s+(?:und|and|auch|also|die|der|das|den|the|alle[nr]?|all|unsere?[nr]?|dazugehörigen?|zugehörigen?|deren|ihre[nr]?|its|their))*\s*"
)
_PLACE: Final = re.compile(
    r"\b(?:in|im|auf|aus|an|am|zu|zum|zur|bei|beim|für|from|on|at|with|mit|vom|von|innerhalb|within|inside|neben|beside|besides|außer)"
    r"(?: (?:der|dem|den|des|die|das|diese[mnrs]?|unsere[mnrs]?|ihre[mnrs]?|the|this|our|its|these|allen|alle|all))?(?: [\w-]+)?\s*$"
)
_FOR: Final = re.compile(r"\b(?:für|for|betrifft|covers?|applies to|gilt für)\b[\w\s]{0,30}$")
_PUBLISHES: Final = re.compile(
    r"\b(?:veröffentlich\w*|stell\w*|biete\w*|publizier\w*|gib\w*|geben|lizenzier\w*|releas\w+|provid\w+|publish\w*|mak\w+|offer\w*|distribut\w+"
    r"|licen[cs]\w+|grant\w*|räum\w*|gewähr\w*|bereit\w*)\b"
)
_RELATIVE: Final = re.compile(
    r"\s*(?:der|die|das|den|dem|deren|dessen|denen|welche[rsnm]?|which|that|who|whose|where|wobei|in denen|aus denen)\b"
)
_VERB: Final = re.compile(
    r"\s*(?:steh\w*|sind|ist|wird|werden|gilt|gelten|unterlieg\w*|is|are|was|were|has|have|under|unter|veröffentlicht|lizenziert)\b"
)


_INVERTED: Final = re.compile(
    r"(?:bei|für|in|im|mit|nach|vor|zu|zur|zum|auf|über|von|for|with|on|at|when)\b[^,;]{1,120}?"
    r"\b(?:sind|ist|dürfen|darf|werden|wird|bleib\w+|gelten|gilt|are|is|may|must)\b"
)
"""A beginning after which the subject follows its verb: `Bei Bearbeitung der Inhalte sind die Logos …`."""
SHORTEST_COMPOUND: Final = 7


class Noun(NamedTuple):
    """A noun that a licence can be about: its object and its place in the sentence."""

    object: str
    start: int
    end: int


@cache
def _words() -> Mapping[str, str]:
    return {word: object_ for object_, words in cues.data()["objects"].items() for word in words}


@cache
def _ends() -> tuple[tuple[str, str], ...]:
    """Return the nouns that can end a compound, the longest first."""
    nouns = [(word, object_) for word, object_ in _words().items() if len(word) >= 4 and word.isalpha()]
    return tuple(sorted(nouns, key=lambda pair: -len(pair[0])))


def exact_object(word: str) -> str:
    """Return what a noun in lower case names if it stands in the list itself, an empty string for any other word."""
    return _words().get(word, "")


@lru_cache(maxsize=16_384)
def object_of(word: str) -> str:
    """Return what a word in lower case names (`text`, `software`, `images`, …), an empty string for any other word."""
    if word in cues.data()["no_nouns"]:
        return ""
    known = _words().get(word) or _words().get(word.rstrip("."))
    if known:
        return known
    last = ""
    if len(word) >= SHORTEST_COMPOUND:
        last = next((object_ for end, object_ in _ends() if word.endswith(end) and len(word) > len(end) + 2), "")
    if last not in {"", "text"}:
        return last
    first = next(
        (object_ for object_, starts in cues.data()["beginnings"].items() if word.startswith(tuple(starts))), ""
    )
    if not first and last and word.endswith(tuple(cues.data()["generic"])) and not word.startswith("bildung"):
        first = next((object_ for noun, object_ in _ends() if object_ != "text" and word.startswith(noun)), "")
    return str(first) or last


def nouns(sentence: str) -> list[Noun]:
    """Return the nouns of a plain sentence in order; those in names of licences are left out."""
    for name in cues.data()["names"]:
        sentence = sentence.replace(name, "\x01" * len(name))
    return [
        Noun(object_, match.start(), match.end())
        for match in _WORD.finditer(sentence)
        if (object_ := object_of(match.group()) or object_of(match.group().rpartition("-")[2]))
    ]


def objects_in(sentence: str) -> frozenset[str]:
    """Return what a plain sentence speaks of, by its heads; empty if it names nothing that can be licensed."""
    named = nouns(sentence)
    if any(noun.object == "others" for noun in named):
        return frozenset({"others"})
    groups = _groups(sentence, named)
    heads = [group for group in groups if not _is_place(sentence, named, group[0])]
    return frozenset(noun.object for group in heads or groups[:1] for noun in group)


def subject_of(clause: str) -> frozenset[str]:
    """Return what a part of a plain sentence says something of: its first noun that does not only say where (`in Sprachmodelle`)."""
    named = nouns(clause)
    groups = _groups(clause, named)
    verb = _INVERTED.match(clause)
    if verb is not None:
        groups = [group for group in groups if group[0].start >= verb.end()] or groups
    for group in groups:
        if not _is_place(clause, named, group[0]) or _FOR.search(clause[: group[0].start]):
            return frozenset(noun.object for noun in group)
    return frozenset()


def _is_place(sentence: str, named: Sequence[Noun], noun: Noun) -> bool:
    """Return whether a noun only says where something stands: `im Text`, `in this repository`."""
    before = max((other.end for other in named if other.end <= noun.start), default=0)
    return _PLACE.search(sentence[before : noun.start]) is not None


def governing(sentence: str, start: int, end: int) -> frozenset[str]:
    """Return what the licence at these places of a plain sentence is of; empty if the sentence does not say."""
    named = nouns(sentence)
    if not named:
        return frozenset()
    clauses = _clauses(sentence)
    own = max(at for at, clause in enumerate(clauses) if clause[0] <= start or at == 0)
    bracket = re.match(r"[^(),;.]{0,24}\(([^()]*)\)", sentence[end:])
    aside = objects_in(bracket[1]) if bracket else frozenset()
    if aside and "text" not in aside:
        return aside
    first, last = clauses[own]
    left = [noun for noun in named if first <= noun.start < start]
    if left:
        return _with_list(sentence, clauses, own, _head(sentence, left), named)
    right = [noun for noun in named if end <= noun.start < max(last, end)]
    if right and not re.search(r"\b(?:des|der|of the|of|von)\s+$", sentence[end : right[0].start][-8:]):
        return _head(
            sentence, right[:1] + [noun for noun in right[1:] if _JOINED.fullmatch(sentence, right[0].end, noun.start)]
        )
    return _before(sentence, clauses, own, named)


def _head(sentence: str, within: Sequence[Noun]) -> frozenset[str]:
    """Return the objects of the group that governs: the first, or the one that a verb of publishing takes."""
    groups = _groups(sentence, within)
    heads = [
        group
        for group in groups
        if not _is_place(sentence, within, group[0]) or _FOR.search(sentence[: group[0].start])
    ] or groups
    chosen = heads[0]
    for group in heads[1:]:
        if _PUBLISHES.search(sentence, chosen[-1].end, group[0].start):
            chosen = group
    return frozenset(noun.object for noun in chosen)


def _groups(sentence: str, named: Sequence[Noun]) -> list[list[Noun]]:
    """Return the nouns in groups joined by `und`; a noun that belongs to the one before it (genitive, `of`) is left out."""
    groups: list[list[Noun]] = []
    for at, noun in enumerate(named):
        between = sentence[named[at - 1].end : noun.start] if at else ""
        if groups and _JOINED.fullmatch(between):
            groups[-1].append(noun)
        elif groups and between in {"'s ", " "}:
            groups[-1] = [noun]
        elif not (at and _BELONGS.match(between) and len(between.split()) <= 4 and not _PUBLISHES.search(between)):
            groups.append([noun])
    return groups


def _clauses(sentence: str) -> list[tuple[int, int]]:
    cuts = [0]
    cuts += [match.end() for match in _BREAK.finditer(sentence) if match.group() != ":"]
    return list(zip(cuts, [*cuts[1:], len(sentence)], strict=True))


def _with_list(
    sentence: str, clauses: Sequence[tuple[int, int]], own: int, objects: frozenset[str], named: Sequence[Noun]
) -> frozenset[str]:
    """Return the objects with those of the list before it: `Texte, Bilder und Karten stehen …`."""
    for at in range(own - 1, -1, -1):
        start, end = clauses[at]
        words = sentence[start:end].strip(" ,").split()
        listed = [noun.object for noun in named if start <= noun.start < end]
        if not listed or len(words) > 3 or sentence[end - 1] != ",":
            break
        objects |= set(listed)
    return objects


def _before(sentence: str, clauses: Sequence[tuple[int, int]], own: int, named: Sequence[Noun]) -> frozenset[str]:
    """Return the objects of the nearest clause before that has any, past relative clauses if the licence's own begins with its verb."""
    is_resumed = _VERB.match(sentence, clauses[own][0]) is not None
    for at in range(own - 1, -1, -1):
        start, end = clauses[at]
        if _ENDING.match(sentence[end - 1 : end]):
            break
        within = [noun for noun in named if start <= noun.start < end]
        if within and not (is_resumed and at and _RELATIVE.match(sentence, start)):
            return _with_list(sentence, clauses, at, _head(sentence, within), named)
    return frozenset()


def is_of_text(objects: Iterable[str]) -> bool:
    """Return whether something is said of the text, or of nothing in particular."""
    named = frozenset(objects)
    return not named or "text" in named
