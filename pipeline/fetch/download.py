"""Downloads the bytes of an address to a file: http and https with urllib, every other scheme with fsspec.

urllib, because three things matter that no client combines: a body that is shorter than announced is an error, a secret
header never follows a redirect to another host, and only transient failures (a busy server, a broken connection) are
tried again.
"""

from __future__ import annotations

import http.client
import os
import shutil
import time
import urllib.error
import urllib.request
from importlib import metadata
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import fsspec

from filters.error_codes import code_of
from gemeingut.errors import TransferError

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

    from pipeline.manifest import Auth

PAUSES_SECONDS: Final = (1.0, 2.0)
"""How long to wait before each further try."""
TIMEOUT_SECONDS: Final = 60.0
"""How long a server may be silent: while connecting, and between two pieces of its answer."""
PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP status codes of transient failures."""
_CHUNK: Final = 1 << 20
_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"


class DownloadError(TransferError, RuntimeError):
    """An address cannot be read; the message names the address and the cause, and never a secret."""


class _PassingError(TransferError, RuntimeError):
    """A failure that may be gone at the next try."""


def download(address: str, target: Path, auth: Auth | None = None) -> None:
    """Write the bytes behind an address to `target`; raise DownloadError if they cannot be had or are not all there."""
    headers = {auth.header: secret(address, auth)} if auth else {}
    is_http = _is_http(address)
    if headers and not is_http:
        raise DownloadError(f"{address}: auth is a header of http and https; leave it out")
    for pause in (*PAUSES_SECONDS, None):
        try:
            return _over_http(address, target, headers) if is_http else _over_fsspec(address, target)
        except _PassingError as error:
            if pause is None:
                raise DownloadError(f"{address}: {error}, {len(PAUSES_SECONDS) + 1} times") from error
            time.sleep(pause)
    return None


def _is_http(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:  # an unclosed bracket, a port that is no number
        raise DownloadError(f"{address}: {first_line(error)}") from error
    is_http = parts.scheme in {"http", "https"}
    if is_http and not parts.hostname:
        raise DownloadError(f"{address}: names no host")
    return is_http


def secret(address: str, auth: Auth) -> str:
    """Return the secret from the environment; raise DownloadError, without its value, if it is missing or no header."""
    value = os.environ.get(auth.env, "").strip()
    if not value:
        raise DownloadError(f"{address}: needs a secret; set {auth.env} in the environment")
    if not (value.isascii() and value.isprintable()):
        raise DownloadError(
            f"{address}: the value of {auth.env} is no header: it has characters beyond printable ASCII"
        )
    return value


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, or its code if it has none."""
    return (str(error).strip().splitlines() or [code_of(error)])[0][:300]


class _Redirect(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https, and drops the secret header where another server answers."""

    def __init__(self, private: frozenset[str]) -> None:
        self._private = private

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        target = urlsplit(urljoin(req.full_url, newurl))
        if target.scheme not in {"http", "https"}:
            raise DownloadError(f"{req.full_url}: refers to {target.scheme}://, which is not the web")
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        before = urlsplit(req.full_url)
        if following is not None and (before.scheme, before.netloc) != (target.scheme, target.netloc):
            for name in self._private:
                following.remove_header(name.capitalize())  # as urllib stores names
        return following


def _over_http(address: str, target: Path, headers: dict[str, str]) -> None:
    asked = urllib.request.Request(_ascii(address), headers={"User-Agent": _agent(), **headers})  # noqa: S310  http(s): the caller has looked
    opener = urllib.request.build_opener(_Redirect(frozenset(headers)))
    try:
        with opener.open(asked, timeout=TIMEOUT_SECONDS) as answer, target.open("wb") as sink:
            shutil.copyfileobj(answer, sink, _CHUNK)
            _is_whole(answer.headers, sink.tell())
    except urllib.error.HTTPError as error:
        error.close()
        status = f"HTTP {error.code} {error.reason}"
        if error.code in PASSING:
            raise _PassingError(status) from error
        raise DownloadError(f"{address}: {status}") from error
    except (ValueError, http.client.InvalidURL) as error:  # an answer that refers to an address that is none
        raise DownloadError(f"{address}: {first_line(error)}") from error
    except (OSError, http.client.HTTPException) as error:
        raise _PassingError(first_line(error)) from error


def _is_whole(headers: Message, received: int) -> None:
    announced = headers.get("Content-Length")
    if announced is not None and announced.isdecimal() and int(announced) != received:
        raise _PassingError(f"the answer broke off after {received} of {announced} bytes")


def _agent() -> str:
    return f"gemeingut/{metadata.version('gemeingut')}"


def _ascii(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, quote(parts.path, _SAFE), quote(parts.query, _SAFE), ""))


def _over_fsspec(address: str, target: Path) -> None:
    try:
        with fsspec.open(address, "rb") as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink, _CHUNK)
    except (FileNotFoundError, PermissionError, IsADirectoryError, ImportError, ValueError) as error:
        raise DownloadError(f"{address}: {first_line(error)}") from error
    except Exception as error:  # the libraries behind fsspec raise errors that share no other base
        raise _PassingError(first_line(error)) from error


def listed(address: str) -> list[tuple[str, str]]:
    """Return (name, address) of every file that an fsspec address with a pattern in it matches, sorted by name.

    An address of http or https, or without `*`, matches only itself; `?` and `[` are no patterns in addresses.
    """
    if _is_http(address) or "*" not in address:
        return [(name_of(address), address)]
    try:
        system, pattern = fsspec.core.url_to_fs(address)
        paths = sorted(cast("list[Any]", system.glob(pattern)))
        files = [str(path) for path in paths if not system.isdir(path)]
        matching = [(_below(path, pattern), str(system.unstrip_protocol(path))) for path in files]
    except Exception as error:  # the libraries behind fsspec raise errors that share no other base
        raise DownloadError(f"{address}: {first_line(error)}") from error
    if not matching:
        raise DownloadError(f"{address}: no file matches")
    return matching


def _below(path: str, pattern: str) -> str:
    fixed = pattern[: pattern.index("*")].rpartition("/")[0]
    return path.removeprefix(fixed).lstrip("/")


def name_of(address: str) -> str:
    """Return the last part of an address's path, `index.html` where it has none."""
    return PurePosixPath(unquote(urlsplit(address).path)).name or "index.html"
