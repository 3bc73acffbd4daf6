"""A repository of GitHub as its web interface offers it: releases and their assets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pipeline.portals.target import address_of, token
from pipeline.portals.web import Web

TOKEN: Final = "GITHUB_TOKEN"  # noqa: S105  the name of a variable
API: Final = "https://api.github.com"
MOST_ASSETS: Final = 1000
PER_PAGE: Final = 100


@dataclass(frozen=True)
class Repository:
    """A repository `OWNER/NAME`; the interface's address is that of GITHUB_API_URL where it is set, as in GitHub Actions."""

    name: str

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
        given = token(TOKEN)
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return Web("GitHub", self._api, TOKEN, headers | ({"Authorization": f"Bearer {given}"} if given else {}))

    def releases(self) -> list[dict[str, Any]]:
        """Return the repository's releases, drafts too where the token may see them."""
        found: list[dict[str, Any]] = []
        for page in range(1, 1 + MOST_ASSETS):
            listed = self._page("releases", page)
            found += listed
            if len(listed) < PER_PAGE:
                break
        return found

    def assets_of(self, release: int) -> list[dict[str, Any]]:
        """Return all assets of a release."""
        found: list[dict[str, Any]] = []
        for page in range(1, 2 + MOST_ASSETS // PER_PAGE):
            listed = self._page(f"releases/{release}/assets", page)
            found += listed
            if len(listed) < PER_PAGE:
                break
        return found

    def _page(self, what: str, page: int) -> list[dict[str, Any]]:
        url = f"{self.url}/{what}"
        found: list[dict[str, Any]] = self.web.ask("GET", url, params={"per_page": PER_PAGE, "page": page}).json()
        return found
