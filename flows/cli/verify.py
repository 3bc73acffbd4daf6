"""`gemeingut verify`: every check on a release, one line each."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.verify.verify import verify

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Print the findings; return 1 if one of them does not hold."""
    findings = verify(chosen.release)
    if chosen.json:
        print(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=2))
    else:
        for one in findings:
            print(f"{'ok  ' if one.holds else 'FAIL'}  {one.check:<11} {one.detail}")
    return 0 if all(one.holds for one in findings) else 1
