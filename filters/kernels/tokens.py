"""The tokeniser: words and numbers of a UTF-8 text, with their hashes, in one pass and without allocation.

A token is a maximal run of letters, marks and numbers (Unicode categories L, M, N) that begins with a letter or number.

* Format characters inside it (soft hyphen, zero-width joiners) belong to it but count in no hash.
* An apostrophe between two letters belongs to it (`geht's`, `Goethe’sche`).
* A hyphen between letters or numbers belongs to it if one of them is a letter (`E-Mail`, `Covid-19`, `10-jährig`;
  but `1914-1918` are two numbers).  A hyphen at a line's end joins nothing.
* Full stop, comma or colon between two numbers belong to it (`1.000,50`, `22.11.1841`, `12:30`).

Everything else separates.  A token with a letter is a WORD, any other a NUMERAL (`kinds` holds flags: test with &).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import lean

if TYPE_CHECKING:
    import numpy.typing as npt

WORD: Final = 1  # has a letter
NUMERAL: Final = 2  # has no letter
MIXED: Final = 4  # has letters and numbers
INNER_CAPITAL: Final = 8  # has a capital after its first character
VOWEL: Final = 16  # has a vowel, or a letter of another script than Latin
_LATIN: Final = 0x250
_THREE: Final = np.uint64(3)
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)


def _vowels() -> npt.NDArray[np.uint8]:
    vowels = np.zeros(_LATIN, np.uint8)
    vowels[[ord(letter) for letter in "aeiouyäöüàáâãåæèéêëìíîïòóôõøùúûýœAEIOUYÄÖÜÀÁÂÃÅÆÈÉÊËÌÍÎÏÒÓÔÕØÙÚÛÝŒ"]] = VOWEL
    return vowels


_VOWELS: Final = _vowels()


class Tokens(NamedTuple):
    """Room for the tokens of one document; all arrays have one length."""

    starts: npt.NDArray[np.int64]  # first byte, as an offset into the whole buffer
    ends: npt.NDArray[np.int64]  # byte after the last
    kinds: npt.NDArray[np.uint8]  # WORD or NUMERAL, with MIXED, INNER_CAPITAL, VOWEL
    lengths: npt.NDArray[np.int64]  # code points from start to end
    hashes: npt.NDArray[np.uint64]  # of the folded form: case, long s, composed or decomposed do not count; ß is ss
    exact: npt.NDArray[np.uint64]  # of the code points as written


def token_space(most_bytes: int) -> Tokens:
    """Return room for the tokens of any text of up to `most_bytes` bytes."""
    count = most_bytes // 2 + 1  # two neighbouring tokens are at least one byte apart
    return Tokens(
        np.empty(count, np.int64),
        np.empty(count, np.int64),
        np.empty(count, np.uint8),
        np.empty(count, np.int64),
        np.empty(count, np.uint64),
        np.empty(count, np.uint64),
    )


@lean
def joins(point: int, before: int, after: int) -> bool:
    """Return whether `point`, between characters of the classes `before` and `after`, joins them to one token."""
    if point in (0x27, 0x2019):
        return before & uni.LETTER != 0 and after & uni.LETTER != 0
    if point in (0x2D, 0x2010, 0x2011, 0x2E17):
        return (before | after) & uni.LETTER != 0 and after & (uni.LETTER | uni.NUMBER) != 0
    if point in (0x2E, 0x2C, 0x3A):
        return before & uni.NUMBER != 0 and after & uni.NUMBER != 0
    return False


@lean
def tokenise_into(data: npt.NDArray[np.uint8], start: int, end: int, tokens: Tokens) -> int:
    """Write the tokens of data[start:end] into `tokens` and return their number.

    `tokens` needs room for (end - start) // 2 + 1 tokens: see `token_space`.
    """
    count = 0
    place = start
    while place < end:
        byte = data[place]
        if byte <= 0x2F:  # white space and most ASCII punctuation, without a table lookup
            place += 1
            continue
        point, width = uni.decode(data, place, end)
        flags = uni.class_of(point)
        if flags & (uni.LETTER | uni.NUMBER) == 0:
            place += width
            continue
        first = place
        last = place
        points = 0
        pending = 0  # format characters seen since `last`: they count only if the token continues after them
        seen = 0
        kind = 0
        before = flags
        folded = uni.SEED
        form = uni.SEED  # what folding removes: which letters were capitals, which characters were not ASCII
        while place < end:
            byte = data[place]
            small = byte | 0x20
            if 0x61 <= small <= 0x7A:  # an ASCII letter, without a table lookup
                seen |= uni.LETTER
                before = uni.LETTER
                kind |= _VOWELS[small] | (INNER_CAPITAL if byte != small and place > first else 0)
                folded = uni.absorb(folded, small)
                form = form * _THREE + np.uint64(byte != small)
                points += pending + 1
                pending = 0
                place += 1
                last = place
                continue
            if byte <= 0x20:
                break
            point, width = uni.decode(data, place, end)
            flags = uni.class_of(point)
            if flags & uni.WORD == 0:
                if flags & uni.IGNORABLE != 0:
                    pending += 1
                    place += width
                    continue
                if flags & uni.PUNCTUATION == 0 or place + width >= end:
                    break
                after = uni.class_of(uni.decode(data, place + width, end)[0])
                if not joins(point, before, after):
                    break
            elif flags & uni.MARK == 0:
                before = flags
            seen |= flags
            if flags & uni.UPPER != 0 and place > first:
                kind |= INNER_CAPITAL
            if flags & uni.LETTER != 0:
                kind |= _VOWELS[point] if point < _LATIN else VOWEL
            folded = uni.absorb_folded(folded, point)
            form = uni.absorb(form, point)
            points += pending + 1
            pending = 0
            place += width
            last = place
        tokens.starts[count] = first
        tokens.ends[count] = last
        kind |= WORD if seen & uni.LETTER else NUMERAL
        if seen & uni.LETTER != 0 and seen & uni.NUMBER != 0:
            kind |= MIXED
        tokens.kinds[count] = kind
        tokens.lengths[count] = points
        folded = uni.finish(folded)
        tokens.hashes[count] = folded
        tokens.exact[count] = (folded ^ form) * _FACTOR
        count += 1
    return count


def tokenise(text: str) -> list[str]:
    """Return the tokens of one text as strings: for tests and explanations, not for corpora."""
    data = np.frombuffer(text.encode(), np.uint8)
    data.flags.writeable = False
    tokens = token_space(len(data))
    count = tokenise_into(data, 0, len(data), tokens)
    spans = zip(tokens.starts[:count].tolist(), tokens.ends[:count].tolist(), strict=True)
    return [data[start:end].tobytes().decode() for start, end in spans]
