"""Measures of form: which characters and lines a text consists of."""

from __future__ import annotations

from typing import Final

from filters.derive import Counts, Derived, Values, number, ratio, share
from filters.filter import Measure
from filters.kernels.counts import Count

_GOPHER: Final = "Rae et al. 2021 (Gopher, arXiv 2112.11446), section A1.1"
_FINEWEB: Final = "Penedo et al. 2024 (FineWeb, arXiv 2406.17557), section 3.6"
_C4: Final = "Raffel et al. 2020 (C4, JMLR 21:140), section 2.2"
_MC4: Final = "Xue et al. 2021 (mC4, arXiv 2010.11934), section 3.1"


def _symbols(counts: Counts) -> Values:
    visible = counts[:, Count.CHARACTERS] - counts[:, Count.SPACES]
    return ratio(counts[:, Count.SYMBOLS], visible)


def _digits(counts: Counts) -> Values:
    visible = counts[:, Count.CHARACTERS] - counts[:, Count.SPACES]
    return ratio(counts[:, Count.NUMBERS], visible)


MEASURES: Final = (
    Derived(
        Measure(
            "digit_ratio",
            "ratio",
            "Anteil der Ziffern an den Zeichen außer Leerraum",
            "share of digits in characters but white space",
            "own",
        ),
        _digits,
    ),
    Derived(
        Measure(
            "upper_ratio", "ratio", "Anteil der Großbuchstaben an den Buchstaben", "share of capitals in letters", "own"
        ),
        share(Count.UPPER_LETTERS, of=Count.LETTERS),
    ),
    Derived(
        Measure(
            "symbol_ratio",
            "ratio",
            "Anteil der Satz- und Sonderzeichen an den Zeichen außer Leerraum",
            "share of punctuation and symbols in characters but white space",
            "own",
        ),
        _symbols,
    ),
    Derived(
        Measure(
            "brace_words_ratio",
            "ratio",
            "öffnende geschweifte Klammern je Wort",
            "opening curly brackets per word",
            _C4 + ", there: any",
        ),
        share(Count.BRACES, of=Count.WORDS),
    ),
    Derived(
        Measure(
            "link_ratio",
            "ratio",
            "Anteil der Zeichen, die zu Internetadressen gehören",
            "share of characters that belong to web addresses",
            "own",
        ),
        share(Count.LINK_CHARACTERS, of=Count.CHARACTERS),
    ),
    Derived(
        Measure(
            "email_ratio",
            "ratio",
            "Anteil der Zeichen, die zu E-Mail-Adressen gehören",
            "share of characters that belong to e-mail addresses",
            "own",
        ),
        share(Count.EMAIL_CHARACTERS, of=Count.CHARACTERS),
    ),
    Derived(
        Measure("lines", "count", "Zeilen, die mehr als Leerraum enthalten", "lines with more than white space", "own"),
        number(Count.FULL_LINES),
    ),
    Derived(
        Measure(
            "bullet_lines_ratio",
            "ratio",
            "Anteil der Zeilen, die mit • oder - beginnen",
            "share of lines that begin with • or -",
            _GOPHER,
        ),
        share(Count.BULLET_LINES, of=Count.LINES),
    ),
    Derived(
        Measure(
            "bare_bullet_lines_ratio",
            "ratio",
            "Anteil der Zeilen, die mit • oder - beginnen und nicht wie ein Satz enden",
            "share of lines that begin with • or - and do not end as a sentence does",
            _GOPHER + ", there: all that begin so; a list of sentences is prose here",
        ),
        share(Count.BARE_BULLET_LINES, of=Count.FULL_LINES),
    ),
    Derived(
        Measure(
            "ellipsis_lines_ratio",
            "ratio",
            "Anteil der Zeilen, die mit Auslassungspunkten enden",
            "share of lines that end in an ellipsis",
            _GOPHER,
        ),
        share(Count.ELLIPSIS_LINES, of=Count.LINES),
    ),
    Derived(
        Measure(
            "list_lines_ratio",
            "ratio",
            "Anteil der Zeilen, die als Listenpunkt beginnen",
            "share of lines that begin as an item of a list",
            "own",
        ),
        share(Count.LIST_LINES, of=Count.FULL_LINES),
    ),
    Derived(
        Measure(
            "table_lines_ratio",
            "ratio",
            "Anteil der Zeilen, die Tabellenzeilen oder Zahlenreihen sind",
            "share of lines that are rows of a table or of numbers",
            "own",
        ),
        share(Count.TABLE_LINES, of=Count.FULL_LINES),
    ),
    Derived(
        Measure(
            "code_lines_ratio",
            "ratio",
            "Anteil der Zeilen, die wie Programmtext aussehen",
            "share of lines that look like program code",
            "own; C4 removes any page with a curly bracket",
        ),
        share(Count.CODE_LINES, of=Count.FULL_LINES),
    ),
    Derived(
        Measure(
            "line_punctuation_ratio",
            "ratio",
            "Anteil der Zeilen, die wie ein Satz enden",
            "share of lines that end as a sentence does",
            _FINEWEB + "; seen through closing quotation marks, brackets and white space",
        ),
        share(Count.PUNCTUATED_LINES, of=Count.FULL_LINES),
    ),
    Derived(
        Measure(
            "short_lines_ratio",
            "ratio",
            "Anteil der Zeilen bis 30 Zeichen",
            "share of lines of up to 30 characters",
            _FINEWEB,
        ),
        share(Count.SHORT_LINES, of=Count.FULL_LINES),
    ),
    Derived(
        Measure("newline_ratio", "ratio", "Zeilenumbrüche je Wort", "line feeds per word", _FINEWEB),
        share(Count.NEWLINES, of=Count.WORDS),
    ),
    Derived(
        Measure(
            "longest_line_characters",
            "characters",
            "Länge der längsten Zeile in Zeichen",
            "length of the longest line in characters",
            "own",
        ),
        number(Count.LONGEST_LINE),
    ),
    Derived(
        Measure(
            "third_line_characters",
            "characters",
            "Länge der drittlängsten Zeile in Zeichen; 0 bei weniger als drei",
            "length of the third longest line in characters; 0 if there are fewer",
            _MC4 + ": at least three lines of 200 characters",
        ),
        number(Count.THIRD_LINE),
    ),
)
