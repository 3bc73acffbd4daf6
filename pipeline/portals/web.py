"""Talks to the web interfaces of portals: bounded memory, patience with busy servers, and errors that say what to do."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import time
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx2

from pipeline.portals.client import BUSY, agent, origin_of, seconds_asked
from pipeline.portals.target import RESUME, PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TIMEOUT: Final = httpx2.Timeout(60.0, read=300.0, write=300.0)
TRIES: Final = 4
LONGEST_WAIT_SECONDS: Final = 120.0
BLOCK: Final = 1 << 20
REFUSALS: Final = frozenset({401, 403, 404, 410, 451})
SHOWN: Final = 300  # characters of a server's own words that an error repeats

ADVICE: Final[dict[int, str]] = {
    401: "the token is missing, wrong or has run out: make a new one and set {token}",
    403: "the token in {token} is not valid there or may not do this: ask for the right to write there, or for more quota",
    404: "it is not there, or the token in {token} may not see it: look at the name, and at the token's rights",
    409: "something with this name or state is there already: look at it, or choose another name",
    412: "somebody else has written there in the meantime: publish again",
    413: "the file is larger than the server takes: raise its limit, or make more and smaller files with release.buckets",
    422: "the server refuses the content: see its own words",
    429: "too many requests: wait as long as the server asks, then go on",
    507: "the server has no room left: free some, or ask for more quota",
}


@dataclass(frozen=True)
class Wait:
    """How long to wait between tries; a test waits less."""

    seconds: float = 2.0


@dataclass
class Web:
    """A web interface at one address, asked with one token that is sent to no other host and never shown.

    `headers`, the token among them, go to the host of `base` only; `token_name` is the environment variable that errors
    speak of.
    """

    name: str
    base: str
    token_name: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    wait: Wait = field(default_factory=Wait)

    def __post_init__(self) -> None:
        self._client = httpx2.Client(timeout=TIMEOUT, headers={"User-Agent": agent()})
        weakref.finalize(self, self._client.close)
        self._origin = origin_of(self.base)

    def _headers_for(self, url: str) -> dict[str, str]:
        return dict(self.headers) if origin_of(url) == self._origin else {}

    def ask_with_token(self, method: str, url: str, **more: Any) -> httpx2.Response:
        """Return the answer to a request to another host that belongs to the same service, such as one for uploads."""
        return self.ask(method, url, headers={**self.headers, **more.pop("headers", {})}, **more)

    def ask(self, method: str, url: str, *, accept: tuple[int, ...] = (), **more: Any) -> httpx2.Response:
        """Return the answer to a request; raise PublishError that says what to do, but for the statuses in `accept`.

        Only reading is tried again after a broken connection; a busy server (429, 502, 503, 504) is asked again when
        it says so, unless what is sent is a stream, which is then at its end.
        """
        again = method == "GET"
        headers = self._headers_for(url) | more.pop("headers", {})
        streams = "files" in more or "content" in more
        for tried in range(1, TRIES + 1):
            last = tried == TRIES
            try:
                answer = self._client.request(method, url, headers=headers, **more)
            except httpx2.TransportError as error:
                if again and not last:
                    time.sleep(self.wait.seconds * tried)
                    continue
                raise PublishError(f"{self.name}: {method} {url}: {_broken(error)}; {RESUME}") from error
            if answer.status_code in accept or answer.is_success:
                return answer
            if answer.status_code in BUSY and not last and not streams and self._rests(answer, tried):
                continue
            raise PublishError(self.refusal(answer))
        raise AssertionError

    def _rests(self, answer: httpx2.Response, tried: int) -> bool:
        """Wait as long as a busy server asks, and return True; False if it asks for too long."""
        asked = seconds_asked(answer.headers)
        seconds = self.wait.seconds * 2**tried if asked is None else asked
        if seconds > LONGEST_WAIT_SECONDS:
            return False
        time.sleep(seconds)
        return True

    def refusal(self, answer: httpx2.Response) -> str:
        """Return what a refused request was, what the server said, and what to do."""
        method, url = answer.request.method, str(answer.request.url)
        if answer.headers.get("X-RateLimit-Remaining") == "0" and answer.status_code in {403, 429}:
            reset = int(answer.headers.get("X-RateLimit-Reset", "0"))
            when = dt.datetime.fromtimestamp(reset, tz=dt.UTC).strftime("%H:%M UTC")
            return f"{self.name}: {method} {url}: the hourly number of requests is used up: wait until {when}; {RESUME}"
        return refused(self.name, method, url, answer.status_code, _words(answer), self.token_name)

    def digest(self, url: str) -> str | None:
        """Return the SHA-256 of what lies at an address, read in blocks; None if nothing is there."""
        digest = hashlib.sha256()
        with self.stream(url) as blocks:
            if blocks is None:
                return None
            for block in blocks:
                digest.update(block)
        return digest.hexdigest()

    def refuses(self, url: str, *, is_anonymous: bool = False) -> bool:
        """Return whether nothing can be had at an address: it is unknown, gone, or not for us, nor for anybody if anonymous."""
        headers = ({} if is_anonymous else self._headers_for(url)) | {"Accept": "application/octet-stream"}
        try:
            with self._client.stream("GET", url, follow_redirects=True, headers=headers) as answer:
                return answer.status_code in REFUSALS
        except httpx2.TransportError as error:
            raise PublishError(f"{self.name}: GET {url}: {_broken(error)}; {RESUME}") from error

    @contextlib.contextmanager
    def stream(self, url: str) -> Iterator[Iterator[bytes] | None]:
        """Yield the content at an address in blocks, or None if nothing is there; redirects get no token of ours."""
        try:
            headers = self._headers_for(url) | {"Accept": "application/octet-stream", "Accept-Encoding": "identity"}
            with self._client.stream("GET", url, follow_redirects=True, headers=headers) as answer:
                if answer.status_code == 404:
                    yield None
                    return
                if not answer.is_success:
                    answer.read()
                    raise PublishError(self.refusal(answer))
                yield answer.iter_bytes(BLOCK)
        except httpx2.TransportError as error:
            raise PublishError(f"{self.name}: GET {url}: {_broken(error)}; {RESUME}") from error


def refused(place: str, method: str, url: str, status: int, words: str, token_name: str) -> str:
    """Return the error of a refused request: what was asked, what the server said, what to do."""
    advice = ADVICE.get(
        status, "the server has a fault of its own: try later" if status >= 500 else "see its own words"
    )
    quoted = f" ({words})" if words else ""
    return f"{place}: {method} {url}: {status}{quoted}: {advice.format(token=token_name)}; {RESUME}"


def _broken(error: httpx2.TransportError) -> str:
    if isinstance(error, httpx2.TimeoutException):
        return "no answer in time: look whether the server is up, and the network"
    return f"the connection broke ({type(error).__name__}): look at the address, the server and the network"


def _words(answer: httpx2.Response) -> str:
    """Return the server's own words, from JSON as CKAN, GitHub and the Hub write it, cut to one readable line."""
    try:
        body = answer.json()
    except ValueError:
        return ""  # a page of a proxy
    if not isinstance(body, dict):
        return ""
    error = body.get("error", body.get("message", ""))
    if isinstance(error, dict):
        parts = [f"{key}: {_flat(value)}" for key, value in error.items() if key not in {"__type", "__junk"}]
        error = "; ".join(parts)
    details = [_flat(detail) for detail in body.get("errors", []) or []]
    return " ".join([str(error), *details])[:SHOWN]


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key} {_flat(part)}" for key, part in value.items())
    return ", ".join(map(_flat, value)) if isinstance(value, list) else str(value)
