"""Publishing as a GitHub release: a draft until every asset is there, files of 2 GiB and more in parts.

What is there GitHub says itself: an asset's size, its state and its SHA-256 (`digest`); where it says none, the asset is
downloaded and compared.  An asset whose upload broke stays as `starter` and is deleted before it is sent again.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pipeline.publish.assets import Asset, Assets
from pipeline.publish.target import NEVER_CHANGED, RESUME, Access, Parcel, Plan, PublishError, Step, secret
from pipeline.publish.web import Web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN: Final = "GITHUB_TOKEN"  # noqa: S105  the name of a variable
API: Final = "https://api.github.com"
PART_BYTES: Final = 2 * 1024**3 - 1  # "each file must be under 2 GiB"
MOST_ASSETS: Final = 1000
PER_PAGE: Final = 100
BLOCK: Final = 1 << 20
SUMS: Final = "SHA256SUMS"


@dataclass(frozen=True)
class Part:
    """What becomes one asset: a file, or a stretch of one; `sha256` is that of these bytes."""

    name: str
    path: Path
    start: int
    size: int
    sha256: str

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes in blocks."""
        with self.path.open("rb") as stream:
            stream.seek(self.start)
            left = self.size
            while left and (block := stream.read(min(BLOCK, left))):
                left -= len(block)
                yield block


def parts_of(asset: Asset, part_bytes: int) -> list[Part]:
    """Return a file as one part, or as several that are numbered and joined in the order of their names."""
    if asset.size <= part_bytes:
        return [Part(asset.flat, asset.path, 0, asset.size, asset.sha256)]
    parts = []
    for number, start in enumerate(range(0, asset.size, part_bytes), 1):
        one = Part(f"{asset.flat}.part-{number:03}", asset.path, start, min(part_bytes, asset.size - start), "")
        parts.append(Part(one.name, one.path, one.start, one.size, _sha256(one.blocks())))
    return parts


