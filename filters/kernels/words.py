"""Words of a text: how long, how common, and how many look like misrecognised print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels import table as tab
from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.costs import ONE_RARE, judge
from filters.kernels.counts import Count
from filters.kernels.lexicon import (
    ABBREVIATION,
    BLOCKED,
    BOILERPLATE,
    CONFUSED,
    COST,
    KNOWN,
    MERGED,
    STOP,
)
from filters.kernels.spelling import is_broken, is_split
from filters.kernels.tokens import INNER_CAPITAL, MIXED, VOWEL, WORD

if TYPE_CHECKING:
    import numpy.typing as npt

    from filters.kernels.costs import Costs
    from filters.kernels.lexicon import Lexicon
    from filters.kernels.tokens import Tokens

ABBREVIATED: Final = 3  # characters: a word of up to so many before a full stop may be an abbreviation
ENTRY: Final = 30  # words of a line that may be an entry of an index
BARE: Final = 6  # a line with fewer function words than one in so many is no part of a sentence
ELLIPSIS: Final = 3  # full stops in a row; more are leaders of a table of contents
UNKNOWN_BITS: Final = 5 * 16  # a word that must be spelled out letter by letter costs 5 bits more: one in 32


@lean
def digits_within(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether there are digits between lower-case letters (`Wa1d`), as in misread print; not `B2B`, `CO2` or `5G-Netz`."""
    small_before = False
    digit = False
    for byte in data[start:end]:
        if 0x30 <= byte <= 0x39:
            digit = small_before
        else:
            small = 0x61 <= byte <= 0x7A
            if digit and small:
                return True
            digit = False
            small_before = small
    return False


