"""From counts to measures: a ratio of counts, or a count itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable

    from filters.filter import Measure
    from filters.kernels.counts import Count

Counts = npt.NDArray[np.int64]
"""Shape (documents, len(Count))."""

Values = npt.NDArray[np.float32] | npt.NDArray[np.int64]
"""Shape (documents,); NaN where there is nothing to measure."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A measure and the function that computes it from the counts."""

    measure: Measure
    compute: Callable[[Counts], Values]


def number(count: Count) -> Callable[[Counts], Values]:
    """Return a function that returns the count itself, as int64."""
    return lambda counts: counts[:, count].copy()


def share(*parts: Count, of: Count, less: Count | None = None) -> Callable[[Counts], Values]:
    """Return a function that returns the sum of `parts` over `of` (minus `less`), as float32; NaN where that is zero."""

    def compute(counts: Counts) -> Values:
        whole = counts[:, of] if less is None else counts[:, of] - counts[:, less]
        return ratio(counts[:, list(parts)].sum(axis=1), whole)

    return compute


def steady(part: Count, *, of: Count, seen: float, words: float) -> Callable[[Counts], Values]:
    """Return a function that returns (part + seen) / (of + words), as float32; NaN where `of` is zero.

    This is additive smoothing: as if `words` more words with `seen` hits had been read, so that a text of five words is not
    judged by chance.
    """

    def compute(counts: Counts) -> Values:
        shares = (counts[:, part] + seen) / (counts[:, of] + words)
        return np.where(counts[:, of] > 0, shares, np.nan).astype(np.float32)

    return compute


def larger(*parts: Count, of: Count) -> Callable[[Counts], Values]:
    """Return a function that returns the largest of `parts` over `of`, as float32; NaN where that is zero."""
    return lambda counts: ratio(counts[:, list(parts)].max(axis=1), counts[:, of])


def ratio(part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Return part / whole as float32; NaN where whole is zero."""
    result = np.full(len(part), np.nan)
    np.divide(part, whole, out=result, where=whole > 0)
    return result.astype(np.float32)
