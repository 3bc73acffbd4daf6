"""All passes over a batch of texts, document by document, so that the text is in the processor's cache for each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from filters.kernels import table as tab
from filters.kernels.buffers import frozen
from filters.kernels.characters import count_characters
from filters.kernels.compile import lean
from filters.kernels.costs import Costs, cost_space
from filters.kernels.counts import Count
from filters.kernels.lines import count_lines
from filters.kernels.llvm import WIDTH
from filters.kernels.ngrams import NgramSpace, count_ngrams, ngram_space
from filters.kernels.tokens import Tokens, token_space, tokenise_into
from filters.kernels.words import count_words

if TYPE_CHECKING:
    import numpy.typing as npt

    from filters.kernels.lexicon import Lexicon


BEYOND: Final = WIDTH + 1  # bytes read after the end of a text, without effect on the result


class Room(NamedTuple):
    """Scratch memory of the passes, allocated once for a batch."""

    tokens: Tokens
    ngrams: NgramSpace
    table: tab.Table
    costs: Costs
    longest: npt.NDArray[np.int64]  # the three longest lines


def room_for(most_bytes: int, bytes_of_all: int) -> Room:
    """Return room for any text of up to `most_bytes` bytes, in a batch of `bytes_of_all`."""
    tokens = token_space(most_bytes)
    table = tab.table_space(2 * (most_bytes + 1))
    slots = np.empty(len(tokens.starts), np.uint64)
    costs = cost_space(len(table.slots), bytes_of_all, slots)
    return Room(tokens, ngram_space(slots), table, costs, np.zeros(3, np.int64))


@lean
def _count_all(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    room: Room,
    lexicon: Lexicon,
    counts: npt.NDArray[np.int64],
) -> None:
    for document in range(len(offsets) - 1):
        start = offsets[document]
        end = offsets[document + 1]
        row = counts[document]
        count_characters(data, start, end, row)
        count_lines(data, start, end, room.table, room.longest, row)
        count = tokenise_into(data, start, end, room.tokens)
        text = data[:end]  # another text follows
        count_words(text, room.tokens, count, lexicon, room.table, room.costs, row)
        count_ngrams(room.tokens, count, room.ngrams, room.table, row)


def count_all(offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], lexicon: Lexicon) -> npt.NDArray[np.int64]:
    """Return the counts of every text, shape (n, len(Count)); offsets and data as `buffers` gives them."""
    counts = np.zeros((len(offsets) - 1, len(Count)), np.int64)
    room = room_for(int(np.diff(offsets).max(initial=0)), int(offsets[-1] - offsets[0]))
    safe = int(np.searchsorted(offsets[1:], len(data) - BEYOND, side="right"))  # texts followed by enough bytes
    _count_all(offsets[: safe + 1], data, room, lexicon, counts[:safe])
    if safe < len(counts):
        first, last = int(offsets[safe]), int(offsets[-1])
        copied = np.zeros(last - first + BEYOND, np.uint8)
        copied[: last - first] = data[first:last]
        _count_all(frozen(offsets[safe:] - first), frozen(copied), room, lexicon, counts[safe:])
    return counts
