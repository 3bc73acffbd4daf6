"""Words of 64 cells give the alignment that the table of Wagner and Fischer gives cell by cell."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.similarity.edits_kernel import CODES, fill

RUNS = st.lists(st.integers(1, 4), max_size=150)


def table(a, b):
    """Return the fewest edits between all beginnings of two runs."""
    costs = np.zeros((len(a) + 1, len(b) + 1), int)
    costs[:, 0], costs[0] = range(len(a) + 1), range(len(b) + 1)
    for row, letter in enumerate(a, 1):
        for column, other in enumerate(b, 1):
            exchanged = costs[row - 1, column - 1] + (letter != other)
            costs[row, column] = min(exchanged, costs[row, column - 1] + 1, costs[row - 1, column] + 1)
    return costs


def by_hand(a, b):
    costs, partner, row, column = table(a, b), [-1] * len(a), len(a), len(b)
    while row and column:
        cost, is_equal = costs[row, column], a[row - 1] == b[column - 1]
        if costs[row - 1, column - 1] + (not is_equal) == cost:
            row, column = row - 1, column - 1
            partner[row] = column if is_equal else -1
        elif costs[row, column - 1] + 1 == cost:
            column -= 1
        else:
            row -= 1
    return partner


def filled(a, b, first=0):
    blocks = max(len(a), len(b)) // 64 + 1
    space = np.zeros(blocks * CODES, np.uint64), np.empty(2 * blocks, np.uint64)
    marks = np.empty(2 * blocks * (min(len(a), len(b)) + 1), np.uint64)
    partner = np.full(len(a), -1, np.int64)
    fill(np.array(a, np.uint8), np.array(b, np.uint8), *space, marks, partner, first)
    assert not space[0].any()
    return partner.tolist()


@settings(max_examples=150)
@given(RUNS, RUNS)
@example([1] * 64, [1] * 65)
@example([1, 2] * 64, [2, 1] * 64)
@example([3] * 130, [3, 4] * 70)
def test_the_alignment_is_that_of_the_whole_table(a, b):
    assert filled(a, b) == by_hand(a, b)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([1, 2, 3], [1, 3], [0, -1, 1]),
        ([1, 3], [1, 2, 3], [0, 2]),
        ([1, 1], [1], [-1, 0]),  # ties are broken from the end backwards
        ([1], [], [-1]),
    ],
)
def test_letters_more_on_either_side_have_no_partner(a, b, expected):
    assert filled(a, b) == expected


def test_places_are_counted_from_where_the_run_begins():
    assert filled([5, 6], [5, 6], 100) == [100, 101]
