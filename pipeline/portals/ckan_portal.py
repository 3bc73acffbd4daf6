"""A CKAN portal as its web interface offers it: actions and downloads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

from pipeline.portals.target import PublishError, secret, token
from pipeline.portals.web import Web

TOKEN: Final = "CKAN_TOKEN"  # noqa: S105  the name of a variable


@dataclass(frozen=True)
class Portal:
    """A CKAN portal at an address."""

    url: str

    @cached_property
    def web(self) -> Web:
        """Return the portal's web interface."""
        given = token(TOKEN)
        return Web(f"CKAN at {self.url}", self.url, TOKEN, {"Authorization": given} if given else {})

    def action(self, name: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
        """Return the result of an action; None where it does not find what it was asked for."""
        url = f"{self.url}/api/3/action/{name}"
        if body is None and "files" not in more:
            answer = self.web.ask("GET", url, accept=(404,), **more)
            return None if answer.status_code == 404 else _result(answer.json(), url)
        secret(TOKEN, purpose=f"make a token on {self.url}/user and set it")
        sent: dict[str, Any] = {"json": body} if body is not None else {}
        return _result(self.web.ask("POST", url, **sent, **more).json(), url)


def download_url(portal: str, resource: dict[str, Any]) -> str:
    """Return where a resource's file is fetched: an uploaded one at the portal's address as it was given, else its link."""
    url = str(resource["url"])
    if resource.get("url_type") != "upload":
        return url
    parts, given = urlsplit(url), urlsplit(portal)
    return parts._replace(scheme=given.scheme, netloc=given.netloc).geturl()


def _result(answer: dict[str, Any], url: str) -> Any:
    if not answer.get("success"):
        raise PublishError(f"{url}: {answer.get('error')}")
    return answer["result"]
