"""Measures of vocabulary: function words, words of clean German, page furniture, words of a blocklist."""

from __future__ import annotations

from typing import Final

import numpy as np

from filters.derive import Counts, Derived, Values, number, share, steady
from filters.filter import Measure
from filters.kernels.counts import STEPS_PER_BIT, Count

_GOPHER: Final = "Rae et al. 2021 (Gopher, arXiv 2112.11446), section A1.1; German words, case does not count"

CALM_LETTERS: Final = 50
CLEAN_BITS: Final = 2.2
"""Smoothing: a text is judged as if preceded by so many letters of plain German, so that one name or term is not noise."""


def _word_bits(counts: Counts) -> Values:
    letters = counts[:, Count.TRIGRAMS]
    bits = (counts[:, Count.WORD_BITS] / STEPS_PER_BIT + CALM_LETTERS * CLEAN_BITS) / (letters + CALM_LETTERS)
    return np.where(letters > 0, bits, np.nan).astype(np.float32)


MEASURES: Final = (
    Derived(
        Measure("stop_words", "count", "Funktionswörter", "function words", "own"),
        number(Count.STOP_WORDS),
    ),
    Derived(
        Measure(
            "stop_words_ratio",
            "ratio",
            "Anteil der Funktionswörter an den Wörtern",
            "share of function words in words",
            "own",
        ),
        share(Count.STOP_WORDS, of=Count.WORDS),
    ),
    Derived(
        Measure(
            "steady_stop_words_ratio",
            "ratio",
            "Anteil der Funktionswörter, als wären zehn Wörter mit drei davon vorausgegangen",
            "share of function words, as if ten words with three of them had gone before",
            "own; a short text is not judged by chance",
        ),
        steady(Count.STOP_WORDS, of=Count.WORDS, seen=3, words=10),
    ),
    Derived(
        Measure(
            "bare_words_ratio",
            "ratio",
            "Anteil der Wörter in Zeilen, die kein Satz sind oder mit einer Zahl enden, als wären zwanzig andere vorausgegangen",
            "share of words in lines that are no sentence or end in a number, as if twenty others had gone before",
            "own; tables of contents, indexes, lists of names or links",
        ),
        steady(Count.BARE_WORDS, of=Count.WORDS, seen=0, words=20),
    ),
    Derived(
        Measure("distinct_stop_words", "count", "verschiedene Funktionswörter", "different function words", _GOPHER),
        number(Count.DISTINCT_STOP_WORDS),
    ),
    Derived(
        Measure(
            "unknown_words_ratio",
            "ratio",
            "Anteil der Wörter, die nicht in der Worttabelle stehen",
            "share of words that the word table does not hold",
            "own word table; the 20,000 most frequent words of laws, plays and print, compounds and names are unknown",
        ),
        share(Count.UNKNOWN_WORDS, of=Count.ALPHABETIC_WORDS),
    ),
    Derived(
        Measure(
            "word_bits",
            "bits",
            "Bits je Buchstabe unter der Worttabelle; was sie nicht kennt, wird nach dem Buchstabenmodell buchstabiert",
            "bits per letter under the word table; what it does not hold is spelled out under the letter model",
            "own; unigram log-probability as in Dolma (Soldaini et al. 2024), here with an open vocabulary",
        ),
        _word_bits,
    ),
    Derived(
        Measure(
            "boilerplate_words_ratio",
            "ratio",
            "Anteil der Wörter von Bedienhinweisen (Anmelden, Warenkorb, Cookies)",
            "share of words of page furniture (log in, basket, cookies)",
            "own; after the policy phrases of C4's reference code",
        ),
        share(Count.BOILERPLATE_WORDS, of=Count.WORDS),
    ),
    Derived(
        Measure(
            "blocked_words_ratio",
            "ratio",
            "Anteil der Wörter einer zugeschalteten Sperrliste",
            "share of words of a blocklist that was switched on",
            "after C4's list of bad words; empty unless a recipe names a list",
        ),
        share(Count.BLOCKED_WORDS, of=Count.WORDS),
    ),
)
