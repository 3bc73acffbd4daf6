"""Confidence intervals (95 %) for shares and for differences of shares."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Z: Final = 1.959963984540054  # 95 %, both sides


class Difference(NamedTuple):
    """A difference of two shares with its interval."""

    value: float
    low: float
    high: float


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the score interval of hits / of (Wilson 1927, JASA 22:209-212); (0, 1) if `of` is 0."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = share + square / (2 * of)
    half = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - half) / (1 + square / of)), min(1.0, (middle + half) / (1 + square / of))


def newcombe(hits: int, of: int, other_hits: int, other_of: int) -> Difference | None:
    """Return hits / of - other_hits / other_of with its interval (Newcombe 1998, Stat. Med. 17:873-890, method 10).

    Returns None if one of the denominators is 0.
    """
    if not of or not other_of:
        return None
    share, other_share = hits / of, other_hits / other_of
    (low, high), (other_low, other_high) = wilson(hits, of), wilson(other_hits, other_of)
    value = share - other_share
    below = math.hypot(share - low, other_high - other_share)
    above = math.hypot(high - share, other_share - other_low)
    return Difference(value, max(-1.0, value - below), min(1.0, value + above))


def stratified(strata: Sequence[tuple[int, int, int, int]]) -> Difference | None:
    """Return the difference of shares over strata (hits, of, other hits, other of) with Mantel-Haenszel weights.

    The interval combines those of the strata (Zou and Donner 2008, Stat. Med. 27:1693-1702), so that a stratum of few
    documents without a hit does not count as certain.  Returns None if no stratum has documents on both sides.
    """
    both = [stratum for stratum in strata if stratum[1] and stratum[3]]
    weights = [of * other / (of + other) for _, of, _, other in both]
    parts = [part for stratum in both if (part := newcombe(*stratum))]
    if not parts:
        return None
    shares = [weight / sum(weights) for weight in weights]
    value = math.fsum(share * part.value for share, part in zip(shares, parts, strict=True))
    below = math.sqrt(
        math.fsum((share * (part.value - part.low)) ** 2 for share, part in zip(shares, parts, strict=True))
    )
    above = math.sqrt(
        math.fsum((share * (part.high - part.value)) ** 2 for share, part in zip(shares, parts, strict=True))
    )
    return Difference(value, max(-1.0, value - below), min(1.0, value + above))
