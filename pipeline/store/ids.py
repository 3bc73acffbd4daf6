"""Ids of documents and the order of versions: a work's part is `<work>#<number>`, a source's own `#` is written `%23`.

So that two names stay two ids, a source's own `%23` is written `%2523`, its `%2523` is `%252523`, and so on; every other `%`
stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

PART: Final = "#"
WRITTEN: Final = "%23"
ESCAPES: Final = "%((?:25)*23)"
"""Pattern of what would be read as a `#` that was written, or as a `%` that was written so that it is none."""
_WRITTEN: Final = re.compile("%(25)?((?:25)*23)")
NUMBERS: Final = re.compile(r"^(\d+)\.(\d+)\.(\d+)(.*)$")


def part_of(work: str, number: int) -> str:
    """Return the id of a work's part, numbered from 1."""
    return f"{work}{PART}{number:04d}"


def work_of(document: str) -> str:
    """Return the id of the work that a document is a part of, or its own."""
    return document.split(PART, maxsplit=1)[0]


def works_of(ids: pl.Series) -> pl.Series:
    """Return the id of the work of every document."""
    return ids.str.split_exact(PART, 1).struct.field("field_0")


def are_parts(ids: pl.Expr) -> pl.Expr:
    """Return for every document whether it is a part of a longer work."""
    return ids.str.contains(PART, literal=True)


def written(native: str) -> str:
    """Return a source's own id as it is written in a document's id; `as_in_source` is its inverse."""
    return re.sub(ESCAPES, r"%25\1", native).replace(PART, WRITTEN)


def as_in_source(document: str) -> str:
    """Return an id, or a part of one, with the source's own `#` and `%23` as the source wrote them."""
    return _WRITTEN.sub(lambda written: f"%{written[2]}" if written[1] else PART, document)


def order_of(version: str) -> tuple[int, int, int, bool, str]:
    """Return what versions are ordered by: the three numbers; one with a suffix, such as 1.0.0-rc, stands before 1.0.0."""
    match = NUMBERS.match(version)
    if not match:
        return (0, 0, 0, False, version)
    major, minor, patch, suffix = match.groups()
    return (int(major), int(minor), int(patch), not suffix, suffix)
