"""What every request shares, of fetching and of publishing: when it is made again, which secret it carries, and to whom.

A secret comes from the environment, is printable ASCII, goes to one origin alone and is never shown.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import os
from importlib import metadata
from typing import TYPE_CHECKING, Final

import httpx2

if TYPE_CHECKING:
    from collections.abc import Mapping

PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP status codes of failures that may be gone at the next try."""
BUSY: Final = PASSING - {408, 425, 500}
"""Those of a server that has done nothing of what was asked, so that asking again does nothing twice."""


def agent() -> str:
    """Return how the program names itself to servers."""
    return f"gemeingut/{metadata.version('gemeingut')}"


def token(name: str) -> str:
    """Return a token from the environment, nothing if it is not set: what is open is read without."""
    return os.environ.get(name, "").strip()


def is_header(value: str) -> bool:
    """Return whether a secret can be sent in a header: no line end can end it and begin another."""
    return value.isascii() and value.isprintable()


def bearer(token_name: str) -> dict[str, str]:
    """Return the header with the token of an environment variable; none if it is not set."""
    given = token(token_name)
    return {"Authorization": f"Bearer {given}"} if given else {}


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address: a secret for one origin is sent to no other."""
    parts = httpx2.URL(url)
    return parts.scheme, parts.host, parts.port


def seconds_asked(headers: Mapping[str, str]) -> float | None:
    """Return how long a busy server asks to wait (`Retry-After`: seconds, or a date), None if it does not say."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdecimal():
        return float(asked)
    try:
        until = email.utils.parsedate_to_datetime(asked)
    except ValueError:
        return None
    zoned = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max(0.0, (zoned - dt.datetime.now(tz=dt.UTC)).total_seconds())
