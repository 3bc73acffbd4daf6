"""The counts of the compiled passes: one integer per document and name, from which the measures are computed."""

from __future__ import annotations

from enum import IntEnum, auto
from typing import Final

STEPS_PER_BIT: Final = 16
"""Costs of letters and words are counted in sixteenths of a bit."""


class Count(IntEnum):
    """The columns of the matrix of counts, in order.  Characters are code points."""

    CHARACTERS = 0
    LETTERS = auto()
    UPPER_LETTERS = auto()
    NUMBERS = auto()
    SPACES = auto()
    SYMBOLS = auto()  # punctuation and symbols
    HASHES = auto()  # the sign #
    ELLIPSES = auto()  # … and three full stops
    BRACES = auto()  # curly, opening
    LINK_CHARACTERS = auto()
    LINKS = auto()
    EMAIL_CHARACTERS = auto()
    NEWLINES = auto()
    LINES = auto()  # as str.splitlines, on line feeds alone
    FULL_LINES = auto()  # lines with more than white space
    FULL_LINE_CHARACTERS = auto()
    PUNCTUATED_LINES = auto()
    SHORT_LINES = auto()
    BULLET_LINES = auto()
    BARE_BULLET_LINES = auto()  # of them those that do not end as a sentence does
    ELLIPSIS_LINES = auto()
    LIST_LINES = auto()
    TABLE_LINES = auto()
    CODE_LINES = auto()
    LONGEST_LINE = auto()
    THIRD_LINE = auto()
    DUPLICATE_LINES = auto()
    DUPLICATE_LINE_CHARACTERS = auto()
    PARAGRAPHS = auto()
    DUPLICATE_PARAGRAPHS = auto()
    DUPLICATE_PARAGRAPH_CHARACTERS = auto()
    WORDS = auto()  # words and numerals
    ALPHABETIC_WORDS = auto()
    WORD_CHARACTERS = auto()
    LONGEST_WORD = auto()
    STOP_WORDS = auto()
    DISTINCT_STOP_WORDS = auto()
    BOILERPLATE_WORDS = auto()
    BLOCKED_WORDS = auto()
    SENTENCE_ENDS = auto()  # words and numerals before a full stop, question or exclamation mark that ends a sentence
    BARE_WORDS = auto()  # in lines that hold no end of a sentence and hardly a function word, or end in a number
    DISTINCT_WORDS = auto()
    TOP_WORD = auto()
    SINGLE_LETTERS = auto()
    MIXED_WORDS = auto()
    VOWELLESS_WORDS = auto()
    GARBLED_CASE_WORDS = auto()
    STRAY_SYMBOLS = auto()
    UNKNOWN_WORDS = auto()  # words with letters that are not in the word table
    WORD_BITS = auto()  # cost of the words under the word table, in sixteenths of a bit
    CONFUSED_WORDS = auto()  # unknown, but known with one letter replaced as Fraktur is misread
    MERGED_WORDS = auto()  # unknown, and two function words run together
    SPLIT_WORDS = auto()  # two words of which one is unknown, but known when joined
    BROKEN_WORDS = auto()  # separated by a hyphen and white space, unless it is the first part of a list of compounds
    TRIGRAMS = auto()
    TRIGRAM_BITS = auto()  # in sixteenths of a bit
    RARE_TRIGRAMS = auto()
    TOP_2GRAM = auto()
    TOP_3GRAM = auto()
    TOP_4GRAM = auto()
    DUPLICATE_5GRAM = auto()
    DUPLICATE_6GRAM = auto()
    DUPLICATE_7GRAM = auto()
    DUPLICATE_8GRAM = auto()
    DUPLICATE_9GRAM = auto()
    DUPLICATE_10GRAM = auto()
