"""Counting the letter sequences of words, for the letter model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filters.kernels.compile import kernel
from filters.kernels.costs import next_code
from filters.kernels.tokens import WORD, Tokens, tokenise_into

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@kernel
def count_trigrams(
    offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], tokens: Tokens, counts: npt.NDArray[np.int64]
) -> None:
    """Add every sequence of three letter codes of every word to `counts`, shape (32768,), word edges included."""
    for document in range(len(offsets) - 1):
        count = tokenise_into(data, offsets[document], offsets[document + 1], tokens)
        for token in range(count):
            if tokens.kinds[token] & WORD == 0:
                continue
            context = 0
            place = tokens.starts[token]
            end = tokens.ends[token]
            while place < end:
                code, width = next_code(data, place, end)
                place += width
                if code < 0:
                    continue
                context = (context << 5 | code) & 0x7FFF
                counts[context] += 1
            counts[(context << 5) & 0x7FFF] += 1
