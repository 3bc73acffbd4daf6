"""Withdrawing from GitHub: the assets of a release, the release and its tag are deleted; a release of its own says so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pipeline.portals.github_publication import BOARD, GitHub
from pipeline.portals.target import NOTICES, Plan, Step, secret
from pipeline.portals.withdrawal import StillThereError, publishing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.portals.github_repository import Repository
    from pipeline.portals.target import Published
    from pipeline.portals.withdrawal import Old, Withdrawal

GONE: Final = (404, 422)
"""What GitHub answers if what is to be deleted is not there; 422 of a tag."""
ADVICE: Final = "ask for a token that may write the contents of the repository, and run it again; caches of GitHub clear within minutes"


@dataclass(frozen=True)
class GitHubWithdrawer:
    """A repository from which releases are withdrawn."""

    target: GitHub
    is_written_anew: bool = False

    @property
    def _repository(self) -> Repository:
        return self.target.repository

    def locations(self, version: Published, _names: Sequence[str], _changed: Sequence[str]) -> list[str]:
        """Return the addresses of the release, and of its assets, in the interface and in the browser."""
        release = self._release(version.version)
        if release is None:
            return []
        assets = self._repository.assets_of(release["id"])
        files = [asset[key] for asset in assets for key in ("url", "browser_download_url") if asset.get(key)]
        return [self._tagged(version.version), *files]

    def copies(self) -> list[str]:
        """Return the repository's forks; releases are not copied with them, but whoever forked it knows of them."""
        answer = self._repository.web.ask("GET", f"{self._repository.url}/forks", accept=(404,))
        return [fork["html_url"] for fork in answer.json()] if answer.is_success else []

    def plan(self, withdrawal: Withdrawal) -> Plan:
        """Return how what stays is published, the notices put up, and the releases of what goes deleted."""
        steps = [publishing(self.target, parcel, access) for parcel, access in withdrawal.stays]
        url = self._repository.url
        put_up = partial(self._put_up, withdrawal)
        steps.append(self._step(f'POST {url}/releases {{"tag_name": "{BOARD}"}} {", ".join(NOTICES)}', put_up))
        for old in withdrawal.gone:
            steps.append(
                self._step(f"DELETE {url}/releases/… {old.version} and its assets", partial(self._remove, old))
            )
            reference = f"{url}/git/refs/tags/{quote(old.version)}"
            untag = partial(self._repository.web.ask, "DELETE", reference, accept=GONE)
            steps.append(self._step(f"DELETE {reference}", untag))
        return Plan(f"{url}/releases/tags/{BOARD}", tuple(steps), partial(self._check, withdrawal.gone))

    def _step(self, call: str, do: Any) -> Step:
        def with_token() -> None:
            secret(
                self._repository.token_name,
                purpose=f"make a token that may write to {self._repository.name} and set it",
            )
            do()

        return Step((call,), with_token)

    def _tagged(self, tag: str) -> str:
        return f"{self._repository.url}/releases/tags/{quote(tag)}"

    def _release(self, tag: str) -> dict[str, Any] | None:
        return next((release for release in self._repository.releases() if release["tag_name"] == tag), None)

    def _put_up(self, withdrawal: Withdrawal) -> None:
        web, release = self._repository.web, self._release(BOARD)
        if release is None:
            body = {"tag_name": BOARD, "name": "Withdrawn / zurückgezogen", "body": "withdrawn.jsonl", "draft": False}
            release = web.ask("POST", f"{self._repository.url}/releases", json=body).json()
        for asset in self._repository.assets_of(release["id"]):
            web.ask("DELETE", f"{self._repository.url}/releases/assets/{asset['id']}")
        headers = {"Content-Type": "application/octet-stream"}
        for name in NOTICES:
            url = f"{release['upload_url'].split('{')[0]}?name={quote(name)}"
            web.ask_with_token("POST", url, content=withdrawal.notices[name], headers=headers)

    def _remove(self, old: Old) -> None:
        web = self._repository.web
        releases = [release for release in self._repository.releases() if release["tag_name"] == old.version]
        for release in releases:  # a draft of a publication that broke, too
            for asset in self._repository.assets_of(release["id"]):
                web.ask("DELETE", f"{self._repository.url}/releases/assets/{asset['id']}", accept=GONE)
            web.ask("DELETE", f"{self._repository.url}/releases/{release['id']}", accept=GONE)

    def _check(self, gone: Sequence[Old]) -> None:
        left = [location for old in gone for location in old.locations if not self._repository.web.refuses(location)]
        if left:
            raise StillThereError(left, ADVICE)
