"""How much a text looks like misread print.

llmdata's OCR tagger counts § „ “ » « and – as errors; here only what no spelling has: a letter alone that is no
abbreviation, digits or capitals between small letters, words without a vowel, signs between two letters, and letter
sequences that clean German of four centuries hardly knows (the committed letter model, see `letters`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from filters.derive import Counts, Derived, Values, share
from filters.filter import Measure
from filters.kernels.counts import Count

_FAULTS: Final = (
    Count.SINGLE_LETTERS,
    Count.MIXED_WORDS,
    Count.VOWELLESS_WORDS,
    Count.GARBLED_CASE_WORDS,
    Count.STRAY_SYMBOLS,
)


def _score(counts: Counts) -> Values:
    faults = counts[:, list(_FAULTS)].sum(axis=1)
    words = np.maximum(counts[:, Count.ALPHABETIC_WORDS], 1)
    trigrams = np.maximum(counts[:, Count.TRIGRAMS], 1)
    garbage = np.minimum(1, faults / words)
    rare = np.minimum(1, RARE_WEIGHT * counts[:, Count.RARE_TRIGRAMS] / trigrams)
    score = (1 - garbage) * (1 - rare)
    return np.where(counts[:, Count.ALPHABETIC_WORDS] > 0, score, np.nan).astype(np.float32)


def _bits(counts: Counts) -> Values:
    trigrams = np.where(counts[:, Count.TRIGRAMS] > 0, counts[:, Count.TRIGRAMS], np.nan)
    return (counts[:, Count.TRIGRAM_BITS] / trigrams / 16).astype(np.float32)


RARE_WEIGHT: Final = 4.0
"""One letter sequence in four that is rare makes a score of 0: words of misread print have about one each."""

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