@lean
def capital_within(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether there is a capital between lower-case letters (`haUs`), as in misread print; not `GmbH` or `E-Mail`."""
    small_before = False
    capital = False
    for byte in data[start:end]:
        small = 0x61 <= byte <= 0x7A
        if capital and small:
            return True
        capital = small_before and 0x41 <= byte <= 0x5A
        small_before = small
    return False


@lean
def _note_faults(
    data: npt.NDArray[np.uint8], start: int, end: int, kind: int, known: int, row: npt.NDArray[np.int64]
) -> None:
    if kind & MIXED != 0 and digits_within(data, start, end):
        row[Count.MIXED_WORDS] += 1
    if kind & INNER_CAPITAL != 0 and capital_within(data, start, end):
        row[Count.GARBLED_CASE_WORDS] += 1
    if kind & (VOWEL | MIXED | INNER_CAPITAL) == 0 or end - start == 1:
        abbreviated = known & ABBREVIATION != 0 or (end < len(data) and data[end] in (0x2E, 0x29))
        row[Count.VOWELLESS_WORDS] += end - start >= 3 and not abbreviated


@lean
def is_stray(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether the gap between two words is a single sign that no orthography puts there, such as ^ or | or =."""
    if end - start > 3 or data[start] == 0x20:
        return False
    point, width = uni.decode(data, start, end)
    if width != end - start:
        return False
    if point < 0x80:
        return point in (0x5E, 0x7E, 0x2A, 0x7C, 0x5C, 0x3C, 0x3E, 0x3D, 0x21, 0x3F, 0x3B, 0x7D, 0x7B, 0x22, 0x2C)
    return uni.class_of(point) & uni.PUNCTUATION != 0 and point not in (0xB7, 0x2013, 0x2014, 0x2019, 0x2044, 0x2212)


@lean
def follows_letter(data: npt.NDArray[np.uint8], tokens: Tokens, place: int) -> bool:
    """Return whether the word before is a single letter, one space away: spaced-out words (`a l t e n`), no abbreviation."""
    end = tokens.ends[place - 1]
    return bool(tokens.starts[place] == end + 1 and data[end] == 0x20 and end - tokens.starts[place - 1] == 1)


@lean
def _closed(data: npt.NDArray[np.uint8], end: int) -> int:
    """Return where the quotation marks and brackets end that close at `end`."""
    while end < len(data):
        byte = data[end]
        if byte in (0x22, 0x27, 0x29, 0x5D):
            end += 1
        elif byte == 0xC2 and end + 1 < len(data) and data[end + 1] in (0xAB, 0xBB):
            end += 2
        elif byte == 0xE2 and end + 2 < len(data) and data[end + 1] == 0x80 and 0x98 <= data[end + 2] <= 0xBA:
            end += 3
        else:
            break
    return end


@lean
def ends_sentence(data: npt.NDArray[np.uint8], start: int, end: int, length: int, kind: int, known: int) -> bool:
    """Return whether the word data[start:end] is the last of a sentence: a full stop, question or exclamation mark follows.

    A colon at the end of a line ends one after a word in small letters (`verordnet:`, but not `Kontakt:`).  Brackets and
    quotation marks may close before the sign, and a blank may stand there, as in tokenised corpora.  The full stop of an
    abbreviation, an ordinal, an address (`example.org`) or of dotted leaders (`Vorrede ..... 5`) ends no sentence; a word of up
    to three letters only does if it is a function word, or of three small letters with a vowel.
    """
    closed = _closed(data, end)
    place = closed + 1 if closed + 1 < len(data) and data[closed] == 0x20 else closed
    if place >= len(data) or data[place] not in (0x21, 0x2E, 0x3F):
        ends_line = place + 1 < len(data) and data[place] == 0x3A and data[place + 1] == 0x0A
        return ends_line and 0x61 <= data[start] <= 0x7A
    after = place + 1
    while after < len(data) and data[after] == 0x2E:
        after += 1
    is_address = after < len(data) and _goes_on(data[after])
    if after - place > ELLIPSIS or is_address:
        return False
    return data[place] != 0x2E or closed > end or not _is_shortened(length, kind, known, data[start])


@lean
def _goes_on(byte: int) -> bool:
    """Return whether a letter, digit or slash follows a sign at once, as in an address."""
    return bool(0x30 <= byte <= 0x39 or 0x61 <= byte | 0x20 <= 0x7A or byte == 0x2F)


@lean
def _is_shortened(length: int, kind: int, known: int, first: int) -> bool:
    """Return whether the full stop after a word belongs to it: an abbreviation (`Abs.`, but not `kam.`) or an ordinal."""
    if kind & WORD == 0:
        return length <= ABBREVIATED
    is_word = known & STOP != 0 or (length == ABBREVIATED and kind & VOWEL != 0 and 0x61 <= first <= 0x7A)
    return bool(kind & INNER_CAPITAL != 0 or known & ABBREVIATION != 0 or (length <= ABBREVIATED and not is_word))


@lean
def breaks_line(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether there is a line feed in the gap between two words."""
    feeds = 0
    for byte in data[start:end]:
        feeds += byte == 0x0A
    return feeds > 0


@lean
def bare_words(words: int, stops: int, ends: int, ends_here: int, last_kind: int) -> int:
    """Return how many of the words of a line stand in no sentence: all or none.

    A line of prose holds the end of a sentence, or at least one function word in six.  A line of up to thirty words with at most
    one sentence, which ends in a number that ends none, is an entry of a table of contents, an index or a table.
    """
    if ends_here == 0 and last_kind & WORD == 0 and words <= ENTRY and ends < 2:
        return words
    return 0 if ends > 0 or stops * BARE >= words else words


@lean
def count_words(
    data: npt.NDArray[np.uint8],
    tokens: Tokens,
    count: int,
    lexicon: Lexicon,
    table: tab.Table,
    costs: Costs,
    row: npt.NDArray[np.int64],
) -> None:
    """Add the counts of the `count` tokens of a document to `row`; `costs.slots` receives the slot of `table` for each token."""
    mask = tab.begin(table, count)
    characters = 0
    longest = 0
    top = 0
    distinct = 0
    alphabetic = 0
    bits = 0
    rare = 0
    sequences = 0
    unknown = 0
    words = 0
    stops = 0
    distinct_stops = 0
    boilerplate = 0
    blocked = 0
    note = 0
    line_words = line_stops = line_ends = ends_here = 0
    last_kind = 0
    before = KNOWN
    last_end = -2  # no gap of one before the first word
    for place in range(count):
        length = tokens.lengths[place]
        characters += length
        longest = max(longest, length)
        key = tokens.hashes[place]
        slot = tab.slot_of(table, mask, key)
        costs.slots[place] = slot
        is_new = tab.is_new(table, slot)
        if is_new or costs.exact[slot] != tokens.exact[place]:
            entry = judge(data, tokens, place, lexicon, costs)
            costs.packed[slot] = np.int64(costs.judged[entry, 3])
            costs.exact[slot] = tokens.exact[place]
            if is_new:
                note = int(np.int64(costs.judged[entry, 2]))
        kind = tokens.kinds[place]
        start = tokens.starts[place]
        end = tokens.ends[place]
        seen = tab.add(table, slot, key, note)
        known = tab.note_in(table, slot)
        if known & ABBREVIATION != 0 and end < len(data) and data[end] == 0x2E:
            known &= ~STOP  # `Dr.` is a title, `dr` an article in Alemannic
        top = max(top, seen)
        distinct += is_new
        stops += known & STOP
        distinct_stops += known & STOP & is_new
        boilerplate += known & BOILERPLATE
        blocked += known & BLOCKED
        if kind & WORD != 0:
            alphabetic += 1
            cost = costs.packed[slot]
            bits += cost & (ONE_RARE - 1)
            rare += cost >> 26 & ((1 << 18) - 1)
            sequences += cost >> 44
            if known & KNOWN != 0:
                words += (known >> COST) << 1
            else:
                unknown += 1
                words += UNKNOWN_BITS + (cost & (ONE_RARE - 1))
                row[Count.CONFUSED_WORDS] += known & CONFUSED != 0
                row[Count.MERGED_WORDS] += known & MERGED != 0
            if end - start == 1 and place > 0 and follows_letter(data, tokens, place):
                row[Count.SINGLE_LETTERS] += 1
            if kind & (MIXED | INNER_CAPITAL) != 0 or kind & VOWEL == 0 or end - start == 1:
                _note_faults(data, start, end, kind, known, row)
        gap = start - last_end
        if place > 0 and breaks_line(data, last_end, start):
            row[Count.BARE_WORDS] += bare_words(line_words, line_stops, line_ends, ends_here, last_kind)
            line_words = line_stops = line_ends = 0
        line_words += 1
        line_stops += known & STOP != 0
        ends_here = 0
        if end < len(data) and data[end] != 0x2C and ends_sentence(data, start, end, length, kind, known):
            ends_here = 1
            line_ends += 1
            row[Count.SENTENCE_ENDS] += 1
        last_kind = kind
        if gap == 1 and data[last_end] == 0x20:  # by far the most frequent
            if known & before & KNOWN == 0 and is_split(data, tokens, place, lexicon):
                row[Count.SPLIT_WORDS] += 1
        elif place > 0 and gap <= 3 and is_stray(data, last_end, start):
            row[Count.STRAY_SYMBOLS] += 1
        elif place > 0 and 2 <= gap <= 4 and is_broken(data, last_end, start, known):
            row[Count.BROKEN_WORDS] += 1
        last_end = end
        before = known if kind & WORD != 0 else KNOWN
    row[Count.BARE_WORDS] += bare_words(line_words, line_stops, line_ends, ends_here, last_kind)
    row[Count.STOP_WORDS] += stops // STOP
    row[Count.DISTINCT_STOP_WORDS] += distinct_stops // STOP
    row[Count.BOILERPLATE_WORDS] += boilerplate // BOILERPLATE
    row[Count.BLOCKED_WORDS] += blocked // BLOCKED
    row[Count.UNKNOWN_WORDS] += unknown
    row[Count.WORD_BITS] += words
    row[Count.TRIGRAM_BITS] += bits
    row[Count.RARE_TRIGRAMS] += rare
    row[Count.TRIGRAMS] += sequences
    row[Count.WORDS] += count
    row[Count.ALPHABETIC_WORDS] += alphabetic
    row[Count.WORD_CHARACTERS] += characters
    row[Count.LONGEST_WORD] = longest
    row[Count.TOP_WORD] = top
    row[Count.DISTINCT_WORDS] += distinct
