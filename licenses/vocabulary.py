"""The words and phrases of `vocabulary.yaml` and the names of the catalogue, compiled for longest match."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gemeingut.errors import GemeingutError
from gemeingut.yaml_text import load_yaml
from licenses.catalogue import catalogue, places
from licenses.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA_FILES: Final = ("licenses/vocabulary.yaml",)
HOLDER_WORDS: Final = frozenset({"copyright", "filecopyrighttext", "by", "von", "licensee"})
"""Words that may be followed by the name of an author or holder of rights."""
SINCE: Final = frozenset({"seit", "since"})
ASKING: Final = frozenset({"bitte", "please", "bei"})


class VocabularyError(GemeingutError, ValueError):
    """Two entries give the same words different meanings."""


_WORD_LISTS: Final = ("use_verbs", "published", "publishing", "holders", "parts", "dates", "requests", "citing")

_VERSION: Final = re.compile(r"(?<!\bVersion)(?<!\bversion) (?:v\.? ?)?(\d\.\d)$")
"""The version that ends a name; it may have a mark in front of it."""

Candidates = tuple[tuple[int, Mapping[tuple[str, ...], str]], ...]
"""Phrases with the same first word and their meanings, by number of words, the longest first."""


def fitting(candidates: Candidates, words: tuple[str, ...], at: int) -> tuple[int, str] | None:
    """Return length and meaning of the longest candidate at word `at`, or None."""
    for length, meanings in candidates:
        meaning = meanings.get(words[at : at + length])
        if meaning is not None:
            return length, meaning
    return None


@dataclass(frozen=True, slots=True)
class Phrases:
    """Word sequences with a meaning each, matched by the longest."""

    by_first: Mapping[str, Candidates]

    def longest(self, words: tuple[str, ...], at: int) -> tuple[int, str] | None:
        """Return length and meaning of the longest phrase at word `at`, or None."""
        return fitting(self.by_first.get(words[at], ()), words, at)


def phrases(pairs: Iterable[tuple[str, str]]) -> Phrases:
    """Return the phrases of pairs of text and meaning; raise VocabularyError for a text with two meanings."""
    meanings: dict[tuple[str, ...], str] = {}
    for text, meaning in pairs:
        words = tokenise(text).words
        if meanings.setdefault(words, meaning) != meaning:
            raise VocabularyError(f"{text!r} stands for both {meanings[words]!r} and {meaning!r}")
    by_first: dict[str, dict[int, dict[tuple[str, ...], str]]] = {}
    for words, meaning in meanings.items():
        by_first.setdefault(words[0], {}).setdefault(len(words), {})[words] = meaning
    return Phrases({first: tuple(sorted(by_length.items(), reverse=True)) for first, by_length in by_first.items()})


class Opening(NamedTuple):
    """What can begin with a word: phrases of each kind, a Creative Commons name; open places (`holder`, `credit`, …); the word alone."""

    deeds: Candidates = ()
    names: Candidates = ()
    asides: Candidates = ()
    unclear: Candidates = ()
    is_creative: bool = False
    slots: frozenset[str] = frozenset()
    alone: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that recognition knows about words; `vocabulary.yaml` explains the kinds.

    A word that begins nothing longer is `plain`: kind and value are found by a single look-up.  All others are `openings`.
    `no_names` are words that are never part of a holder's name.
    """

    openings: Mapping[str, Opening]
    plain: Mapping[str, tuple[str, str]]
    license_nouns: frozenset[str]
    particles: frozenset[str]
    no_names: frozenset[str]
    elements: Phrases
    compounds: Mapping[str, frozenset[str]]
    ports: Phrases
    international: frozenset[str]
    unported: Phrases
    creative_fillers: frozenset[str]
    institutions: tuple[str, ...]
    use_verbs: frozenset[str]
    published: frozenset[str]
    publishing: frozenset[str]
    holders: frozenset[str]
    parts: frozenset[str]
    dates: frozenset[str]
    requests: frozenset[str]
    citing: frozenset[str]
    creative_words: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of this package together with the catalogue's names and identifiers."""
    data: dict[str, Any] = load_yaml(files("licenses").joinpath("vocabulary.yaml").read_text(encoding="utf-8"))
    creative = data["creative_commons"]
    elements = phrases((text, element) for element, texts in creative["elements"].items() for text in texts)
    spelled = [*creative["ports"].items(), *places().items()]
    ports = phrases((text, port) for port, texts in spelled for text in texts)
    unported = phrases((text, "unported") for text in creative["unported"])
    alone = _alone(data)
    openings = _openings(data, {"cc", "creative", *creative["compounds"], *elements.by_first}, alone)
    return Vocabulary(
        openings=openings,
        plain=MappingProxyType({word: meaning for word, meaning in alone.items() if word not in openings}),
        license_nouns=frozenset(data["license_nouns"]),
        particles=frozenset(data["particles"]),
        no_names=frozenset(
            word.casefold()
            for word in (*_inverted(data["objects"]), *data["links"], *data["articles"], *data["fillers"])
        ),
        elements=elements,
        compounds={word: frozenset(elements) for word, elements in creative["compounds"].items()},
        ports=ports,
        international=frozenset(creative["international"]),
        unported=unported,
        creative_fillers=frozenset(creative["fillers"]),
        institutions=tuple(data["institutions"]),
        **{field: frozenset(str(word).casefold() for word in data[field]) for field in _WORD_LISTS},
        creative_words=frozenset(
            (
                *creative["compounds"],
                *elements.by_first,
                *ports.by_first,
                *unported.by_first,
                *creative["international"],
            )
        ),
    )


