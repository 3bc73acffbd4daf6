"""The bins of a measure: equal steps, or doubling ones for measures that span orders of magnitude."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

STEPS: Final = 40
DOUBLINGS: Final = 22  # up to 2 to the 22nd, four million words
NICE: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
BEYOND: Final = 1.6  # how far beyond the largest limit a share is drawn
ENDS: Final = {"bits": 8.0, "characters": 16.0}


@dataclass(frozen=True)
class Bins:
    """Bins from zero to `end`, the last one open; of doubling bins the first holds 0 and the k-th [2^(k-1), 2^k)."""

    kind: Literal["steps", "doublings"]
    end: float
    count: int

    def fill(self, values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Return how many of the values fall into each bin; NaN and infinity fall into none."""
        finite = values[np.isfinite(values)]
        if self.kind == "steps":
            places = np.floor(np.clip(finite, 0.0, self.end) / self.end * self.count + 1e-9)
        else:
            places = np.floor(np.log2(np.maximum(finite, 0.5))) + 1
        clipped = np.clip(places, 0, self.count - 1).astype(np.int64)
        return np.bincount(clipped, minlength=self.count)

    def edges(self) -> list[float]:
        """Return the lower edge of every bin, and the end."""
        if self.kind == "steps":
            return [round(self.end * step / self.count, 6) for step in range(self.count + 1)]
        return [0.0, *(float(2**step) for step in range(self.count))]

    def place(self, value: float) -> float:
        """Return the position of a value, from 0 at the left edge to 1 at the right one."""
        if self.kind == "steps":
            return min(1.0, max(0.0, value / self.end))
        return min(1.0, (math.log2(value) + 1) / self.count) if value >= 1 else 0.0


def bins_for(unit: str, limits: Sequence[tuple[str, float]]) -> Bins:
    """Return the bins for a measure of this unit with limits (side, limit): every limit is well inside."""
    if unit in {"words", "count"}:
        return Bins("doublings", float(2 ** (DOUBLINGS - 1)), DOUBLINGS)
    if unit in ENDS:
        return Bins("steps", max(ENDS[unit], *(limit for _, limit in limits)), STEPS)
    highest = max(limit for _, limit in limits)
    whole = any(side == "at_least" for side, _ in limits)
    end = 1.0 if whole else next((edge for edge in NICE if edge >= BEYOND * highest), 1.0)
    return Bins("steps", end, STEPS)
