"""The tenths by which texts get their quality class, from a workspace in which `real` was run.

    python -m scripts.quality_classes WORKSPACE

Every profile is referred to its own trusted samples (`filters/data/calibration.yaml`), of which a run measured the documents; in a
language that the recipe keeps.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from filters import calibration, quality_class
from filters.definitions import MEASURES
from filters.profiles import rules
from pipeline.curator.calibration import sampled
from pipeline.manifest.load import load_collection
from pipeline.store.workspace import open_workspace

OUT = Path("filters/data/quality_classes.yaml")


def main(workspace: str) -> None:
    """Write the data file anew."""
    collection, place = load_collection("real"), open_workspace(workspace)
    found = {}
    for name, plan in calibration.plans().items():
        frames = [sampled(collection, place, sample, plan).select(list(MEASURES)) for sample in plan.samples]
        found[name] = quality_class.refer(pl.concat(frames), [rule.measure for rule in rules(name)])
    OUT.write_text(quality_class.written(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
