"""A real CKAN on loopback, as the shared script starts it, with users of every rank; and a way to it that has faults."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from tests.ports import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

ORGANISATION = "bibliothek"
PASSWORD = "nur-fuer-tests-1"  # noqa: S105  of users that live as long as the tests
UP_SECONDS = 600


class Ckan:
    """A portal at `url`; `tokens` holds one of the sysadmin, of an editor and of a member of the organisation."""

    def __init__(self, url: str, sysadmin: str) -> None:
        self.url = url
        self.tokens = {"sysadmin": sysadmin}

    def action(self, name: str, token: str | None = None, /, **body: Any) -> tuple[int, Any]:
        """Return status and result (or error) of an action; without a token as anybody."""
        headers = {"Authorization": self.tokens[token]} if token else {}
        answer = httpx2.post(f"{self.url}/api/3/action/{name}", json=body, headers=headers, timeout=120)
        said = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
        return answer.status_code, said.get("result", said.get("error"))

    def ready(self) -> None:
        """Make the organisation, an editor and a member."""
        self.action("organization_create", "sysadmin", name=ORGANISATION, title="Bibliothek")
        for name in ("editor", "member"):
            self.action("user_create", "sysadmin", name=name, email=f"{name}@example.org", password=PASSWORD)
            self.action("organization_member_create", "sysadmin", id=ORGANISATION, username=name, role=name)
            status, made = self.action("api_token_create", "sysadmin", user=name, name="tests")
            assert status == 200, made
            self.tokens[name] = made["token"]

    def empty(self) -> None:
        """Purge every dataset."""
        _, found = self.action("package_search", "sysadmin", include_private=True, include_drafts=True, rows=100)
        for one in found["results"]:
            self.action("dataset_purge", "sysadmin", id=one["id"])


@contextlib.contextmanager
def real_ckan(script: Path) -> Iterator[Ckan]:
    """Start a CKAN and end it; one whose folder CKAN_HOME names is used, and left running."""
    home = os.environ.get("CKAN_HOME")
    folder = Path(home or tempfile.mkdtemp(prefix="gemeingut-ckan-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own
    ports = dict(zip(("CKAN_PORT", "PG_PORT", "REDIS_PORT", "SOLR_PORT"), map(str, free_ports(4)), strict=True))
    env = os.environ | ({} if home else ports) | {"CKAN_HOME": str(folder), "PYTHON": sys.executable}
    try:
        done = subprocess.run(
            ["bash", str(script), "up"], env=env, capture_output=True, text=True, timeout=UP_SECONDS, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        said = dict(line.split("=", 1) for line in done.stdout.splitlines() if line.startswith("CKAN_"))
        yield Ckan(said["CKAN_URL"], said["CKAN_TOKEN"])
    finally:
        if not home:
            subprocess.run(["bash", str(script), "wipe"], env=env, capture_output=True, timeout=UP_SECONDS, check=False)


class Way:
    """A proxy before a portal; `faults` maps a pattern of `METHOD path` to statuses that answer instead, or "hang up"."""

    def __init__(self, upstream: str) -> None:
        self.faults: dict[str, list[int | str]] = {}
        self.asked: list[str] = []
        way = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                line = f"{self.command} {self.path}"
                way.asked.append(line)
                fault = next((many.pop(0) for one, many in way.faults.items() if many and re.search(one, line)), None)
                if fault == "hang up":
                    return
                kept = {key: value for key, value in self.headers.items() if key.lower() not in {"host", "connection"}}
                if fault is None:
                    answer = httpx2.request(self.command, upstream + self.path, content=body, headers=kept, timeout=120)
                    self.say(answer.status_code, answer.content, answer.headers.get("Content-Type", ""))
                else:
                    self.say(int(fault), b"<html>so it was asked for</html>", "text/html")

            def say(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = pass_on  # noqa: N815  the names that http.server calls

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def writes(self) -> list[str]:
        """Return the requests that change something."""
        return [line for line in self.asked if line.startswith("POST")]

    def close(self) -> None:
        """Stop and wait."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
