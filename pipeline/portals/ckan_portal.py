"""A CKAN portal as its web interface offers it: actions, downloads, and a published dataset's files."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from pipeline.portals import assets
from pipeline.portals import ckan_fields as fields
from pipeline.portals.client import token
from pipeline.portals.folder_files import InFolder
from pipeline.portals.target import NotThereError, PublishError, secret
from pipeline.portals.web import Web

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.portals.target import Origin, Parcel

SUMS: Final = "SHA256SUMS"
PER_PAGE: Final = 1000  # the most that CKAN lists at once


@dataclass(frozen=True)
class Portal:
    """A CKAN portal at an address; `token_name` is the environment variable of its token."""

    url: str
    token_name: str

    @cached_property
    def web(self) -> Web:
        """Return the portal's web interface."""
        given = token(self.token_name)
        return Web(f"CKAN at {self.url}", self.url, self.token_name, {"Authorization": given} if given else {})

    def action(self, name: str, body: dict[str, Any] | None = None, accept: tuple[int, ...] = (), **more: Any) -> Any:
        """Return the result of an action; None where it does not find what it was asked for, or answers as accepted."""
        url = f"{self.url}/api/3/action/{name}"
        if body is None and "files" not in more:
            answer = self.web.ask("GET", url, accept=(404,), **more)
            return None if answer.status_code == 404 else _result(answer.json(), url)
        secret(self.token_name, purpose=f"make a token on {self.url}/user and set it")
        sent: dict[str, Any] = {"json": body} if body is not None else {}
        answer = self.web.ask("POST", url, accept=accept, **sent, **more)
        return None if answer.status_code in accept else _result(answer.json(), url)

    def datasets(self, organisation: str) -> Iterator[dict[str, Any]]:
        """Yield the datasets of an organisation, private ones too where the token may see them."""
        hidden = {"include_private": "true", "include_drafts": "true"} if token(self.token_name) else {}
        asked = {"fq": f"organization:{organisation}", "rows": str(PER_PAGE), "sort": "name asc"} | hidden
        for start in itertools.count(0, PER_PAGE):
            page = self.action("package_search", params=asked | {"start": str(start)})
            yield from page["results"]
            if start + PER_PAGE >= page["count"]:
                return


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


@dataclass(frozen=True)
class OnPortal:
    """A dataset of a CKAN portal."""

    base: str
    name: str
    token_name: str

    @cached_property
    def _portal(self) -> Portal:
        return Portal(self.base, self.token_name)

    @cached_property
    def _package(self) -> dict[str, Any]:
        try:
            package: dict[str, Any] | None = self._portal.action("package_show", params={"id": self.name})
        except PublishError as error:
            raise NotThereError(str(error)) from error
        if package is None:
            raise NotThereError(f"{self.base}/dataset/{self.name}: no such dataset")
        return package

    @cached_property
    def _urls(self) -> dict[str, str]:
        return {resource["name"]: download_url(self.base, resource) for resource in self._package["resources"]}

    def changed(self, parcel: Parcel) -> list[str]:
        """Return what the portal says of the release that was fetched from it and is not so."""
        known = {license_["id"] for license_ in self._portal.action("license_list", params={})}
        listed = list(fields.changed(self._package, parcel, fields.access_of(self._package), known))
        assets_by_name = {asset.name: asset for asset in assets.Assets(parcel).all}
        for resource in self._package["resources"]:
            if asset := assets_by_name.pop(resource["name"], None):
                listed += fields.resource_changed(resource, parcel, asset)
            else:
                listed.append(f"{resource['name']}, which is no file of the release")
        return [*listed, *(f"{name} is missing" for name in assets_by_name)]

    @property
    def origin(self) -> Origin:
        """Return where the files are: on the portal, or at the address that its links lead to."""
        sums = self._urls.get(SUMS, "")
        return self if sums.startswith(f"{self.base}/dataset/") else InFolder(sums.removesuffix(f"/{SUMS}"))

    @property
    def archives(self) -> tuple[str, ...]:
        """Return the archives that are there."""
        return tuple(name for name in (assets.RECORDS, assets.INDEX_ARCHIVE) if name in self._urls)

    @contextlib.contextmanager
    def blocks(self, name: str) -> Iterator[Iterable[bytes] | None]:
        """Yield the bytes of one resource; None if it is not there."""
        if name not in self._urls:
            yield None
            return
        with self._portal.web.stream(self._urls[name]) as blocks:
            yield blocks
