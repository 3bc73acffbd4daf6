"""Which lists of words a text has a word of: one pass over its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filters.kernels.compile import kernel
from filters.kernels.lexicon import flags_in
from filters.kernels.tokens import Tokens, tokenise_into

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@kernel
def mark_mentions(
    offsets: npt.NDArray[np.int64],
    data: npt.NDArray[np.uint8],
    tokens: Tokens,
    slots: npt.NDArray[np.uint64],
    marks: npt.NDArray[np.int64],
) -> None:
    """Write into `marks`, shape (n,), the bits of the lists of which each text has a word; `slots` as in a Lexicon."""
    for document in range(len(offsets) - 1):
        count = tokenise_into(data, offsets[document], offsets[document + 1], tokens)
        found = 0
        for place in range(count):
            found |= flags_in(slots, tokens.hashes[place])
        marks[document] = found
