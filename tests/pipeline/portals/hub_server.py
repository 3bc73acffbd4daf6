"""The shared protocol double of the Hub, in a thread of the test: with faults on demand, and gated access remembered.

It is a protocol double, not the Hub.
"""

from __future__ import annotations

import importlib.util
import json
import re
import threading
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "hf_test_secret"  # noqa: S105  a token of this server


class HubServer:
    """A Hub at `url`; `faults` maps a pattern of `METHOD path` to the statuses that the next requests get."""

    def __init__(self, shared: Path, root: Path, *, xet: bool = False) -> None:
        spec = importlib.util.spec_from_file_location("hub_stub", shared / "servers" / "hub_stub.py")
        assert spec
        assert spec.loader
        self.stub: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.stub)
        self.asked: list[str] = []
        self.faults: dict[str, list[int]] = {}
        self.settings: list[dict[str, Any]] = []
        self.stub.ROUTES[:] = [self._replaced(route) for route in self.stub.ROUTES]
        handler = self._handler(root, xet=xet)
        self.store = handler.store
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def _handler(self, root: Path, *, xet: bool) -> Any:
        hub, parent = self, self.stub.H

        class Handler(parent):  # type: ignore[misc, valid-type]
            store = hub.stub.Store(root)
            token = TOKEN
            cas = None

            def handle_any(self) -> None:
                line = f"{self.command} {self.path}"
                hub.asked.append(line)
                for pattern, statuses in hub.faults.items():
                    if statuses and re.search(pattern, line):
                        self.req_note = None
                        self.rfile.read(int(self.headers.get("Content-Length") or 0))
                        self.send(statuses.pop(0), {"error": "so it was asked for"})
                        return
                super().handle_any()

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815  the names that http.server calls

        if xet:
            Handler.cas = root / "cas"
            Handler.cas.mkdir(parents=True)
        return Handler

    def squash(self) -> None:
        """Let the Hub squash histories, list and delete files in LFS, convert, and delete branches, as the real one does."""
        kind, name = self.stub.T, self.stub.RID
        self.stub.ROUTES[:0] = [
            ("POST", f"/api/{kind}/{name}/super-squash/(.+)", self._squash),
            ("GET", f"/api/{kind}/{name}/lfs-files", self._large),
            ("POST", f"/api/{kind}/{name}/lfs-files/batch", self._delete_large),
            ("DELETE", f"/api/{kind}/{name}/branch/(.+)", self._delete_branch),
            ("GET", "/api/models", lambda handler, *_: handler.send(200, [{"id": "lab/model"}])),
        ]

    def _squash(self, handler: Any, _query: Any, _body: bytes, kind: str, name: str, branch: str) -> None:
        repository = handler.repo(kind, name)
        files = repository["commits"][handler.commit_of(repository, branch)]["files"]
        repository["refs"][branch] = None
        handler.store.add_commit(repository, branch, files, "squashed")
        self._forget(repository)
        handler.store.save(kind, name, repository)
        handler.send(200, {})

    def _forget(self, repository: dict[str, Any]) -> None:
        """Delete the commits that no branch and no tag leads to."""
        reached: set[str] = set()
        for head in (*repository["refs"].values(), *repository["tags"].values()):
            commit = head
            while commit and commit not in reached:
                reached.add(commit)
                commit = repository["commits"][commit]["parent"]
        repository["commits"] = {commit: repository["commits"][commit] for commit in reached}

    def _delete_branch(self, handler: Any, _query: Any, _body: bytes, kind: str, name: str, branch: str) -> None:
        repository = handler.repo(kind, name)
        del repository["refs"][branch]
        self._forget(repository)
        handler.store.save(kind, name, repository)
        handler.send(200, {})

    def _large(self, handler: Any, _query: Any, _body: bytes, _kind: str, _name: str) -> None:
        date = "2026-01-01T00:00:00.000Z"
        files = [
            {"oid": path.name, "fileOid": path.name, "filename": path.name, "size": 1, "pushedAt": date}
            for path in sorted((self.store.root / "blobs").iterdir())
        ]
        handler.send(200, files)

    def _delete_large(self, handler: Any, _query: Any, body: bytes, kind: str, name: str) -> None:
        self._forget(repository := handler.repo(kind, name))
        handler.store.save(kind, name, repository)
        for digest in json.loads(body)["deletions"]["sha"]:
            self.store.blob(digest).unlink()
        handler.send(200, {})

    def _replaced(self, route: tuple[str, str, Any]) -> tuple[str, str, Any]:
        method, path, answer = route
        if answer is self.stub.H.settings:
            return method, path, self._set
        return (method, path, self._info) if answer is self.stub.H.info else route

    def _set(self, handler: Any, query: Any, body: bytes, kind: str, name: str) -> None:
        self.settings.append(json.loads(body))
        self.stub.H.settings(handler, query, body, kind, name)

    def _info(self, handler: Any, query: Any, body: bytes, kind: str, name: str, revision: str | None = None) -> None:
        send = handler.send
        gated = next((one["gated"] for one in reversed(self.settings) if "gated" in one), False)
        handler.send = lambda code, said, *more, **named: send(code, said | {"gated": gated}, *more, **named)
        try:
            self.stub.H.info(handler, query, body, kind, name, revision)
        finally:
            del handler.send

    def repository(self, name: str) -> dict[str, Any]:
        """Return what the server holds of a dataset repository."""
        found: dict[str, Any] = self.store.load("datasets", name)
        return found

    def writes(self) -> list[str]:
        """Return the requests that change something."""
        return [line for line in self.asked if not line.startswith(("GET", "HEAD")) and "validate-yaml" not in line]

    def close(self) -> None:
        """Stop the server and wait for its thread."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
