"""Which tests may be skipped in CI, and why; a test that is skipped there for any other reason fails.

A test that is silently skipped for years tests nothing.  On a user's machine corpora, a browser or a database may be
missing; where the variable CI is set, everything is installed that a test needs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pytest

DECISIONS: Final = {
    "the committed tables are those of Unicode 14.0": "later Pythons carry later tables; they are compared under 3.11",
    "the extra 'ray' is not installed": "26 packages more, and slow to start; Dask is tried, Ray where it is installed",
}
"""Reasons, word for word as the tests give them, and why the test cannot run everywhere."""


def refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a report into a failed one if, in CI, something was skipped that DECISIONS does not name."""
    if not os.environ.get("CI") or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return
    reason = _reason(report)
    if reason not in DECISIONS:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped in CI: {reason!r}; reasons that may stand: {list(DECISIONS)}"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    place = report.longrepr
    return str(place[2] if isinstance(place, tuple) else place).removeprefix("Skipped: ")
