"""The tokeniser: words and numbers of a UTF-8 text, with their hashes, in one pass and without allocation.

A token is a maximal run of letters, marks and numbers (Unicode categories L, M, N) that begins with a letter or number.

* Format characters inside it (soft hyphen, zero-width joiners) belong to it but count in no hash.
* An apostrophe between two letters belongs to it (`geht's`, `Goethe’sche`).
* A hyphen between letters or numbers belongs to it if one of them is a letter (`E-Mail`, `Covid-19`, `10-jährig`;
  but `1914-1918` are two numbers).  A hyphen at a line's end joins nothing.
* Full stop, comma or colon between two numbers belong to it (`1.000,50`, `22.11.1841`, `12:30`).

Everything else separates.  A token with a letter is a WORD, any other a NUMERAL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import kernel

if TYPE_CHECKING:
    import numpy.typing as npt

WORD: Final = 1
NUMERAL: Final = 2
SEED: Final = np.uint64(0xCBF29CE484222325)


class Tokens(NamedTuple):
    """Room for the tokens of one document; all arrays have one length."""

    starts: npt.NDArray[np.int64]  # first byte, counted in the whole buffer
    ends: npt.NDArray[np.int64]  # byte after the last
    kinds: npt.NDArray[np.uint8]  # WORD or NUMERAL
    lengths: npt.NDArray[np.int64]  # code points from start to end
    hashes: npt.NDArray[np.uint64]  # of the folded form: case, long s, composed or decomposed do not count; ß is ss
    exact: npt.NDArray[np.uint64]  # of the code points as they stand


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


@kernel
def joins(point: int, before: int, after: int) -> bool:
    """Tell whether `point`, between characters of the classes `before` and `after`, holds a token together."""
    if point in (0x27, 0x2019):
        return before & uni.LETTER != 0 and after & uni.LETTER != 0
    if point in (0x2D, 0x2010, 0x2011, 0x2E17):
        return (before | after) & uni.LETTER != 0 and after & (uni.LETTER | uni.NUMBER) != 0
    if point in (0x2E, 0x2C, 0x3A):
        return before & uni.NUMBER != 0 and after & uni.NUMBER != 0
    return False


@kernel
def tokenise_into(data: npt.NDArray[np.uint8], start: int, end: int, tokens: Tokens) -> int:
    """Write the tokens of data[start:end] into `tokens` and return their number.

    `tokens` needs room for (end - start) // 2 + 1 tokens: see `token_space`.
    """
    count = 0
    place = start
    while place < end:
        byte = data[place]
        if byte <= 0x2F:  # white space and most ASCII punctuation, without a look into the tables
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
        pending = 0  # format characters seen since `last`: they count only if the token goes on behind them
        seen = 0
        before = flags
        folded = SEED
        exact = SEED
        while place < end:
            byte = data[place]
            small = byte | 0x20
            if 0x61 <= small <= 0x7A:  # an ASCII letter, without a look into the tables
                seen |= uni.LETTER
                before = uni.LETTER
                folded = uni.absorb(folded, small)
                exact = uni.absorb(exact, byte)
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
            folded = uni.absorb_folded(folded, point)
            exact = uni.absorb(exact, point)
            points += pending + 1
            pending = 0
            place += width
            last = place
        tokens.starts[count] = first
        tokens.ends[count] = last
        tokens.kinds[count] = WORD if seen & uni.LETTER else NUMERAL
        tokens.lengths[count] = points
        tokens.hashes[count] = uni.finish(folded)
        tokens.exact[count] = uni.finish(exact)
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
