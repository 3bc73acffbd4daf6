"""`gemeingut publish RELEASE --to TARGET`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from flows.cli.parser import UsageError
from pipeline.portals.registry import target_of
from pipeline.portals.target_kind import TargetError
from pipeline.publish.findings import ACCEPTABLE
from pipeline.publish.publication import read_approval
from pipeline.publish.publish import Order, RefusedError, publish

if TYPE_CHECKING:
    import argparse


def run(chosen: argparse.Namespace) -> int:
    """Publish the release and print where it is; return 1, with the findings, if it must not be published."""
    unknown = sorted(set(chosen.accept) - set(ACCEPTABLE))
    if unknown:
        raise UsageError(f"--accept {unknown[0]}: expected one of {', '.join(ACCEPTABLE)}")
    for option, reason in (("--no-benchmarks", chosen.no_benchmarks), ("--keep-older", chosen.keep_older)):
        if reason is not None and not reason.strip():
            raise UsageError(f"{option} '': expected the reason, in a few words")
    try:
        target = target_of(chosen.to, chosen.link)
    except TargetError as error:
        raise UsageError(f"--to {error}" if str(error).startswith(chosen.to) else str(error)) from error
    order = Order(
        release=chosen.release,
        target=target,
        access=chosen.access,
        accepted=frozenset(chosen.accept),
        no_benchmarks=chosen.no_benchmarks,
        keep_older=chosen.keep_older,
        approval=read_approval(chosen.approval) if chosen.approval else None,
        previous=chosen.previous,
        dry_run=chosen.dry_run,
        repair=chosen.repair,
    )
    try:
        plan = publish(order, _say)
    except RefusedError as error:
        for line in error.lines:
            print(f"error: {line}", file=sys.stderr)
        return 1
    if chosen.dry_run:
        for line in plan.lines():
            print(line)
    verb = "would send" if chosen.dry_run else "sent"
    print(f"{verb} {len(plan.sent)} files, {len(plan.there)} were there already", file=sys.stderr)
    print(plan.address)
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
