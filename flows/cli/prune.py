"""`gemeingut prune`: withdrawn documents taken out of a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.steward.prune import prune, whole_versions, withdrawn

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Prune, print what was taken out of which file, and return 0."""
    notices = withdrawn(chosen.withdrawn)
    pruned = prune(chosen.folder, notices, is_dry=chosen.dry_run)
    verb = "would be taken out of" if chosen.dry_run else "taken out of"
    for file in pruned:
        print(f"{file.documents:,} documents {verb} {file.path}")
    print(f"{sum(file.documents for file in pruned):,} documents {verb} {len(pruned)} files")
    for release in whole_versions(chosen.folder, notices):
        print(
            f"{release}: this version was withdrawn; its checksums and descriptions are of what it was: replace or delete it"
        )
    return 0
