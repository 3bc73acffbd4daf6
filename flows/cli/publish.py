"""`gemeingut publish RELEASE --to TARGET`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from flows.cli.errors import UsageError
from pipeline.publish.folder import publish
from pipeline.verify import verify_folder

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Verify the release, publish it, and print where it is; return 1 if it does not verify."""
    kind, _, place = chosen.to.partition(":")
    if kind != "folder" or not place:
        raise UsageError(f"--to {chosen.to}: expected folder:PATH, a path or any fsspec URL")
    broken = [one for one in verify_folder(chosen.release) if not one.holds]
    for one in broken:
        print(f"error: {one.check}: {one.detail}", file=sys.stderr)
    if broken:
        print(f"error: {chosen.release} does not verify and is not published", file=sys.stderr)
        return 1
    copy = publish(chosen.release, place, dry_run=chosen.dry_run)
    verb = "would send" if chosen.dry_run else "sent"
    print(f"{verb} {len(copy.sent)} files, {len(copy.there)} were there already", file=sys.stderr)
    print(copy.address)
    return 0
