"""`gemeingut tune`: what other limits would keep and remove, with examples at the margin; or limits proposed by `--calibrate`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from flows.cli.funnel import columns
from flows.cli.parser import UsageError
from pipeline.curator import calibration, inspection, tuning
from pipeline.stages.open_collection import open_collection
from pipeline.store import files
from pipeline.store import workspace as ws

if TYPE_CHECKING:
    import argparse

EXCERPT: Final = 160
SHOWN: Final = 5


def run(chosen: argparse.Namespace) -> int:
    """Print what other limits would change, without writing anything; or propose limits."""
    if chosen.calibrate:
        return _calibrate(chosen)
    shown = _shown(chosen.sample)
    collection = open_collection(chosen.collection)
    workspace = ws.open_workspace(chosen.workspace)
    tuned = tuning.tune(collection, workspace, chosen.rule)
    if chosen.json:
        print(json.dumps(asdict(tuned), ensure_ascii=False, indent=2))
        return 0
    print("\n".join(_counts(tuned)))
    examples = tuned.changed[:shown]
    texts = inspection.texts(workspace, [example["id"] for example in examples])
    for example in examples:
        print(f"\n{_line(example)}\n{_excerpt(texts.get(example['id'], ''))}")
    return 0


def _shown(asked: list[str]) -> int:
    """Return how many examples are shown; raise UsageError if that is no number."""
    if not asked:
        return SHOWN
    if not asked[-1].isdecimal():
        raise UsageError(f"--sample {asked[-1]}: expected a number of examples; a source only with --calibrate")
    return int(asked[-1])


def _counts(tuned: tuning.Tuned) -> list[str]:
    names = ("kept_before", "kept_after", "newly_removed", "newly_kept")
    moved = [source for source in tuned.sources if source["newly_removed"] or source["newly_kept"]]
    total = {name: sum(source[name] for source in tuned.sources) for name in names}
    rows = [(source["source"], *(f"{source[name]:,}" for name in names)) for source in moved]
    rows.append(("all sources", *(f"{total[name]:,}" for name in names)))
    return columns([("source", "kept now", "would keep", "newly removed", "newly kept"), *rows], right={1, 2, 3, 4})


def _line(example: dict[str, Any]) -> str:
    value = "" if example["value"] is None else f", {example['measure']} {example['value']:.4g}"
    verb = "would be kept" if example["fate"] == "kept" else "would be removed"
    return f"{example['id']}: {verb} ({example['reason']}{value})"


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return f"  {flat[:EXCERPT]}{'…' if len(flat) > EXCERPT else ''}"


def _calibrate(chosen: argparse.Namespace) -> int:
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
        files.write_text(chosen.out, text)
        print(f"{chosen.out}: written; a recipe names it with `profiles: {chosen.out.name}`", file=sys.stderr)
    return 0
