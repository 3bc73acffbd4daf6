"""Addresses in two forms: one that names a page (an id, one-to-one), one in which two spellings of an address are equal.

RFC 3986, 6.2.2: escapes of letters, digits and `-._~` mean the sign itself, the digits of an escape have no case, and what may
not stand in an address is the same as its escape in UTF-8.  An escaped delimiter is another address than the delimiter
(`AC%2FDC` and `AC/DC`), and an escape that is no UTF-8 keeps its byte (`B%E4cker`).
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

import idna

_SIGNS: Final = frozenset(string.ascii_letters + string.digits + "-._~")
_SAFE: Final = "!$&'()*+,;=:@/~-._%"
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_WIDE: Final = re.compile(r"(?:%[89A-F][0-9A-F])+")
_BREAKS: Final = re.compile(r"[\t\r\n]+")
_SCHEME: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_PORT: Final = re.compile(r":(?:80|443)?$")


def address_id(url: str) -> str:
    """Return an address as an id: host in small letters, path with one way of writing each sign, query as it stands.

    The scheme, its default port, a password, the fragment and a final `/` of an empty path are left out, so that the same
    page has the same id in every crawl.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return _quoted(url.strip(), _SAFE)
    if port not in (None, _DEFAULT_PORTS.get(parts.scheme)):
        host = f"{host}:{port}"
    path = with_plain_escapes(parts.path)
    query = f"?{_quoted(parts.query, f'{_SAFE}?')}" if parts.query else ""
    return f"{host}{'' if path == '/' else path}{query}"


def with_plain_escapes(path: str) -> str:
    """Return a path in which each sign is written in one way; a `%` that begins no escape stays."""
    return _ESCAPE.sub(_plain_escape, _quoted(path, _SAFE))


def _plain_escape(escape: re.Match[str]) -> str:
    sign = chr(int(escape[1], 16))
    return sign if sign in _SIGNS else escape[0].upper()


def _quoted(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="surrogatepass")


def plain_address(address: str) -> str:
    """Return an address as demands compare it, equal for all spellings in which a person may write it.

    Without scheme, password, default port, fragment and closing slash; the host in its ASCII form (`xn--…`); letters
    composed (NFC) and escaped, a blank as `%20`, dots of a path resolved.
    """
    rest = _BREAKS.sub("", address).strip().removeprefix("<").removesuffix(">").strip().partition("#")[0]
    rest = _SCHEME.sub("", rest, count=1) if _SCHEME.match(rest) else rest
    place, mark, query = rest.partition("?")
    host, slash, path = place.partition("/")
    path = _composed("/".join(_without_dots(path.split("/")))).rstrip("/")
    asked = f"?{_composed(query.replace('+', '%20'))}" if mark else ""
    return f"{_plain_host(host)}{slash}{path}".rstrip("/") + asked


@lru_cache(maxsize=4096)
def _plain_host(authority: str) -> str:
    host = _PORT.sub("", authority.rpartition("@")[2].lower()).rstrip(".")
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


def _without_dots(parts: list[str]) -> list[str]:
    """Return the parts of a path without `.` and without `..` and what it takes back (RFC 3986, 5.2.4)."""
    left: list[str] = []
    for part in parts:
        if part == "..":
            del left[-1:]
        elif part != ".":
            left.append(part)
    return left


def _composed(text: str) -> str:
    """Return a path or query with its letters composed, each written in one way."""
    letters = _WIDE.sub(_letters, with_plain_escapes(text))
    return with_plain_escapes(unicodedata.normalize("NFC", letters))


def _letters(escapes: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(escapes[0]).decode("utf-8")
    except UnicodeDecodeError:
        return escapes[0]
