"""`gemeingut license`: what a statement says, what the policy makes of it, and what it obliges to."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licenses.resolve import assess
from pipeline.decide.licensing import policy_of
from pipeline.load import load_policy

if TYPE_CHECKING:
    import argparse

    from licenses.policy import Policy


def run(chosen: argparse.Namespace) -> int:
    """Print the verdict on a statement, a file's content, or each line of standard input."""
    policy = policy_of(load_policy(chosen.policy))
    if chosen.statement == "-":
        for line in sys.stdin:
            found = verdict(line.rstrip("\r\n"), policy)
            print(
                json.dumps(found, ensure_ascii=False)
                if chosen.json
                else f"{found['verdict']}\t{found['license']}\t{found['statement']}"
            )
        return 0
    found = verdict(_statement(chosen.statement), policy)
    print(json.dumps(found, ensure_ascii=False) if chosen.json else _lines(found))
    return 0


def verdict(statement: str, policy: Policy) -> dict[str, Any]:
    """Return the answer as the command line prints it."""
    found, judged = assess(statement, policy)
    return {
        "statement": statement,
        "license": found.license,
        "verdict": judged.verdict,
        "reason": judged.reason,
        "rule": judged.rule,
        "obligations": list(judged.obligations),
        "why": judged.why,
    }


def _statement(given: str) -> str:
    """Return the content of a file of that name, or the statement itself; a statement can be too long for a path."""
    try:
        path = Path(given)
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else given
    except OSError:
        return given


def _lines(found: dict[str, Any]) -> str:
    shown = found["statement"] if len(found["statement"]) <= 200 else found["statement"][:199] + "…"
    return "\n".join(
        [
            f"statement    {shown}",
            f"licence      {found['license'] or 'none recognised'}",
            f"verdict      {found['verdict']}" + (f" ({found['reason']})" if found["reason"] else ""),
            f"rule         {found['rule']}",
            f"why          {found['why']}",
            f"obligations  {', '.join(found['obligations']) or 'none'}",
        ]
    )
