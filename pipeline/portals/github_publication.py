"""Publishing as a GitHub release: a draft until every asset is there, files of 2 GiB and more in parts.

What is there GitHub says itself: an asset's size, its state and its SHA-256 (`digest`); where it says none, the asset is
downloaded and compared.  An asset whose upload broke stays as `starter` and is deleted before it is sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pipeline.portals.assets import Assets
from pipeline.portals.github_parts import PART_BYTES, parts_of, words, words_changed
from pipeline.portals.github_repository import MOST_ASSETS, OnGitHub, Repository
from pipeline.portals.target import (
    RESUME,
    Access,
    Nowhere,
    Origin,
    Parcel,
    Plan,
    Published,
    PublishError,
    Step,
    differences,
    secret,
    sorted_out,
)
from pipeline.store.ids import NUMBERS, order_of

if TYPE_CHECKING:
    from pipeline.portals.github_parts import Part

BOARD: Final = "withdrawn"
"""The tag of the release that holds the notices of what was withdrawn."""


@dataclass(frozen=True)
class GitHub:
    """A repository on GitHub."""

    repository: Repository

    def plan(self, parcel: Parcel, access: Access) -> Plan:
        """Return how the release becomes one on GitHub, under a tag that is its version."""
        return _Publication(self.repository, parcel, access).plan()

    def published(self, _name: str) -> list[Published]:
        """Return the releases under a tag that is a version and with checksums; drafts are not published."""
        repository = self.repository.web.ask("GET", self.repository.url).json()
        access: Access = "internal" if repository["private"] else "public"
        tags = [release["tag_name"] for release in self.repository.releases() if not release["draft"]]
        return [
            Published(
                tag,
                f"{repository['html_url']}/releases/tag/{quote(tag)}",
                access,
                OnGitHub(self.repository.name, tag, self.repository.token_name),
            )
            for tag in sorted(filter(NUMBERS.match, tags), key=order_of)
        ]

    def board(self, _name: str) -> Origin:
        """Return the release of the repository that holds the notices."""
        if not any(release["tag_name"] == BOARD for release in self.repository.releases()):
            return Nowhere()
        return OnGitHub(self.repository.name, BOARD, self.repository.token_name)


@dataclass
class _Publication:
    """One release on its way into one repository; `release` is what GitHub has of it, `page` the repository's."""

    repository: Repository
    parcel: Parcel
    access: Access
    release: dict[str, Any] | None = None
    page: str = ""
    asked: list[str] = field(default_factory=list)

    @cached_property
    def parts(self) -> list[Part]:
        self._keep = Assets(self.parcel)  # its archives live as long as it
        parts = [part for asset in self._keep.all for part in parts_of(asset, PART_BYTES)]
        if len(parts) > MOST_ASSETS:
            raise PublishError(
                f"{len(parts)} assets, and GitHub takes {MOST_ASSETS} a release: "
                "make fewer and larger files with release.buckets, or publish elsewhere"
            )
        return parts

    def plan(self) -> Plan:
        self.page = self._look_at_repository()["html_url"]
        self.asked += [f"GET {self.repository.url}/releases"]
        same = [release for release in self.repository.releases() if release["tag_name"] == self.parcel.version]
        self.release = min(same, key=lambda release: (release["draft"], release["id"]), default=None)
        there, stale = self._compared()
        sent = [part for part in self.parts if part.name not in there]
        names = tuple(part.name for part in sent)
        changed: tuple[str, ...] = ()
        if self.release and not self.release["draft"]:
            others = sorted({asset["name"] for asset in stale} - set(names))
            changed = differences(self._address, [*names, *others]) + tuple(
                words_changed(self._address, self.release, self._words)
            )
        steps = self._steps(sent, stale)
        if changed:
            steps.append(self._step(f"PATCH {self.repository.url}/releases/… title and notes", self._finish))
        asked = tuple(self.asked)
        return Plan(self._address, tuple(steps), self._check, names, tuple(sorted(there)), asked, changed=changed)

    @property
    def _words(self) -> dict[str, str]:
        """Return the release's title and notes."""
        return words(self.parcel, self.repository.name, self.parts)

    def _look_at_repository(self) -> dict[str, Any]:
        self.asked.append(f"GET {self.repository.url}")
        repository: dict[str, Any] = self.repository.web.ask("GET", self.repository.url).json()
        if self.access != "public" and not repository["private"]:
            raise PublishError(
                f"{self.repository.name} is open to everybody and the release is {self.access}: "
                "publish to a private repository, or with --public where the collection allows it"
            )
        return repository

    @property
    def _address(self) -> str:
        return f"{self.page}/releases/tag/{quote(self.parcel.version)}"

    def _compared(self) -> tuple[set[str], list[dict[str, Any]]]:
        """Return the names of the parts that are there, whole, and the assets that are not of this release."""
        if self.release is None:
            return set(), []
        self.asked.append(f"GET {self.repository.url}/releases/{self.release['id']}/assets")
        parts = {part.name: part for part in self.parts}
        listed = self.repository.assets_of(self.release["id"])
        return sorted_out(listed, lambda asset: self._is_whole(asset, parts.get(asset["name"])))

    def _is_whole(self, asset: dict[str, Any], part: Part | None) -> bool:
        if part is None or asset["state"] != "uploaded" or asset["size"] != part.size:
            return False
        digest = asset.get("digest")
        if digest:
            return bool(digest == f"sha256:{part.sha256}")
        return self.repository.web.digest(asset["url"]) == part.sha256

    def _steps(self, sent: list[Part], stale: list[dict[str, Any]]) -> list[Step]:
        steps = []
        if self.release is None:
            call = f'POST {self.repository.url}/releases {{"tag_name": "{self.parcel.version}", "draft": true}}'
            steps.append(self._step(call, self._create))
        for asset in stale:
            url = f"{self.repository.url}/releases/assets/{asset['id']}"
            steps.append(self._step(f"DELETE {url} {asset['name']}", partial(self.repository.web.ask, "DELETE", url)))
        for part in sent:
            call = f"POST (upload_url of the release)?name={part.name} ({part.size:,} bytes)"
            steps.append(self._step(call, partial(self._upload, part)))
        if self.release is None or self.release["draft"]:
            steps.append(self._step(f'PATCH {self.repository.url}/releases/… {{"draft": false}}', self._finish))
        return steps

    def _step(self, call: str, do: Any) -> Step:
        def with_token() -> None:
            token_name = self.repository.token_name
            secret(token_name, purpose=f"make a token that may write the contents of {self.repository.name} and set it")
            do()

        return Step((call,), with_token)

    def _create(self) -> None:
        body = {"tag_name": self.parcel.version, "draft": True} | self._words
        self.release = self.repository.web.ask("POST", f"{self.repository.url}/releases", json=body).json()

    @property
    def _there(self) -> dict[str, Any]:
        if self.release is None:
            raise PublishError(f"{self.repository.name} has no release {self.parcel.version}; {RESUME}")
        return self.release

    def _upload(self, part: Part) -> None:
        url = f"{self._there['upload_url'].split('{')[0]}?name={quote(part.name)}"
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(part.size)}
        asset = self.repository.web.ask_with_token("POST", url, content=part.blocks(), headers=headers).json()
        if not self._is_whole(asset, part):
            raise PublishError(f"{part.name}: arrived as {asset['state']}, {asset['size']} bytes; {RESUME}")

    def _finish(self) -> None:
        there, stale = self._compared()
        missing = [part.name for part in self.parts if part.name not in there]
        if missing or stale:
            raise PublishError(f"{missing or [asset['name'] for asset in stale]} is not as it was sent; {RESUME}")
        url = f"{self.repository.url}/releases/{self._there['id']}"
        self.release = self.repository.web.ask("PATCH", url, json=self._words | {"draft": False}).json()

    def _check(self) -> None:
        there, stale = self._compared()
        if len(there) != len(self.parts) or stale or self._there["draft"]:
            raise PublishError(f"{self.repository.name} {self.parcel.version} is not as it should be; {RESUME}")
