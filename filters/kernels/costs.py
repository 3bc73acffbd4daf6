"""The cost of a word under the letter model and its flags, computed once for most words of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels import unicode as uni
from filters.kernels.compile import lean
from filters.kernels.lexicon import KNOWN, flags_of
from filters.kernels.spelling import judged
from filters.kernels.tokens import WORD

if TYPE_CHECKING:
    import numpy.typing as npt

    from filters.kernels.lexicon import Lexicon
    from filters.kernels.tokens import Tokens

_LETTER_CODES: Final = 592  # code points up to the end of Latin Extended-B have a letter code of their own
_EDGE: Final = 0
_OTHER: Final = 30
_DIGIT: Final = 31
ONE_RARE: Final = 1 << 26
ONE_SEQUENCE: Final = 1 << 44
_MOST: Final = 200_000 * ONE_SEQUENCE  # at most 200,000 letters of a word are read, so that no packed field overflows
_MOST_JUDGED: Final = 1 << 12  # a larger table has more hits, but no longer fits into the cache
_BYTES_A_WORD: Final = 8
RARE_BITS: Final = 10 * 16  # a trigram's last letter is rare at less than one in 1024 after the two before it


class Costs(NamedTuple):
    """Costs of words: of a document by slot in its table, of a batch by spelling; most words occur more than once."""

    packed: npt.NDArray[np.int64]  # packed cost by slot
    exact: npt.NDArray[np.uint64]  # hash of the spelling for which `packed` was computed
    judged: npt.NDArray[np.uint64]  # (a power of two, 4): words of the batch; spelling, bytes, flags, packed cost
    slots: npt.NDArray[np.uint64]  # the table's slot of each token of the document


def cost_space(slots: int, most_bytes: int, places: npt.NDArray[np.uint64]) -> Costs:
    """Return room for a table of `slots` slots and a batch of `most_bytes` bytes; `places` has a number per token of a text."""
    entries = min(_MOST_JUDGED, 1 << (most_bytes // _BYTES_A_WORD).bit_length())
    return Costs(np.empty(slots, np.int64), np.empty(slots, np.uint64), np.zeros((entries, 4), np.uint64), places)


def _letter_codes() -> npt.NDArray[np.uint8]:
    codes = np.full(_LETTER_CODES, _OTHER, np.uint8)
    for place, letter in enumerate("abcdefghijklmnopqrstuvwxyzäöü", start=1):
        codes[ord(letter)] = codes[ord(letter.upper())] = place
    codes[0x17F] = codes[ord("s")]
    codes[range(0x30, 0x3A)] = _DIGIT
    codes[[ord(sign) for sign in "'-.,:"]] = _EDGE  # a joiner inside a token is an edge
    return codes


CODES: Final = _letter_codes()


@lean
def next_code(data: npt.NDArray[np.uint8], place: int, end: int) -> tuple[int, int]:
    """Return (letter code, bytes) at `place`: 1 to 31 for a to z, ä, ö, ü, other letters, digits; 0 for an edge.

    -1 stands for a mark or format character, which is skipped.
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
    """Return the packed cost of a word under the letter model: sixteenths of a bit, rare sequences, all sequences."""
    context = 0
    cost = 0
    place = start
    while place < end and cost < _MOST:
        code, width = next_code(data, place, end)
        place += width
        if code < 0:
            continue
        context = (context << 5 | code) & 0x7FFF
        bits = int(lexicon.bits[context])
        cost += bits + ONE_SEQUENCE + (ONE_RARE if bits >= RARE_BITS else 0)
    bits = int(lexicon.bits[(context << 5) & 0x7FFF])
    return cost + bits + ONE_SEQUENCE + (ONE_RARE if bits >= RARE_BITS else 0)


@lean
def is_plain(data: npt.NDArray[np.uint8], start: int, end: int) -> bool:
    """Return whether a word has no format characters, which its bytes contain and no hash."""
    place = start
    while place < end:
        point, width = uni.decode(data, place, end)
        if point >= 0x80 and uni.class_of(point) & uni.IGNORABLE != 0:
            return False
        place += width
    return True


@lean
def judge(data: npt.NDArray[np.uint8], tokens: Tokens, place: int, lexicon: Lexicon, costs: Costs) -> np.uint64:
    """Return the entry of `costs.judged` with flags and packed cost of the word at `place`, computed if it is not there.

    Words with format characters are computed each time: two that differ may have the same hash.
    """
    exact = tokens.exact[place]
    start = tokens.starts[place]
    end = tokens.ends[place]
    entry: np.uint64 = exact & np.uint64(len(costs.judged) - 1)
    if costs.judged[entry, 0] == exact and costs.judged[entry, 1] == np.uint64(end - start):
        return entry
    known = flags_of(lexicon, tokens.hashes[place])
    cost = 0
    if tokens.kinds[place] & WORD != 0:
        cost = letter_cost(data, start, end, lexicon)
        if known & KNOWN == 0:
            known |= judged(data, start, end, lexicon)
    plain = end - start == tokens.lengths[place] or is_plain(data, start, end)
    costs.judged[entry, 0] = exact
    costs.judged[entry, 1] = np.uint64(end - start) if plain else np.uint64(0)
    costs.judged[entry, 2] = np.uint64(known)
    costs.judged[entry, 3] = np.uint64(cost)
    return entry
