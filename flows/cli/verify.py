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
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(f"{'ok  ' if finding.holds else 'FAIL'}  {finding.check:<11} {finding.detail}")
    return 0 if all(finding.holds for finding in findings) else 1
