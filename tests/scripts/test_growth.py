"""Time that grows as the square of an input is told from time that grows with it."""

from __future__ import annotations

from scripts.growth import MOST_GROWTH, growth


def test_time_that_grows_as_the_square_is_seen_and_time_that_grows_with_the_input_is_not():
    assert growth(lambda size: sum(1 for _ in range(size * size)), 200) > MOST_GROWTH
    assert growth(lambda size: sum(1 for _ in range(size * 400)), 200) < MOST_GROWTH


def test_what_takes_no_time_that_can_be_measured_does_not_grow():
    assert growth(lambda size: size, 200) == 0
