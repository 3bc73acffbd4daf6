"""A web server on loopback that answers as a test says, and counts what it is asked."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import yaml

from pipeline.manifest import Source
from pipeline.manifest.load import LoadedSource

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """What the server says to one request; `announced` is a Content-Length that may lie."""

    body: bytes = b""
    state: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    delay_seconds: float = 0.0


class Web:
    """Pages by path; a list of answers is given out one by one, the last for ever."""

    def __init__(self) -> None:
        self.pages: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._given: dict[str, int] = defaultdict(int)
        self.released = threading.Event()
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.answer(self)

            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def put(self, path: str, *answers: Answer | bytes) -> str:
        """Set what a path answers and return its address."""
        self.pages[path] = [Answer(one) if isinstance(one, bytes) else one for one in answers]
        return self.url + path

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        path = handler.path
        self.asked.append((path, dict(handler.headers.items())))
        listed = self.pages.get(path, [Answer(b"nicht da", 404)])
        one = listed[min(self._given[path], len(listed) - 1)]
        self._given[path] += 1
        self.released.wait(one.delay_seconds)
        handler.send_response(one.state)
        for name, value in one.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(one.body) if one.announced is None else one.announced))
        handler.end_headers()
        handler.wfile.write(one.body)

    def count(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(asked == path for asked, _ in self.asked)

    def close(self) -> None:
        """Stop the server and wait for its thread."""
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


def a_source(folder: Path, fetch: list[dict[str, Any]], **said: Any) -> LoadedSource:
    """Return a source manifest as it would be loaded from `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"id": "archiv", "title": "Archiv", "format": "text", "fetch": fetch} | said
    path = folder / "archiv.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return LoadedSource(Source.model_validate(content), path)
