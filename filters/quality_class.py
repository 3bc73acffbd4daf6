"""The quality class of a text: in which tenth of the trusted texts of its kind its measures put it, 1 (lowest) to 10.

Every measure that a profile has a limit for, but length, is compared with the tenths of that measure in the trusted
samples of the profile (`data/calibration.yaml` names them): the number of tenths at or beyond which the text is, in the
direction of the limit, is its rank there, 0 to 9.  The mean of the ranks is compared with the tenths of the same mean
over the samples.  Both are taken from samples of about the same length, since long texts repeat more: under 100 words,
under 1,000, or above; a band of fewer than 50 samples takes all of them.  The tenths are constants (`data/quality_classes.yaml`), so that a text's class depends on its own
measures and on no other document of a collection; a profile without trusted samples has none.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import polars as pl

from filters.calibration import bounds
from gemeingut.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DATA_FILES: Final = ("filters/data/quality_classes.yaml",)
TENTHS: Final = 10
NOT_QUALITY: Final = frozenset({"words", "mean_word_characters"})
"""Measures with limits that say nothing of how good a text is: its length, and one that is limited on both sides."""

DIGITS: Final = 3
"""Significant digits of a stored tenth."""

BANDS: Final = (100, 1_000, math.inf)
"""Words below which a text belongs to each band of length."""

FEWEST: Final = 50
"""Samples in a band, below which the tenths are those of all samples."""

Side = Literal["at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Tenths:
    """What ranks one measure: the nine values that divide the samples into tenths, and in which direction better lies."""

    measure: str
    side: Side
    cuts: tuple[float, ...]

    def ranks(self, values: pl.Series) -> pl.Series:
        """Return the rank of each value, 0 (worst) to 9; null where it is null, NaN or infinite."""
        column = pl.col("value").cast(pl.Float64)
        better = [column >= cut if self.side == "at_least" else column <= cut for cut in self.cuts]
        rank = pl.sum_horizontal(*(condition.cast(pl.Int32) for condition in better))
        frame = values.alias("value").to_frame()
        return frame.select(pl.when(column.is_finite()).then(rank).alias(self.measure)).to_series()


@dataclass(frozen=True, slots=True)
class Reference:
    """The tenths of a band: of each measure, and of the mean rank over all of them; `documents` are the samples'."""

    documents: int
    measures: tuple[Tenths, ...]
    means: tuple[float, ...]

    def classes(self, measured: pl.DataFrame) -> pl.Series:
        """Return the class of each document from its measures, null where none of them is a number."""
        mean = mean_ranks(measured, self.measures)
        above = pl.sum_horizontal(*((pl.col("mean") > cut).cast(pl.Int32) for cut in self.means))
        named = pl.when(pl.col("mean").is_not_null()).then(1 + above).cast(pl.Int32)
        return mean.alias("mean").to_frame().select(named.alias("quality_class")).to_series()


def mean_ranks(measured: pl.DataFrame, tenths: Iterable[Tenths]) -> pl.Series:
    """Return the mean rank of each document over the measures that are numbers: sums of integers, divided once."""
    ranks = pl.DataFrame(
        [entry.ranks(measured[entry.measure]) for entry in tenths if entry.measure in measured.columns]
    )
    counted = pl.sum_horizontal(pl.all().is_not_null().cast(pl.Int32))
    total = pl.sum_horizontal(pl.all().fill_null(0))
    mean = pl.when(counted > 0).then(total.cast(pl.Float64) / counted)
    return ranks.select(mean.alias("mean")).to_series()


def classes(measured: pl.DataFrame, profile: str) -> pl.Series:
    """Return the class of each document of a profile, in order; nulls for a profile that has no trusted samples."""
    bands = references().get(profile)
    if bands is None or measured.is_empty():
        return pl.Series("quality_class", [None] * len(measured), dtype=pl.Int32)
    by_band = pl.DataFrame([band.classes(measured).alias(str(place)) for place, band in enumerate(bands)])
    own = pl.coalesce(*(pl.when(_is_in(place)).then(str(place)) for place in range(len(BANDS))))
    return by_band.with_columns(measured["words"].alias("words")).select(own.alias("quality_class")).to_series()


def _is_in(band: int) -> pl.Expr:
    words = pl.col("words").fill_null(0)
    above = words >= BANDS[band - 1] if band else pl.lit(value=True)
    return above & (words < BANDS[band])


@functools.cache
def references() -> Mapping[str, tuple[Reference, ...]]:
    """Return the references of the shipped profiles, by name, one per band of length."""
    stored = load_yaml((files("filters") / "data" / "quality_classes.yaml").read_text(encoding="utf-8"))
    return {name: tuple(map(_reference, bands)) for name, bands in stored.items()}


def _reference(entry: Mapping[str, Any]) -> Reference:
    tenths = [
        Tenths(measure, side, tuple(map(float, cuts)))
        for side in ("at_least", "at_most")
        for measure, cuts in entry[side].items()
    ]
    return Reference(entry["documents"], tuple(tenths), tuple(map(float, entry["means"])))


def refer(samples: pl.DataFrame, measures: Iterable[str]) -> tuple[Reference, ...]:
    """Return the references that follow from trusted documents, per band; `measures` are those the profile limits."""
    limited = set(measures) - NOT_QUALITY
    sides = {bound.measure: bound.side for bound in bounds() if bound.measure in limited}
    bands = [samples.filter(_is_in(band)) for band in range(len(BANDS))]
    return tuple(_referred(band if len(band) >= FEWEST else samples, sides) for band in bands)


def _referred(samples: pl.DataFrame, sides: Mapping[str, Side]) -> Reference:
    tenths = [Tenths(measure, side, _cuts(samples[measure], side)) for measure, side in sides.items()]
    tenths = [entry for entry in tenths if entry.cuts]
    return Reference(len(samples), tuple(tenths), _cuts(mean_ranks(samples, tenths), "at_least"))


def _cuts(values: pl.Series, side: Side) -> tuple[float, ...]:
    """Return the values between the tenths, those of the worst tenth first; none where nothing was measured."""
    numbers = values.cast(pl.Float64).drop_nulls().drop_nans().to_numpy()
    if not len(numbers):
        return ()
    at = np.quantile(numbers, [tenth / TENTHS for tenth in range(1, TENTHS)], method="lower")
    ordered = at if side == "at_least" else at[::-1]
    return tuple(float(f"{value:.{DIGITS}g}") for value in ordered)


def written(profiles: Mapping[str, Iterable[Reference]]) -> str:
    """Return references as the content of their data file, one line a measure."""
    lines = [
        "# Written by `make profiles`: tenths of the trusted samples of every profile; see filters/quality_class.py."
    ]
    for name, bands in profiles.items():
        lines.append(f"{name}:")
        for reference in bands:
            lines += [f"  - documents: {reference.documents}", f"    means: {_line(reference.means)}"]
            for side in ("at_least", "at_most"):
                own = [entry for entry in reference.measures if entry.side == side]
                lines += [f"    {side}:" if own else f"    {side}: {{}}"]
                lines += [f"      {entry.measure}: {_line(entry.cuts)}" for entry in own]
    return "\n".join(lines) + "\n"


def _line(cuts: Iterable[float]) -> str:
    return "[" + ", ".join(f"{cut:.{DIGITS}g}" for cut in cuts) + "]"
