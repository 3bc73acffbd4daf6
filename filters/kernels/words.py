"""Words of a text: how long, how common, and how many look like misread print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels import table as tab
from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.counts import Count
from filters.kernels.lexicon import (
    ABBREVIATION,
    BLOCKED,
    BOILERPLATE,
    CONFUSED,
    COST,
    KNOWN,
    LISTED,
    MERGED,
    STOP,
    flags_of,
)
from filters.kernels.spelling import is_broken, is_split, judged
from filters.kernels.tokens import INNER_CAPITAL, MIXED, VOWEL, WORD

if TYPE_CHECKING:
    import numpy.typing as npt

    from filters.kernels.lexicon import Lexicon
    from filters.kernels.tokens import Tokens

UNKNOWN_BITS: Final = 5 * 16  # one word in 32 is spelled out, letter by letter
_LETTER_CODES: Final = 592  # code points up to the end of Latin Extended-B have a letter code of their own
_EDGE: Final = 0
_OTHER: Final = 30
_DIGIT: Final = 31
_ONE_RARE: Final = 1 << 26  # a word of up to 200,000 letters fits into each of the three fields
_ONE_SEQUENCE: Final = 1 << 44
RARE_BITS: Final = 10 * 16  # a trigram's last letter is rare at less than one in 1024 after the two before it


class Costs(NamedTuple):
    """What the words met in a document cost, by their slot in its table: most words are met more than once."""

    packed: npt.NDArray[np.int64]
    exact: npt.NDArray[np.uint64]  # the spelling it was reckoned for


def cost_space(slots: int) -> Costs:
    """Return room for the words of a table of so many slots."""
    return Costs(np.empty(slots, np.int64), np.empty(slots, np.uint64))


def _letter_codes() -> npt.NDArray[np.uint8]:
    codes = np.full(_LETTER_CODES, _OTHER, np.uint8)
    for place, letter in enumerate("abcdefghijklmnopqrstuvwxyzäöü", start=1):
        codes[ord(letter)] = codes[ord(letter.upper())] = place
    codes[0x17F] = codes[ord("s")]
    codes[range(0x30, 0x3A)] = _DIGIT
    codes[[ord(one) for one in "'-.,:"]] = _EDGE  # what joins two parts of a token is an edge within it
    return codes


CODES: Final = _letter_codes()


@lean
def next_code(data: npt.NDArray[np.uint8], place: int, end: int) -> tuple[int, int]:
    """Return (letter code, bytes) at `place`: 1 to 31 for a to z, ä, ö, ü, other letters, digits; 0 for an edge.

    -1 stands for a mark or format character, which counts as nothing.
    """
    byte = data[place]
    if byte < 0x80:
        return int(CODES[byte]), 1
    point, width = uni.decode(data, place, end)
    flags = uni.class_of(point)
    if flags & (uni.MARK | uni.IGNORABLE) != 0:
        return -1, width
    if flags & uni.PUNCTUATION != 0:
        return _EDGE, width
    return int(CODES[point]) if point < _LETTER_CODES else _OTHER, width


@lean
def letter_cost(data: npt.NDArray[np.uint8], start: int, end: int, lexicon: Lexicon) -> int:
    """Return what a word costs under the letter model: sixteenths of a bit, rare sequences and sequences, packed."""
    context = 0
    cost = 0
    place = start
    while place < end:
        code, width = next_code(data, place, end)
        place += width
        if code < 0:
            continue
        context = (context << 5 | code) & 0x7FFF
        bits = int(lexicon.bits[context])
        cost += bits + _ONE_SEQUENCE + (_ONE_RARE if bits >= RARE_BITS else 0)
    bits = int(lexicon.bits[(context << 5) & 0x7FFF])
    return cost + bits + _ONE_SEQUENCE + (_ONE_RARE if bits >= RARE_BITS else 0)


@lean
def digits_within(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Tell whether digits stand between letters (`Wa1d`), as misread print has them; not `B2B`, `CO2` or `5G-Netz`."""
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
    """Tell whether a capital stands between small letters (`haUs`), as misread print has it; not `GmbH` or `E-Mail`."""
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
    """Tell whether the gap between two words is one sign that no spelling puts there, such as ^ or | or =."""
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
    """Tell whether the word before is one letter and a space away: words taken apart (`a l t e n`), no abbreviation."""
    end = tokens.ends[place - 1]
    return bool(tokens.starts[place] == end + 1 and data[end] == 0x20 and end - tokens.starts[place - 1] == 1)


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
    """Add what the `count` tokens of a document say of its words to `row`."""
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
    before = KNOWN
    last_end = -1
    for place in range(count):
        length = tokens.lengths[place]
        characters += length
        longest = max(longest, length)
        key = tokens.hashes[place]
        slot = tab.slot_of(table, mask, key)
        is_new = tab.is_new(table, slot)
        kind = tokens.kinds[place]
        start = tokens.starts[place]
        end = tokens.ends[place]
        known = tab.note_in(table, slot)
        if is_new:
            known = flags_of(lexicon, key)
            if known & KNOWN == 0 and kind & WORD != 0:
                known |= judged(data, start, end, lexicon)
        seen = tab.add(table, slot, key, known)
        top = max(top, seen)
        distinct += is_new
        if known & LISTED != 0:
            row[Count.STOP_WORDS] += known & STOP != 0
            row[Count.DISTINCT_STOP_WORDS] += known & STOP != 0 and seen == 1
            row[Count.BOILERPLATE_WORDS] += known & BOILERPLATE != 0
            row[Count.BLOCKED_WORDS] += known & BLOCKED != 0
        if kind & WORD != 0:
            alphabetic += 1
            if is_new or costs.exact[slot] != tokens.exact[place]:
                costs.packed[slot] = letter_cost(data, start, end, lexicon)
                costs.exact[slot] = tokens.exact[place]
            cost = costs.packed[slot]
            bits += cost & (_ONE_RARE - 1)
            rare += cost >> 26 & ((1 << 18) - 1)
            sequences += cost >> 44
            if known & KNOWN != 0:
                words += (known >> COST) << 1
            else:
                unknown += 1
                words += UNKNOWN_BITS + (cost & (_ONE_RARE - 1))
                row[Count.CONFUSED_WORDS] += known & CONFUSED != 0
                row[Count.MERGED_WORDS] += known & MERGED != 0
            if end - start == 1 and place > 0 and follows_letter(data, tokens, place):
                row[Count.SINGLE_LETTERS] += 1
            if kind & (MIXED | INNER_CAPITAL) != 0 or kind & VOWEL == 0 or end - start == 1:
                _note_faults(data, start, end, kind, known, row)
        gap = start - last_end
        if gap == 1 and data[last_end] == 0x20:  # by far the most frequent
            if known & before & KNOWN == 0 and is_split(data, tokens, place, lexicon):
                row[Count.SPLIT_WORDS] += 1
        elif place > 0 and gap <= 3 and is_stray(data, last_end, start):
            row[Count.STRAY_SYMBOLS] += 1
        elif place > 0 and 2 <= gap <= 4 and is_broken(data, last_end, start, known):
            row[Count.BROKEN_WORDS] += 1
        last_end = end
        before = known if kind & WORD != 0 else KNOWN
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