def _sha256(blocks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


@dataclass(frozen=True)
class GitHub:
    """A repository `OWNER/NAME`; the interface's address is that of GITHUB_API_URL where it is set, as in GitHub Actions."""

    name: str

    @cached_property
    def api(self) -> str:
        """Return the address of the interface."""
        return os.environ.get("GITHUB_API_URL", API).rstrip("/")

    @cached_property
    def web(self) -> Web:
        """Return the web interface."""
        token = os.environ.get(TOKEN, "").strip()
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return Web("GitHub", self.api, TOKEN, headers | ({"Authorization": f"Bearer {token}"} if token else {}))

    def plan(self, parcel: Parcel, access: Access) -> Plan:
        """Return how the release becomes one on GitHub, under a tag that is its version."""
        return _Publication(self, parcel, access).plan()

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
        url = f"{self.api}/repos/{self.name}/{what}"
        found: list[dict[str, Any]] = self.web.ask("GET", url, params={"per_page": PER_PAGE, "page": page}).json()
        return found


@dataclass
class _Publication:
    """One release on its way into one repository; `release` is what GitHub has of it."""

    target: GitHub
    parcel: Parcel
    access: Access
    release: dict[str, Any] | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def _repository(self) -> str:
        return f"{self.target.api}/repos/{self.target.name}"

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
        repository = self._look_at_repository()
        self.asked += [f"GET {self._repository}/releases"]
        same = [one for one in self.target.releases() if one["tag_name"] == self.parcel.version]
        self.release = min(same, key=lambda one: (one["draft"], one["id"]), default=None)
        there, stale = self._compared()
        sent = [one for one in self.parts if one.name not in there]
        if self.release and not self.release["draft"] and (sent or stale):
            name = sent[0].name if sent else stale[0]["name"]
            raise PublishError(f"{self._address(repository)}: {name} is not the file of this release; {NEVER_CHANGED}")
        names = tuple(one.name for one in sent)
        steps = self._steps(sent, stale)
        return Plan(
            self._address(repository), tuple(steps), self._check, names, tuple(sorted(there)), tuple(self.asked)
        )

    def _look_at_repository(self) -> dict[str, Any]:
        self.asked.append(f"GET {self._repository}")
        found: dict[str, Any] = self.target.web.ask("GET", self._repository).json()
        if self.access != "public" and not found["private"]:
            raise PublishError(
                f"{self.target.name} is open to everybody and the release is {self.access}: "
                "publish to a private repository, or with --public where the collection allows it"
            )
        return found

    def _address(self, repository: dict[str, Any]) -> str:
        return f"{repository['html_url']}/releases/tag/{quote(self.parcel.version)}"

    def _compared(self) -> tuple[set[str], list[dict[str, Any]]]:
        """Return the names of the parts that are there, whole, and the assets that are not of this release."""
        if self.release is None:
            return set(), []
        self.asked.append(f"GET {self._repository}/releases/{self.release['id']}/assets")
        wanted = {one.name: one for one in self.parts}
        there, stale = set[str](), list[dict[str, Any]]()
        for one in self.target.assets_of(self.release["id"]):
            part = wanted.get(one["name"])
            if part is not None and self._is_whole(one, part):
                there.add(one["name"])
            else:
                stale.append(one)
        return there, stale

    def _is_whole(self, asset: dict[str, Any], part: Part) -> bool:
        if asset["state"] != "uploaded" or asset["size"] != part.size:
            return False
        digest = asset.get("digest")
        if digest:
            return bool(digest == f"sha256:{part.sha256}")
        return self.target.web.digest(asset["url"]) == part.sha256

    def _steps(self, sent: list[Part], stale: list[dict[str, Any]]) -> list[Step]:
        steps = []
        if self.release is None:
            call = f'POST {self._repository}/releases {{"tag_name": "{self.parcel.version}", "draft": true}}'
            steps.append(self._step(call, self._create))
        for asset in stale:
            url = f"{self._repository}/releases/assets/{asset['id']}"
            steps.append(self._step(f"DELETE {url} {asset['name']}", partial(self.target.web.ask, "DELETE", url)))
        for part in sent:
            call = f"POST (upload_url of the release)?name={part.name} ({part.size:,} bytes)"
            steps.append(self._step(call, partial(self._upload, part)))
        if self.release is None or self.release["draft"]:
            steps.append(self._step(f'PATCH {self._repository}/releases/… {{"draft": false}}', self._finish))
        return steps

    def _step(self, call: str, do: Any) -> Step:
        def with_token() -> None:
            secret(TOKEN, purpose=f"make a token that may write the contents of {self.target.name} and set it")
            do()

        return Step((call,), with_token)

    def _create(self) -> None:
        body = {
            "tag_name": self.parcel.version,
            "name": f"{self.parcel.facts['title']} {self.parcel.version}",
            "body": notes(self.parcel, self.target.name, self.parts),
            "draft": True,
        }
        self.release = self.target.web.ask("POST", f"{self._repository}/releases", json=body).json()

    @property
    def _there(self) -> dict[str, Any]:
        if self.release is None:
            raise PublishError(f"{self.target.name} has no release {self.parcel.version}; {RESUME}")
        return self.release

    def _upload(self, part: Part) -> None:
        url = f"{self._there['upload_url'].split('{')[0]}?name={quote(part.name)}"
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(part.size)}
        asset = self.target.web.ask_with_token("POST", url, content=part.blocks(), headers=headers).json()
        if not self._is_whole(asset, part):
            raise PublishError(f"{part.name}: arrived as {asset['state']}, {asset['size']} bytes; {RESUME}")

    def _finish(self) -> None:
        there, stale = self._compared()
        missing = [one.name for one in self.parts if one.name not in there]
        if missing or stale:
            raise PublishError(f"{missing or [one['name'] for one in stale]} is not as it was sent; {RESUME}")
        url = f"{self._repository}/releases/{self._there['id']}"
        self.release = self.target.web.ask("PATCH", url, json={"draft": False}).json()

    def _check(self) -> None:
        there, stale = self._compared()
        if len(there) != len(self.parts) or stale or self._there["draft"]:
            raise PublishError(f"{self.target.name} {self.parcel.version} is not as it should be; {RESUME}")


def notes(parcel: Parcel, repository: str, parts: list[Part]) -> str:
    """Return the release's notes: what it is, how files get their folders back, how parts are joined, their checksums."""
    counts = parcel.facts["counts"]
    lines = [
        parcel.facts["description"],
        "",
        f"{counts['kept']:,} documents, {counts['words']:,} words. `README.md` describes them, `datasheet.html` answers more.",
        "",
        "A double dash in a name stands for a folder: `data--law-free--train-….parquet` is `data/law-free/train-….parquet`.",
        "`records.zip` has the ledger, what the release was built from, and the licences. All of it at once, checked:",
        "",
        f"    gemeingut verify github:{repository}@{parcel.version}",
        "",
        "`SHA256SUMS` has the checksum of every file, joined and unpacked.",
    ]
    split = [one for one in parts if ".part-" in one.name]
    if split:
        whole = sorted({one.name.split(".part-")[0] for one in split})
        lines += ["", "GitHub takes files below 2 GiB; these are in parts. To join them:", ""]
        lines += [f"    cat {name}.part-* > {name}" for name in whole]
        lines += ["", "Checksums of the parts (SHA-256):", ""]
        lines += [f"    {one.sha256}  {one.name}" for one in split]
    return "\n".join(lines) + "\n"
