"""A compiled pass that aligns two runs of letters by the fewest edits, 64 cells of the table at a time.

Differences between neighbouring cells of the table of Wagner and Fischer (1974) are -1, 0 or 1; those of a whole column
follow from the column before by a few operations on words (Myers 1999, in the blocks of Hyyrö 2003).  Two bits a cell are kept
for the way back: whether the cell equals the one before it on the diagonal, and whether it is one more than its
neighbour in the longer run's letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from filters.kernels.compile import kernel
from pipeline.similarity.letters_kernel import CODE

if TYPE_CHECKING:
    import numpy.typing as npt

CODES: Final = 64
_WORD: Final = 64
_ONE: Final = np.uint64(1)
_NONE: Final = np.uint64(0)
_ALL: Final = np.uint64(2**64 - 1)
_TOP: Final = np.uint64(63)


@kernel
def fill(
    a: npt.NDArray[np.uint8],
    b: npt.NDArray[np.uint8],
    places: npt.NDArray[np.uint64],
    state: npt.NDArray[np.uint64],
    marks: npt.NDArray[np.uint64],
    partner: npt.NDArray[np.int64],
    first: int,
) -> None:
    """Align a with b by the fewest edits; partner[i] becomes `first` plus the place in b of the equal letter of a[i].

    Of alignments with equally few edits the one is taken that, from the end backwards, exchanges a letter rather than
    skipping one of b, and skips one of b rather than one of a.  `places` (blocks * CODES,) is all zero and is left so;
    `state` is (2 * blocks,), `marks` (2 * columns * blocks,), where a block is 64 letters of the longer run and a column one
    letter of the shorter.
    """
    is_turned = len(b) > len(a)
    if is_turned:
        _write_marks(b, a, places, state, marks, is_turned)
    else:
        _write_marks(a, b, places, state, marks, is_turned)
    blocks = (max(len(a), len(b)) + _WORD - 1) // _WORD
    row, column = len(a) - 1, len(b) - 1
    while row >= 0 and column >= 0:
        if a[row] & CODE == b[column] & CODE:
            partner[row] = first + column
            row, column = row - 1, column - 1
            continue
        down, across = (column, row) if is_turned else (row, column)
        cell = 2 * (across * blocks + down // _WORD)
        bit = _ONE << np.uint64(down % _WORD)
        is_exchanged = marks[cell] & bit == _NONE
        is_b_skipped = marks[cell + 1] & bit != _NONE
        row -= is_exchanged or not is_b_skipped
        column -= is_exchanged or is_b_skipped


@kernel
def _write_marks(
    long: npt.NDArray[np.uint8],
    short: npt.NDArray[np.uint8],
    places: npt.NDArray[np.uint64],
    state: npt.NDArray[np.uint64],
    marks: npt.NDArray[np.uint64],
    is_turned: bool,  # noqa: FBT001  a kernel takes flat arguments
) -> None:
    """Write two words for each block of each column: which cells equal the diagonal one, and which are one more.

    One more than the neighbour in the column before, or, where the runs are turned, than the one above.
    """
    blocks = (len(long) + _WORD - 1) // _WORD
    for place in range(len(long)):
        places[place // _WORD * CODES + (long[place] & CODE)] |= _ONE << np.uint64(place % _WORD)
    for block in range(blocks):
        state[2 * block] = _ALL
        state[2 * block + 1] = _NONE
    cell = 0
    for column in range(len(short)):
        code = short[column] & CODE
        more, less = _ONE, _NONE  # the first row of the table grows by one with each column
        for block in range(blocks):
            above, below = state[2 * block], state[2 * block + 1]
            equal = places[block * CODES + code]
            vertical = equal | below
            equal |= less
            across = (((equal & above) + above) ^ above) | equal
            plus, minus = below | ~(across | above), above & across
            marks[cell] = across | below
            marks[cell + 1] = plus
            next_more, next_less = plus >> _TOP, minus >> _TOP
            plus, minus = plus << _ONE | more, minus << _ONE | less
            state[2 * block] = minus | ~(vertical | plus)
            state[2 * block + 1] = plus & vertical
            if is_turned:
                marks[cell + 1] = state[2 * block]
            more, less = next_more, next_less
            cell += 2
    for place in range(len(long)):
        places[place // _WORD * CODES + (long[place] & CODE)] = _NONE