def _openings(data: Mapping[str, Any], creative: set[str], alone: Mapping[str, tuple[str, str]]) -> dict[str, Opening]:
    """Return what can begin with each word that is not plain."""
    names = phrases(_names()).by_first
    asides = phrases(
        [*((text, "other") for text in data["phrases"]), *((text, "link") for text in data["link_phrases"])]
    ).by_first
    unclear = phrases((text, "unclear") for text in data["unclear"]).by_first
    deeds = phrases((text, duty) for duty, texts in data["deeds"].items() for text in texts).by_first
    slots = {
        "holder": HOLDER_WORDS,
        "credit": frozenset(data["credits"]),
        "modal": frozenset(data["modals"]),
        "since": SINCE,
        "duty": ASKING,
    }
    return {
        word: Opening(
            deeds=deeds.get(word, ()),
            names=names.get(word, ()),
            asides=asides.get(word, ()),
            unclear=unclear.get(word, ()),
            is_creative=word in creative,
            slots=frozenset(slot for slot, words in slots.items() if word in words),
            alone=alone.get(word),
        )
        for word in {*names, *asides, *unclear, *deeds, *creative, *set().union(*slots.values())}
    }


def _names() -> Iterable[tuple[str, str]]:
    """Yield names and identifiers; the Creative Commons family is recognised by its parts instead."""
    for license_ in catalogue().licenses.values():
        if "creative_commons" in license_.classes:
            continue
        for name in (license_.id, *license_.aliases, *license_.names):
            yield name, license_.id
            for marked in ("v", "Version "):
                varied = _VERSION.sub(rf" {marked}\1", name)
                if varied != name:
                    yield varied, license_.id


def _alone(data: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return kind and value of single words; objects take precedence over links."""
    alone: dict[str, tuple[str, str]] = {word.casefold(): ("other", word) for word in data["fillers"]}
    for field, kind in (("links", "link"), ("articles", "article"), ("purpose", "purpose")):
        alone.update((word.casefold(), (kind, word)) for word in data[field])
    for field, kind in (("connectors", "connector"), ("objects", "object")):
        alone.update((word, (kind, value)) for word, value in _inverted(data[field]).items())
    return alone


def _inverted(table: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    inverted: dict[str, str] = {}
    for meaning, words in table.items():
        for word in map(str.casefold, words):
            if inverted.setdefault(word, meaning) != meaning:
                raise VocabularyError(f"vocabulary.yaml: {word!r} stands for {inverted[word]!r} and {meaning!r}")
    return MappingProxyType(inverted)
