"""Repeated passages: runs of tokens that occur in several texts, and the whole sentences inside them.

Tokens are compared letter by letter (capitals and long s count), the text between them is not.  A run is identified by a hash
of 128 bits over its tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters import sentences
from filters.cutting import Removal
from filters.kernels.buffers import buffers
from filters.kernels.repeats import anchors_into, runs_into
from filters.kernels.tokens import token_space, tokenise_into
from gemeingut.errors import GemeingutError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

TOKENS: Final = 50
LEAST: Final = 8
REASON: Final = "repeated_passage"


class PassageError(GemeingutError, ValueError):
    """Runs so short that they are common phrases rather than passages."""


def anchors(texts: pa.Array | pa.ChunkedArray, tokens: int = TOKENS) -> npt.NDArray[np.uint64]:
    """Return the hashes of the anchors of all texts: two texts that share a run of `tokens` tokens share an anchor."""
    _check(tokens)
    offsets, data = buffers(texts)
    longest = int(np.diff(offsets).max(initial=0)) // 2 + 1
    hashes = np.empty((int(offsets[-1]) - int(offsets[0])) // 2 + 1, np.uint64)
    space = token_space(2 * longest)
    count = anchors_into(
        offsets, data, tokens, space, np.empty(longest, np.uint64), np.empty(longest, np.int64), hashes
    )
    return hashes[:count].copy()


def runs(
    texts: pa.Array | pa.ChunkedArray, shared: npt.NDArray[np.uint64], tokens: int = TOKENS
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
    """Return (hashes, places), shapes (n, 2), of every run near an anchor whose bit is set in `shared`.

    `places` are the numbers of the text and of the first token.  The length of `shared` is a power of two.
    """
    _check(tokens)
    offsets, data = buffers(texts)
    longest = int(np.diff(offsets).max(initial=0)) // 2 + 1
    space, rolled = token_space(2 * longest), np.empty((2, longest), np.uint64)
    places = np.empty(longest, np.int64)
    room = 1 << 12
    while True:
        hashes, where = np.empty((room, 2), np.uint64), np.empty((room, 2), np.uint32)
        count = runs_into(offsets, data, tokens, shared, space, rolled[0], rolled[1], places, hashes, where)
        if count <= room:
            return hashes[:count], where[:count]
        room = count


def _check(tokens: int) -> None:
    if tokens < LEAST:
        raise PassageError(f"runs of {tokens} tokens; at least {LEAST} make a passage")


def removals(text: str, stretches: npt.NDArray[np.int64], tokens: int = TOKENS) -> list[Removal]:
    """Return the whole sentences inside each stretch (first token, token after the last).

    A sentence that extends beyond a stretch is kept.  If the sentences have fewer than half of `tokens` tokens, none is
    removed: the gap would cost the reader more than the repetition.
    """
    data = np.frombuffer(text.encode(), np.uint8)
    data.flags.writeable = False
    space = token_space(len(data))
    count = tokenise_into(data, 0, len(data), space)
    points = np.cumsum((data & 0xC0) != 0x80)
    starts, ends = points[space.starts[:count]] - 1, points[space.ends[:count] - 1]
    starting = sentences.starts(text)
    spans = [sentences.within(starting, *_reach(text, starts, ends, *stretch)) for stretch in stretches.tolist()]
    return [
        Removal(first, last, REASON)
        for first, last in spans
        if 2 * int(((starts >= first) & (ends <= last)).sum()) >= tokens
    ]


def _reach(
    text: str, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], first: int, after: int
) -> tuple[int, int]:
    """Return the span (code points) of the tokens first:after with the text between them and their neighbours.

    Punctuation and blanks around the run belong to it: they contain no token that could differ.
    """
    start = int(ends[first - 1]) if first else 0
    end = int(starts[after]) if after < len(starts) else len(text)
    return start, end
