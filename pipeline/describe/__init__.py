"""Descriptions of a release, all made from one model, so that they cannot contradict each other.

A module writes one file of a release (`write(release, model)`), however short it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.describe import (
    ai_act,
    card,
    changes,
    citation,
    croissant,
    datapackage,
    datasheet,
    dcat,
    figures,
    fmti,
    notices,
    page,
    provenance,
)
from pipeline.describe.read_model import read_model
from pipeline.release_files.facts import write_facts
from pipeline.release_files.timings import move_timings

if TYPE_CHECKING:
    from pathlib import Path


def describe(release: Path) -> None:
    """Write every description of a release from its own facts: release.json, reasons.json, evidence, inputs and data files.

    A title, description, publisher or contact that was corrected in inputs/collection.yaml is copied into release.json.
    """
    facts = move_timings(release)
    model = read_model(release)
    if facts.as_json() != model.facts.as_json():
        write_facts(release, model.facts)
    card.write(release, model)
    datasheet.write(release, model)
    notices.write(release, model)
    for description in (dcat, croissant, datapackage, provenance, citation, changes, ai_act, fmti):
        description.write(release, model)
    # Last, since the page links to every description that is there.
    page.write(release, model, figures.write(release, model))
