"""A release on loopback: its portal page for a browser, its shards for readers that ask for ranges of bytes."""

from __future__ import annotations

import re
import shutil
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import IO, TYPE_CHECKING, Any, Final

from gemeingut.errors import PlaceError
from pipeline.release_files.facts import is_release

if TYPE_CHECKING:
    from pathlib import Path

HOST: Final = "127.0.0.1"
KNOWN_AS: Final = frozenset({HOST, "localhost"})
PAGE: Final = "index.html"
RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)$")
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


class _Handler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD, whole files and single ranges; lists no folder and says nothing on the terminal."""

    extensions_map: Final = TYPES  # type: ignore[misc]
    protocol_version = "HTTP/1.1"
    server_version = "gemeingut"
    sys_version = ""
    left: int | None = None  # bytes of the range that is being sent; None for a whole file

    def send_head(self) -> Any:
        """Send the head of an answer and return what is to follow, or None."""
        self.left = None
        # A page on another name that points here (DNS rebinding) must not read what may be internal.
        if self.headers.get("Host", HOST).rsplit(":", 1)[0] not in KNOWN_AS:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        found = RANGE.match(self.headers.get("Range", ""))
        return self._part(*found.groups()) if found and any(found.groups()) else super().send_head()

    def _part(self, first: str, last: str) -> IO[bytes] | None:
        try:
            stream = open(self.translate_path(self.path), "rb")  # noqa: SIM115, PTH123  closed by the caller
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        size = stream.seek(0, 2)
        start = int(first) if first else max(0, size - int(last))
        stop = min(size, int(last) + 1) if first and last else size
        if start >= stop:
            stream.close()
            self._refuse(size)
            return None
        stream.seek(start)
        self.left = stop - start
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
        self.send_header("Content-Length", str(self.left))
        self.end_headers()
        return stream

    def _refuse(self, size: int) -> None:
        self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        self.send_header("Content-Range", f"bytes */{size}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send the whole file, or as much of it as was asked for."""
        if self.left is None:
            shutil.copyfileobj(source, outputfile)
            return
        while self.left:
            block = source.read(min(self.left, 1 << 20))
            if not block:
                break
            outputfile.write(block)
            self.left -= len(block)

    def list_directory(self, path: Any) -> None:  # noqa: ARG002  the signature of the standard library
        """Refuse: a release has a page that says what is in it."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Add what holds for every answer."""
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  dito
        """Say nothing: the terminal holds the address."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that closes a connection is no fault."""


def server(release: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a release's folder on loopback, not yet serving; port 0 takes a free one.

    Raises ServeError if the folder is no release with a page, or the port is taken.
    """
    if not is_release(release):
        raise ServeError(f"{release}: no release.json there; is it the folder of a release?")
    if not (release / PAGE).is_file():
        raise ServeError(f"{release}: no {PAGE} there; `gemeingut describe {release}` writes it")

    def handle(*arguments: Any) -> _Handler:
        return _Handler(*arguments, directory=str(release))

    try:
        return _Server((HOST, port), handle)
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else "there is no such port"
        raise ServeError(f"port {port}: {why}; name another: --port N, or 0 for any that is free") from error


def address(serving: ThreadingHTTPServer) -> str:
    """Return the address of the page."""
    return f"http://{HOST}:{serving.server_port}/"
