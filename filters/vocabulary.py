"""Which known words a text has: function words, phrases of page furniture, words of a blocklist."""

from __future__ import annotations

from typing import Final

from filters.derive import Derived, number, share, steady
from filters.filter import Measure
from filters.kernels.counts import Count

_GOPHER: Final = "Rae et al. 2021 (Gopher, arXiv 2112.11446), section A1.1; German words, case does not count"

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
        Measure("distinct_stop_words", "count", "verschiedene Funktionswörter", "different function words", _GOPHER),
        number(Count.DISTINCT_STOP_WORDS),
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
