"""A protocol double of GitHub's REST interface for releases and their assets, on loopback; not GitHub.

Written from GitHub's documentation: drafts are seen with a token only and have no tag to be found by; uploads go to a host
of their own; an asset's name is taken but once (422 `already_exists`); a broken upload stays as `starter`; names keep
letters, digits, dot, dash and underscore; a release of assets has a `digest` each, which can be switched off.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "ghp_test_secret"  # noqa: S105  a token of this server
LIMIT = 2 * 1024**3


class GitHubServer:
    """Repositories by name; `faults` maps a pattern of `METHOD path` to the (status, headers) of the next answers."""

    def __init__(self) -> None:
        self.repositories: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.hosts: list[tuple[str, str]] = []
        self.faults: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self.broken_upload: str | None = None
        self.has_digests = True
        self.forks: list[str] = []
        self._id = 100
        self._lock = threading.Lock()
        self._api, self._uploads, self._storage = (self._serve() for _ in range(3))
        self.url = self._at(self._api)

    def _serve(self) -> ThreadingHTTPServer:
        hub = self

        class Handler(_Handler):
            github = hub

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        return server

    def _at(self, server: ThreadingHTTPServer) -> str:
        return f"http://127.0.0.1:{server.server_port}"

    def add(self, name: str, *, private: bool = False) -> None:
        """Make an empty repository."""
        self.repositories[name] = {"private": private, "releases": []}

    def close(self) -> None:
        """Stop the three hosts."""
        for server in (self._api, self._uploads, self._storage):
            server.shutdown()
            server.server_close()

    def new_id(self) -> int:
        """Return a number that was not given before."""
        with self._lock:
            self._id += 1
            return self._id

    def release(self, name: str) -> dict[str, Any]:
        """Return the one release of a repository."""
        (found,) = self.repositories[name]["releases"]
        one: dict[str, Any] = found
        return one

    def writes(self) -> list[str]:
        """Return the requests that change something."""
        return [line for line in self.asked if not line.startswith("GET")]

    # --- answers: status, body

    def repository(self, name: str) -> tuple[int, Any]:
        one = self.repositories[name]
        return 200, {"full_name": name, "private": one["private"], "html_url": f"{self.url}/{name}"}

    def listed(self, name: str, query: dict[str, str], *, may_write: bool) -> tuple[int, Any]:
        seen = [one for one in self.repositories[name]["releases"] if may_write or not one["draft"]]
        return 200, _page([self.shown(name, one) for one in seen], query)

    def shown(self, name: str, one: dict[str, Any]) -> dict[str, Any]:
        uploads = f"{self._at(self._uploads)}/repos/{name}/releases/{one['id']}/assets{{?name,label}}"
        return {key: one[key] for key in ("id", "tag_name", "name", "body", "draft")} | {"upload_url": uploads}

    def create(self, name: str, body: dict[str, Any]) -> tuple[int, Any]:
        releases = self.repositories[name]["releases"]
        if not body.get("draft") and any(one["tag_name"] == body["tag_name"] for one in releases):
            return 422, _invalid("Release", "tag_name")
        one = {"id": self.new_id(), "assets": [], "name": "", "body": "", "draft": False} | body
        releases.append(one)
        return 201, self.shown(name, one)

    def find(self, name: str, number: int) -> dict[str, Any] | None:
        return next((one for one in self.repositories[name]["releases"] if one["id"] == number), None)

    def patch(self, name: str, number: int, body: dict[str, Any]) -> tuple[int, Any]:
        one = self.find(name, number)
        if one is None:
            return 404, {"message": "Not Found"}
        one.update(body)
        return 200, self.shown(name, one)

    def delete(self, name: str, number: int) -> tuple[int, Any]:
        releases = self.repositories[name]["releases"]
        left = [one for one in releases if one["id"] != number]
        self.repositories[name]["releases"] = left
        return (204, None) if len(left) < len(releases) else (404, {"message": "Not Found"})

    def untag(self, name: str, tag: str) -> tuple[int, Any]:
        """Delete a tag: GitHub keeps it when its release is deleted, and has none for a draft."""
        tags = self.repositories[name].setdefault("untagged", [])
        if tag in tags:
            return 422, {"message": "Reference does not exist"}
        tags.append(tag)
        return 204, None

    def upload(self, name: str, number: int, file: str, content: bytes, length: int) -> tuple[int, Any]:
        one = self.find(name, number)
        if one is None:
            return 404, {"message": "Not Found"}
        file = re.sub(r"[^A-Za-z0-9._-]", ".", file)
        if any(asset["name"] == file for asset in one["assets"]):
            return 422, _invalid("ReleaseAsset", "name")
        asset = {"id": self.new_id(), "name": file, "state": "uploaded", "content": content}
        one["assets"].append(asset)
        if len(content) < length or length >= LIMIT:
            asset["state"] = "starter"
            return 422, {"message": "size is invalid"}
        return 201, self.asset(name, asset)

    def asset(self, name: str, one: dict[str, Any]) -> dict[str, Any]:
        digest = f"sha256:{hashlib.sha256(one['content']).hexdigest()}" if self.has_digests else None
        url = f"{self.url}/repos/{name}/releases/assets/{one['id']}"
        return {"id": one["id"], "name": one["name"], "state": one["state"], "size": len(one["content"])} | {
            "url": url,
            "digest": digest,
        }

    def storage_of(self, number: int) -> str:
        return f"{self._at(self._storage)}/objects/{number}"


def _page(rows: list[Any], query: dict[str, str]) -> list[Any]:
    size, page = min(int(query.get("per_page", 30)), 100), int(query.get("page", 1))
    return rows[(page - 1) * size : page * size]


def _invalid(resource: str, field: str) -> dict[str, Any]:
    return {
        "message": "Validation Failed",
        "errors": [{"resource": resource, "code": "already_exists", "field": field}],
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    github: GitHubServer

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _any(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        line = f"{self.command} {self.path}"
        self.github.asked.append(line)
        self.github.hosts.append((self.headers["Host"], self.headers.get("Authorization", "")))
        length = int(self.headers.get("Content-Length") or 0)
        if self.github.broken_upload and self.github.broken_upload in line:
            self._break(parts.path, query, length)
            return
        body = self.rfile.read(length)
        for pattern, answers in self.github.faults.items():
            if answers and re.search(pattern, line):
                status, headers = answers.pop(0)
                self._answer(status, {"message": "so it was asked for"}, headers)
                return
        self._answer(*self._routed(parts.path, query, body))

    do_GET = do_POST = do_PATCH = do_DELETE = _any  # noqa: N815  the names that http.server calls

    def _break(self, path: str, query: dict[str, str], length: int) -> None:
        """Take half of an upload and hang up; what came stays as a starter."""
        self.github.broken_upload = None
        half = self.rfile.read(length // 2)
        found = re.fullmatch(r"/repos/([^/]+/[^/]+)/releases/(\d+)/assets", path)
        assert found
        self.github.upload(found[1], int(found[2]), query["name"], half, length)
        self.close_connection = True
        self.connection.close()

    def _routed(self, path: str, query: dict[str, str], body: bytes) -> tuple[Any, ...]:
        if found := re.fullmatch(r"/objects/(\d+)", path):
            return self._stored(int(found[1]))
        found = re.fullmatch(r"/repos/([^/]+/[^/]+)(/.*)?", path)
        if not found or found[1] not in self.github.repositories:
            return 404, {"message": "Not Found"}
        authorization = self.headers.get("Authorization", "")
        if authorization not in {"", f"Bearer {TOKEN}"}:
            return 401, {"message": "Bad credentials"}
        may_write = bool(authorization)
        if self.command != "GET" and not may_write:
            return 401, {"message": "Requires authentication"}
        if self.github.repositories[found[1]]["private"] and not may_write:
            return 404, {"message": "Not Found"}
        return self._of_repository(found[1], found[2] or "", query, body, may_write=may_write)

    def _of_repository(  # noqa: PLR0911  a table of addresses
        self, name: str, rest: str, query: dict[str, str], body: bytes, *, may_write: bool
    ) -> tuple[Any, ...]:
        github, numbers = self.github, [int(one) for one in re.findall(r"\d+", rest)]
        if not rest:
            return github.repository(name)
        if rest == "/releases":
            listing = self.command == "GET"
            return github.listed(name, query, may_write=may_write) if listing else github.create(name, json.loads(body))
        if found := re.fullmatch(r"/releases/tags/(.+)", rest):
            return self._tagged(name, unquote(found[1]))
        if rest == "/forks":
            return 200, [{"html_url": f"{github.url}/{fork}"} for fork in github.forks]
        if found := re.fullmatch(r"/git/refs/tags/(.+)", rest):
            return github.untag(name, unquote(found[1]))
        if re.fullmatch(r"/releases/\d+", rest) and self.command == "DELETE":
            return github.delete(name, numbers[0])
        if re.fullmatch(r"/releases/\d+", rest):
            return github.patch(name, numbers[0], json.loads(body))
        if re.fullmatch(r"/releases/\d+/assets", rest):
            return self._assets(name, numbers[0], query, body)
        if re.fullmatch(r"/releases/assets/\d+", rest):
            return self._asset(name, numbers[0])
        return 404, {"message": "Not Found"}

    def _tagged(self, name: str, tag: str) -> tuple[Any, ...]:
        for one in self.github.repositories[name]["releases"]:
            if one["tag_name"] == tag and not one["draft"]:
                return 200, self.github.shown(name, one)
        return 404, {"message": "Not Found"}

    def _assets(self, name: str, number: int, query: dict[str, str], body: bytes) -> tuple[Any, ...]:
        if self.command == "POST":
            return self.github.upload(name, number, query["name"], body, len(body))
        one = self.github.find(name, number)
        return (200, _page([self.github.asset(name, asset) for asset in one["assets"]], query)) if one else (404, {})

    def _asset(self, name: str, number: int) -> tuple[Any, ...]:
        for one in self.github.repositories[name]["releases"]:
            for asset in one["assets"]:
                if asset["id"] == number and self.command == "DELETE":
                    one["assets"].remove(asset)
                    return 204, None
                if asset["id"] == number and self.headers.get("Accept") == "application/octet-stream":
                    return 302, None, {"Location": self.github.storage_of(number)}
                if asset["id"] == number:
                    return 200, self.github.asset(name, asset)
        return 404, {"message": "Not Found"}

    def _stored(self, number: int) -> tuple[Any, ...]:
        assert "Authorization" not in self.headers, "the token went to another host"
        for repository in self.github.repositories.values():
            for one in repository["releases"]:
                for asset in one["assets"]:
                    if asset["id"] == number:
                        return 200, asset["content"]
        return 404, None


def used_up() -> tuple[int, dict[str, str]]:
    """Return the answer to a request beyond the hourly limit."""
    return 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 600)}
