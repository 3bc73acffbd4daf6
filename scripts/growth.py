"""How the time of a function grows with its input: linear patterns double, quadratic ones take four times as long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_GROWTH: Final = 11.0
"""Four times the input may take four times as long, and more on a busy machine; a square takes sixteen times."""
_NOTHING_SECONDS: Final = 0.02
"""What is faster than this is not measured: it would be the machine's noise."""
_LARGEST: Final = 64
"""How many times the size is doubled at most until it takes a time that can be measured, as a factor."""


def growth(work: Callable[[int], object], size: int, largest: int | None = None) -> float:
    """Return how many times longer four times the size takes, of the best of three; 0 where both are too fast to be measured.

    The size is doubled until it takes `_NOTHING_SECONDS`, but not above `largest` (default: 64 times the size), where a
    square would long have taken them.
    """
    work(size // 10)
    ceiling = size * _LARGEST if largest is None else largest
    while size * 2 <= ceiling and _seconds(work, size) < _NOTHING_SECONDS:
        size *= 2
    if _seconds(work, size * 4) < _NOTHING_SECONDS:
        return 0.0
    small, large = (min(_seconds(work, number) for _ in range(3)) for number in (size, size * 4))
    return large / max(small, _NOTHING_SECONDS)


def _seconds(work: Callable[[int], object], size: int) -> float:
    start = time.process_time()
    work(size)
    return time.process_time() - start
