"""`gemeingut tune --calibrate`: limits proposed from trusted documents, and the profile file that a recipe can name."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from flows.cli.funnel import columns
from pipeline.curator import calibration
from pipeline.stages.collection import open_collection
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Print what the proposed limits keep of the held-out half; write the profile file if a path is given."""
    collection = open_collection(chosen.collection)
    workspace = ws.open_workspace(chosen.workspace)
    plans = calibration.plan_of(chosen.calibrate, chosen.sample, chosen.words)
    calibrations = [calibration.calibrate(collection, workspace, plan, chosen.quantile) for plan in plans]
    lines = columns(calibration.table(calibrations), right={2, 3, 4, 5})
    text = calibration.profile_file(calibrations, collection.manifest.name, chosen.calibrate, lines)
    if chosen.json:
        print(json.dumps(calibration.as_json(calibrations), ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines) if chosen.out else text.rstrip("\n"))
    if chosen.out:
        ws.write_text(chosen.out, text)
        print(f"{chosen.out}: written; a recipe names it with `profiles: {chosen.out.name}`", file=sys.stderr)
    return 0
