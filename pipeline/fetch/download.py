"""Downloads the bytes of an address to a file: http and https with the client of publishing, every other scheme with fsspec.

What broke off is continued, for minutes if need be; only transient failures (a busy server, a broken connection) are tried
again.  Whom a source may ask and what it may cost is its manifest's: `Reach` and `Meter`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote, urlsplit, urlunsplit

import fsspec
import httpx2

from filters.error_codes import code_of
from gemeingut.errors import TransferError
from pipeline.fetch.connection import open_client
from pipeline.fetch.entries import name_of
from pipeline.fetch.http_file import AnswerError, HttpFile, PassingError
from pipeline.fetch.meter import BudgetError, Meter
from pipeline.fetch.reach import Reach, ReachError, host_of
from pipeline.portals import client

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.fetch.unfinished import Unfinished
    from pipeline.manifest import Auth

PAUSES_SECONDS: Final = (1.0, 2.0, 10.0, 30.0, 60.0, 120.0)
"""How long to wait before each further try, unless the server says how long."""
IMPATIENT_TRIES: Final = 3
"""How often an address is tried where nothing listens, or a page is broken."""
LONGEST_WAIT_SECONDS: Final = 900.0
"""How long a run waits where a server asks it to; longer, and a later run fetches the file."""
PROGRESS_BYTES: Final = 1 << 20
"""After so many further bytes the tries are counted anew: a bad line ends no large file."""
TIMEOUT_SECONDS: Final = 60.0
"""How long a server may be silent: while connecting, and between two pieces of its answer."""
_CHUNK: Final = 1 << 20
_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"
_HOSTED: Final = frozenset({"ftp", "sftp", "ssh", "smb", "http", "https", "webdav", "webhdfs", "hdfs", "arrow_hdfs"})
"""Schemes of fsspec whose addresses name a host."""


class DownloadError(TransferError, RuntimeError):
    """An address cannot be read; the message names the address and the cause, and never a secret."""


@dataclass(frozen=True)
class Terms:
    """On which terms an address may be asked: whom it may lead to, what it may cost, the headers with its secret."""

    reach: Reach
    meter: Meter
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def download(address: str, unfinished: Unfinished, terms: Terms) -> None:
    """Write the bytes behind an address to a file; raise DownloadError if they cannot be had or are not all there.

    What has come so far stays where it can be continued, also by a later run.
    """
    is_http = _is_http(address)
    if terms.headers and not is_http:
        raise DownloadError(f"{address}: auth is a header of http and https; leave it out")
    try:
        if is_http:
            _over_http(_ascii(address), unfinished, terms)
        else:
            _over_fsspec(address, unfinished, terms)
    except (AnswerError, BudgetError, ReachError, httpx2.InvalidURL) as error:
        unfinished.forget()
        raise DownloadError(f"{address}: {first_line(error)}") from error
    except PassingError as error:
        if unfinished.mark(_ascii(address)) is None:
            unfinished.forget()
        raise DownloadError(f"{address}: {error}") from error


def _over_http(address: str, unfinished: Unfinished, terms: Terms) -> None:
    if unfinished.mark(address):
        terms.meter.resume(unfinished.size)
    else:
        unfinished.forget()
    with open_client(terms.reach, terms.meter, TIMEOUT_SECONDS) as asking:
        file = HttpFile(address, asking, terms.meter, terms.headers)
        _patiently(lambda: file.bring(unfinished), lambda: unfinished.size, terms.meter)


def _over_fsspec(address: str, unfinished: Unfinished, terms: Terms) -> None:
    for part in address.split("::"):
        if urlsplit(part).scheme in _HOSTED and (host := host_of(part)):
            _look_up(host, terms.reach)
    _patiently(lambda: _copied(address, unfinished, terms.meter), lambda: 0, terms.meter)


def _look_up(host: str, reach: Reach) -> None:
    """Raise ReachError for a host that may not be asked; one without an address fails when it is asked."""
    try:
        reach.addresses(host, 0)
    except OSError:
        return


def _patiently(bring: Callable[[], None], size: Callable[[], int], meter: Meter) -> None:
    """Do what may fail for a while; raise PassingError, with the number of tries, if it fails to the end."""
    tries = 0
    while True:
        before, tries = size(), tries + 1
        try:
            return bring()
        except PassingError as error:
            if size() - before >= PROGRESS_BYTES:
                tries = 1
            most = len(PAUSES_SECONDS) + 1 if error.is_patient else min(IMPATIENT_TRIES, len(PAUSES_SECONDS) + 1)
            if tries >= most:
                raise PassingError(f"{error}, {tries} times") from error
            _wait(PAUSES_SECONDS[tries - 1] if error.asked is None else error.asked, error, meter)


def _wait(seconds: float, cause: PassingError, meter: Meter) -> None:
    if seconds > LONGEST_WAIT_SECONDS:
        raise AnswerError(f"{cause}, and the server asks to wait {seconds:.0f} seconds: fetch it again then") from cause
    try:
        meter.wait(seconds)
    except BudgetError as error:
        raise BudgetError(f"{cause}; {error}") from cause


def _copied(address: str, unfinished: Unfinished, meter: Meter) -> None:
    meter.give_back(unfinished.size)
    unfinished.begin(address, {})
    try:
        with fsspec.open(address, "rb") as source, unfinished.path.open("wb") as sink:
            while block := source.read(_CHUNK):
                meter.seconds_left()
                meter.take(len(block))
                sink.write(block)
    except BudgetError:
        raise
    except (FileNotFoundError, PermissionError, IsADirectoryError, ImportError, ValueError) as error:
        raise AnswerError(first_line(error)) from error
    except Exception as error:  # the libraries behind fsspec raise errors that share no other base
        raise PassingError(first_line(error), is_patient=False) from error


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
    value = client.token(auth.env)
    if not value:
        raise DownloadError(f"{address}: needs a secret; set {auth.env} in the environment")
    if not client.is_header(value):
        raise DownloadError(
            f"{address}: the value of {auth.env} is no header: it has characters beyond printable ASCII"
        )
    return value


def first_line(error: BaseException) -> str:
    """Return the first line of an error's message, or its code if it has none."""
    return (str(error).strip().splitlines() or [code_of(error)])[0][:300]


def _ascii(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, quote(parts.path, _SAFE), quote(parts.query, _SAFE), ""))


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
