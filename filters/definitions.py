"""Every measure of a text: name, unit, meaning, source, and how it follows from the counts of the compiled passes.

No kernel is imported here: profiles, decisions and descriptions need the names of measures and do not depend on how the
passes count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from filters import length, ocr, repetition, shape, vocabulary
from filters.filter import Measure

if TYPE_CHECKING:
    from filters.derive import Derived

DERIVED: Final[tuple[Derived, ...]] = (
    *length.MEASURES,
    *vocabulary.MEASURES,
    *shape.MEASURES,
    *repetition.MEASURES,
    *ocr.MEASURES,
)
"""Measures that follow from counts, in the order of the columns."""

DAMAGED: Final = Measure(
    "damaged_ratio",
    "ratio",
    "Anteil beschädigter Zeichen (Ersatzzeichen, Steuerzeichen, private Zeichen, doppelt kodierte Umlaute)",
    "share of damaged characters (replacement, control and private-use characters, umlauts encoded twice)",
    "own; detection of doubled encoding after ftfy (Speer 2019)",
)
RAW_DAMAGED: Final = Measure(
    "raw_damaged_ratio",
    "ratio",
    "Anteil beschädigter Zeichen im Text, wie er gelesen wurde, vor jeder Reparatur",
    "share of damaged characters in the text as it was read, before any repair",
    "own",
)

MEASURES: Final[dict[str, Measure]] = {
    measure.name: measure for measure in (*(derived.measure for derived in DERIVED), DAMAGED, RAW_DAMAGED)
}
"""Every measure by name: the columns of `measures.measure`, in their order."""
