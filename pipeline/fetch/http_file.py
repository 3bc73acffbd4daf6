"""One file over HTTP: continued where it broke off, if the server's file is still the same, and whole or not at all."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import httpx2

from gemeingut.errors import TransferError
from pipeline.fetch.meter import DrippingError
from pipeline.fetch.unfinished import validator_of
from pipeline.portals.client import PASSING, origin_of, seconds_asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.fetch.meter import Meter
    from pipeline.fetch.unfinished import Mark, Unfinished

MOST_REDIRECTS: Final = 10
_RANGE: Final = re.compile(r"bytes (?P<first>\d{1,18})-\d{1,18}/(?P<total>\d{1,18}|\*)")
_BEYOND: Final = re.compile(r"bytes \*/(?P<total>\d{1,18})")


class AnswerError(TransferError, RuntimeError):
    """An answer that no second try will change; the message says which."""


class PassingError(TransferError, RuntimeError):
    """A failure that may be gone at the next try.

    `asked` is how many seconds the server asks to wait; `is_patient` whether it is worth minutes: not where nothing listens, and
    not for a page that is broken.
    """

    def __init__(self, message: str, *, asked: float | None = None, is_patient: bool = True) -> None:
        super().__init__(message)
        self.asked = asked
        self.is_patient = is_patient


@dataclass(frozen=True)
class HttpFile:
    """A file at an address; `headers` hold its secret, and are sent to the origin of the address alone."""

    address: str
    client: httpx2.Client
    meter: Meter
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def bring(self, unfinished: Unfinished) -> None:
        """Write what is missing of the file; raise PassingError if it broke off, AnswerError if it cannot be had."""
        mark = unfinished.mark(self.address)
        with self._answered(mark, unfinished.size) as answer:
            if answer.status_code != httpx2.codes.RANGE_NOT_SATISFIABLE:
                self._write(answer, mark, unfinished)
                return
            total = _BEYOND.fullmatch(answer.headers.get("Content-Range", ""))
        if mark and total and int(total["total"]) == unfinished.size:
            return  # all of it had come
        if mark is None:
            raise AnswerError("HTTP 416 to a request without a range")
        self._throw_away(unfinished)
        self.bring(unfinished)

    @contextlib.contextmanager
    def _answered(self, mark: Mark | None, size: int) -> Iterator[httpx2.Response]:
        """Yield the answer, its body not yet read; every failure on the way is one of ours."""
        ranged = {"Range": f"bytes={size}-", "If-Range": mark.validator} if mark else {}
        self.meter.begin_window()
        try:
            with contextlib.closing(self._followed(ranged)) as answer:
                yield answer
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
            raise PassingError(str(error), is_patient=False) from error
        except httpx2.TimeoutException as error:
            self.meter.seconds_left()
            raise PassingError(f"timed out ({type(error).__name__})") from error
        except httpx2.TransportError as error:
            raise PassingError(f"the connection broke off ({error})") from error
        except DrippingError as error:
            raise PassingError(str(error)) from error

    def _followed(self, ranged: Mapping[str, str]) -> httpx2.Response:
        """Return the last answer of a chain of redirects; whom they may lead to the client knows."""
        url = httpx2.URL(self.address)
        for _ in range(MOST_REDIRECTS + 1):
            private = self.headers if origin_of(str(url)) == origin_of(self.address) else {}
            asked = self.client.build_request("GET", url, headers={**private, **ranged})
            answer = self.client.send(asked, stream=True)
            if not answer.has_redirect_location:
                return answer
            answer.close()
            url = _referred(url, answer.headers["Location"])
        raise AnswerError(f"more than {MOST_REDIRECTS} redirects")

    def _write(self, answer: httpx2.Response, mark: Mark | None, unfinished: Unfinished) -> None:
        status = answer.status_code
        if status == httpx2.codes.PARTIAL_CONTENT and mark:
            total = self._continued(answer, mark, unfinished)
        elif status == httpx2.codes.OK:
            self._throw_away(unfinished)
            total = _length(answer)
            unfinished.begin(self.address, answer.headers)
        else:
            raise _refusal(answer)
        if total is not None:
            self.meter.announce(total - unfinished.size)
        try:
            with unfinished.path.open("ab") as sink:
                for block in answer.iter_raw():
                    self.meter.take(len(block))
                    sink.write(block)
        except httpx2.TransportError as error:
            so_far = f"{unfinished.size} of {total} bytes" if total is not None else f"{unfinished.size} bytes"
            if isinstance(error, httpx2.TimeoutException):
                self.meter.seconds_left()
            raise PassingError(f"the answer broke off after {so_far}") from error
        if total is not None and unfinished.size != total:
            raise PassingError(f"the answer broke off after {unfinished.size} of {total} bytes")

    def _continued(self, answer: httpx2.Response, mark: Mark, unfinished: Unfinished) -> int | None:
        """Return the size of the whole file, of which the answer is the rest; raise PassingError if it is of another."""
        given = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        is_same = validator_of(answer.headers) in {"", mark.validator}
        if not given or int(given["first"]) != unfinished.size or not is_same:
            self._throw_away(unfinished)
            raise PassingError("the server continued another file or another place of it")
        return None if given["total"] == "*" else int(given["total"])

    def _throw_away(self, unfinished: Unfinished) -> None:
        self.meter.give_back(unfinished.size)
        unfinished.forget()


def _referred(url: httpx2.URL, location: str) -> httpx2.URL:
    try:
        referred = httpx2.URL(urljoin(str(url), location))
    except (httpx2.InvalidURL, ValueError) as error:
        raise AnswerError(f"refers to {location!r}, which is no address: {error}") from error
    if referred.scheme not in {"http", "https"} or not referred.host:
        raise AnswerError(f"refers to {urlsplit(location).scheme}://, which is not the web")
    return referred


def _length(answer: httpx2.Response) -> int | None:
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdecimal() else None


def _refusal(answer: httpx2.Response) -> TransferError:
    status = answer.status_code
    said = f"HTTP {status} {answer.reason_phrase}".rstrip()
    if status not in PASSING:
        return AnswerError(said)
    is_patient = status != httpx2.codes.INTERNAL_SERVER_ERROR
    return PassingError(said, asked=seconds_asked(answer.headers), is_patient=is_patient)
