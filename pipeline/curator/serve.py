"""A release on loopback: its portal page for a browser, its data files for readers that ask for ranges of bytes."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final, Self

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Mount
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from gemeingut.errors import PlaceError
from pipeline.release_files.facts import is_release

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST: Final = "127.0.0.1"
KNOWN_AS: Final = frozenset({HOST, "localhost"})
PAGE: Final = "index.html"
LAST_PORT: Final = 65_535
ANOTHER: Final = "name another: --port N, or 0 for any that is free"
MISDIRECTED: Final = 421
SECONDS_TO_END: Final = 1
EVERY_ANSWER: Final = {"Accept-Ranges": "bytes", "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
TYPES: Final = {
    ".cff": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/plain; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".rdf": "application/rdf+xml",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".yaml": "text/plain; charset=utf-8",
    "": "text/plain; charset=utf-8",
}


class ServeError(PlaceError, RuntimeError):
    """There is no release with a page to show, or the port is taken."""


class _Files(StaticFiles):
    """The files of a release, whole or in ranges; a folder is not listed, and nothing outside is given out."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the answer with a file of the release, under the media type that its readers expect."""
        _, dot, ending = str(full_path).rpartition("/")[2].rpartition(".")
        known = TYPES.get(f".{ending.lower()}" if dot else "")
        answer = FileResponse(full_path, status_code=status_code, media_type=known, stat_result=stat_result)
        unchanged = self.is_not_modified(answer.headers, Headers(scope=scope))
        return NotModifiedResponse(answer.headers) if unchanged else answer


class _Loopback:
    """Answers only requests that name the loopback host, and adds the headers common to all answers.

    A page under another name that leads here (DNS rebinding) must not read what may be internal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(EVERY_ANSWER)
            await send(message)

        host = Headers(scope=scope).get("host", HOST).rsplit(":", 1)[0]
        app = self._app if host in KNOWN_AS else PlainTextResponse("Misdirected Request", MISDIRECTED)
        await app(scope, receive, send_with_headers)


class Serving:
    """A server of a release's folder that already listens; `run` answers until `stop` or Ctrl-C."""

    def __init__(self, release: Path, listening: socket.socket) -> None:
        self._listening = listening
        app = _Loopback(Starlette(routes=[Mount("/", _Files(directory=release, html=True))]))
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                log_level="critical",  # the terminal holds the address
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=SECONDS_TO_END,
            )
        )

    @property
    def port(self) -> int:
        """Return the port that is listened on."""
        return int(self._listening.getsockname()[1])

    @property
    def address(self) -> str:
        """Return the address of the page."""
        return f"http://{HOST}:{self.port}/"

    def run(self) -> None:
        """Answer requests until `stop` is called; raise KeyboardInterrupt on Ctrl-C, when all is closed."""
        self._server.run(sockets=[self._listening])

    def stop(self) -> None:
        """Let `run` end, from another thread."""
        self._server.should_exit = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()


def server(release: Path, port: int) -> Serving:
    """Return a server of a release's folder on loopback, not yet answering; port 0 takes a free one.

    Raises ServeError if the folder is no release with a page, or the port is taken.
    """
    if not is_release(release):
        raise ServeError(f"{release}: no release.json there; is it the folder of a release?")
    if not (release / PAGE).is_file():
        raise ServeError(f"{release}: no {PAGE} there; `gemeingut describe {release}` writes it")
    if not 0 <= port <= LAST_PORT:
        raise ServeError(f"port {port}: there is no such port; {ANOTHER}")
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        raise ServeError(f"port {port}: {error.strerror}; {ANOTHER}") from error
    return Serving(release, listening)
