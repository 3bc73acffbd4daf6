"""The order of a collection's versions."""

from __future__ import annotations

import re
from typing import Final

NUMBERS: Final = re.compile(r"^(\d+)\.(\d+)\.(\d+)(.*)$")


def order_of(version: str) -> tuple[int, int, int, bool, str]:
    """Return what versions are ordered by: the three numbers; one with a suffix, such as 1.0.0-rc, stands before 1.0.0."""
    match = NUMBERS.match(version)
    if not match:
        return (0, 0, 0, False, version)
    major, minor, patch, suffix = match.groups()
    return (int(major), int(minor), int(patch), not suffix, suffix)
