"""A repository of GitHub as its web interface offers it: releases, their assets, and a published release's files."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pipeline.portals import assets
from pipeline.portals.client import bearer
from pipeline.portals.github_parts import PART_BYTES, parts_of, words, words_changed
from pipeline.portals.target import NotThereError, PublishError, address_of
from pipeline.portals.web import Web

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.portals.target import Parcel

API: Final = "https://api.github.com"
MOST_ASSETS: Final = 1000
PER_PAGE: Final = 100


@dataclass(frozen=True)
class Repository:
    """A repository `OWNER/NAME`; `token_name` is the environment variable of its token.

    The interface's address is that of GITHUB_API_URL where it is set, as in GitHub Actions.
    """

    name: str
    token_name: str

    @cached_property
    def url(self) -> str:
        """Return the address of the repository in the interface."""
        return f"{self._api}/repos/{self.name}"

    @cached_property
    def _api(self) -> str:
        return address_of("GITHUB_API_URL", API)

    @cached_property
    def web(self) -> Web:
        """Return the web interface."""
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return Web("GitHub", self._api, self.token_name, headers | bearer(self.token_name))

    def releases(self) -> list[dict[str, Any]]:
        """Return the repository's releases, drafts too where the token may see them."""
        return self._listed("releases", most=PER_PAGE * MOST_ASSETS)

    def assets_of(self, release: int) -> list[dict[str, Any]]:
        """Return all assets of a release."""
        return self._listed(f"releases/{release}/assets", most=MOST_ASSETS)

    def _listed(self, what: str, most: int) -> list[dict[str, Any]]:
        """Return what is listed over several pages, up to the page after `most` entries."""
        url, entries = f"{self.url}/{what}", list[dict[str, Any]]()
        for number in range(1, 2 + most // PER_PAGE):
            page = self.web.ask("GET", url, params={"per_page": PER_PAGE, "page": number}).json()
            entries += page
            if len(page) < PER_PAGE:
                break
        return entries


@dataclass(frozen=True)
class OnGitHub:
    """A release on GitHub; files in parts are joined."""

    name: str
    tag: str
    token_name: str

    @cached_property
    def _repository(self) -> Repository:
        return Repository(self.name, self.token_name)

    @cached_property
    def _release(self) -> dict[str, Any]:
        url = f"{self._repository.url}/releases/tags/{quote(self.tag)}"
        try:
            release: dict[str, Any] = self._repository.web.ask("GET", url).json()
        except PublishError as error:
            raise NotThereError(str(error)) from error
        return release

    @cached_property
    def _assets(self) -> list[dict[str, Any]]:
        try:
            return self._repository.assets_of(self._release["id"])
        except PublishError as error:
            raise NotThereError(str(error)) from error

    @cached_property
    def _urls(self) -> dict[str, str]:
        return {asset["name"]: asset["url"] for asset in self._assets}

    @property
    def _part_bytes(self) -> int:
        """Return the size of the parts that were sent, as the first part of a file has it."""
        return next((asset["size"] for asset in self._assets if asset["name"].endswith(".part-001")), PART_BYTES)

    def changed(self, parcel: Parcel) -> list[str]:
        """Return what the release on GitHub says or holds that is not of the release that was fetched from it."""
        own = assets.Assets(parcel)
        parts = [part for asset in own.all for part in parts_of(asset, self._part_bytes)]
        more = sorted(set(self._urls) - {part.name for part in parts})
        says = words_changed(self.tag, self._release, words(parcel, self.name, parts))
        return [*says, *(f"{name}, which is no file of the release" for name in more)]

    @property
    def archives(self) -> tuple[str, ...]:
        """Return the archives that are there, whole or in parts."""
        return tuple(name for name in (assets.RECORDS, assets.INDEX_ARCHIVE) if self._parts(name))

    def _parts(self, name: str) -> list[str]:
        flat = assets.flat(name)
        return [flat] if flat in self._urls else sorted(part for part in self._urls if part.startswith(f"{flat}.part-"))

    @contextlib.contextmanager
    def blocks(self, name: str) -> Iterator[Iterable[bytes] | None]:
        """Yield the bytes of one file, its parts joined; None if it is not there."""
        parts = self._parts(name)
        yield self._joined(parts) if parts else None

    def _joined(self, parts: list[str]) -> Iterator[bytes]:
        for part in parts:
            with self._repository.web.stream(self._urls[part]) as blocks:
                if blocks is None:
                    raise NotThereError(f"{self.name} {self.tag}: {part} is not there")
                yield from blocks
