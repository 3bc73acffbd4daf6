"""`gemeingut cite`: citation and attribution for exactly what was used of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.release_files.facts import read_facts
from pipeline.steward.used import FORMS, used

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Print the citation, or what else was asked for, and return 0."""
    read_facts(chosen.release)
    print(FORMS[chosen.format](used(chosen.release, chosen.ids)), end="")
    return 0
