"""The words and phrases of `vocabulary.yaml` and the names of the catalogue, compiled for longest match."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import yaml

from licenses.catalogue import catalogue
from licenses.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


HOLDER_WORDS: Final = frozenset({"copyright", "by", "von"})
"""Words after which the name of an author or holder of rights may stand."""


class VocabularyError(ValueError):
    """Two entries claim the same words for different things."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Word sequences with a meaning each; the longest that fits at a place is found."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

    def longest(self, words: tuple[str, ...], at: int) -> tuple[int, str] | None:
        """Return length and meaning of the longest phrase that starts at a place, or None."""
        candidates = self.by_first.get(words[at])
        if candidates is None:
            return None
        for phrase, meaning in candidates:
            if words[at : at + len(phrase)] == phrase:
                return len(phrase), meaning
        return None


def phrases(pairs: Iterable[tuple[str, str]]) -> Phrases:
    """Return the phrases of pairs of text and meaning; refuse one text with two meanings."""
    meanings: dict[tuple[str, ...], str] = {}
    for text, meaning in pairs:
        words = tokenise(text).words
        if meanings.setdefault(words, meaning) != meaning:
            raise VocabularyError(f"{text!r} stands for both {meanings[words]!r} and {meaning!r}")
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, meaning in meanings.items():
        by_first.setdefault(words[0], []).append((words, meaning))
    ordered = {
        first: tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[0]))) for first, found in by_first.items()
    }
    return Phrases(ordered)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything recognition knows about words; the meaning of each field is told in `vocabulary.yaml`."""

    names: Phrases
    asides: Phrases
    unclear: Phrases
    deeds: Phrases
    articles: frozenset[str]
    links: frozenset[str]
    license_nouns: frozenset[str]
    fillers: frozenset[str]
    purpose: frozenset[str]
    particles: frozenset[str]
    connectors: Mapping[str, str]
    objects: Mapping[str, str]
    elements: Phrases
    compounds: Mapping[str, frozenset[str]]
    ports: Phrases
    international: frozenset[str]
    unported: Phrases
    creative_fillers: frozenset[str]
    plain: Mapping[str, tuple[str, str]]


@cache
def vocabulary() -> Vocabulary:
    """Return the packaged vocabulary together with the catalogue's names and identifiers."""
    data: dict[str, Any] = yaml.safe_load(files("licenses").joinpath("vocabulary.yaml").read_text(encoding="utf-8"))
    creative = data["creative_commons"]
    names = phrases(_names())
    asides = phrases(
        [*((text, "other") for text in data["phrases"]), *((text, "link") for text in data["link_phrases"])]
    )
    unclear = phrases((text, "unclear") for text in data["unclear"])
    deeds = phrases((text, duty) for duty, texts in data["deeds"].items() for text in texts)
    elements = phrases((text, element) for element, texts in creative["elements"].items() for text in texts)
    starters = {*names.by_first, *asides.by_first, *unclear.by_first, *deeds.by_first, *elements.by_first}
    return Vocabulary(
        names=names,
        asides=asides,
        unclear=unclear,
        deeds=deeds,
        articles=frozenset(data["articles"]),
        links=frozenset(data["links"]),
        license_nouns=frozenset(data["license_nouns"]),
        fillers=frozenset(data["fillers"]),
        purpose=frozenset(data["purpose"]),
        particles=frozenset(data["particles"]),
        connectors=_inverted(data["connectors"]),
        objects=_inverted(data["objects"]),
        elements=elements,
        compounds={word: frozenset(elements) for word, elements in creative["compounds"].items()},
        ports=phrases((text, port) for port, texts in creative["ports"].items() for text in texts),
        international=frozenset(creative["international"]),
        unported=phrases((text, "unported") for text in creative["unported"]),
        creative_fillers=frozenset(creative["fillers"]),
        plain=_plain(data, starters | set(creative["compounds"]) | {"cc", "creative", *HOLDER_WORDS}),
    )


def _names() -> Iterable[tuple[str, str]]:
    """Yield names and identifiers; the Creative Commons family is recognised by its parts instead."""
    for license_ in catalogue().licenses.values():
        if "creative_commons" in license_.classes:
            continue
        for name in (license_.id, *license_.aliases, *license_.names):
            yield name, license_.id


def _plain(data: Mapping[str, Any], starters: set[str]) -> Mapping[str, tuple[str, str]]:
    """Return kind and value of the words that start nothing longer, so that most words need one look-up."""
    plain: dict[str, tuple[str, str]] = {word: ("other", word) for word in data["fillers"]}
    for field, kind in (("links", "link"), ("articles", "article"), ("purpose", "purpose")):
        plain.update((word, (kind, word)) for word in data[field])
    for field, kind in (("connectors", "connector"), ("objects", "object")):
        plain.update((word, (kind, value)) for word, value in _inverted(data[field]).items())
    return MappingProxyType({word: meaning for word, meaning in plain.items() if word not in starters})


def _inverted(table: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    inverted: dict[str, str] = {}
    for meaning, words in table.items():
        for word in words:
            if inverted.setdefault(word, meaning) != meaning:
                raise VocabularyError(f"vocabulary.yaml: {word!r} stands for {inverted[word]!r} and {meaning!r}")
    return MappingProxyType(inverted)
