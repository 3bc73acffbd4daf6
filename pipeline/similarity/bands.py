"""How many bands of how many rows, and the key of each band.

Two documents are candidates when they agree in all rows of at least one band.  For a Jaccard similarity s that happens
with probability 1 - (1 - s^rows)^bands (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, § 3.4).  Verification
supplies the precision, so bands and rows are chosen for recall alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gemeingut.errors import GemeingutError

LEAST_RECALL: Final = 0.99
"""The share of pairs at the threshold that must become candidates."""
EDGE_FLOOR: Final = 0.7
"""Lower similarities are not stored, unless the threshold of the recipe is lower."""


class BandError(GemeingutError, ValueError):
    """Bands and rows do not fit the signature, or would miss too many pairs at the threshold."""


@dataclass(frozen=True, slots=True)
class Bands:
    """`bands` bands of `rows` signature values each; the default, 18 × 6 of 112, finds 0.996 of the pairs at 0.8."""

    bands: int = 18
    rows: int = 6

    def recall(self, similarity: float) -> float:
        """Return the probability that a pair of this Jaccard similarity (0 to 1) becomes a candidate."""
        return 1.0 - (1.0 - similarity**self.rows) ** self.bands


def edge_floor(threshold: float) -> float:
    """Return the least similarity that is stored for a recipe that removes documents from `threshold` on."""
    return min(EDGE_FLOOR, threshold)


PLANNED: Final = Bands()


def plan(threshold: float, permutations: int = 112, least_recall: float = LEAST_RECALL) -> Bands:
    """Return the bands with the most rows (fewest candidates to verify) whose recall at `threshold` is high enough.

    Raises BandError if not even bands of one row reach it.
    """
    for rows in range(permutations, 0, -1):
        bands = Bands(permutations // rows, rows)
        if bands.recall(threshold) >= least_recall:
            return Bands(_fewest(bands, threshold, least_recall), rows)
    raise BandError(f"no bands of {permutations} values find {least_recall:.0%} of the pairs at {threshold}")


def _fewest(bands: Bands, threshold: float, least_recall: float) -> int:
    enough = (n for n in range(1, bands.bands + 1) if Bands(n, bands.rows).recall(threshold) >= least_recall)
    return next(enough)


def check(bands: Bands, permutations: int, threshold: float, floor: float) -> None:
    """Refuse bands that the signature is too short for or that miss pairs at `threshold`, and a floor above it.

    Raises BandError; the message names bands that suffice.
    """
    if bands.bands < 1 or bands.rows < 1 or bands.bands * bands.rows > permutations:
        raise BandError(f"{bands.bands} bands of {bands.rows} rows do not fit signatures of {permutations} values")
    if not 0.0 < floor <= threshold <= 1.0:
        raise BandError(f"floor {floor} and threshold {threshold}: needed is 0 < floor <= threshold <= 1")
    recall = bands.recall(threshold)
    if recall < LEAST_RECALL:
        better = plan(threshold, permutations)
        raise BandError(
            f"{bands.bands} bands of {bands.rows} rows find only {recall:.1%} of the pairs at {threshold}, needed are "
            f"{LEAST_RECALL:.0%}; {better.bands} bands of {better.rows} rows find {better.recall(threshold):.1%}"
        )
