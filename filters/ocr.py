"""Measures of recognition errors: how much a text looks like misread print.

llmdata's OCR tagger counts § „ “ » « and – as errors; here only what no orthography has counts: words split into single
letters, digits or capitals between lower-case letters, words without a vowel, signs between two letters, letter sequences
that clean German of four centuries hardly knows (the committed letter model), and words that the committed
word table would know if one letter were read as Fraktur means it, or if two words were joined or
one split.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from filters.derive import Counts, Derived, Values, share
from filters.filter import Measure
from filters.kernels.counts import STEPS_PER_BIT, Count

_FAULTS: Final = (
    Count.SINGLE_LETTERS,
    Count.MIXED_WORDS,
    Count.VOWELLESS_WORDS,
    Count.GARBLED_CASE_WORDS,
    Count.STRAY_SYMBOLS,
    Count.CONFUSED_WORDS,
    Count.MERGED_WORDS,
    Count.SPLIT_WORDS,
    Count.BROKEN_WORDS,
)


def _score(counts: Counts) -> Values:
    faults = counts[:, list(_FAULTS)].sum(axis=1)
    garbage = np.minimum(1, faults / (counts[:, Count.ALPHABETIC_WORDS] + CALM_WORDS))
    rare = np.minimum(1, RARE_WEIGHT * counts[:, Count.RARE_TRIGRAMS] / (counts[:, Count.TRIGRAMS] + CALM_LETTERS))
    score = (1 - garbage) * (1 - rare)
    return np.where(counts[:, Count.ALPHABETIC_WORDS] > 0, score, np.nan).astype(np.float32)


def _bits(counts: Counts) -> Values:
    trigrams = counts[:, Count.TRIGRAMS]
    bits = (counts[:, Count.TRIGRAM_BITS] / STEPS_PER_BIT + CALM_LETTERS * CLEAN_BITS) / (trigrams + CALM_LETTERS)
    return np.where(trigrams > 0, bits, np.nan).astype(np.float32)


CALM_WORDS: Final = 5
CALM_LETTERS: Final = 50
CLEAN_BITS: Final = 3.0
"""Smoothing: every text is judged as if it were preceded by so many faultless words and letters, so that one name in a diary
entry of four words, or one command in a sentence, does not count as a misread page."""

RARE_WEIGHT: Final = 4.0
"""With one rare letter sequence in four the score is 0: words of misread print have about one each."""


def _fault(name: str, german: str, english: str, count: Count) -> Derived:
    return Derived(Measure(name, "ratio", german, english, "own word table"), share(count, of=Count.ALPHABETIC_WORDS))


MEASURES: Final = (
    Derived(
        Measure(
            "garbage_words_ratio",
            "ratio",
            "Anteil der Wörter mit Spuren von Lesefehlern",
            "share of words with traces of misreading",
            "own; after Taghva et al. 2001 (garbage strings)",
        ),
        share(*_FAULTS, of=Count.ALPHABETIC_WORDS),
    ),
    _fault(
        "confused_words_ratio",
        "Anteil unbekannter Wörter, die mit einem in der Fraktur verwechselten Buchstaben (ſ/f, n/u, c/e, b/h, …) bekannt wären",
        "share of unknown words that would be known with one letter as Fraktur is misread (long s/f, n/u, c/e, b/h, ...)",
        Count.CONFUSED_WORDS,
    ),
    _fault(
        "merged_words_ratio",
        "Anteil unbekannter Wörter, die zwei zusammengeschriebene Funktionswörter sind",
        "share of unknown words that are two function words run together",
        Count.MERGED_WORDS,
    ),
    _fault(
        "split_words_ratio",
        "Anteil der Wörter, die mit dem vorangehenden zusammen ein bekanntes Wort sind, allein nicht",
        "share of words that are a known word together with the one before, and not by themselves",
        Count.SPLIT_WORDS,
    ),
    _fault(
        "broken_words_ratio",
        "Anteil der Wörter, die ein Trennstrich und Leerraum vom vorangehenden trennen (außer `Ein- und Ausfuhr`)",
        "share of words that a hyphen and white space part from the one before (but `Ein- und Ausfuhr`)",
        Count.BROKEN_WORDS,
    ),
    Derived(
        Measure(
            "rare_trigrams_ratio",
            "ratio",
            "Anteil der im Deutschen seltenen Buchstabenfolgen",
            "share of letter sequences that are rare in German",
            "own letter model",
        ),
        share(Count.RARE_TRIGRAMS, of=Count.TRIGRAMS),
    ),
    Derived(
        Measure(
            "letter_bits",
            "bits",
            "Bits je Buchstabe unter dem Buchstabenmodell",
            "bits per letter under the letter model",
            "own letter model; as perplexity in CCNet (Wenzek et al. 2020)",
        ),
        _bits,
    ),
    Derived(
        Measure(
            "ocr_score",
            "score",
            "Güte der Texterkennung, 1 ist fehlerfrei",
            "quality of text recognition, 1 is free of faults",
            "own",
        ),
        _score,
    ),
)
