"""Glob patterns over the member paths of a snapshot: `**`, `*`, `?` and `{a,b}`, as manifests write them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gemeingut.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable


class GlobError(InputError, ValueError):
    """A pattern whose braces do not match."""


_SIGNS = re.compile(r"\*\*/|\*\*|\*|\?|\{|\}|,|[^*?{},]+")
_FIXED = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the regular expression of a glob; raise GlobError where its braces do not match.

    `**/` stands for any number of folders, none included; a `**` elsewhere for anything; `*` and `?` do not cross a
    `/`; `{a,b}` means either and may be nested.  Square brackets stand for themselves, case counts, hidden files are
    files like others.
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
    """Return whether the whole of `path` (`/` separated, no leading slash) is matched by one of the globs."""
    return any(compiled(pattern).fullmatch(path) for pattern in patterns)
