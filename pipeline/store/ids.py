"""Ids of documents and the order of versions: a work's part is `<work>#<number>`, a source's own `#` is written `%23`.

So is a control character (`%0A` for a line break): an id stands on one line, and writes nothing on a terminal but itself.
So that two names stay two ids, a source's own `%23` is written `%2523`, its `%2523` is `%252523`, and so on; every other `%`
stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    import polars as pl

PART: Final = "#"
WRITTEN: Final = "%23"
CONTROL: Final = "[\\x00-\\x1f\\x7f-\\x{9f}]"
"""Pattern of a control character, as RE2 and Arrow know it."""
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_ESCAPED: Final = "(?:23|[01][0-9A-F]|7F|C2%[89][0-9A-F])"
ESCAPES: Final = f"%((?:25)*{_ESCAPED})"
"""Pattern of what would be read as a sign that was written so, or as a `%` that was written so that it is none."""
_WRITTEN: Final = re.compile(f"%(25)?((?:25)*{_ESCAPED})")
NUMBERS: Final = re.compile(r"^(\d+)\.(\d+)\.(\d+)(.*?)(?:\+w(\d+))?$")


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


def on_one_line(text: str) -> str:
    """Return a text with its control characters written as in an address: a line break as `%0A`."""
    return _CONTROL.sub(lambda sign: quote(sign[0]), text)


def written(native: str) -> str:
    """Return a source's own id as it is written in a document's id; `as_in_source` is its inverse."""
    return on_one_line(re.sub(ESCAPES, r"%25\1", native).replace(PART, WRITTEN))


def as_in_source(document: str) -> str:
    """Return an id, or a part of one, with the signs that were written as escapes as the source wrote them."""
    return _WRITTEN.sub(lambda match: f"%{match[2]}" if match[1] else unquote(f"%{match[2]}"), document)


def order_of(version: str) -> tuple[int, int, int, bool, str, int]:
    """Return what versions are ordered by: the three numbers, then what follows them.

    One with a suffix, such as 1.0.0-rc, stands before 1.0.0; one out of which documents were withdrawn, 1.0.0+w1, stands
    behind it and before 1.0.1.
    """
    match = NUMBERS.match(version)
    if not match:
        return (0, 0, 0, False, version, 0)
    major, minor, patch, suffix, withdrawals = match.groups()
    return (int(major), int(minor), int(patch), not suffix, suffix, int(withdrawals or 0))


def after_withdrawal(version: str) -> str:
    """Return the version that a version becomes when documents are withdrawn out of it: 1.0.0 is 1.0.0+w1, that 1.0.0+w2."""
    whole, _, withdrawals = version.partition("+w")
    return f"{whole}+w{int(withdrawals or 0) + 1}"
