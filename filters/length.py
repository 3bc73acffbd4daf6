"""Measures of length: of a text and its words."""

from __future__ import annotations

from typing import Final

from filters.derive import Derived, larger, number, share
from filters.filter import Measure
from filters.kernels.counts import Count

_GOPHER: Final = "Rae et al. 2021 (Gopher, arXiv 2112.11446), section A1.1"

MEASURES: Final = (
    Derived(
        Measure("characters", "characters", "Zeichen (Unicode-Codepunkte)", "characters (code points)", "own"),
        number(Count.CHARACTERS),
    ),
    Derived(
        Measure("words", "words", "Wörter und Zahlen", "words and numerals", _GOPHER + "; own tokeniser"),
        number(Count.WORDS),
    ),
    Derived(
        Measure(
            "mean_word_characters",
            "characters",
            "mittlere Länge der Wörter und Zahlen in Zeichen",
            "mean length of words and numerals in characters",
            _GOPHER,
        ),
        share(Count.WORD_CHARACTERS, of=Count.WORDS),
    ),
    Derived(
        Measure(
            "longest_word_characters",
            "characters",
            "Länge des längsten Wortes in Zeichen",
            "length of the longest word in characters",
            "Raffel et al. 2020 (C4), reference code: words over 1000 characters",
        ),
        number(Count.LONGEST_WORD),
    ),
    Derived(
        Measure(
            "alphabetic_words_ratio",
            "ratio",
            "Anteil der Wörter mit mindestens einem Buchstaben",
            "share of words that hold a letter",
            _GOPHER + "; of words and numerals: punctuation marks are no words here",
        ),
        share(Count.ALPHABETIC_WORDS, of=Count.WORDS),
    ),
    Derived(
        Measure(
            "sentence_ends", "count", "Satzenden", "ends of sentences", "own; a full stop of an abbreviation is none"
        ),
        number(Count.SENTENCE_ENDS),
    ),
    Derived(
        Measure(
            "symbol_words_ratio",
            "ratio",
            "Rautezeichen oder Auslassungspunkte je Wort, das größere von beiden",
            "hash signs or ellipses per word, the larger of the two",
            _GOPHER,
        ),
        larger(Count.HASHES, Count.ELLIPSES, of=Count.WORDS),
    ),
)
