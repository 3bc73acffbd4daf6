"""Measures of repetition within a text: lines, paragraphs, n-grams of words.

Differences from datatrove's reference code: an n-gram that occurs once is not a repetition, so that the top n-gram of a
text without repetition is 0 (there: the length of its first n-gram); lines and paragraphs of white space alone count
neither as duplicates nor in the total; n-grams are equal if all their words are (there `ab c` equals `a bc`).
"""

from __future__ import annotations

from typing import Final

from filters.derive import Derived, share, steady
from filters.filter import Measure
from filters.kernels.counts import Count

_GOPHER: Final = "Rae et al. 2021 (Gopher, arXiv 2112.11446), table A1"
_FINEWEB: Final = "Penedo et al. 2024 (FineWeb, arXiv 2406.17557), section 3.6"


def _top(size: int) -> Derived:
    measure = Measure(
        f"top_{size}gram_characters_ratio",
        "ratio",
        f"Anteil der Zeichen in der häufigsten Folge von {size} Wörtern, wenn sie mehrfach vorkommt",
        f"share of characters in the most frequent sequence of {size} words, if it occurs more than once",
        _GOPHER,
    )
    return Derived(measure, share(Count(Count.TOP_2GRAM + size - 2), of=Count.CHARACTERS))


def _duplicate(size: int) -> Derived:
    measure = Measure(
        f"duplicate_{size}gram_characters_ratio",
        "ratio",
        f"Anteil der Zeichen in Folgen von {size} Wörtern, die schon vorkamen",
        f"share of characters in sequences of {size} words that stood before",
        _GOPHER,
    )
    return Derived(measure, share(Count(Count.DUPLICATE_5GRAM + size - 5), of=Count.CHARACTERS))


MEASURES: Final = (
    Derived(
        Measure(
            "duplicate_lines_ratio",
            "ratio",
            "Anteil der Zeilen, die schon vorkamen",
            "share of lines that stood before",
            _GOPHER,
        ),
        share(Count.DUPLICATE_LINES, of=Count.FULL_LINES),
    ),
    Derived(
        Measure(
            "duplicate_lines_characters_ratio",
            "ratio",
            "Anteil der Zeichen in Zeilen, die schon vorkamen",
            "share of characters in lines that stood before",
            _GOPHER,
        ),
        share(Count.DUPLICATE_LINE_CHARACTERS, of=Count.CHARACTERS),
    ),
    Derived(
        Measure(
            "duplicate_paragraphs_ratio",
            "ratio",
            "Anteil der Absätze, die schon vorkamen",
            "share of paragraphs that stood before",
            _GOPHER,
        ),
        share(Count.DUPLICATE_PARAGRAPHS, of=Count.PARAGRAPHS),
    ),
    Derived(
        Measure(
            "duplicate_paragraphs_characters_ratio",
            "ratio",
            "Anteil der Zeichen in Absätzen, die schon vorkamen",
            "share of characters in paragraphs that stood before",
            _GOPHER,
        ),
        share(Count.DUPLICATE_PARAGRAPH_CHARACTERS, of=Count.CHARACTERS),
    ),
    Derived(
        Measure(
            "character_duplicates_ratio",
            "ratio",
            "Anteil der Zeichen in schon vorgekommenen Zeilen an allen außer Zeilenumbrüchen",
            "share of characters in lines that stood before, line feeds not counted",
            _FINEWEB,
        ),
        share(Count.DUPLICATE_LINE_CHARACTERS, of=Count.CHARACTERS, less=Count.NEWLINES),
    ),
    *(_top(size) for size in (2, 3, 4)),
    *(_duplicate(size) for size in range(5, 11)),
    Derived(
        Measure(
            "distinct_words_ratio",
            "ratio",
            "Anteil der verschiedenen Wörter an allen",
            "share of different words in all",
            "own (type-token ratio)",
        ),
        share(Count.DISTINCT_WORDS, of=Count.WORDS),
    ),
    Derived(
        Measure(
            "top_word_ratio",
            "ratio",
            "Anteil des häufigsten Wortes ab seinem zweiten Vorkommen, als wären zwanzig andere Wörter vorausgegangen",
            "share of the most frequent word from its second occurrence on, as if twenty others had gone before",
            "own; keyword spam",
        ),
        steady(Count.TOP_WORD, of=Count.WORDS, seen=-1, words=20),
    ),
)
