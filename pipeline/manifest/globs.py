"""Glob patterns over the member paths of a snapshot: `**`, `*`, `?` and `{a,b}`, as used in manifests.

A module of its own: readers and archives need it and none of the models.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gemeingut.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable


class GlobError(InputError, ValueError):
    """The braces of a pattern are not balanced."""


_SIGNS = re.compile(r"\*\*/|\*\*|\*|\?|\{|\}|,|[^*?{},]+")
_FIXED = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the regular expression of a glob; raise GlobError if its braces are not balanced.

    `**/` matches any number of folders, also none; a `**` elsewhere anything; `*` and `?` do not match a `/`; `{a,b}`
    matches either and may be nested.  Square brackets are literal, case counts, hidden files are not special.
    """
    depth = 0
    parts: list[str] = []
    for sign in _SIGNS.findall(pattern):
        if sign == "{":
            depth += 1
            parts.append("(?:")
        elif sign == "}":
            depth -= 1
            parts.append(")")
        elif sign == ",":
            parts.append("|" if depth else ",")
        else:
            parts.append(_FIXED.get(sign) or re.escape(sign))
        if depth < 0:
            break
    if depth:
        raise GlobError(f"glob {pattern!r}: braces do not match; write {{a,b}}")
    return re.compile("".join(parts), re.DOTALL)


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Return whether one of the globs matches the whole of `path` (separated by `/`, without a leading slash)."""
    return any(compiled(pattern).fullmatch(path) for pattern in patterns)
