"""Figures of a release, `plots/NAME.svg` (German), `NAME.en.svg` and `NAME.csv`, all from its ledger and its data files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.describe.figures import bars
from pipeline.describe.figures.funnel import funnel
from pipeline.describe.figures.languages import languages
from pipeline.describe.figures.matrix import duplicates
from pipeline.describe.figures.measure_distributions import distributions
from pipeline.store import files

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.describe.figures.figure import Figure
    from pipeline.describe.model import Model


def figures(release: Path, model: Model) -> list[Figure]:
    """Return the figures of a release in the order in which they are shown; empty ones are left out."""
    composed = [bars.domains(model), bars.licenses(model), bars.decades(model), languages(release, model)]
    length, *quality = distributions(release, model)
    listed = [funnel(release, model), *composed, length, duplicates(release, model), *quality]
    return [figure for figure in listed if figure is not None]


def write(release: Path, model: Model) -> list[Figure]:
    """Write every figure as SVG in both languages and as CSV, and return the figures."""
    made = figures(release, model)
    for figure in made:
        files.write_text(release / "plots" / f"{figure.name}.svg", figure.file("de"))
        files.write_text(release / "plots" / f"{figure.name}.en.svg", figure.file("en"))
        files.write_text(release / "plots" / f"{figure.name}.csv", figure.csv())
    return made
